"""YAML that YAML 1.1 and 1.2 readers read alike, in the key order of its JSON Schema, validated before writing."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker

from sales_pipeline.render.text import clean

# Plain only what no version could take for a number, date, boolean or null; all else is quoted.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z ,()/_-]*[A-Za-z)]|[A-Za-z]{4,}")
_RESERVED = {"yes", "no", "on", "off", "true", "false", "null", "y", "n", "nan", "inf", "none", "infinity"}


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    plain = _PLAIN.fullmatch(value) and value.casefold() not in _RESERVED
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else '"')


def _decimal(dumper: _Dumper, value: Decimal) -> yaml.ScalarNode:
    if not value.is_finite():
        raise ValueError(f"YAML takes no {value}: use None for what is not known")
    digits = f"{abs(value) if value == 0 else value:f}"
    # The tag decides whether readers see a number as written; a whole amount keeps its places: 12.00.
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in digits else 'int'}", digits)


def _refuse(dumper: _Dumper, value: object) -> yaml.Node:
    raise TypeError(f"YAML takes Decimal, int, str, bool, date or None, not {type(value).__name__} {value!r}")


def _mapping(dumper: _Dumper, value: Mapping[str, object]) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items())


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _decimal)
_Dumper.add_representer(dict, _mapping)
# None stands for every kind PyYAML has no representer for; the others it would write in ways only it reads.
for _other in (float, bytes, set, None):
    _Dumper.add_representer(_other, _refuse)  # type: ignore[arg-type]
for _kind in (datetime, date):
    _Dumper.add_representer(_kind, lambda dumper, value: _text(dumper, value.isoformat()))


def yaml_text(data: Mapping[str, object], schema: Mapping[str, object], comment: str = "") -> str:
    """Data as YAML in schema order, checked against the schema (JSON Schema 2020-12, formats included).

    Values are Decimal (written with the places they have), int, str, bool, date, datetime (ISO, quoted), None, lists
    and mappings; floats raise TypeError. Raises ValueError naming the first place where data and schema differ.
    """
    ordered = _ordered(data, schema, schema)
    check(ordered, schema)
    head = "".join(f"# {line}\n" for line in clean(comment).splitlines())
    return head + yaml.dump(
        ordered, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100_000, line_break="\n"
    )


def check(data: object, schema: Mapping[str, object]) -> None:
    """Raise ValueError with the path and the reason when data does not follow the schema."""
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    errors = sorted(validator.iter_errors(_as_json(data)), key=lambda error: [str(p) for p in error.absolute_path])
    if errors:
        where = "/".join(str(part) for part in errors[0].absolute_path) or "the top"
        raise ValueError(f"YAML does not follow its schema at {where}: {errors[0].message[:300]}")


def _ordered(data: object, schema: Mapping[str, object], root: Mapping[str, object]) -> object:
    schema = resolved(schema, root)
    if isinstance(data, Mapping):
        known: Mapping[str, Mapping[str, object]] = schema.get("properties", {})  # type: ignore[assignment]
        rest = schema.get("additionalProperties", {})
        names = [name for name in known if name in data] + sorted(name for name in data if name not in known)
        inner = rest if isinstance(rest, Mapping) else {}
        return {clean(name): _ordered(data[name], known.get(name, inner), root) for name in names}
    if isinstance(data, (list, tuple)):
        items = schema.get("items", {})
        return [_ordered(item, items if isinstance(items, Mapping) else {}, root) for item in data]
    return clean(data) if isinstance(data, str) else data


def resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """A part of a schema, or what its "$ref" within the same file stands for."""
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return schema
    target: object = root
    for part in reference[2:].split("/"):
        target = target[part]  # type: ignore[index]
    return target  # type: ignore[return-value]


def _as_json(data: object) -> object:
    if isinstance(data, Mapping):
        return {name: _as_json(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_as_json(value) for value in data]
    if isinstance(data, (date, datetime)):
        return data.isoformat()
    # jsonschema knows no Decimal as a number; a float here only decides validity and is never written.
    return float(data) if isinstance(data, Decimal) else data
