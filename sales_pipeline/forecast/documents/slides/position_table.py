"""The table of units: closed, open by category, expected, call, and with a target how far each is from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render import phrases
from sales_pipeline.render.money import Money
from sales_pipeline.render.pptx_table import Cell, Column, Table

AMOUNTS = {
    "closed_amount": "Closed", "commit_amount": "Commit", "most_likely_amount": "Most likely",
    "best_case_amount": "Best case", "expected_amount": "Expected", "call_amount": "Call",
}  # fmt: skip
_ALWAYS = ("closed_amount", "expected_amount")
_LEADS = {"call": "Call", "expected": "Expected"}


@dataclass(frozen=True)
class Line:
    """A row of the table: a node, how its name reads, whether it heads others, whether it sums what has no room."""

    row: Row
    name: str
    bold: bool = False
    is_rest: bool = False


Reader = Callable[[Line], str | Cell]


def position_table(story: Story, lines: Sequence[Line], money: Money, total: bool = True) -> Table:
    """A row per line; total makes the last one the company's. Columns without anything are left out."""
    columns = [*_amounts(story, lines, money), *_change(story, lines, money), *_target(story, lines, money)]
    rows = tuple(tuple(read(line) for _, read in columns) for line in lines)
    alt = "Position of each unit: closed, open by category, expected, call and target"
    totals = frozenset({len(rows) - 1} if total else ())
    return Table(tuple(column for column, _ in columns), rows, alt, totals)


def _amounts(story: Story, lines: Sequence[Line], money: Money) -> list[tuple[Column, Reader]]:
    def amount(name: str) -> Reader:
        return lambda line: money.cell(line.row[name])

    hidden = () if story.lead == "call" else ("call_amount",)
    kept = [name for name in AMOUNTS if name not in hidden and (name in _ALWAYS or _is_used(lines, name))]
    name_column: tuple[Column, Reader] = (
        Column(money.unit, widest=2.6, keep=True),
        lambda line: Cell(line.name, bold=line.bold),
    )
    return [name_column, *((Column(AMOUNTS[name], "number"), amount(name)) for name in kept)]


def _is_used(lines: Sequence[Line], name: str) -> bool:
    return any(line.row[name] for line in lines)


def _change(story: Story, lines: Sequence[Line], money: Money) -> list[tuple[Column, Reader]]:
    def read(line: Line) -> str:
        measure = f"{story.lead}_amount"
        found = None if line.is_rest else selection.changes(story.frames, line.row).get(measure)
        return money.change_cell(found["change_amount"]) if found else ""

    known = any(read(line) for line in lines)
    return [(Column(f"{_LEADS[story.lead]} since last week", "change"), read)] if known else []


def _target(story: Story, lines: Sequence[Line], money: Money) -> list[tuple[Column, Reader]]:
    if not _is_used(lines, "target_amount"):
        return []
    return [
        (Column("Target", "number"), lambda line: money.cell(line.row["target_amount"])),
        (Column(f"{_LEADS[story.lead]} to target", "change"), lambda line: money.change_cell(gap(story, line.row))),
        (Column("Closed to target", "number"), lambda line: _or_blank(phrases.percent, line.row["attainment_ratio"])),
        (Column("Coverage to go", "number"), lambda line: _or_blank(phrases.ratio, line.row["coverage_to_go_ratio"])),
    ]


def gap(story: Story, row: Row) -> Decimal | None:
    """The call, or what is expected where nobody calls, against the target."""
    target, amount = row["target_amount"], row[f"{story.lead}_amount"]
    return None if target is None else Decimal(amount - target)


def _or_blank(write: Callable[[Decimal], str], value: Decimal | None) -> str:
    return "" if value is None else write(value)
