"""How a table is declared: one pandera model a table, whose fields carry meaning and unit.

From a model come the check of the data, the column table in the UI, the comments in the published
database, the data dictionary and empty tables. The models themselves live in each domain's
contracts; nothing here knows a particular table.
"""

import importlib
import pkgutil
import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Annotated, Any, cast, get_type_hints

import pandas as pd
import pandera.pandas as pa
import pyarrow
from pandera.api.dataframe.model_components import FieldInfo

# what SQL sees of a table whose first row of a thing reaches back beyond its first day
STARTS_ON = "starts_on"
DOMAINS = ("intake", "forecast", "execution")

Text = Annotated[pd.ArrowDtype, pyarrow.string()]
Money = Annotated[pd.ArrowDtype, pyarrow.decimal128(18, 2)]
Ratio = Annotated[pd.ArrowDtype, pyarrow.decimal128(18, 6)]
Count = Annotated[pd.ArrowDtype, pyarrow.int64()]
Flag = Annotated[pd.ArrowDtype, pyarrow.bool_()]
Day = Annotated[pd.ArrowDtype, pyarrow.date32()]
Instant = Annotated[pd.ArrowDtype, pyarrow.timestamp("us")]

SQL_TYPES = {
    pyarrow.string(): "VARCHAR",
    pyarrow.decimal128(18, 2): "DECIMAL(18,2)",
    pyarrow.decimal128(18, 6): "DECIMAL(18,6)",
    pyarrow.int64(): "BIGINT",
    pyarrow.bool_(): "BOOLEAN",
    pyarrow.date32(): "DATE",
    pyarrow.timestamp("us"): "TIMESTAMP",
}


class Table(pa.DataFrameModel):  # type: ignore[misc]
    """Base of every contract. The docstring of a model says what a row is."""

    class Config:
        strict = True
        ordered = True


@dataclass(frozen=True)
class Column:
    """One column of a table as every reader of the contract needs it."""

    name: str
    arrow_type: pyarrow.DataType
    nullable: bool
    unit: str
    meaning: str

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.arrow_type]


def column(meaning: str, *, unit: str = "", null: bool = False, **checks: Any) -> Any:
    """A field with its one-line meaning; `null` allows blanks, `checks` are pandera's (ge, isin …)."""
    return pa.Field(description=meaning, nullable=null, metadata={"unit": unit}, **checks)


class Verdicts(Table):
    """Base of the tables of gates judged: the same columns, whichever gates they hold."""

    week: Day = column("Monday the row is for")
    gate: Text = column("Name of the gate")
    table_name: Text = column("Table it guards")
    promise: Text = column("What it promises")
    state: Text = column("ok, warn, error, waived (by a person)", isin=["ok", "warn", "error", "waived"])
    row_count: Count = column("Rows that break it", ge=0)
    measured: Ratio = column("What is compared with the limits: a count, share or amount", null=True)
    warn_limit: Ratio = column("Above it the gate warns", null=True)
    error_limit: Ratio = column("Above it the gate stops the week", null=True)
    detail: Text = column("First rows that break it, in words", null=True)
    waived_by: Text = column("Who waived it", null=True)
    waiver_reason: Text = column("Why", null=True)

    class Config:
        metadata = {"grain": ("week", "gate")}  # noqa: RUF012


def columns(model: type[Table]) -> tuple[Column, ...]:
    """The columns of a contract in order."""
    return _columns(cast(Hashable, model))


@cache
def _columns(model: Any) -> tuple[Column, ...]:
    # pandera's own schema of every contract takes half a second, at every start; a test holds these to it
    fields = {name: field for cls in reversed(model.__mro__) for name, field in vars(cls).items() if _is_field(field)}
    kinds = get_type_hints(model, include_extras=True)
    return tuple(
        Column(name, kinds[name].__metadata__[0], f.nullable, (f.metadata or {})["unit"], f.description or "")
        for name, f in fields.items()
    )


def _is_field(found: object) -> bool:
    return isinstance(found, FieldInfo)


def arrow_schema(model: type[Table]) -> pyarrow.Schema:
    """Names and types of a contract, for reading, casting and empty tables."""
    return pyarrow.schema([(c.name, c.arrow_type) for c in columns(model)])


def table_name(model: type[Table]) -> str:
    """`PipelineSnapshot` is the contract of `pipeline_snapshot`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", model.__name__).lower()


def models(domain: str) -> Iterator[tuple[str, type[Table]]]:
    """Every contract of a domain, by table name, in the order they are written."""
    for module in _modules(f"sales_pipeline.{domain}.contracts"):
        for item in vars(module).values():
            if isinstance(item, type) and issubclass(item, Table) and item.__module__ == module.__name__:
                yield table_name(item), item


def _modules(name: str) -> Iterator[ModuleType]:
    """A domain's contracts: one module, or every module of a package."""
    root = importlib.import_module(name)
    yield root
    for info in pkgutil.iter_modules(getattr(root, "__path__", ())):
        yield importlib.import_module(f"{name}.{info.name}")


@cache
def catalogue() -> dict[str, type[Table]]:
    """Table name -> contract, over all domains."""
    return {name: model for domain in DOMAINS for name, model in models(domain)}


def meaning(model: type[Table]) -> str:
    """What a row of the table is: the model's docstring as one line."""
    return " ".join((model.__doc__ or "").split())


def meta(model: type[Table], key: str, default: Any = None) -> Any:
    """A setting of the model's Config.metadata, such as the grain of a table that no SQL file makes."""
    return (model.__config__.metadata or {}).get(key, default)


def reaching_back(model: type[Table]) -> tuple[str, ...]:
    """What a row is about, in a table whose first known row of a thing also holds before its first day; else nothing.

    SQL sees STARTS_ON beside the table's own columns: first day, blank of that first row.
    """
    return tuple(c for c in meta(model, "grain") if c != "valid_from") if meta(model, "reaches_back") else ()


def breaches(model: type[Table], table: pyarrow.Table, key: tuple[str, ...]) -> pd.DataFrame:
    """Every value that breaks the contract or repeats the unique key: column, check, failure_case and row (index)."""
    schema = model.to_schema()
    schema.unique = list(key)
    try:
        schema.validate(table.to_pandas(types_mapper=pd.ArrowDtype), lazy=True)
    except pa.errors.SchemaErrors as error:
        return error.failure_cases
    return pd.DataFrame(columns=["column", "check", "failure_case", "index"])
