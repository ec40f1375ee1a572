"""forecast_facts.json: every figure the documents say in words, with the table, column and row it comes from."""

from sales_pipeline.forecast.documents import facts as fact_set
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.run import Run

FILE = "forecast_facts.json"
TABLES = fact_set.FACT_TABLES


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    return facts.to_json().encode("utf-8")
