"""YAML that YAML 1.1 and 1.2 readers read alike, in the key order of its JSON Schema, validated before writing."""

import re
from collections.abc import Iterator, Mapping
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


def yaml_text(data: Mapping[str, object], schema: Mapping[str, object], comment: str = "") -> str:
    """Data as YAML in schema order, checked against the schema (JSON Schema 2020-12, formats included).

    Values are Decimal (written with the places they have), int, str, bool, date, datetime (ISO, quoted), None, lists
    and mappings; floats raise TypeError. Raises ValueError naming the first place where data and schema differ.
    """
    ordered = _ordered(data, schema, schema)
    check(ordered, schema)
    head = "".join(f"# {line}\n" for line in clean(comment).splitlines())
    return head + "".join(_lines(ordered, ""))


def _lines(value: object, indent: str) -> Iterator[str]:
    """A mapping or a list in block style, as PyYAML lays it out, which is ten times as slow."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield f"{indent}{_text(str(name))}:"
            yield from _after(inner, indent)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, (Mapping, list)) and item:
                # the first line of an item stands behind its dash
                lines = _lines(item, indent + "  ")
                yield f"{indent}- {next(lines)[len(indent) + 2 :]}"
                yield from lines
            else:
                yield f"{indent}-"
                yield from _after(item, indent)


def _after(value: object, indent: str) -> Iterator[str]:
    """What follows a name or a dash."""
    if isinstance(value, (Mapping, list)):
        if value:
            yield "\n"
            yield from _lines(value, indent + "  ")
        else:
            yield " {}\n" if isinstance(value, Mapping) else " []\n"
    else:
        yield f" {_scalar(value)}\n"


def _scalar(value: object) -> str:
    """A value as PyYAML writes it. Texts repeat; numbers are quick to write, and equal ones may have other places."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (date, datetime)):
        return _text(value.isoformat())
    raise TypeError(f"YAML takes Decimal, int, str, bool, date or None, not {type(value).__name__} {value!r}")


@lru_cache(maxsize=100_000)
def _text(value: str) -> str:
    plain = _PLAIN.fullmatch(value) and value.casefold() not in _RESERVED
    if plain:
        return value
    quoted: str = yaml.dump(value, Dumper=yaml.SafeDumper, default_style='"', allow_unicode=True, width=float("inf"))
    return quoted.rstrip("\n")


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"YAML takes no {value}: use None for what is not known")
    # a whole amount keeps its places: 12.00
    return f"{abs(value) if value == 0 else value:f}"


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
