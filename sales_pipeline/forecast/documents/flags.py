"""What makes an open deal uncertain, in a word each."""

from sales_pipeline.forecast.documents import deal_selection, selection
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.phrases import number

_TIMES = {1: "once", 2: "twice"}


def flags(story: Story, deal: Row) -> list[str]:
    """Overdue, no close date, no next step, pushed, unchanged; a field that the source never fills flags no deal."""
    found = []
    if deal_selection.is_overdue(deal):
        found.append("overdue")
    if deal["close_date"] is None and selection.keeps(story.frames, "close_date"):
        found.append("no close date")
    if deal["push_count"]:
        found.append(f"pushed {_TIMES.get(deal['push_count']) or number(deal['push_count']) + ' times'}")
    if deal_selection.is_silent(story.frames, deal, story.run.stale_days):
        found.append(f"unchanged for {number((deal['week'] - deal['last_changed_date']).days)} days")
    if not deal["next_step"] and selection.keeps(story.frames, "next_step"):
        found.append("no next step")
    return found


def flag_words(story: Story) -> str:
    """What the flags mean, for notes."""
    limit = (
        f" unchanged: no change in the CRM for more than {story.run.stale_days} days." if story.run.stale_days else ""
    )
    return f"Flags: overdue: the close date has passed; pushed: moves of the close date into a later month;{limit}"
