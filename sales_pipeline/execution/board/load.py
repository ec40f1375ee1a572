"""How much of their hours people have been given, by band."""

from decimal import Decimal

from sales_pipeline.execution.board.standing import Row, Standing, plain
from sales_pipeline.execution.board.views import Chart, Part, listing
from sales_pipeline.render import vega
from sales_pipeline.render.html import Cell, Head
from sales_pipeline.render.phrases import n_of, number, percent, rounded
from sales_pipeline.render.text import one_line, shorten

BANDS = {"healthy": "better", "watch": "soft", "warn": "accent", "rebalance": "worse"}
DRAWN = 20
HEADS = (
    Head("Person", False),
    Head("Role", False),
    Head("Hours given"),
    Head("Hours there"),
    Head("Load"),
    Head("Band", False),
)
_LOAD = vega.Mark("load", "Load")


def load(standing: Standing) -> Part | None:
    rows = sorted(standing.of("work_loads"), key=lambda row: (-_ratio(row), row["person_id"]))
    if not rows:
        return None
    legend = [(plain(band).capitalize(), role, "bar") for band, role in BANDS.items()]
    title = "Share of hours given, in percent" + (f"; the {DRAWN} most loaded" if len(rows) > DRAWN else "")
    chart = Chart("load", title, vega.bars(_LOAD, [], "%"), [_drawn(row) for row in rows[:DRAWN]], legend)
    return Part("load", "Load", _lead(rows), listing("Load by person", HEADS, [_cells(row) for row in rows]), (chart,))


def _ratio(row: Row) -> Decimal:
    return Decimal(0) if row["load_ratio"] is None else row["load_ratio"]


def _lead(rows: list[Row]) -> str:
    over = [row for row in rows if row["band"] == "rebalance"]
    near = sum(row["band"] == "warn" for row in rows)
    if not over and not near:
        return "Nobody has more than fits."
    beyond = n_of(len(over), "person has", "people have")
    return f"{beyond} more than fits; {n_of(near, 'person is', 'people are')} near it."


def _drawn(row: Row) -> dict[str, object]:
    share = row["load_ratio"]
    return {
        "label": shorten(one_line(row["person_name"]), 30), "load": None if share is None else rounded(share * 100, 0),
        "load_text": percent(share), "colour": vega.colour(BANDS[row["band"]]),
    }  # fmt: skip


def _cells(row: Row) -> list[Cell]:
    role = "worse" if row["band"] == "rebalance" else ""
    return [
        Cell(one_line(row["person_name"])), Cell(plain(row["role"])), Cell(number(row["assigned_hours"], 1)),
        Cell(number(row["available_hours"], 1)), Cell(percent(row["load_ratio"]), role=role),
        Cell(plain(row["band"]), role=role),
    ]  # fmt: skip
