"""The plan's tables from its files: workflow/plan.yaml, or the plan that comes with the package, and requests."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from sales_pipeline import contract, plain_yaml
from sales_pipeline.home import Home
from sales_pipeline.intake import files, yaml_text
from sales_pipeline.intake.contracts import plan as contracts
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.plan.check import check
from sales_pipeline.intake.plan.draft import Draft, Row
from sales_pipeline.intake.plan.faults import Faults
from sales_pipeline.intake.plan.known import Known, People
from sales_pipeline.intake.plan.read import Reader
from sales_pipeline.intake.staging import Staging

DEFAULT = Path(__file__).parent / "default.yaml"
DEFAULT_NAME = "default plan"
TABLES = tuple(
    contract.table_name(model)
    for model in vars(contracts).values()
    if isinstance(model, type) and issubclass(model, contract.Table) and model.__module__ == contracts.__name__
)


def build(staging: Staging, home: Home, known: Known | None) -> list[str]:
    """Fill the plan's tables; the files beside them that nothing reads. InputError with all that is wrong."""
    draft = read(home, known, _people(staging))
    for name in TABLES:
        _write(staging, name, draft.rows[name])
    told = [path for path in (home.plan_file, *requests(home)) if path.is_file()]
    for path in told:
        name = home.relative(path)
        counts = staging.counts[staging.number(name, path), "plan_tasks"]
        counts.read = counts.accepted = sum(row["source_file"] == name for row in draft.rows["plan_tasks"])
    others = [*files.below(home.workflow), *files.requests(home)]
    return [home.relative(path) for path in others if path not in told]


def read(home: Home, known: Known | None, people: People | None) -> Draft:
    """A home's plan and requests, checked: InputError with every fault at once."""
    draft = Draft()
    reader = Reader(draft, known, people)
    if home.plan_file.is_file():
        _read(home.plan_file, home.relative(home.plan_file), draft.faults, reader.plan)
    else:
        _read(DEFAULT, DEFAULT_NAME, draft.faults, reader.plan)
    for path in requests(home):
        _read(path, home.relative(path), draft.faults, reader.request)
    check(draft)
    draft.faults.refuse()
    return draft


def requests(home: Home) -> list[Path]:
    """The tasks dropped as files: YAML in the folder itself."""
    found = [path for path in files.requests(home) if path.parent == home.requests]
    return [path for path in found if path.suffix.casefold() in (".yaml", ".yml")]


def _read(path: Path, name: str, faults: Faults, reader: Any) -> None:
    node = yaml_text.compose(path, name)
    if isinstance(node, yaml.MappingNode):
        reader(node, name)
    else:
        faults.add(name, 1, "the file must hold lines like `field: value`: write them, or take it away")


def _people(staging: Staging) -> People:
    persons = staging.rows("SELECT person_id FROM people")
    stages = staging.rows("SELECT stage_name FROM stages")
    return People(frozenset(row[0] for row in persons), frozenset(row[0] for row in stages))


def _write(staging: Staging, name: str, rows: list[Row]) -> None:
    schema = contract.arrow_schema(contract.catalogue()[name])
    made = pa.Table.from_pylist(
        [{c: _typed(schema.field(c).type, row.get(c)) for c in schema.names} for row in rows], schema
    )
    staging.connection.register("plan_rows", made)
    staging.run(f"INSERT INTO {name} SELECT * FROM plan_rows")
    staging.connection.unregister("plan_rows")


def _typed(kind: Any, value: Any) -> Any:
    return int(value) if pa.types.is_integer(kind) and value is not None else value


def fault_of(text: str, name: str, known: Known) -> str | None:
    """What is wrong with the text of a request, told as a run would; None where it can be read."""
    draft = Draft()
    node = plain_yaml.compose(text)
    Reader(draft, known, None).request(node, name)
    check(draft)
    try:
        draft.faults.refuse()
    except InputError as error:
        return str(error)
    return None
