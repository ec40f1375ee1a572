"""Drivers by node: what made the difference from earlier periods at the company and every unit, a column per step."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sales_pipeline.forecast.contracts.values import DRIVERS
from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, finer, node_look, unit_note
from sales_pipeline.render.phrases import capital

NAME = "Drivers by node"
ANSWERS = "The same difference at every unit: each explained at its own rates of then"
_FIRST = 4


def is_there(story: Story) -> bool:
    return len({row["node_id"] for row in story.frames.rows("forecast_drivers")}) > 1


def heading(story: Story) -> tuple[str, str]:
    return f"Why {story.name(story.run.period_label)} differs, by unit", (
        f"{unit_note(story, finer(story.money))} Result + steps = expected. Units need not add up to the company: each "
        "has rates of its own."
    )


def draw(pages: Pages) -> None:
    sheet, story = pages.sheets[NAME], pages.story
    rows, shown = _rows(story), _shown(story)
    last = HEADER_ROW + len(rows)
    sheet.headers(HEADER_ROW, ("Node", "Level", "Against", "Period", *(_name(d) for d in shown), "Difference"), _FIRST)
    for at, (row, steps) in enumerate(rows, HEADER_ROW + 1):
        _row(pages, at, row, steps, shown)
    sheet.data_bars(HEADER_ROW + 1, last, _FIRST + len(shown))
    sheet.filter(HEADER_ROW, last, _FIRST + len(shown))
    sheet.freeze(HEADER_ROW + 1, 1)


def _name(driver: str) -> str:
    return wording.DRIVERS[driver][0]


def _shown(story: Story) -> list[str]:
    """Start and end, and the steps that any node has."""
    found = {row["driver"] for row in story.frames.rows("forecast_drivers")}
    return [driver for driver in DRIVERS if driver in found]


def _rows(story: Story) -> list[tuple[Row, Mapping[str, Decimal]]]:
    """Each unit down the tree, all against a year ago, then all against the last period, with its steps."""
    steps: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in story.frames.rows("forecast_drivers"):
        steps.setdefault((row["node_id"], row["against"]), {})[row["driver"]] = row["amount"]
    order = {against: at for at, against in enumerate(wording.COMPARED)}
    thens = [row for row in story.frames.rows("period_comparison") if (row["node_id"], row["as_of"]) in steps]
    ordered = sorted(thens, key=lambda r: (order[r["as_of"]], r["sort_key"], r["node_id"]))
    return [(row, steps[row["node_id"], row["as_of"]]) for row in ordered]


def _row(pages: Pages, at: int, row: Row, steps: Mapping[str, Decimal], shown: Sequence[str]) -> None:
    sheet, look, money = pages.sheets[NAME], node_look(row), finer(pages.story.money).excel_format
    sheet.text(at, 0, row["node_name"], look, indent=row["depth"])
    for column, text in enumerate((row["level"], capital(wording.COMPARED[row["as_of"]]), row["period_label"]), 1):
        sheet.text(at, column, text, look)
    last = _FIRST + len(shown) - 1
    for column, driver in enumerate(shown[:-1], _FIRST):
        sheet.number(at, column, steps.get(driver), money, look)
    start, end = sheet.cell(at, _FIRST), sheet.cell(at, last)
    sheet.fx(at, last, f"=SUM({start}:{sheet.cell(at, last - 1)})", steps["end"], money, look)
    sheet.fx(at, last + 1, f"={end}-{start}", steps["end"] - steps["start"], money, look)
    wanted = (pages.node_cell(row["node_id"], "Expected"), steps["end"])
    if row["depth"] == 0:
        pages.tie(f"Drivers by node: {wording.COMPARED[row['as_of']]}, to By node", (sheet.ref(at, last), steps["end"]),
                  wanted)  # fmt: skip
