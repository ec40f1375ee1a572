"""Representatives: closed, expected and call against quota, those furthest from it first."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import selection, statements
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import percent
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_table import Cell, Column, Table, rows_that_fit

_PER_TABLE = rows_that_fit(BODY.h, 11, 2)


def add(deck: Deck, story: Story) -> None:
    people = ordered(story)
    if len(people) < 2 or not any(row[f"{name}_amount"] for row in people for name in ("target", "expected", "call")):
        return
    tables = [people[:_PER_TABLE], people[_PER_TABLE : 2 * _PER_TABLE]]
    if len(people) > _PER_TABLE:
        half = (min(len(people), 2 * _PER_TABLE) + 1) // 2
        tables = [people[:half], people[half : 2 * half]]
    hidden = len(people) - sum(len(rows) for rows in tables)
    money = Money.for_amounts(
        story.run.currency, [row[name] for row in people for name in ("expected_amount", "call_amount")]
    )
    page = deck.page(
        statements.people(story),
        _subtitle(story, money),
        source(story, "forecast_rollup", note=f"{hidden} more in the workbook." if hidden else ""),
        notes(story, "Quotas are prorated by days in the role and by ramp."),
    )
    boxes = BODY.columns(None, None) if tables[1] else [BODY]
    for rows, box in zip(tables, boxes, strict=False):
        page.table(_table(story, rows, money), box)


def ordered(story: Story) -> list[Row]:
    """With quotas: lowest expected attainment first, those without a quota last; else the largest expected first."""
    people = selection.representatives(story.frames)
    if not any(row["target_amount"] for row in people):
        return list(selection.by_expected(people))
    return sorted(
        people, key=lambda r: (not r["target_amount"], r["expected_attainment_ratio"] or Decimal(0), r["sort_key"])
    )


def _subtitle(story: Story, money: Money) -> str:
    quota = bool(story.value("people.with_quota"))
    order = "lowest expected attainment first" if quota else "largest expected first"
    return f"{story.run.period_label} by representative, {money.unit}; {order}"


def _table(story: Story, rows: Sequence[Row], money: Money) -> Table:
    quota, units = bool(story.value("people.with_quota")), _units(story)
    columns = [
        Column("Representative", widest=2.0, keep=True), *([Column("Unit", widest=1.4)] if units else []),
        Column("Closed", "number"), Column("Expected", "number"),
        *([Column("Call", "number")] if story.lead == "call" else []),
        *([Column("Quota", "number"), Column("Expected attainment", "number")] if quota else []),
    ]  # fmt: skip
    cells = tuple(tuple(_cells(row, money, quota, units, story.lead == "call")) for row in rows)
    return Table(tuple(columns), cells, "Closed, expected, call and quota of each representative")


def _units(story: Story) -> dict[str, str]:
    """Names of the units above representatives; empty where all are right below the company."""
    top = story.company
    return {row["node_id"]: row["node_name"] for row in selection.tree(story.frames, top)} if top else {}


def _cells(row: Row, money: Money, quota: bool, units: Mapping[str, str], calls: bool) -> list[str | Cell]:
    cells: list[str | Cell] = [row["node_name"]]
    if units:
        cells.append(units.get(row["parent_node_id"], ""))
    cells += [money.cell(row[f"{name}_amount"]) for name in ("closed", "expected", *(["call"] if calls else []))]
    if not quota:
        return cells
    reached = row["expected_attainment_ratio"]
    role = "ink" if reached is None else "better" if reached >= 1 else "worse"
    return [
        *cells,
        money.cell(row["target_amount"]),
        Cell("" if reached is None else percent(reached), role, role != "ink"),
    ]
