"""Pages of a PDF break where a reader expects it."""

import io

import pytest
from pypdf import PdfReader

from sales_pipeline.render.blocks import parse
from sales_pipeline.render.pdf_page import pdf
from sales_pipeline_tests.render.workbooks import RUN

BELOW = "What is at risk, by unit:"


def pages(lines: int, rows: int) -> list[str]:
    """The texts of the pages of a summary whose table comes after so many lines."""
    filling = "\n\n".join(f"Line {number}." for number in range(lines))
    table = "\n".join(f"| unit {number} | {number} |" for number in range(1, rows + 1))
    blocks = parse(f"# A week\n\n{filling}\n\n{BELOW}\n\n| unit | amount |\n|---|---:|\n{table}\n")
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf("A week", blocks, RUN))).pages]


@pytest.mark.parametrize("rows", [5, 40], ids=["short", "long"])
def test_what_introduces_a_table_stands_on_its_page(rows: int) -> None:
    for lines in range(30, 52, 2):
        [page] = [page for page in pages(lines, rows) if BELOW in page]
        assert "unit 1\n" in page.partition(BELOW)[2], lines


def test_a_short_table_is_not_divided() -> None:
    for lines in range(30, 52, 2):
        [page] = [page for page in pages(lines, 5) if "unit 1\n" in page]
        assert "unit 5\n" in page, lines
