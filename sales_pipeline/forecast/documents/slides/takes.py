"""What would have to be true to reach the target: how what is expected comes about, the gap, what would close it."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import deal_outlook, deal_selection, need_words, range_words, wording
from sales_pipeline.forecast.documents.deal_outlook import Part
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.figures import Figure, Step, bridge_figure
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.phrases import percent
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_table import Column, Table
from sales_pipeline.render.pptx_text import Paragraph

_PARTS = {**wording.CATEGORIES, "later": "Due later", "not_yet_open": "Not yet open"}


def add(deck: Deck, story: Story) -> None:
    top, parts = story.company, deal_outlook.parts(story.frames)
    if top is None or not story.has_target or not parts or story.value("gap.expected") is None:
        return
    page = deck.page(
        need_words.needs(story),
        f"{story.run.period_label}: how what is expected comes about, and what the target takes; {story.measure}",
        source(story, "deal_forecast", "forecast_rollup", "coverage", "new_business"),
        notes(
            story, "Each open deal is counted with what the forecast expects of it; deals not yet open with what past "
                   "periods still saw from this point on. Any one of the ways would do, and so would a mixture."
        ),
    )  # fmt: skip
    deals = deal_outlook.enough(story.frames, top["target_amount"] - top["expected_amount"])
    left, right = BODY.columns(None, 3.9)
    chart, *low = left.rows(None, *([0.95 + 0.3 * len(deals)] if deals else []))
    page.chart(figure(story, top, parts), chart)
    page.paragraphs(_words(story), page.heading("What would have to be true", right), (14, 13, 12, 11), gap=0.09)
    if deals:
        heading = f"Deals that would close the gap: winning them adds {story['need.deals.gain']}"
        page.table(_table(story, deals), page.heading(heading, low[0]))


def figure(story: Story, top: Row, parts: Sequence[Part]) -> Figure:
    """Closed, what each group of deals brings, expected, the gap, the target."""
    steps = [Step("Closed", top["closed_amount"], True)]
    steps += [Step(_name(part), part.expected_amount, role=_role(part)) for part in parts]
    steps.append(Step("Expected", top["expected_amount"], True))
    gap = top["target_amount"] - top["expected_amount"]
    steps.append(Step("Gap" if gap > 0 else "Above", gap, role="accent" if gap > 0 else "better"))
    steps.append(Step("Target", top["target_amount"], True))
    return bridge_figure("takes-target", steps, story.money.unit, story.money.power, story.money.places)


def _name(part: Part) -> str:
    return f"{_PARTS[part.group]} ({part.deal_count:,})" if part.deal_count else _PARTS[part.group]


def _role(part: Part) -> str:
    return "main" if part.expected_amount > 0 else "worse"


def _words(story: Story) -> list[Paragraph]:
    said = (
        ("Win rate:", need_words.rate(story)), ("Pipeline:", need_words.coverage(story)),
        ("Deals:", need_words.closing_deals(story)), ("New business:", need_words.new_business(story)),
        ("Rests on:", need_words.reliance(story)), ("Chance:", range_words.chance(story)),
    )  # fmt: skip
    return [Paragraph(sentence(text), lead, bullet="•") for lead, text in said if text]


def _table(story: Story, deals: Sequence[Row]) -> Table:
    money = deal_money(story.facts, story.frames)
    columns = (
        Column("Deal", widest=3.0, keep=True), Column("Owner", widest=1.6),
        Column(f"Amount, {money.unit}", "number"), Column("Chance", "number"), Column("Counted", "number"),
        Column("Adds if won", "number"),
    )  # fmt: skip
    rows = tuple(
        (deal["opportunity_name"] or deal_selection.customer(deal), deal["node_name"], money.cell(deal["amount"]),
         percent(deal["probability"]), money.cell(deal["counted_amount"]),
         money.cell(deal["gain_amount"]))
        for deal in deals
    )  # fmt: skip
    return Table(columns, rows, "Deals whose winning would close the gap to the target")
