"""Bridge: what moved the company's open pipeline and closed won, since last week and since the period's start."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sales_pipeline.forecast.contracts.values import AGAINST
from sales_pipeline.forecast.documents import selection, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.movements import why
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance import movements
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages
from sales_pipeline.render.figures import Step
from sales_pipeline.render.phrases import date_text
from sales_pipeline.render.xlsx_chart import BridgePlace, add_bridge

NAME = "Bridge"
# Two bridges with their charts stand on one upright A4 page.
PRINT_PERCENT = 68
ANSWERS = "What moved the open pipeline and closed won, step by step"
_ENDS = {"open_pipeline": "Open pipeline", "closed_won": "Closed won"}
_FIELDS = {"open_pipeline": "open_pipeline_amount", "closed_won": "closed_amount"}


def is_there(story: Story) -> bool:
    return any(_bridges(story))


def heading(story: Story) -> tuple[str, str]:
    return "What moved", (
        f"{story.run.currency}, full amounts in the table, {story.money.unit} in the chart. "
        "Each deal sits in one step; every step adds up its deals on Movements."
    )


def _bridges(story: Story) -> Iterator[tuple[str, str, tuple[Row, ...]]]:
    for against in AGAINST:
        for bridge in _ENDS:
            steps = selection.bridge(story.frames, story.company, bridge, against)
            # on a period's first Monday nothing can have moved since its start
            moving = selection.moved(steps) if against == "period_start" else steps
            if any(step["amount"] for step in moving):
                yield bridge, against, steps


def draw(pages: Pages) -> None:
    row, sheet, breaks, last = HEADER_ROW, pages.sheets[NAME], [], ""
    for bridge, against, steps in _bridges(pages.story):
        if last and against != last:
            breaks.append(row)
        last, title = against, f"{_ENDS[bridge]} {pages.story.since(against)}"
        sheet.text(row, 0, title, "section", wide=True)
        sheet.text(row + 1, 0, why(pages.story, bridge, against), "note", wide=True)
        place = _block(pages, row + 3, bridge, against, steps, title)
        _tie(pages, place, bridge, steps, title)
        row = place.next_row + 1
    sheet.page(portrait=True)
    if breaks:
        sheet.page_breaks(breaks, PRINT_PERCENT)


def _block(pages: Pages, row: int, bridge: str, against: str, steps: Sequence[Row], title: str) -> BridgePlace:
    story, sheet = pages.story, pages.sheets[NAME]
    ends = ("start", "end")
    drawn = [Step(_name(story, step, bridge, against), step["amount"], step["bucket"] in ends) for step in steps]
    formulas = [
        movements.effect_of(bridge, against, sheet.cell(row + 1 + at, 0)) if step["bucket"] not in ends else None
        for at, step in enumerate(steps)
    ]
    counts = [step["deal_count"] for step in steps]
    place = add_bridge(sheet, row, drawn, story.money, f"{title}, {story.money.unit}", formulas, counts)
    keys = ("bridge", "against", "node_id", "bucket")
    pages.hold("forecast_bridge", keys, steps, sheet, place.first_row, ("", "amount", "", "deal_count"))
    return place


def _name(story: Story, step: Row, bridge: str, against: str) -> str:
    if step["bucket"] == "end":
        return f"{_ENDS[bridge]}, {_day(story.last_week + timedelta(7))}"
    if step["bucket"] == "start":
        start = _day(story.last_week) if against == "last_week" else "period start"
        return f"{_ENDS[bridge]}, {start}"
    return wording.BUCKETS[step["bucket"]][0]


def _day(day: date) -> str:
    """ "16 Nov", never broken on an axis."""
    return date_text(day, year=False).replace(" ", "\u00a0")


def _tie(pages: Pages, place: BridgePlace, bridge: str, steps: Sequence[Row], title: str) -> None:
    """The running total of the steps ends where "By node" stands."""
    company = pages.story.company
    if company is None:
        return
    found = pages.sheets[NAME].ref(place.last_row, 1)
    wanted = pages.node_cell(company["node_id"], _ENDS[bridge])
    pages.tie(f"Bridge: {title}, to By node", (found, steps[-1]["amount"]), (wanted, company[_FIELDS[bridge]]))
