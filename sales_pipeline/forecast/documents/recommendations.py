"""Actions in a table, that worth most an hour first: what, who, until when, at stake, chance, gain, hours."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import action_selection, action_words
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import NAME_LENGTH, TEXT_LENGTH, Story
from sales_pipeline.render.figure_id import figure_id, suffix
from sales_pipeline.render.phrases import date_text
from sales_pipeline.render.text import one_line, shorten

NUMERIC = (0, 4, 5, 6, 7)


def recommended(story: Story) -> list[list[str]]:
    """A header and the actions of the week worth most."""
    return table(story, action_selection.recommended(story.frames))


def first_deals(story: Story) -> list[list[str]]:
    """A header and the deals on which an hour is worth most."""
    return table(story, action_selection.first_deals(story.frames))


def table(story: Story, rows: Sequence[Row]) -> list[list[str]]:
    """A header and a row per action; empty without any."""
    if not rows:
        return []
    money = deal_money(story.facts, story.frames)
    head = ["No.", "What", "Who", "By", f"At stake, {money.unit}", "Chance", "May gain", "Hours"]
    places = max(action_words.hour_places(row["effort_hours"]) for row in rows)
    return [head, *(_row(story, number, row, places) for number, row in enumerate(rows, 1))]


def _row(story: Story, number: int, row: Row, places: int) -> list[str]:
    money = deal_money(story.facts, story.frames)
    subject = shorten(one_line(action_words.plain_subject(row)), NAME_LENGTH)
    action = shorten(one_line(row["action"]), TEXT_LENGTH)
    who = shorten(one_line(row["owner_name"]), NAME_LENGTH) if row["owner_name"] else "not named"
    amounts = [
        story.facts.cell(figure_id("", f"forecast_actions.{name}", suffix(action_id=row["action_id"])), text)
        for name, text in (
            ("at_stake_amount", money.cell(row["at_stake_amount"])), ("gain_amount", money.cell(row["gain_amount"])),
            ("effort_hours", f"{row['effort_hours']:.{places}f}"),
        )
    ]  # fmt: skip
    return [
        str(number), f"{subject}: {action[:1].lower()}{action[1:]}", who, date_text(row["due_date"], year=False),
        amounts[0], story[f"action.{row['action_id']}.chance"], *amounts[1:],
    ]  # fmt: skip
