"""What moved the open pipeline and closed won, as editable bridges: since last week, and since the period began."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import movements, selection, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.figures import Figure, Step, bridge_figure
from sales_pipeline.render.layout import BODY, Box
from sales_pipeline.render.phrases import date_text
from sales_pipeline.render.pptx_deck import Deck, Page
from sales_pipeline.render.pptx_text import Paragraph


def add(deck: Deck, story: Story) -> None:
    drawn: list[list[tuple[str, Decimal]]] = []
    for against in ("last_week", "period_start"):
        bridges = {name: selection.bridge(story.frames, story.company, name, against) for name in movements.BRIDGES}
        moving = {name: steps for name, steps in bridges.items() if any(s["amount"] for s in selection.moved(steps))}
        amounts = [(step["bucket"], step["amount"]) for steps in moving.values() for step in steps]
        # in a period's second week both bridges may be the same one
        if moving and amounts not in drawn:
            _page(deck, story, against, moving)
        drawn.append(amounts)


def _page(deck: Deck, story: Story, against: str, bridges: dict[str, tuple[Row, ...]]) -> None:
    lead = next(iter(bridges))
    page = deck.page(
        _title(story, lead, against),
        f"{_stretch(story, against)}; {story.measure}; deals in brackets, each move in exactly one bucket",
        source(story, "forecast_bridge", "pipeline_movements"),
        notes(story, "Start and buckets add to the end, to the cent. Edit the Change column of a chart's data and bars "
                     "and labels follow."),
    )  # fmt: skip
    said = _largest(story, against)
    charts, *text = BODY.rows(None, *([0.95] if said else []))
    widths = [None] if len(bridges) == 1 else [None, 2.9]
    for (name, steps), box in zip(bridges.items(), charts.columns(*widths), strict=True):
        _draw(page, story, name, against, steps, box)
    page.paragraphs(said, text[0] if text else BODY, (12, 11), gap=0.06)


def _title(story: Story, lead: str, against: str) -> str:
    since = f" {story.since(against)}" if against == "period_start" else ""
    return movements.movement(story, lead, against) + since + movements.drivers(story, lead, against)


def _stretch(story: Story, against: str) -> str:
    start = date_text(story.last_week, year=False) if against == "last_week" else f"Start of {story.run.period_label}"
    return f"{start} to {story.run.as_of_text}"


def _draw(page: Page, story: Story, name: str, against: str, steps: Sequence[Row], box: Box) -> None:
    money, heading = story.money, movements.BRIDGES[name]
    if _is_small(name, steps):
        heading += f": {money.text(steps[0]['amount'])} to {money.text(steps[-1]['amount'])}, changes only"
    rest = page.heading(heading, box)
    page.chart(figure(story, name, against, steps), rest)


def _is_small(name: str, steps: Sequence[Row]) -> bool:
    if name != "open_pipeline":
        return False
    largest = max((abs(step["amount"]) for step in selection.moved(steps)), default=Decimal(0))
    return bool(largest < movements.READABLE * max(abs(steps[0]["amount"]), abs(steps[-1]["amount"])))


def figure(story: Story, name: str, against: str, steps: Sequence[Row]) -> Figure:
    """The bridge as it is drawn: whole, or only its changes where they would be hairlines."""
    inner = [
        Step(_step_name(step), step["amount"], role=_role(name, step["bucket"]))
        for step in selection.moved(steps)
        if step["amount"]
    ]
    start, end = steps[0]["amount"], steps[-1]["amount"]
    first = date_text(story.last_week, year=False) if against == "last_week" else "Start"
    last = date_text(story.run.as_of.date(), year=False)
    drawn = [Step(first, start, True), *inner, Step(last, end, True)]
    if _is_small(name, steps):
        drawn = [*inner, Step("Net change", end - start, True)]
    money = story.money
    return bridge_figure(f"{name}-{against}", drawn, money.unit, money.power, money.places)


def _role(bridge: str, bucket: str) -> str:
    """Winning takes a deal out of the open pipeline, which is neither better nor worse."""
    return "main" if (bridge, bucket) == ("open_pipeline", "won") else ""


def _step_name(step: Row) -> str:
    return f"{wording.BUCKETS[step['bucket']][0]} ({step['deal_count']})"


def _largest(story: Story, against: str) -> list[Paragraph]:
    parts = movements.largest(story, against)
    said = [Paragraph(f"{'; '.join(parts)}.", "Largest moves.")] if parts else []
    if against == "last_week" and (closed := movements.why(story, "closed_won", against)):
        said.append(Paragraph(closed, "Booked."))
    return said
