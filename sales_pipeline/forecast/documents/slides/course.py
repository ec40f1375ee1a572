"""The course of the period: closed won by week beside past periods at the same point; coverage and velocity beside."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import need_words, outlook, selection
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.figures import Figure, Series
from sales_pipeline.render.layout import BODY, Box
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import number, percent, ratio
from sales_pipeline.render.pptx_deck import Deck, Page
from sales_pipeline.render.pptx_table import Cell, Column, Table, rows_that_fit
from sales_pipeline.render.pptx_text import Paragraph

_LINES = (
    ("High quartile", "closed_high_amount", "soft", "dashed"), ("Median", "closed_median_amount", "muted", "solid"),
    ("Low quartile", "closed_low_amount", "soft", "dashed"), ("This period", "closed_won_amount", "strong", "solid"),
)  # fmt: skip
_QUARTILES = "Quartiles and median are those of past periods with as many weeks left, as it stood then."
_GOALS = (
    " Needed: to go × what past pipeline took at this point to win one. An even course: target × the median share of "
    "the final result that was won by then."
)


def add(deck: Deck, story: Story) -> None:
    weeks, title = outlook.course(story.frames, story.company), need_words.course(story)
    if not title or len(weeks) < 2:
        return
    count = weeks[0]["past_period_count"]
    page = deck.page(
        title,
        f"Closed won by weeks left, {story.run.period_label} beside the last {count} periods; {story.measure}",
        source(story, "pacing", "coverage", "velocity"),
        notes(story, _QUARTILES + (_GOALS if story.has_target else "")),
    )
    left, right = BODY.columns(None, 5.7)
    chart, words = left.rows(None, 0.75)
    page.chart(figure(story, weeks), chart)
    said = [sentence(text) for text in (need_words.par(story), need_words.coverage(story)) if text]
    page.paragraphs([Paragraph(text, bullet="•") for text in said], words, (12, 11, 10), gap=0.04)
    _beside(page, story, right)


def figure(story: Story, weeks: Sequence[Row]) -> Figure:
    """A line per quartile of the past and one for this period, as far as it has come."""
    unit = Decimal(1).scaleb(-story.money.power)
    series = [
        Series(name, tuple(None if row[field] is None else row[field] * unit for row in weeks), role, style)  # type: ignore[arg-type]
        for name, field, role, style in _LINES
        if any(row[field] is not None for row in weeks)
    ]
    labels = tuple(number(row["weeks_left"]) for row in weeks)
    return Figure("course", "line", labels, tuple(series), story.money.unit, story.money.places)


def _beside(page: Page, story: Story, box: Box) -> None:
    levers, covered = outlook.levers(story.frames), _covered(story)
    low = 2.3 if levers else 0.0
    if covered:
        most = rows_that_fit(box.h - low - 0.5, 11, 2)
        rows = covered if len(covered) <= most else [*covered[: most - 1], covered[-1]]
        upper, *lower = box.rows(None, *([low] if levers else []), gap=0.1)
        page.table(_coverage(story, rows), page.heading("Coverage of what is to go", upper))
        box = lower[0] if lower else box
    if levers:
        page.table(_velocity(story, levers), page.heading("How fast pipeline turns into wins", box))


def _covered(story: Story) -> list[Row]:
    """The units that documents compare, those furthest short first, the company last."""
    top = outlook.covered(story.frames, story.company)
    rows = [row for unit in selection.groups(story.frames) if (row := outlook.covered(story.frames, unit))]
    rows.sort(key=lambda r: (-(r["gap_amount"] or Decimal(0)), r["sort_key"]))
    return [*rows, top] if top is not None and len(rows) > 1 else [top] if top is not None else []


def _coverage(story: Story, rows: Sequence[Row]) -> Table:
    money, past = story.money, any(row["needed_amount"] is not None for row in rows)
    columns = (
        Column(money.unit, widest=1.6, keep=True), Column("To go", "number"), Column("Open", "number"),
        Column("Coverage", "number"),
        *((Column("Needed", "number"), Column("Open less needed", "change")) if past else ()),
    )  # fmt: skip
    cells = tuple(
        (row["node_name"], money.cell(row["to_go_amount"]), money.cell(row["open_pipeline_amount"]),
         "reached" if row["coverage_to_go_ratio"] is None else ratio(row["coverage_to_go_ratio"]),
         *([money.cell(row["needed_amount"]), _left(money, row["gap_amount"])] if past else []))
        for row in rows
    )  # fmt: skip
    last = frozenset({len(cells) - 1}) if len(cells) > 1 else frozenset()
    return Table(columns, cells, "What is to go, open and needed at each unit", last)


def _left(money: Money, gap: Decimal | None) -> str:
    return "" if gap is None else money.change_cell(-gap)


def _velocity(story: Story, rows: Sequence[Row]) -> Table:
    """The four levers in lines, the moments in columns."""
    deal = Money.for_amounts(story.run.currency, [row["average_won_amount"] for row in rows])
    day = Money.for_amounts(story.run.currency, [row["velocity_amount"] for row in rows])
    lines = (
        ("Open deals", [number(row["open_deal_count"]) for row in rows]),
        (f"Average win, {deal.unit}", [deal.cell(row["average_won_amount"]) for row in rows]),
        ("Win rate", ["" if row["win_rate_ratio"] is None else percent(row["win_rate_ratio"]) for row in rows]),
        (
            "Cycle, days",
            ["" if row["average_cycle_days"] is None else number(row["average_cycle_days"]) for row in rows],
        ),
        (f"A day, {day.unit}", [day.cell(row["velocity_amount"]) for row in rows]),
    )
    columns = (
        Column("Lever", widest=2.2, keep=True),
        *(Column(outlook.MOMENTS[row["as_of"]], "number") for row in rows),
    )
    cells = tuple((name if at < 4 else Cell(name, bold=True), *values) for at, (name, values) in enumerate(lines))
    return Table(columns, cells, "Velocity and its four levers, now and before")
