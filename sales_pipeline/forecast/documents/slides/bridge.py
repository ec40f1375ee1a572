"""What moved the open pipeline, as editable bridges: since last week, and since the period began."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import movements, selection, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.figures import Figure, Step, bridge_figure
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.phrases import capital, date_text, join_words
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_text import Paragraph

_Bridge = tuple[str, str, tuple[Row, ...]]


def add(deck: Deck, story: Story) -> None:
    shown = _shown(story)
    if not shown:
        return
    lead, against, _ = shown[0]
    page = deck.page(
        _title(story, lead, against),
        f"{_scope(story, shown)}; {story.measure}; deals in brackets, each move in exactly one bucket",
        source(story, "forecast_bridge", "pipeline_movements"),
        notes(story, "Start and buckets add to the end, to the cent. Edit the Change column of a chart's data and bars "
                     "and labels follow."),
    )  # fmt: skip
    said = [paragraph for against in _stretches(shown) for paragraph in _said(story, against)]
    charts, *text = BODY.rows(None, *([0.3 * len(said) + 0.05] if said else []))
    figures = [figure(story, *bridge) for bridge in shown]
    for bridge, drawn, box in zip(shown, figures, charts.columns(*_widths(figures, charts.w)), strict=True):
        page.chart(drawn, page.heading(_heading(story, *bridge), box))
    page.paragraphs(said, text[0] if text else BODY, (12, 11, 10), gap=0.06)


def _shown(story: Story) -> list[_Bridge]:
    """The open pipeline since last week and since the period began; where that is one bridge, closed won beside it."""
    moving: list[_Bridge] = []
    for against in ("last_week", "period_start"):
        for name in movements.BRIDGES:
            steps = selection.bridge(story.frames, story.company, name, against)
            # in a period's second week both bridges may be the same one
            if any(step["amount"] for step in selection.moved(steps)) and not _has(moving, name, steps):
                moving.append((name, against, steps))
    pipeline = [bridge for bridge in moving if bridge[0] == "open_pipeline"]
    return pipeline if len(pipeline) > 1 else moving[:2]


def _has(bridges: Sequence[_Bridge], name: str, steps: Sequence[Row]) -> bool:
    amounts = [(step["bucket"], step["amount"]) for step in steps]
    return any(name == other and amounts == [(s["bucket"], s["amount"]) for s in rows] for other, _, rows in bridges)


def _widths(figures: Sequence[Figure], width: float) -> list[float | None]:
    """Room by the number of bars, a little more for the shorter one: names of steps must not break."""
    bars = [len(drawn.categories) + 3 for drawn in figures]
    return [None, *(width * bar / sum(bars) for bar in bars[1:])]


def _stretches(shown: Sequence[_Bridge]) -> list[str]:
    return list(dict.fromkeys(against for _, against, _ in shown))


def _title(story: Story, lead: str, against: str) -> str:
    since = f" {story.since(against)}" if against == "period_start" else ""
    return movements.movement(story, lead, against) + since + movements.drivers(story, lead, against)


def _scope(story: Story, shown: Sequence[_Bridge]) -> str:
    return capital(join_words([story.since(against) for against in _stretches(shown)]))


def _heading(story: Story, name: str, against: str, steps: Sequence[Row]) -> str:
    said = f"{movements.BRIDGES[name]} {story.since(against)}"
    if not _is_small(name, steps):
        return said
    ends = f"{story.money.text(steps[0]['amount'])} to {story.money.text(steps[-1]['amount'])}"
    return f"{ends} {story.since(against)}: changes only"


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
    return f"{wording.BUCKETS[step['bucket']][0]} ({step['deal_count']:,})"


def _said(story: Story, against: str) -> list[Paragraph]:
    parts = movements.largest(story, against)
    lead = f"Largest moves {story.since(against)}."
    said = [Paragraph(f"{'; '.join(parts)}.", lead)] if parts else []
    if against == "last_week" and (closed := movements.why(story, "closed_won", against)):
        said.append(Paragraph(closed, "Booked."))
    return said
