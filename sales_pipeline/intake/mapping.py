"""The grammar of a mapping: which file and column fills what, and how its text is written.

A preset in presets/*.yaml and a home's crm/mapping.yaml are the same kind of file; the home's is laid
over the preset it names. Nothing here reads data or knows a particular source.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from sales_pipeline.intake import shapes
from sales_pipeline.intake.contracts import CATEGORIES, ROLES
from sales_pipeline.intake.formats import DateFormats, FileDates, Formats, Rule, Shape
from sales_pipeline.intake.sql_text import literal


class Lookup(Rule):
    """Replaces a value by another table's column, where exactly one of its rows matches."""

    table: Literal["accounts", "products", "contacts", "people", "labels"] = Field(description="The other table")
    by: str = Field("label_id", description="Column of that table to find the value in")
    take: str = Field("label", description="Column of that table to put in its place")
    source: str | None = Field(None, description="Only that table's rows of this source")
    otherwise: Literal["keep", "blank"] | None = Field(
        None, description="What becomes of a value without a match; else ids and labels are kept, attributes blanked"
    )

    @model_validator(mode="after")
    def _columns_exist(self) -> "Lookup":
        names = [f.name for f in shapes.fields(self.table) if f.kind == "text"]
        for name in (self.by, self.take):
            if name not in names:
                raise ValueError(f"{self.table} has no column {name}; it has {', '.join(names)}")
        return self

    @property
    def keeps(self) -> bool:
        """Whether a value without a match stays."""
        is_name = self.table == "labels" or self.take in shapes.key(self.table)
        return self.otherwise == "keep" or (self.otherwise is None and is_name)


class ColumnRule(Rule):
    """Where a value comes from. In YAML a name or a list of names is short for `column`."""

    column: tuple[str, ...] = Field((), description="Column of the file, or several names for it")
    several: Literal["first", "filled", "joined"] = Field(
        "first", description="Of several the first the file has, the first filled in a row, or all with blanks between"
    )
    value: str | None = Field(None, description="The same for every row")
    line: bool = Field(False, description="File and line: an id for rows that have none")
    values: dict[str, str] = Field({}, description="Words of the source -> words of the contract")
    otherwise: Literal["keep", "blank"] = Field("keep", description="What becomes of words not among `values`")
    like: Shape | None = Field(None, description="Shape, a regular expression, of values; others count as blank")
    unit: Literal["percent"] | None = Field(None, description="65 means 0.65")
    dates: DateFormats | None = Field(None, description="Date formats of this column alone")
    lookup: Lookup | None = Field(None, description="Another table's column in place of the value (Lookup)")
    must: bool = Field(False, description="A file without the column stops the run, instead of leaving it blank")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        if isinstance(given, str | list):
            given = {"column": given}
        if isinstance(given, dict) and isinstance(given.get("column"), str):
            given = {**given, "column": [given["column"]]}
        return given

    @model_validator(mode="after")
    def _one_origin(self) -> "ColumnRule":
        if sum([bool(self.column), self.value is not None, self.line]) != 1:
            raise ValueError("give one of column, value or line")
        return self

    def is_one_of(self, text: str) -> str:
        """SQL for whether a text is one of the rule's columns, in any case: logs name fields as they like."""
        return f"lower({text}) IN ({', '.join(literal(name.lower()) for name in self.column)})"


class Level(Rule):
    """A level of the organisation below the company, from the top down."""

    level: str = Field(min_length=1, description="region, team …")
    column: str = Field(description="Column that names the unit")
    name: str = Field("{}", description="How the unit is called; {} is the column's value")
    led_by_value: bool = Field(False, description="The value is the person who leads the unit")
    role: str = Field("manager", description="Role of that person")

    @field_validator("role")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in ROLES:
            raise ValueError(f"{value!r} is not one of {', '.join(ROLES)}")
        return value


class Source(Rule):
    """Files that fill one target. A file may serve several sources."""

    table: str = Field(description="What it fills: a table below, or organisation")
    files: tuple[str, ...] = Field(min_length=1, description="Names or patterns below crm/; .csv means other kinds too")
    columns: dict[str, ColumnRule] = Field({}, description="Columns to fill, each with its Column")
    fields: dict[str, ColumnRule] = Field({}, description="Only of field_changes: `column` is a logged field")
    formats: dict[str, Any] = Field({}, description="Formats that differ from the mapping's")
    levels: tuple[Level, ...] = Field((), max_length=shapes.LEVELS, description="Only of table organisation")
    only_if: str | None = Field(None, description="Take only rows in which this column is filled")
    optional: bool = Field(False, description="Passes over files that lack its columns")
    extracted_on: date | None = Field(None, description="Day at whose start the extract was made")
    file_date: FileDates = Field((), description="The same in files' names: %Y-%m-%d; the first that fits")
    complete: bool = Field(False, description="A deal that a later extract lacks is deleted from it on")

    @model_validator(mode="before")
    @classmethod
    def _one_file(cls, given: Any) -> Any:
        if isinstance(given, dict):
            alone = {name: [given[name]] for name in ("files", "file_date") if isinstance(given.get(name), str)}
            given = {**given, **alone}
        return given

    @field_validator("table")
    @classmethod
    def _target(cls, value: str) -> str:
        if value not in shapes.STAGED:
            raise ValueError(f"{value!r} is not one of {', '.join(shapes.TARGETS)}")
        return value


class History(Rule):
    """What a deal's amount is taken to be where the source doesn't say."""

    amount_until_won: Literal["unknown", "list_price", "line_items"] = Field(
        "unknown", description="list_price: of its product; line_items: their sum, by then known"
    )
    lost_zero_amount: Literal["as_given", "last_open"] = Field("as_given", description="last_open: amount before it")


class StageRule(Rule):
    """What a stage means, where the mapping says it instead of reference/stages.csv."""

    category: str = Field(description="Forecast category of its deals")
    probability: Decimal | None = Field(None, ge=0, le=1, description="Stated chance to win, 0 to 1")
    is_closed: bool = Field(False, description="Won or lost")
    is_won: bool = Field(False, description="Won")

    @field_validator("category")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in CATEGORIES:
            raise ValueError(f"{value!r} is not one of {', '.join(CATEGORIES)}")
        return value


class Mapping(Rule):
    """A whole mapping."""

    preset: str | None = Field(None, description="Preset it is laid over; a blank takes an entry of it away")
    description: str = Field("", description="What kind of source it is")
    formats: Formats = Field(Formats(), description="How the files write things down (Formats)")
    amount_is: Literal["acv", "tcv", "arr", "monthly"] | None = Field(None, description="Must be company.yaml's kind")
    history: History = Field(History(), description="Amounts the source leaves out (History)")
    sources: dict[str, Source] = Field({}, description="Sources by a name of your own (Source)")
    stages: dict[str, StageRule] = Field({}, description="Stages by name, beside reference/stages.csv (Stage)")
    declared: frozenset[tuple[str, str]] = Field(frozenset(), description="(source, column) that the home spells out")

    def formats_of(self, source: Source) -> Formats:
        return Formats.model_validate({**self.formats.model_dump(), **source.formats})
