"""forecast_summary.html: the page of text for any browser, word for word the one of forecast_summary.md; its figures
carry their ids."""

from sales_pipeline.forecast.documents import forecast_summary
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render import blocks, html_blocks, html_shell
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.run import Run

FILE = "forecast_summary.html"
TABLES = forecast_summary.TABLES


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    told, marks = facts.marked()
    shown, marked = (blocks.parse(forecast_summary.render(frames, each, run).decode("utf-8")) for each in (facts, told))
    title = f"{run.period_label} sales forecast, week of {run.as_of_text}"
    return html_shell.page(title, run, html_blocks.style(), html_blocks.article(marks.onto(shown, marked)))
