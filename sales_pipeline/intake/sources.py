"""Which file is read for what: below crm/ by the mapping, below reference/ and submissions/ by the contracts."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sales_pipeline.home import Home
from sales_pipeline.intake import files, shapes
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.formats import Formats
from sales_pipeline.intake.job import Job
from sales_pipeline.intake.load import load
from sales_pipeline.intake.mapping import ColumnRule, Mapping, Source
from sales_pipeline.intake.staging import Staging
from sales_pipeline.intake.text_file import open_text

PLAIN = Formats(time_zone="UTC")
SUBMISSIONS = "submissions"
REFERENCE_KEY = "reference"


@dataclass
class Reading:
    """What has been read, besides the staged rows: files nobody claims, the week of each submission, calendars."""

    unclaimed: list[str] = field(default_factory=list)
    weeks: dict[int, date] = field(default_factory=dict)
    calendars: list[Path] = field(default_factory=list)


def read_all(staging: Staging, home: Home, mapping: Mapping) -> Reading:
    """Stage every file of a home."""
    reading = Reading()
    for path in files.below(home.crm):
        if path != home.mapping_file:
            _read_crm(staging, home, mapping, path, reading)
    if not set(shapes.DEALS) & set(staging.mapped):
        raise InputError(
            f"crm/ holds no file of deals: put exports there that crm/mapping.yaml names ({_wanted(mapping)})"
        )
    for path in files.below(home.reference):
        _read_reference(staging, home, path, reading)
    for path in files.calls(home):
        _read_submission(staging, home, path, reading)
    return reading


def _wanted(mapping: Mapping) -> str:
    """The file names by which deals are known."""
    deals = [source for source in mapping.sources.values() if source.table in shapes.DEALS]
    return ", ".join(dict.fromkeys(pattern for source in deals for pattern in source.files))


def crm_jobs(mapping: Mapping, name: str) -> list[Job]:
    """The sources that claim a file below crm/."""
    return [job(mapping, key) for key, source in mapping.sources.items() if files.claims(source, name)]


def job(mapping: Mapping, key: str) -> Job:
    """A source of the mapping, its levels read like columns; what the home itself spells out must be there."""
    source = mapping.sources[key]
    units = {f"unit_{n}": ColumnRule(column=(level.column,)) for n, level in enumerate(source.levels, 1)}
    declared = {column for of, column in mapping.declared if of == key}
    columns = {**source.columns, **units}
    logged: dict[str, ColumnRule] = {}
    for prefix, given in (("", columns.pop("value", None)), ("old_", columns.pop("old_value", None))):
        if given is not None:
            logged |= {prefix + name: rule for name, rule in source.fields.items()}
            columns |= {
                prefix + name: rule.model_copy(update={"column": given.column}) for name, rule in source.fields.items()
            }
    return Job(
        key,
        source,
        mapping.formats_of(source),
        columns,
        f"crm/mapping.yaml under sources.{key}.columns",
        frozenset(declared | set(units) | set(logged)),
        logged=logged,
    )


def _read_crm(staging: Staging, home: Home, mapping: Mapping, path: Path, reading: Reading) -> None:
    jobs = crm_jobs(mapping, path.relative_to(home.crm).as_posix())
    if not jobs or not load(staging, path, home.relative(path), jobs):
        reading.unclaimed.append(home.relative(path))


def _read_reference(staging: Staging, home: Home, path: Path, reading: Reading) -> None:
    table = path.stem
    if path.parent == home.calendars and path.suffix.casefold() == ".ics":
        reading.calendars.append(path)
        staging.number(home.relative(path), path)
        return
    if path.parent != home.reference or not _is_sheet(path) or table not in shapes.REFERENCE:
        reading.unclaimed.append(home.relative(path))
        return
    twin = next((p for p in sorted(home.reference.glob(f"{table}.*")) if p != path and _is_sheet(p)), None)
    if twin:
        raise InputError(f"reference/ holds {path.name} and {twin.name}: keep one of them")
    load(staging, path, home.relative(path), [_contract_job(home, path, table, REFERENCE_KEY)])


def _read_submission(staging: Staging, home: Home, path: Path, reading: Reading) -> None:
    if path.parent.parent != home.submissions or not _is_sheet(path):
        reading.unclaimed.append(home.relative(path))
        return
    week = _week(home, path)
    name = home.relative(path)
    load(staging, path, name, [_contract_job(home, path, SUBMISSIONS, SUBMISSIONS)])
    reading.weeks[staging.number(name, path)] = week


def _is_sheet(path: Path) -> bool:
    """Whether a file is of a kind that people fill in by hand."""
    return path.suffix.casefold() in (".csv", ".xlsx")


def _week(home: Home, path: Path) -> date:
    folder = home.relative(path.parent)
    try:
        week = date.fromisoformat(path.parent.name)
    except ValueError as error:
        raise InputError(
            f"{folder} is no week: name the folder after its Monday, such as submissions/2026-03-02"
        ) from error
    if week.weekday():
        raise InputError(f"{folder} is not a Monday: name the folder after the Monday the calls are for")
    return week


def _contract_job(home: Home, path: Path, table: str, key: str) -> Job:
    """A file whose header is the contract's: nothing to map, and nothing else may stand in it."""
    name = home.relative(path)
    header = open_text(path, name, PLAIN).header
    known = [f.name for f in shapes.fields(table)]
    extra = [column for column in header if column not in known]
    # one column alone may be several, parted by another mark: that is told further on
    if extra and len(header) > 1:
        raise InputError(
            f"{name}, line 1: {', '.join(map(repr, extra))} is no column of {table}, which has {', '.join(known)}; "
            "remove or rename it"
        )
    columns = {column: ColumnRule(column=(column,)) for column in known}
    source = Source(table=table, files=(path.name,), columns=columns)
    return Job(key, source, PLAIN, columns, name, allows_no_rows=True)
