"""Files read back: what a reader sees in HTML and on sheets, whoever wrote them."""

import io

import openpyxl
from xlsxwriter import Workbook

from sales_pipeline.render import lint
from sales_pipeline.render.reading import html, markdown, sheets
from sales_pipeline.render.reading.sheets import Cell, Error

PAGE = """<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width">
<title>Forecast</title><style>p{color:red}</style></head><body><main><h1>We call <b>$14.5M</b></h1>
<p>Up &amp; running<br>since <i>9 Nov</i></p>
<table id="units"><caption>By unit</caption><thead><tr><th>Unit</th><th>Call</th></tr></thead>
<tbody><tr><th scope="row">East</th><td data-figure="east:call_amount">9.1</td></tr>
<tr><th scope="row">West</th><td>5.0</td></tr></tbody></table><img alt="A bar" src="data:image/gif;base64,x"></main>
<script type="application/json">{"nodes": []}</script></body></html>
"""


def test_a_page_of_html_says_what_a_browser_shows() -> None:
    found = html.document(PAGE.encode())
    assert found.page.texts == ("Forecast", "We call $14.5M", "Up & running since 9 Nov", "By unit")
    assert found.page.grids[0].header == ("Unit", "Call")
    assert found.page.grids[0].rows == (("East", "9.1"), ("West", "5.0"))
    assert (found.page.grids[0].name, found.page.alternatives) == ("units", ("A bar",))
    assert (found.figures, found.unnamed, found.data) == ([("east:call_amount", "9.1")], ["5.0"], {"nodes": []})


def test_defects_of_a_page_of_html_are_found() -> None:
    def problems(old: str, new: str) -> list[str]:
        assert old in PAGE
        return lint.problems("page.html", PAGE.replace(old, new).encode())

    assert lint.problems("page.html", PAGE.encode()) == []
    assert problems("East", "{{ unit }}") == ["table: '{' in '{{ unit }}'"]
    assert problems("<title>Forecast</title>", "") == ["the page has no title"]
    assert problems(' lang="en"', "") == ["the page does not say its language"]
    assert problems("<td>5.0</td>", "") == ["units: 1 cells in a table of 2"]
    assert problems("data:image/gif;base64,x", "https://example.invalid/x.gif")[0].startswith("<img> asks for")
    assert problems("p{color:red}", "@import 'x.css'") == ["a style asks for a file"]
    assert problems(' alt="A bar"', "") == ["a picture has no words for those who do not see it"]
    assert problems("<h1>", "<h3>Above</h3><h1>") == []
    assert problems("<table", "<h4>Deep</h4><table") == ["a heading of level 4 below one of level 1: 'Deep'"]


def test_cells_are_read_whoever_wrote_them() -> None:
    """Cells by pattern and cells by parser: two writers, the same values."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (["Unit", "Call"], ["East & <West>", 9.25], [None, True], ["=B2*2", "_x000D_"]):
        sheet.append(row)
    book.save(out)
    found = [tuple(cell[:3] for cell in row.cells) for row in next(iter(sheets.book(out.getvalue()))).rows()]
    assert found[:3] == [((0, "Unit", None), (1, "Call", None)), ((0, "East & <West>", None), (1, 9.25, None)),
                         ((1, True, None),)]  # fmt: skip
    assert found[3][0] == (0, None, "B2*2")


def test_cells_of_our_writer_are_read_by_pattern() -> None:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("A & B")
        sheet.write_string(0, 0, "a < b")
        sheet.write_number(1, 27, -0.5)
        sheet.write_formula(1, 28, '=IF(A1="x",1,"<no>")', None, "<no>")
        sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")
        sheet.write_blank(3, 0, None, book.add_format({"bold": True}))
    read = next(iter(sheets.book(out.getvalue())))
    rows = list(read.rows())
    assert read.name == "A & B"
    assert rows[0].cells == (Cell(0, "a < b", None, 0),)
    assert rows[1].cells == (Cell(27, -0.5, None, 0), Cell(28, "<no>", 'IF(A1="x",1,"<no>")', 0))
    assert isinstance(rows[2].cells[0].value, Error)
    assert len(rows) == 3
    assert (sheets.letters_of(27), sheets.area("AB2:AC9"), sheets.place("x", 2, 27)) == ("AB", (2, 27, 9, 28), "x!AB2")


def test_a_page_of_markdown_reads_without_its_escapes() -> None:
    page = markdown.page("# We \\$ call\n\n*Example \\& Co*\n\n| A \\| B | C |\n| --- | ---: |\n| x&#58;y | (1.2) |\n")
    assert page.texts == ("We $ call", "Example & Co")
    assert (page.grids[0].header, page.grids[0].rows) == (("A | B", "C"), (("x:y", "(1.2)"),))
    assert page.grids[0].title == "Example & Co"
