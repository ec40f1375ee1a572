"""By node: every unit and representative in the order of the tree, with every measure of the running period."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from sales_pipeline.forecast.documents import selection, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import (
    HEADER_ROW,
    Pages,
    finer,
    known,
    node_look,
    unit_note,
)
from sales_pipeline.render.xlsx_sheet import CellValue, Sheet
from sales_pipeline.render.xlsx_table import TableColumn, TablePlace, write_table

NAME = "By node"
ANSWERS = "Where every unit and representative stands"
TABLE = "tblNodes"
TARGET, RANGE = ("target_amount",), ("p10_amount",)
_WIDE = 18
_SPAN = ("p10_amount", "p50_amount", "p90_amount", "quota_probability")


class Column(NamedTuple):
    """A column: its header, the column of forecast_rollup, its form (money is the sheet's unit), a formula, and the
    columns that must be known somewhere for it to be shown."""

    header: str
    field: str
    form: str = "money"
    formula: str = ""
    needs: tuple[str, ...] = ()


COLUMNS = (
    Column("Node", "node_name", "text"),
    Column("Level", "level", "text"),
    Column("Closed won", "closed_amount"),
    Column("Commit", "commit_amount"),
    Column("Most likely", "most_likely_amount"),
    Column("Best case", "best_case_amount"),
    Column("Pipeline", "pipeline_amount"),
    Column("Omitted", "omitted_amount"),
    Column("Commit cumulative", "commit_cumulative_amount", formula="=[@[Closed won]]+[@Commit]"),
    Column("Most likely cumulative", "most_likely_cumulative_amount",
           formula="=[@[Commit cumulative]]+[@[Most likely]]"),
    Column("Best case cumulative", "best_case_cumulative_amount",
           formula="=[@[Most likely cumulative]]+[@[Best case]]"),
    Column("Open pipeline", "open_pipeline_amount",
           formula="=[@Commit]+[@[Most likely]]+[@[Best case]]+[@Pipeline]"),
    Column("Stated weighted", "stated_weighted_amount"),
    Column("Expected", "expected_amount"),
    Column("P10", "p10_amount", needs=RANGE),
    Column("P50", "p50_amount", needs=RANGE),
    Column("P90", "p90_amount", needs=RANGE),
    Column("Call", "call_amount"),
    Column("Call from", "call_source", "text"),
    Column("Target", "target_amount", needs=TARGET),
    Column("Attainment", "attainment_ratio", "percent",
           '=IF([@Target]>0,ROUND([@[Closed won]]/[@Target],6),"n/a")', TARGET),
    Column("Expected attainment", "expected_attainment_ratio", "percent",
           '=IF([@Target]>0,ROUND([@Expected]/[@Target],6),"n/a")', TARGET),
    Column("Chance of target", "quota_probability", "percent", needs=(*TARGET, "quota_probability")),
    Column("Gap to quota", "gap_to_quota_amount", "money", '=IF([@Target]="","n/a",[@Target]-[@Expected])',
           TARGET),
    Column("Coverage", "coverage_gross_ratio", "ratio",
           '=IF([@Target]>0,ROUND([@[Open pipeline]]/[@Target],6),"n/a")', TARGET),
    Column("Coverage to go", "coverage_to_go_ratio", "ratio",
           '=IF(AND([@Target]>0,[@Target]>[@[Closed won]]),'
           'ROUND([@[Open pipeline]]/([@Target]-[@[Closed won]]),6),"n/a")', TARGET),
    Column("Coverage needed", "coverage_needed_ratio", "ratio", needs=(*TARGET, "coverage_needed_ratio")),
    Column("Open deals", "open_deal_count", "count"),
    Column("Won deals", "won_deal_count", "count"),
    Column("Depth", "depth", "count"),
    Column("Leaf", "is_leaf", "text"),
)  # fmt: skip
_SUMMED = ("Closed won", "Commit", "Most likely", "Best case", "Pipeline", "Omitted", "Stated weighted", "Expected")


def is_there(story: Story) -> bool:
    return story.company is not None


def heading(story: Story) -> tuple[str, str]:
    note = unit_note(story, finer(story.money))
    return f"{story.name(story.run.period_label)}: every node", f"{note} Fold units with the outline on the left."


def rows_of(story: Story, horizon: str) -> list[Row]:
    """Every node in the order of the tree with its range, marked where nothing lies below it."""
    rows = sorted(story.frames.rows("forecast_rollup", horizon=horizon), key=lambda r: (r["sort_key"], r["node_id"]))
    parents = {row["parent_node_id"] for row in rows}
    spans = {row["node_id"]: row for row in story.frames.rows("forecast_simulation", horizon=horizon)}
    return [
        {**row, **_span(spans.get(row["node_id"])), "is_leaf": "no" if row["node_id"] in parents else "yes"}
        for row in rows
    ]


def _span(found: Row | None) -> Row:
    return {name: found[name] if found else None for name in _SPAN}


def draw(pages: Pages) -> None:
    rows, sheet = rows_of(pages.story, "current"), pages.sheets[NAME]
    place, shown = write_nodes(pages, sheet, TABLE, rows)
    pages.node_rows.update({row["node_id"]: place.first_row + i for i, row in enumerate(rows)})
    pages.node_columns.update({column.header: i for i, column in enumerate(shown)})
    company = selection.company(pages.story.frames)
    for column in (column for column in shown if column.header in _SUMMED):
        if company:
            _tie(pages, company, rows, column)


def write_nodes(pages: Pages, sheet: Sheet, table: str, rows: Sequence[Row]) -> tuple[TablePlace, Sequence[Column]]:
    """The table of nodes with frozen names and an outline; returns where it lies and its columns."""
    known_fields = {name for row in rows for name, value in row.items() if value is not None}
    shown = [column for column in COLUMNS if known_fields.issuperset(column.needs)]
    money = finer(pages.story.money).excel_format
    columns = [
        TableColumn(column.header, money if column.form == "money" else column.form, column.formula) for column in shown
    ]
    cells = [[_cell(pages.story, row, column) for column in shown] for row in rows]
    looks, depths = [node_look(row) for row in rows], [row["depth"] for row in rows]
    place = write_table(sheet, HEADER_ROW, 0, table, columns, cells, looks, depths, filters=False)
    for source in ("forecast_rollup", "forecast_simulation"):
        pages.hold(source, ("node_id", "period_id"), rows, sheet, place.first_row, [column.field for column in shown])
    sheet.outline(place.first_row, depths)
    sheet.hide_columns(len(shown) - 2, len(shown) - 1)
    sheet.freeze(HEADER_ROW + 1, 1)
    # on one page thirty columns would be too small to read
    sheet.page(last_column=len(shown) - 3, pages_wide=1 + (len(shown) > _WIDE))
    return place, shown


def _cell(story: Story, row: Row, column: Column) -> CellValue:
    value: CellValue = row[column.field]
    if column.field == "call_source":
        return _call_from(row)
    return known(value) if column.formula else value


def _call_from(row: Row) -> CellValue:
    """Whose call it is, in short."""
    layer = row["call_layer"]
    if row["call_source"] == "submitted" and layer:
        return f"{wording.LAYERS.get(layer, wording.plain(layer))} call"
    return {"children": "sum below", "crm": "CRM"}.get(row["call_source"], row["call_source"])


def _tie(pages: Pages, company: Row, rows: Sequence[Row], column: Column) -> None:
    for words, condition, part in (
        ("Lowest nodes", '[Leaf],"yes"', [r for r in rows if r["is_leaf"] == "yes"]),
        ("Nodes below the company", "[Depth],1", [r for r in rows if r["depth"] == 1]),
    ):
        if part and part[0]["depth"]:
            found = f"SUMIFS({TABLE}[{column.header}],{TABLE}{condition})"
            total = sum((row[column.field] for row in part), Decimal(0))
            wanted = (pages.node_cell(company["node_id"], column.header), company[column.field])
            pages.tie(f"{words} add to it: {column.header.lower()}", (found, total), wanted)
