"""forecast_summary.pdf: the page of text to print and to send, word for word the one of forecast_summary.md."""

from sales_pipeline.forecast.documents import forecast_summary
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render import blocks, pdf_page
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.run import Run

FILE = "forecast_summary.pdf"
TABLES = forecast_summary.TABLES


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    said = blocks.parse(forecast_summary.render(frames, facts, run).decode("utf-8"))
    return pdf_page.pdf(f"{run.period_label} sales forecast, week of {run.as_of_text}", said, run)
