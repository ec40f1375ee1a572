"""The workbook's table of figures by id: each is the fact of that id, and the cell it names is the one it points at."""

from collections.abc import Iterator

from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.proof.rules import Column, Rule, Said, text
from sales_pipeline.forecast.proof.rules_sheets import every
from sales_pipeline.forecast.proof.values import Kind
from sales_pipeline.render.facts import Fact, Facts
from sales_pipeline.render.reading import sheets
from sales_pipeline.render.reading.said import Grid

_SHEET, _ASKED = "Figures", "proof.facts"
_VALUE, _CELL, _FIRST_ROW = 2, 4, 5
_KINDS: dict[str, Kind] = {"money": "money", "percent": "plain", "date": "day", "text": "text"}


def ask(frames: Frames, facts: Facts) -> None:
    """Hand the facts to the rules, which are told of tables alone."""
    frames.once(_ASKED, lambda _: facts)


def _rows(frames: Frames, grid: Grid) -> list[Row]:
    facts: Facts = frames.once(_ASKED, lambda _: None)
    return [_row(fact) for fact in facts]


def _row(fact: Fact) -> Row:
    return {"id": fact.id, "text": fact.text, "value": Said(_KINDS.get(fact.unit, "plain"), fact.value),
            "unit": fact.unit, "sources": "; ".join(map(str, fact.sources))}  # fmt: skip


RULES = (
    Rule("figures by id", ("Figure", "Says", "Comes from"), ("Figure",), _rows,
         {"Figure": text("id"), "Says": text("text"), "Value": Column("plain", "value"), "Unit": text("unit"),
          "Cell": Column("free"), "Comes from": text("sources")}, _SHEET, whole=every),
)  # fmt: skip


def pointers(sheet: sheets.Sheet) -> Iterator[str]:
    """Each figure that names another cell than its value is taken from."""
    if sheet.name != _SHEET:
        return
    for row in sheet.rows():
        found = {cell.column: cell for cell in row.cells}
        if row.number >= _FIRST_ROW and _VALUE in found:
            named = found[_CELL].value if _CELL in found else None
            if (found[_VALUE].formula or None) != (named or None):
                place = sheets.place(sheet.name, row.number, _CELL)
                yield f"{place}: {named} is not the cell its value is taken from, {found[_VALUE].formula}"
