"""What the sheets of the workbook share: the story they tell, each other's cells, and the ties they promise to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.facts import Fact
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import NOT_AVAILABLE
from sales_pipeline.render.xlsx import Book
from sales_pipeline.render.xlsx_sheet import CONTENT_ROW, CellValue, Sheet
from sales_pipeline.render.xlsx_table import TableColumn, inset, is_left

HEADER_ROW = CONTENT_ROW
# what picks a row of a table, as a fact's source says it
Key = frozenset[tuple[str, str]]


class Page(Protocol):
    """A module that draws one sheet."""

    NAME: str
    ANSWERS: str

    def is_there(self, story: Story) -> bool:
        """Whether the week has anything for the sheet."""

    def heading(self, story: Story) -> tuple[str, str]:
        """The heading, and the note below it on unit and scope."""

    def draw(self, pages: "Pages") -> None:
        """Write the sheet."""


@dataclass(frozen=True)
class Tie:
    """A promise kept in cells: what a formula finds is what another cell says, to the cent."""

    promise: str
    found: str
    found_value: Decimal
    wanted: str
    wanted_value: Decimal


@dataclass(frozen=True)
class Held:
    """A published row on a sheet, and the column in which each of its fields stands."""

    row: Row
    sheet: Sheet
    at: int
    columns: Mapping[str, int]


@dataclass
class Pages:
    """The sheets there are, by name, and where other sheets find what they need."""

    story: Story
    book: Book
    shown: Sequence[Page]
    sheets: dict[str, Sheet] = field(default_factory=dict)
    node_rows: dict[str, int] = field(default_factory=dict)
    node_columns: dict[str, int] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)
    held: dict[tuple[str, Key], Held] = field(default_factory=dict)

    def open_all(self) -> None:
        """Make every sheet, in the order they are shown."""
        for page in self.shown:
            heading, note = page.heading(self.story)
            self.sheets[page.NAME] = self.book.sheet(page.NAME, heading, note, landscape=page.NAME != "About")

    def node_cell(self, node_id: str, column: str) -> str:
        """The cell of "By node" with a node's figure, for a formula on any sheet."""
        return self.sheets["By node"].ref(self.node_rows[node_id], self.node_columns[column])

    def hold(
        self, table: str, keys: Sequence[str], rows: Sequence[Row], sheet: Sheet, first: int, fields: Sequence[str],
        fixed: Key = frozenset(),
    ) -> None:  # fmt: skip
        """Say that rows of a table stand on a sheet from a row on, and which field is in which column ("": none)."""
        columns = {name: at for at, name in enumerate(fields) if name}
        for at, row in enumerate(rows, first):
            key = fixed.union((name, str(row[name])) for name in keys)
            self.held[table, key] = Held(row, sheet, at, columns)

    def cell_of(self, fact: Fact) -> str:
        """The cell that shows a fact's only source, and its value; empty where no sheet does."""
        source = fact.sources[0]
        held = self.held.get((source.table, frozenset(source.key))) if len(fact.sources) == 1 else None
        if held is None or source.column not in held.columns or fact.value is None:
            return ""
        is_it = held.row[source.column] == fact.value
        return held.sheet.ref(held.at, held.columns[source.column]) if is_it else ""

    def tie(self, promise: str, found: tuple[str, Decimal], wanted: tuple[str, Decimal]) -> None:
        """Promise that two cells or formulas agree; "Checks" shows whether they do."""
        self.ties.append(Tie(promise, *found, *wanted))


def grid(
    sheet: Sheet, row: int, columns: Sequence[TableColumn], cells: Sequence[Sequence[CellValue]]
) -> int:  # fmt: skip
    """Rows as plain cells, for what no formula asks by name; returns the last row."""
    insets = [inset(columns, at) for at in range(len(columns))]
    for column, item in enumerate(columns):
        sheet.headers(row, [item.header], int(is_left(item.form)), column, insets[column])
    for at, values in enumerate(cells, row + 1):
        for column, (item, value) in enumerate(zip(columns, values, strict=True)):
            sheet.value(at, column, value, item.form, "row", indent=insets[column])
    return row + len(cells)


def finer(money: Money) -> Money:
    """The next smaller unit, whole: a company in millions, its representatives in thousands."""
    return Money(money.currency, max(money.power - 3, 0), 0)


def unit_note(story: Story, money: Money) -> str:
    """ "$K, annual contract value; cells hold full amounts." """
    kind = wording.AMOUNT_KINDS.get(story.run.amount_kind, story.run.amount_kind)
    return f"{money.unit}, {kind}" + ("; cells hold full amounts." if money.power else ".")


def known(value: CellValue) -> CellValue:
    """What a formula shows for a published value: "n/a" for one that cannot be computed."""
    return NOT_AVAILABLE if value is None else value


def node_look(row: Row) -> str:
    """The look of a node's row in a list of nodes: company, units, representatives."""
    if not row["depth"]:
        return "total"
    return "row" if row["level"] == "representative" else "unit"
