"""What every slide needs: the source line, speaker notes, and whether rounded columns still add up."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import join_words

ROUNDING = "Totals may not add because of rounding."


def source(story: Story, *tables: str, note: str = "") -> str:
    """The line at the foot: tables, week, run and what to know of the figures."""
    run = story.run
    line = f"{join_words(tables)}, week of {run.as_of_text}, run {run.run_id}."
    return f"{line} {note}" if note else line


def notes(story: Story, text: str) -> str:
    """What the speaker sees: what the page shows, and where each figure can be looked up."""
    return (
        f"{text}\n\nFigures are those of week {story.run.week} in analytics.duckdb. `sales-pipeline explain`, with the "
        "name of a unit, a deal's id or the id of a figure, says which rows and lines of files each comes from."
    )


def rounding(money: Money, parts: Sequence[Row], whole: Row, columns: Sequence[str]) -> str:
    """The warning, where a column as shown does not add to its total as shown."""
    for column in columns:
        shown = sum(money.scaled(row[column]) for row in parts if row[column] is not None)
        if whole[column] is not None and shown != money.scaled(whole[column]):
            return ROUNDING
    return ""
