"""Calls: the number of every node layer by layer, from the CRM's to the call, and what past calls were worth."""

from collections.abc import Sequence
from decimal import Decimal

import pyarrow.compute as pc

from sales_pipeline.forecast.contracts.values import CALL_LAYERS
from sales_pipeline.forecast.documents import selection, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.nodes import rows_of
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, finer, node_look, unit_note
from sales_pipeline.render.phrases import capital
from sales_pipeline.render.xlsx_sheet import CellValue, Sheet
from sales_pipeline.render.xlsx_table import TableColumn, write_table

NAME = "Calls"
ANSWERS = "How the call of every node comes to be, layer by layer, and what past calls were worth"
LAYERS, PAST = "tblLayers", "tblPastCalls"
_GROUPS = {"layer": "Layer", "reason": "Reason", "unit": "Unit", "person": "Person"}


def is_there(story: Story) -> bool:
    return bool(_spoken(story))


def heading(story: Story) -> tuple[str, str]:
    note = unit_note(story, finer(story.money))
    return "The call layer by layer", f"{note} CRM + what each layer changes = the call."


def _spoken(story: Story) -> list[str]:
    """The layers that sent a call for the running period, in the order of the chain."""
    rows = story.frames.table("call_layers")
    called = pc.and_(pc.equal(rows["horizon"], "current"), pc.greater(rows["call_count"], 0))
    heard = set(rows.filter(called)["layer"].unique().to_pylist())
    return [layer for layer in CALL_LAYERS[1:] if layer in heard]


def draw(pages: Pages) -> None:
    sheet, story, layers = pages.sheets[NAME], pages.story, _spoken(pages.story)
    found: dict[str, dict[str, Row]] = {}
    for row in story.frames.read("call_layers", horizon="current"):
        found.setdefault(row["node_id"], {})[row["layer"]] = row
    nodes = [row for row in rows_of(story, "current") if row["node_id"] in found]
    cells = [_cells(node, found[node["node_id"]], layers) for node in nodes]
    looks, depths = [node_look(row) for row in nodes], [row["depth"] for row in nodes]
    columns = _columns(story, layers)
    place = write_table(sheet, HEADER_ROW, 0, LAYERS, columns, cells, looks, depths, filters=False)
    sheet.outline(place.first_row, depths)
    sheet.freeze(HEADER_ROW + 1, 1)
    _tie(pages, nodes, cells, place.first_row, len(layers) + 3)
    _past(sheet, story, place.last_row + 3)


def _columns(story: Story, layers: Sequence[str]) -> list[TableColumn]:
    money, names = finer(story.money).excel_format, [_name(layer) for layer in layers]
    call = "=" + "+".join(f"[@[{name}]]" for name in ("CRM", *names))
    return [
        TableColumn("Node"), TableColumn("Level"), TableColumn("CRM", money),
        *(TableColumn(name, money) for name in names), TableColumn("Call", money, call),
        TableColumn("Expected", money), TableColumn("Call − expected", money, "=[@Call]-[@Expected]"),
        TableColumn("Sent by"), TableColumn("State"), TableColumn("Reason"), TableColumn("Note"),
    ]  # fmt: skip


def _name(layer: str) -> str:
    name = wording.LAYERS[layer]
    return name if layer == "cro" else capital(wording.plural(name))


def _cells(node: Row, rows: dict[str, Row], layers: Sequence[str]) -> list[CellValue]:
    """What was sent for the node itself stands behind the numbers: that of the top-most layer."""
    deltas = [rows[layer]["delta_amount"] if layer in rows else Decimal(0) for layer in layers]
    call = rows["system"]["amount"] + sum(deltas, Decimal(0))
    sent = [rows[layer] for layer in reversed(layers) if layer in rows and rows[layer]["state"]]
    own = sent[0] if sent else {}
    return [
        node["node_name"], node["level"], rows["system"]["amount"], *deltas, call, node["expected_amount"],
        call - node["expected_amount"], own.get("submitter_name"), own.get("state"),
        wording.plain(own.get("reason_code") or "") or None, own.get("note"),
    ]  # fmt: skip


def _tie(pages: Pages, nodes: Sequence[Row], cells: Sequence[Sequence[CellValue]], first: int, column: int) -> None:
    """The company's call as the layers give it is that of "By node"."""
    company = selection.company(pages.story.frames)
    for at, node in enumerate(nodes):
        value = cells[at][column]
        if company is not None and node["node_id"] == company["node_id"] and isinstance(value, Decimal):
            found = (pages.sheets[NAME].ref(first + at, column), value)
            wanted = (pages.node_cell(company["node_id"], "Call"), company["call_amount"])
            pages.tie("Calls: the layers of the company, to By node", found, wanted)


def _past(sheet: Sheet, story: Story, row: int) -> None:
    rows = story.frames.rows("override_value")
    if not rows:
        return
    columns = (
        TableColumn("Group"), TableColumn("By"), TableColumn("Layer"), TableColumn("Periods", "count"),
        TableColumn("Calls", "count"), TableColumn("Differed", "count"), TableColumn("Nearer", "count"),
        TableColumn("Value", "amount"), TableColumn("Score", "percent"), TableColumn("Sum of calls", "amount"),
        TableColumn("Won", "amount"), TableColumn("Bias", "amount", "=[@[Sum of calls]]-[@Won]"), TableColumn("Leans"),
    )  # fmt: skip
    order = {name: at for at, name in enumerate(_GROUPS)}
    ordered = sorted(rows, key=lambda r: (order[r["grouped_by"]], CALL_LAYERS.index(r["layer"]), r["member_id"]))
    cells: list[list[CellValue]] = [
        ["all" if r["member_id"] == "all" else wording.plain(r["member_name"]), _GROUPS[r["grouped_by"]],
         wording.LAYERS[r["layer"]], r["period_count"], r["call_count"], r["override_count"], r["better_count"],
         r["value_amount"], r["shrunk_value_ratio"], r["call_amount"], r["actual_amount"], r["bias_amount"],
         r["leaning"]]
        for r in ordered
    ]  # fmt: skip
    said = "What past calls at this point were worth: value is how much nearer than the CRM they came, in all"
    sheet.text(row, 0, said, "section", wide=True)
    sheet.start_page(row)
    write_table(sheet, row + 1, 0, PAST, columns, cells)
