"""YAML that YAML 1.1 and 1.2 readers read alike, in the key order of its JSON Schema, validated before writing."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker

from sales_pipeline.render.text import clean

# Plain only what no version could take for a number, date, boolean or null; all else is quoted.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z ,()/_-]*[A-Za-z)]|[A-Za-z]{4,}")
_RESERVED = {"yes", "no", "on", "off", "true", "false", "null", "y", "n", "nan", "inf", "none", "infinity"}
# printable ASCII but what is escaped between quotes
_AS_IT_IS = re.compile(r"[ !#-\[\]-~]*")
# beyond 1024 a reader takes no key on the line of its value
_LONGEST_KEY = 1_000


def yaml_text(data: Mapping[str, object], schema: Mapping[str, object], comment: str = "") -> str:
    """Data as YAML in schema order, checked against the schema (JSON Schema 2020-12, formats included).

    Values are Decimal (written with the places they have), int, str, bool, date, datetime (ISO, quoted), None, lists
    and mappings; floats raise TypeError. Raises ValueError naming the first place where data and schema differ.
    """
    ordered = _ordered(data, schema, schema)
    check(ordered, schema)
    head = "".join(f"# {line}\n" for line in clean(comment).splitlines())
    return head + "\n".join(_block(ordered)) + "\n"


def _block(data: object) -> list[str]:
    """The lines of a value. PyYAML's own emitter takes ten times as long over a thousand deals and says the same."""
    if isinstance(data, Mapping) and data:
        return [line for name, value in data.items() for line in _entry(f"{_key(name)}:", value)]
    if isinstance(data, list) and data:
        return [line for value in data for line in _item(_block(value))]
    return [_scalar(data)]


def _entry(name: str, value: object) -> list[str]:
    if isinstance(value, (Mapping, list)) and value:
        return [name, *(f"  {line}" for line in _block(value))]
    return [f"{name} {_scalar(value)}"]


def _item(lines: list[str]) -> list[str]:
    return [f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]


def _scalar(value: object) -> str:
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) and value.casefold() not in _RESERVED else _quoted(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return _digits(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (date, datetime)):
        return f'"{value.isoformat()}"'
    if isinstance(value, (Mapping, list)):
        return "{}" if isinstance(value, Mapping) else "[]"
    raise TypeError(f"YAML takes Decimal, int, str, bool, date or None, not {type(value).__name__} {value!r}")


def _key(name: str) -> str:
    if len(name) > _LONGEST_KEY:
        raise ValueError(f"YAML takes keys of at most {_LONGEST_KEY} characters, not {name[:40]!r}…")
    return _scalar(name)


@lru_cache(maxsize=10_000)
def _quoted(text: str) -> str:
    """Text between quotes; what must be escaped, PyYAML escapes."""
    if _AS_IT_IS.fullmatch(text):
        return f'"{text}"'
    return yaml.dump(text, Dumper=yaml.SafeDumper, default_style='"', allow_unicode=True, width=1_000_000).rstrip("\n")


def _digits(value: Decimal) -> str:
    """As it is, a whole amount with its places: 12.00."""
    if not value.is_finite():
        raise ValueError(f"YAML takes no {value}: use None for what is not known")
    return f"{abs(value) if value == 0 else value:f}"


def check(data: object, schema: Mapping[str, object]) -> None:
    """Raise ValueError with the path and the reason when data does not follow the schema."""
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    errors = sorted(validator.iter_errors(as_json(data)), key=lambda error: [str(p) for p in error.absolute_path])
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


def as_json(data: object) -> object:
    """What was read from YAML with days and instants as the texts they are written as."""
    if isinstance(data, Mapping):
        return {name: as_json(value) for name, value in data.items()}
    if isinstance(data, list):
        return [as_json(value) for value in data]
    if isinstance(data, (date, datetime)):
        return data.isoformat()
    # jsonschema knows no Decimal as a number; a float here only decides validity and is never written.
    return float(data) if isinstance(data, Decimal) else data
