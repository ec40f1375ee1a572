"""pipeline_snapshot.csv: the deals of the week, a row each, in the columns of the published table."""

from sales_pipeline.contract import columns
from sales_pipeline.forecast.contracts.pipeline import PipelineSnapshot
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.csv_writer import csv_bytes
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.run import Run

FILE = "pipeline_snapshot.csv"
TABLES = ("pipeline_snapshot",)


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    return csv_bytes(frames.table("pipeline_snapshot").select([column.name for column in columns(PipelineSnapshot)]))
