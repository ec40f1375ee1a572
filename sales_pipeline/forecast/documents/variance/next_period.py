"""Next period: the same table for the period after the running one."""

from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance import nodes
from sales_pipeline.forecast.documents.variance.pages import Pages, finer, unit_note

NAME = "Next period"
ANSWERS = "Where every unit and representative stands for the period that follows"
_FIGURES = ("closed_amount", "open_pipeline_amount", "target_amount", "plan_amount")


def is_there(story: Story) -> bool:
    company = selection.company(story.frames, "next")
    return company is not None and any(company[name] for name in _FIGURES)


def heading(story: Story) -> tuple[str, str]:
    company = selection.company(story.frames, "next")
    label = story.name(company["period_label"]) if company else ""
    return (
        f"{label}: every node",
        f"{unit_note(story, finer(story.money))} What is known today of the period that follows.",
    )


def draw(pages: Pages) -> None:
    nodes.write_nodes(pages, pages.sheets[NAME], "tblNextPeriod", nodes.rows_of(pages.story, "next"))
