"""What the page of text says of what the target takes and of the deals that swing the number, row by row."""

from sales_pipeline.forecast.documents import deal_outlook, deal_selection, need_words, selection
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import NAME_LENGTH, Story, sentence
from sales_pipeline.render.figure_id import figure_id, suffix
from sales_pipeline.render.phrases import percent
from sales_pipeline.render.text import one_line, shorten

_SIDES = {"down": "Counted on", "up": "Upside"}


def needs(story: Story) -> list[str]:
    """Ways to close the gap, any one of which would do; empty without a gap."""
    gap = story.value("gap.expected")
    if gap is None or story.money.scaled(gap) >= 0:
        return []
    said = (need_words.coverage(story), need_words.closing_deals(story), need_words.new_business(story))
    return [sentence(text) for text in said if text]


def swing(story: Story) -> list[list[str]]:
    """A header and the deals the forecast counts on most, then those that would bring most on top."""
    down = selection.named(deal_outlook.downside(story.frames))
    counted = {deal["opportunity_id"] for deal in down}
    up = [deal for deal in deal_outlook.upside(story.frames) if deal["opportunity_id"] not in counted]
    rows = [*(("down", deal) for deal in down), *(("up", deal) for deal in selection.named(up))]
    if not deal_outlook.swings(story.frames):
        return []
    money = deal_money(story.facts, story.frames)
    header = ["Deal", "Side", f"Amount, {money.unit}", "Chance", "Counted with", "Adds if won"]
    return [header, *(_swing(story, side, deal) for side, deal in rows)]


def _swing(story: Story, side: str, deal: Row) -> list[str]:
    money = deal_money(story.facts, story.frames)
    facts, fact = story.facts, f"swing.{side}.{deal['opportunity_id']}"
    amounts = [
        facts.cell(fact if side == own else f"{fact}.other", money.cell(deal[name]))
        for own, name in (("down", "counted_amount"), ("up", "gain_amount"))
    ]
    key = suffix(opportunity_id=deal["opportunity_id"])
    amount = facts.cell(figure_id("", "pipeline_snapshot.amount", key), money.cell(deal["amount"]))
    chance = facts.cell(f"{fact}.chance", percent(deal["probability"]))
    name = shorten(one_line(deal["opportunity_name"] or deal_selection.customer(deal)), NAME_LENGTH)
    return [name, _SIDES[side], amount, chance, *amounts]
