"""Every unit's position in one table: categories, expected, call, target, and the call's change since last week."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sales_pipeline.forecast.documents import selection, sentences
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, rounding, source
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.layout import BODY, Box
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import capital, percent
from sales_pipeline.render.phrases import ratio as multiple
from sales_pipeline.render.pptx_deck import Deck, Page
from sales_pipeline.render.pptx_table import Cell, Column, Table, rows_that_fit

MONEY_COLUMNS = (
    "closed_amount",
    "commit_amount",
    "most_likely_amount",
    "best_case_amount",
    "expected_amount",
    "call_amount",
)
_OWN = " Targets of units are their own and not summed."
_MOST_ROWS = rows_that_fit(BODY.h, 10, 2)


@dataclass(frozen=True)
class Line:
    """A row of the table: a node, whether it heads others, and how its name reads."""

    row: Row
    name: str
    bold: bool = False
    is_rest: bool = False


def add(deck: Deck, story: Story) -> None:
    top, lines = story.company, shown(story)
    if (
        top is None
        or not lines
        or not any(line.row[name] for line in lines for name in (*MONEY_COLUMNS, "target_amount"))
    ):
        return
    parts = selection.below(story.frames, top)
    table = position_table(story, [*lines, Line(top, top["node_name"], True)], story.money)
    page = deck.page(
        title(story),
        f"{story.run.period_label} by unit; {story.measure}",
        source(story, "forecast_rollup", "forecast_change", note=rounding(story.money, parts, top, MONEY_COLUMNS)),
        notes(story, "Units below the company in the order of the tree." + (_OWN if story.has_target else "")),
    )
    rest = page.table(table, BODY)
    _furthest(page, story, lines, rest.inside(0, 0.3, 0, 0))


def title(story: Story) -> str:
    said = sentences.by_unit(story).rstrip(".")
    return said if said else f"{capital(story.count_of(selection.groups(story.frames)))} make up the company's position"


def shown(story: Story) -> list[Line]:
    """All units if they fit, else the highest level with several, else its largest and the rest in one row."""
    top, every = story.company, selection.groups(story.frames)
    if top is None or not every:
        return []
    nodes = selection.tree(story.frames, top)
    if nodes and len(nodes) < _MOST_ROWS:
        heads = {row["parent_node_id"] for row in nodes}
        return [Line(row, row["node_name"], row["node_id"] in heads) for row in nodes]
    if len(every) < _MOST_ROWS:
        return [Line(row, row["node_name"]) for row in every]
    ordered = selection.by_call(every)
    kept, rest = ordered[: _MOST_ROWS - 2], ordered[_MOST_ROWS - 2 :]
    return [*(Line(row, row["node_name"]) for row in kept), Line(_summed(rest), f"{len(rest)} more", is_rest=True)]


def _summed(rows: Sequence[Row]) -> Row:
    sums = {name: selection.total(rows, name) for name in (*MONEY_COLUMNS, "open_pipeline_amount")}
    return {**dict.fromkeys(rows[0]), **sums}


def _furthest(page: Page, story: Story, lines: Sequence[Line], box: Box) -> None:
    """Below a table of few units: the units within them that lie furthest below their target, or call most."""
    top, shown_ids = story.company, {line.row["node_id"] for line in lines}
    lower = [row for row in selection.tree(story.frames, top) if row["node_id"] not in shown_ids] if top else []
    most = rows_that_fit(box.h - 0.45, 11, 2)
    if len(lower) < 2 or most < 2:
        return
    targets = any(row["target_amount"] for row in lower)
    lower.sort(key=lambda r: (_gap(r) or Decimal(0) if targets else -r["call_amount"], r["sort_key"]))
    heading = "Units within them furthest below target" if targets else "Units within them that call most"
    money = Money.for_amounts(story.run.currency, [row["call_amount"] for row in lower[:most]])
    table = position_table(story, [Line(row, row["node_name"]) for row in lower[:most]], money, total=False)
    page.table(table, page.heading(heading, box))


def position_table(story: Story, lines: Sequence[Line], money: Money, total: bool = True) -> Table:
    """A row per line; total makes the last one the sum of the company."""
    columns = _columns(story, lines, money)
    rows = tuple(tuple(read(line) for _, read in columns) for line in lines)
    return Table(
        tuple(column for column, _ in columns), rows, "Position of each unit: closed, open by category, expected, call "
        "and target", frozenset({len(rows) - 1} if total else ()),
    )  # fmt: skip


def _columns(story: Story, lines: Sequence[Line], money: Money) -> list[tuple[Column, Callable[[Line], str | Cell]]]:
    frames = story.frames

    def amount(name: str) -> Callable[[Line], str]:
        return lambda line: money.cell(line.row[name])

    def change(line: Line) -> str:
        found = selection.changes(frames, line.row).get("call_amount") if not line.is_rest else None
        return money.change_cell(found["change_amount"]) if found else ""

    def against(line: Line) -> str:
        gap = _gap(line.row)
        return money.change_cell(gap) if gap is not None else ""

    columns: list[tuple[Column, Callable[[Line], str | Cell]]] = [
        (Column(money.unit, widest=2.6), lambda line: Cell(line.name, bold=line.bold)),
        *((Column(header, "number"), amount(name)) for header, name in _AMOUNTS),
    ]
    if any(change(line) for line in lines):
        columns.append((Column("Call since last week", "change"), change))
    if any(line.row["target_amount"] for line in lines):
        columns += [
            (Column("Target", "number"), amount("target_amount")),
            (Column("Call to target", "change"), against),
            (Column("Closed to target", "number"), lambda line: _share(line.row["attainment_ratio"])),
            (Column("Coverage to go", "number"), lambda line: _multiple(line.row["coverage_to_go_ratio"])),
        ]
    return columns


_AMOUNTS = (
    ("Closed", "closed_amount"), ("Commit", "commit_amount"), ("Most likely", "most_likely_amount"),
    ("Best case", "best_case_amount"), ("Expected", "expected_amount"), ("Call", "call_amount"),
)  # fmt: skip


def _gap(row: Row) -> Decimal | None:
    target, call = row["target_amount"], row["call_amount"]
    return call - target if target is not None else None


def _share(value: Decimal | None) -> str:
    return "" if value is None else percent(value)


def _multiple(value: Decimal | None) -> str:
    return "" if value is None else multiple(value)
