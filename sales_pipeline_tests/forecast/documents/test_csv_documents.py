"""pipeline_snapshot.csv: every deal of the week, every column of the contract, safe to open."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from sales_pipeline.contract import columns
from sales_pipeline.forecast.contracts.pipeline import PipelineSnapshot
from sales_pipeline.forecast.documents import pipeline_snapshot_csv
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.money import Money
from sales_pipeline.render.text import csv_safe
from sales_pipeline_tests.forecast.documents.frames_fixture import run, table
from sales_pipeline_tests.forecast.documents.shapes import SHAPES
from sales_pipeline_tests.forecast.documents.workbook_frames import full_frames


def drawn(frames: Frames) -> bytes:
    return pipeline_snapshot_csv.render(frames, Facts(Money("USD")), run())


def read(blob: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(blob.decode("utf-8-sig"), newline="")))


def written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (Decimal, int)):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return value.isoformat() if isinstance(value, date) else csv_safe(str(value))


@pytest.mark.parametrize("name", ["usual", "hostile", "no_deals"])
def test_every_deal_and_column_is_there(name: str) -> None:
    week = full_frames(SHAPES[name])
    blob = drawn(week)
    wanted = [{field: written(value) for field, value in row.items()} for row in week.rows("pipeline_snapshot")]
    assert read(blob) == wanted
    header = blob.decode("utf-8-sig").split("\n", 1)[0]
    assert header.split(",") == [column.name for column in columns(PipelineSnapshot)]


def test_columns_come_in_the_order_of_the_contract_whatever_the_tables() -> None:
    made = full_frames().table("pipeline_snapshot")
    turned = made.select(list(reversed(made.column_names)))
    assert drawn(Frames({"pipeline_snapshot": turned})) == drawn(Frames({"pipeline_snapshot": made}))


def test_no_cell_of_text_can_run_in_a_spreadsheet() -> None:
    text = {column.name for column in columns(PipelineSnapshot) if column.sql_type == "VARCHAR"}
    cells = [row[name] for row in read(drawn(full_frames(SHAPES["hostile"]))) for name in text]
    assert any(cell.startswith("'=") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))]


def test_a_negative_amount_stays_a_number() -> None:
    week = full_frames()
    row = {**week.rows("pipeline_snapshot")[0], "amount": Decimal("-12.50")}
    assert read(drawn(Frames({"pipeline_snapshot": table("pipeline_snapshot", [row])})))[0]["amount"] == "-12.50"
