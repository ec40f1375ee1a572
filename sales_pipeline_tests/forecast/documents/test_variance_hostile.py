"""Names from outside go through the workbook as the text they are: never a formula, a link or a broken file."""

from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.variance_analysis import render
from sales_pipeline.render.text import clean
from sales_pipeline_tests.forecast.documents.frames_fixture import run
from sales_pipeline_tests.forecast.documents.shapes import SHAPES
from sales_pipeline_tests.forecast.documents.workbook_frames import full_frames, workbook
from sales_pipeline_tests.render.workbooks import opened

SHAPE = SHAPES["hostile"]


def test_only_our_own_formulas_are_formulas_and_only_our_own_links_are_links() -> None:
    blob, records = workbook(full_frames(SHAPE), SHAPE)
    ours = {(record.sheet, record.cell) for record in records}
    for sheet in opened(blob, formulas=True):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert (cell.data_type == "f") == ((sheet.title, cell.coordinate) in ours), (sheet.title, cell.coordinate)
            assert cell.hyperlink is None or sheet.title == "About"


def test_names_are_shown_as_they_are() -> None:
    blob, _ = workbook(full_frames(SHAPE), SHAPE)
    shown = {row[0] for row in opened(blob)["By node"].iter_rows(min_row=5, values_only=True)}
    wanted = {clean(row["node_name"]) for row in full_frames(SHAPE).rows("forecast_rollup", horizon="current")}
    assert shown == {name or None for name in wanted}
    assert any(name.startswith("=") for name in wanted)


def test_a_period_named_like_an_attack_is_only_a_name() -> None:
    week = full_frames()
    evil = '=HYPERLINK("http://example.invalid")&\'<x>' + "y" * 400
    named = run(period_label=evil, company=evil, notes=(evil,))
    book = opened(render(week, build_facts(week, named), named), formulas=True)
    assert book["About"]["A1"].data_type == "s"
    assert book["About"]["A1"].value.startswith("=HYPERLINK")
