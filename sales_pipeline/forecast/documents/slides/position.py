"""Every unit's position in one table, the company last; where only few units fit in, those within them below."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import outlook, selection, sentences
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides import categories
from sales_pipeline.forecast.documents.slides.common import notes, rounding, source
from sales_pipeline.forecast.documents.slides.position_table import AMOUNTS, Line, gap, position_table
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.layout import BODY, Box
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import capital
from sales_pipeline.render.pptx_deck import Deck, Page
from sales_pipeline.render.pptx_table import rows_that_fit

_OWN = " Targets of units are their own and not summed."
_LEAST_CHART = 1.9
_MOST_ROWS = rows_that_fit(BODY.h, 10, 2)


def add(deck: Deck, story: Story) -> None:
    top, lines = story.company, shown(story)
    filled = any(line.row[name] for line in lines for name in (*AMOUNTS, "target_amount"))
    if top is None or not filled:
        return
    note = rounding(story.money, selection.below(story.frames, top), top, tuple(AMOUNTS))
    page = deck.page(
        title(story),
        f"{story.run.period_label} by unit; {story.measure}",
        source(story, "forecast_rollup", "forecast_change", note=note),
        notes(story, "Units below the company in the order of the tree." + (_OWN if story.has_target else "")),
    )
    rest = page.table(position_table(story, [*lines, Line(top, top["node_name"], True)], story.money), BODY)
    rest = rest.inside(0, 0.3, 0, 0)
    if not _within(page, story, lines, rest):
        _categories(page, story, rest)


def title(story: Story) -> str:
    said = sentences.by_unit(story).rstrip(".")
    return said or f"{capital(story.count_of(selection.groups(story.frames)))} make up the company's position"


def shown(story: Story) -> list[Line]:
    """All units if they fit, else the highest level with several, else its largest and the rest in one row."""
    top, every = story.company, selection.groups(story.frames)
    if top is None or not every:
        return []
    nodes = selection.tree(story.frames, top)
    if nodes and len(nodes) < _MOST_ROWS:
        heads = {row["parent_node_id"] for row in nodes}
        return [Line(row, row["node_name"], row["node_id"] in heads) for row in nodes]
    if len(every) < _MOST_ROWS:
        return [Line(row, row["node_name"]) for row in every]
    ordered = selection.by_expected(every)
    kept, rest = ordered[: _MOST_ROWS - 2], ordered[_MOST_ROWS - 2 :]
    return [*(Line(row, row["node_name"]) for row in kept), Line(_summed(rest), f"{len(rest)} more", is_rest=True)]


def _summed(rows: Sequence[Row]) -> Row:
    return {**dict.fromkeys(rows[0]), **{name: selection.total(rows, name) for name in AMOUNTS}}


def _within(page: Page, story: Story, lines: Sequence[Line], box: Box) -> bool:
    """The units within those of a short table that lie furthest below their target, or of which most is expected."""
    top, shown_ids = story.company, {line.row["node_id"] for line in lines}
    lower = [row for row in selection.tree(story.frames, top) if row["node_id"] not in shown_ids] if top else []
    most = rows_that_fit(box.h - 0.45, 11, 2)
    if len(lower) < 2 or most < 2:
        return False
    targets = any(row["target_amount"] for row in lower)
    lower.sort(key=lambda r: ((gap(story, r) or Decimal(0)) if targets else -r["expected_amount"], r["sort_key"]))
    heading = "Units within them furthest below target" if targets else "Units within them of which most is expected"
    money = Money.for_amounts(story.run.currency, [row["expected_amount"] for row in lower[:most]])
    table = position_table(story, [Line(row, row["node_name"]) for row in lower[:most]], money, total=False)
    page.table(table, page.heading(heading, box))
    return True


def _categories(page: Page, story: Story, box: Box) -> None:
    """What is closed and open at each unit below a short table."""
    units = selection.groups(story.frames)
    if box.h >= _LEAST_CHART and len(units) > 1 and outlook.ranged(story.frames):
        page.chart(categories.figure(story, units), page.heading("Closed and open by category", box))
