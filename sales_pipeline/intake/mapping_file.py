"""Reads crm/mapping.yaml and the preset it names into a Mapping, or says which line and field is wrong."""

from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from sales_pipeline.home import Home
from sales_pipeline.intake import shapes, yaml_text
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.mapping import Mapping, Source

PRESETS = Path(__file__).parent / "presets"


def presets() -> list[str]:
    """Names of the presets that come with the package."""
    return sorted(path.stem for path in PRESETS.glob("*.yaml"))


def load(home: Home) -> Mapping:
    """The mapping of a home."""
    path, name = home.mapping_file, home.relative(home.mapping_file)
    if not path.is_file():
        raise InputError(
            f"{name} is missing: write `preset: NAME` into it ({', '.join(presets())}), or a mapping of your own"
        )
    own = yaml_text.read(path, name)
    if not isinstance(own, dict):
        raise InputError(f"{name}, line 1: a mapping is a list of settings such as `preset: salesforce`")
    return read(own, path, name)


def read(own: dict[str, Any], path: Path, name: str) -> Mapping:
    """The mapping a document means; `path` and `name` serve the messages."""
    preset = own.get("preset")
    merged = own
    if preset is not None:
        if preset not in presets():
            raise InputError(
                f"{name}{_at(path, ['preset'])}: preset {preset!r} is not known; there are {', '.join(presets())}"
            )
        merged = _over(yaml_text.read(PRESETS / f"{preset}.yaml", f"preset {preset}"), own)
    merged = {key: value for key, value in merged.items() if key != "declared"}
    try:
        mapping = Mapping.model_validate({**merged, "declared": _declared(own)})
    except ValidationError as error:
        raise InputError("; ".join(_explain(item, [], path, name) for item in error.errors())) from error
    for key, source in mapping.sources.items():
        try:
            mapping.formats_of(source)
        except ValidationError as error:
            prefix = ["sources", key, "formats"]
            raise InputError("; ".join(_explain(item, prefix, path, name) for item in error.errors())) from error
        _check(key, source, path, name)
        _check_lookups(mapping, key, path, name)
    return mapping


def _over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`own` laid over `base`, dictionary by dictionary; a blank takes the preset's entry away."""
    merged = dict(base)
    for key, value in own.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = _over(merged[key], value)
        elif isinstance(value, str) and value in yaml_text.NOTHING and key in base:
            del merged[key]
        else:
            merged[key] = value
    return merged


def _declared(own: dict[str, Any]) -> list[tuple[str, str]]:
    sources = own.get("sources")
    named = sources.items() if isinstance(sources, dict) else []
    return [
        (key, column)
        for key, source in named
        if isinstance(source, dict) and isinstance(source.get("columns"), dict)
        for column in source["columns"]
    ]


def _check(key: str, source: Source, path: Path, name: str) -> None:
    """What a source says must fit its table."""

    def refuse(where: list[str], why: str) -> NoReturn:
        raise InputError(f"{name}{_at(path, ['sources', key, *where])}: sources.{'.'.join([key, *where])}: {why}")

    known = {f.name: f for f in shapes.columns(source.table)}
    if source.table not in shapes.TARGETS:
        refuse(["table"], f"{source.table} are read from their own folder, not from crm/")
    for column, rule in source.columns.items():
        if column not in known:
            refuse(["columns", column], f"{source.table} has no such column; it has {', '.join(known)}")
        if rule.lookup and known[column].kind != "text":
            refuse(["columns", column, "lookup"], "only columns of text can be looked up")
    missing = [f.name for f in known.values() if f.required and f.name not in source.columns]
    if missing:
        refuse([], f"its columns must say where {', '.join(missing)} is read from")
    if source.complete and (source.table != "opportunities" or not source.file_date):
        refuse(["complete"], "complete belongs to extracts of opportunities whose file_date says their day")
    for column, rule in source.fields.items():
        if source.table != "field_changes" or column not in shapes.STATE or not rule.column:
            can = f"which field of the log fills which of {', '.join(shapes.STATE)}"
            refuse(["fields", column], f"a source of table field_changes says here {can}")
    if source.table == "field_changes" and not source.fields:
        refuse([], "its fields must say which field of the log fills what, such as stage_name: StageName")
    if source.levels and source.table != "organisation":
        refuse(["levels"], f"levels belong to a source of table organisation, not {source.table}")


def _check_lookups(mapping: Mapping, key: str, path: Path, name: str) -> None:
    """A lookup that names a source must name one of its table."""
    source = mapping.sources[key]
    for part, rules in (("columns", source.columns), ("fields", source.fields)):
        for column, rule in rules.items():
            wanted = rule.lookup.source if rule.lookup else None
            tables = {name: other.table for name, other in mapping.sources.items()}
            if rule.lookup and wanted and tables.get(wanted) != rule.lookup.table:
                where = ["sources", key, part, column, "lookup"]
                why = f"no source of table {rule.lookup.table} is called {wanted}"
                raise InputError(f"{name}{_at(path, where)}: {'.'.join(where)}: {why}")


def _explain(item: Any, prefix: list[str], path: Path, name: str) -> str:
    where = [*prefix, *item["loc"]]
    said = str(item["msg"]).removeprefix("Value error, ")
    setting = ".".join(str(step) for step in where) or "the mapping"
    return f"{name}{_at(path, where)}: {setting}: {said[:1].lower()}{said[1:]}"


def _at(path: Path, where: list[Any]) -> str:
    line = yaml_text.line_of(path, where) if path.is_file() else None
    return f", line {line}" if line else ""
