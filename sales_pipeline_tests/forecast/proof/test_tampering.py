"""A number, a name, a formula, a row or a slide changed in a published file: each is found, with the place named."""

from typing import Any

import pytest

from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render import lint
from sales_pipeline_tests.conftest import WEEK, Published
from sales_pipeline_tests.forecast.documents import read_back
from sales_pipeline_tests.forecast.proof.tampering import (
    Change,
    cell,
    everywhere,
    in_deck,
    in_embedded,
    in_member,
    in_sheet,
    replaced,
    without_slide,
)

DECK, BOOK = "forecast_presentation.pptx", "variance_analysis.xlsx"
SLIDE, CHART = r"ppt/slides/slide\d+\.xml", r"ppt/charts/chart\d+\.xml"


def same(blob: bytes) -> bytes:
    return blob


@pytest.fixture(scope="module")
def tables(published: Published) -> Frames:
    """The published week, read once: only files are changed."""
    return read_back.published_frames(published.home, WEEK)


def found(published: Published, tables: Frames, file: str, change: Change) -> list[str]:
    """What both checks have against a published file after a change."""
    drawn = (published.folder / file).read_bytes()
    blob = change(drawn)
    assert change is same or blob != drawn
    said = read_back.differences(published.home, WEEK, file, blob, tables)
    return [*said, *lint.problems(file, blob, read_back.outside(tables))]


def _swapped_rows(deck: Any) -> None:
    """Two names of a table change places: every figure is one of the week, none stands where it belongs."""
    table = next(shape for shape in deck.slides[2].shapes if shape.has_table).table
    first, second = (table.cell(row, 0).text_frame.paragraphs[0].runs[0] for row in (1, 2))
    first.text, second.text = second.text, first.text


def _new_column(deck: Any) -> None:
    """A header that no rule knows, above a figure."""
    table = next(shape for shape in deck.slides[2].shapes if shape.has_table).table
    table.cell(0, 1).text_frame.paragraphs[0].runs[0].text = "Booked"


def _strange_chart(deck: Any) -> None:
    next(shape for shape in deck.slides[6].shapes if shape.has_chart).name = "Chart of somebody"


def _notes(deck: Any) -> None:
    deck.slides[2].notes_slide.notes_text_frame.text = "In truth it is $99.9M."


def _counting_notes(deck: Any) -> None:
    deck.slides[2].notes_slide.notes_text_frame.text = "In truth seven of them are lost."


def in_slide(old: str, new: str) -> Change:
    """A change of the words of the first slide that has them."""
    return in_member(r"ppt/slides/slide\d+\.xml", replaced(old, new))


def _alternative(deck: Any) -> None:
    chart = next(shape for shape in deck.slides[3].shapes if shape.has_chart)
    properties = chart._element.nvGraphicFramePr.cNvPr
    properties.set("descr", properties.get("descr").replace("4.6", "4.9", 1))


TAMPERED = {
    "a slide's text": (DECK, in_member(SLIDE, everywhere("$14.5M", "$15.4M")), "no fact says $15.4M"),
    "a slide's card in another unit": (DECK, in_member(SLIDE, everywhere("$14.5M", "$14.5B")), "no fact says $14.5B"),
    "a slide's table": (DECK, in_member(SLIDE, replaced(r"<a:t>5\.8</a:t>", "<a:t>8.5</a:t>")), "Expected: 8.5 is not"),
    "a table's names": (DECK, in_deck(_swapped_rows), "slide 3, "),
    "a table's header": (DECK, in_deck(_new_column), "nothing says what the table"),
    "speaker notes": (DECK, in_deck(_notes), "slide 3: no fact says $99.9M"),
    "a chart's XML": (DECK, in_member(CHART, replaced(r"<c:v>6\.42523561</c:v>", "<c:v>7.5</c:v>")),
                      "Chart position, Deals, Closed: 7.5 is not"),
    "a chart's category": (DECK, in_member(CHART, everywhere("New (4)", "New (9)")), "categories are not the chart's"),
    "a chart's label": (DECK, in_member(CHART, everywhere("<c:v>+3.1</c:v>", "<c:v>+3.9</c:v>")),
                        "labels are not those of the workbook"),
    "a chart's workbook": (DECK, in_embedded(cell("B3", r"<v>[^<]*</v>", "<v>7.5</v>")), "is not the chart's"),
    "a formula of a chart's workbook": (DECK, in_embedded(cell("E3", r"<f>[^<]*</f>", "<f>D3-B3</f>")), "gives"),
    "a chart's alternative": (DECK, in_deck(_alternative), "the alternative text says 4.9"),
    "a chart nobody knows": (DECK, in_deck(_strange_chart), "nothing says what this chart must show"),
    "a slide removed": (DECK, without_slide(5), "slides, but"),
    "a sheet's cell": (
        BOOK, in_sheet("Movements", cell("H5", r"<v>[^<]*</v>", "<v>1</v>")), "Movements!H5: 1.0 is not"),
    "a sheet's cell, by another of the week": (
        BOOK, in_sheet("By node", cell("D6", r"<v>[^<]*</v>", "<v>15300000</v>")), "By node!D6: 15300000.0 is not"),
    "a sheet's day": (BOOK, in_sheet("Movements", cell("L5", r"<v>[^<]*</v>", "<v>46000</v>")), "Movements!L5"),
    "a formula's cached value": (BOOK, in_sheet("Summary", cell("B5", r"<v>[^<]*</v>", "<v>9999</v>")),
                                 "Summary!B5: 9999.0 is not"),
    "a formula's text": (BOOK, in_sheet("Summary", cell("D5", r"<f>[^<]*</f>", "<f>B5+C5</f>")), "Summary!D5: "),
    "a formula of a table": (BOOK, in_sheet("By node", cell("I7", r"<f>[^<]*</f>", "<f>1+1</f>")), "By node!I7"),
    "a formula made a number": (BOOK, in_sheet("By node", cell("I7", r"<f>[^<]*</f>", "")),
                                "stands where a formula belongs"),
    "a number beside a table": (
        BOOK, in_sheet("Coverage", replaced("</sheetData>", '<row r="900"><c r="C900"><v>5</v></c></row></sheetData>')),
        "Coverage!C900: nothing says what 5.0 must be"),
    "a row of a sheet": (BOOK, in_sheet("Movements", replaced(r'<row r="9".*?</row>', "")), "movements lacks the row"),
    "a figure by its id": (
        BOOK, in_sheet("Figures", cell("C5", r"<v>[^<]*</v>", "<v>1</v>")), "Figures!C5: 1.0 is not"),
    "the cell a figure is taken from": (
        BOOK, in_sheet("Figures", replaced(r"(<f>'By node'!\$[A-Z]+\$)\d+</f>", r"\g<1>7</f>")),
        "is not the cell its value is taken from"),
    "a figure removed": (
        BOOK, in_sheet("Figures", replaced(r'<row r="9".*?</row>', "")), "figures by id lacks the row"),
    "a sentence on a sheet": (BOOK, in_member(r"xl/sharedStrings\.xml", everywhere("$8.9M is still", "$9.8M is still")),
                              "no fact says $9.8M"),
    "what a sheet's chart remembers": (
        BOOK, in_member(r"xl/charts/chart1\.xml", replaced(r"<c:v>5756246\.81\d*</c:v>", "<c:v>1</c:v>")),
        "a chart remembers 1"),
    "the summary's text": ("forecast_summary.md", everywhere("$14.5M", "$15.4M"), "no fact says $15.4M"),
    "the summary's table": ("forecast_summary.md", everywhere("| Target | 15.3 |", "| Target | 13.5 |"),
                            "Target, Now: 13.5 is not 15300000.00"),
    "a number word of the summary": (
        "forecast_summary.md", everywhere("three missing calls", "four missing calls"), "'the four missing calls'"),
    "a count of the summary": ("forecast_summary.md", everywhere("26 of 27", "25 of 27"), "no row says '25 of 27 rep"),
    "a count that begins a sentence": (
        "forecast_summary.md", everywhere("Nine more deals", "Eight more deals"), "'Eight more deals"),
    "the weeks left": ("forecast_summary.md", everywhere("six weeks left", "five weeks left"), "'five weeks left'"),
    "the summary's own day": ("forecast_summary.md", everywhere("as of 16 Nov", "as of 17 Nov"), "as of 17 Nov 2026'"),
    "a day of the summary": ("forecast_summary.md", everywhere("by 22 Nov", "by 23 Nov"), "no row says 'by 23 Nov'"),
    "the day it is compared with": (
        "forecast_summary.md", replaced("since 9 Nov", "since 8 Nov"), "no row says 'since 8 Nov'"),
    "rows against a promise": ("forecast_summary.md", everywhere("(10 rows", "(11 rows"), "no row says '(11 rows"),
    "a reason's count": ("forecast_summary.md", everywhere("of 6 of 8 ended", "of 7 of 8 ended"), "what '7' must be"),
    "a sentence with a count nobody knows": (
        "forecast_summary.md", replaced(r"Of (\d+) gates", r"With \1 gates"), "must be in 'With "),
    "representatives of a title": (DECK, in_slide("Ten of 28", "Nine of 28"), "no row says 'Nine of 28 rep"),
    "units of a title": (DECK, in_slide("One of three", "Two of three"), "no row says 'Two of three regions"),
    "deals of a title": (DECK, in_slide("Five deals carry", "Six deals carry"), "no row says 'Six deals carry"),
    "calls of a subtitle": (DECK, in_slide("38 calls of", "39 calls of"), "no row says 'due 16 Nov 2026 17:00 UTC; 39"),
    "an hour of a subtitle": (DECK, in_slide("17:00 UTC", "18:00 UTC"), "no row says 'due 16 Nov 2026 18:00 UTC"),
    "a day of a slide": (DECK, in_slide("As of 16 Nov", "As of 17 Nov"), "no row says 'As of 17 Nov 2026'"),
    "periods of a record": (DECK, in_slide("Too high in 3", "Too high in 4"), "no row says 'Too high in 4"),
    "deals behind chances": (DECK, in_slide("over 812 deals", "over 813 deals"), "no row says '2.9 points apart"),
    "points of chances": (DECK, in_slide("2.9 points", "2.8 points"), "no row says '2.8 points apart"),
    "a count in a slide's notes": (DECK, in_deck(_counting_notes), "slide 3: nothing says what 'seven' must be"),
    "a number word of the page": (
        "forecast_summary.html", everywhere("three missing calls", "four missing calls"), "'the four missing calls'"),
    "a day of the page": ("forecast_summary.html", everywhere("by 22 Nov", "by 23 Nov"), "no row says 'by 23 Nov'"),
    "deals of deal risk": ("deal_risk_assessment.md", everywhere("68 open deals", "69 open deals"), "'69 open deals"),
    "deals at high risk": ("deal_risk_assessment.md", everywhere("12 at high", "13 at high"), "'13 at high risk'"),
    "days of a driver": (
        "deal_risk_assessment.md", everywhere("for 27 days", "for 28 days"), "no row says 'No activity for 28"),
    "the day of a driver": ("deal_risk_assessment.md", everywhere("since 20 Oct", "since 21 Oct"), "since 21 Oct"),
    "pushes of a driver": ("deal_risk_assessment.md", replaced("pushed 4 times", "pushed 5 times"), "pushed 5 times"),
    "points of a driver": (
        "deal_risk_assessment.md", replaced("on 2 Oct 2026: 15 points", "on 2 Oct 2026: 25 points"), "25 points"),
    "the line of a driver": ("deal_risk_assessment.md", everywhere("line 9062", "line 9063"), "line 9063"),
    "until when a deal is worked on": (
        "deal_risk_assessment.md", replaced("Rowe, by 26 Nov", "Rowe, by 27 Nov"), "no row says 'by 27 Nov'"),
    "hours of work on a deal": (
        "deal_risk_assessment.md", replaced("by 26 Nov; 3 hours", "by 26 Nov; 2 hours"), "says '2 hours"),
    "a score of deal risk": ("deal_risk_assessment.md", replaced(r"\| 30 medium \|", "| 31 medium |"),
                             "Score: 31 medium is not 30 medium"),
    "a value of YAML": ("final_forecast.yaml", replaced(r"expected_amount: \d+", "expected_amount: 1"),
                        "expected_amount is 1"),
    "a day of YAML": ("commit_forecast.yaml", replaced('due_at: "2026-11-16', 'due_at: "2026-11-17'), "due_at is"),
    "a key of YAML nobody knows": ("weighted_forecast.yaml", replaced(r"(\n +)(scale_ratio: )", r"\1booked: 7\1\2"),
                                   "nothing says what booked 7 must be"),
    "a call of YAML removed": ("commit_forecast.yaml", replaced(r"\nmissing:\n  - .*?(\n  - )", r"\nmissing:\1"),
                               "missing: lacks"),
    "a row of CSV": ("pipeline_snapshot.csv", replaced(r"\n[^\n]*\n", "\n"), "rows, not"),
    "an amount of CSV": ("pipeline_snapshot.csv", replaced(r",USD,(\d+)", r",USD,9\1"), "is not"),
    "a figure of the HTML page": (
        "forecast_summary.html", replaced(r'(data-figure="company\.current\.call_amount"[^>]*>)\$14\.5M', r"\1$15.3M"),
        "figure company.current.call_amount: '$15.3M' is not '$14.5M'"),
    "an id of the HTML page": (
        "forecast_summary.html", replaced('data-figure="company:closed_amount"', 'data-figure="company:call_amount"'),
        "figure company:call_amount: '6.4' is not 14541000.00"),
    "a sentence of the HTML page, id and all": (
        "forecast_summary.html", replaced(r'<span data-figure="gap\.call\.size"[^>]*>[^<]*</span>', "$9.8M"),
        "no fact says $9.8M"),
    "a figure of the dashboard's head": (
        "forecast_dashboard.html",
        replaced(r'(data-figure="company\.current\.call_amount"[^>]*>)\$14\.5M', r"\1$15.4M"),
        "figure company.current.call_amount: '$15.4M' is not '$14.5M'"),
    "a card of the dashboard": (
        "forecast_dashboard.html", replaced(r'(data-figure="company:expected_amount">)\$13\.9M', r"\1$19.3M"),
        "figure company:expected_amount: '$19.3M' is not"),
    "a cell of the dashboard's course": (
        "forecast_dashboard.html",
        replaced(r'(data-figure="company:forecast_course\.p10_amount@as_of_date=2026-11-16">)[\d.]+', r"\g<1>1.1"),
        "forecast_course.p10_amount@as_of_date=2026-11-16: '1.1' is not"),
    "a cell of the dashboard's past ranges": (
        "forecast_dashboard.html",
        replaced(r'(data-figure="company:range_record\.actual_amount[^>]*>)[\d.]+', r"\g<1>1.1"),
        "'1.1' is not"),
    "the dashboard's data": (
        "forecast_dashboard.html", replaced(r'(id="data">.*?\[)"(\d+\.\d)",\2', r'\g<1>"777.7",777.7'),
        "'777.7' is not"),
    "what the dashboard's charts draw": (
        "forecast_dashboard.html", replaced(r'(id="data">.*?\["(\d+\.\d)",)\2', r"\g<1>99.9"), "is drawn for"),
    "a cell of the dashboard without an id": (
        "forecast_dashboard.html", replaced(r' data-figure="company:coverage\.open_pipeline_amount"', ""),
        "page: nothing says what"),
    "a request of the dashboard": (
        "forecast_dashboard.html", replaced("</main>", '<img alt="" src="https://example.invalid/x.png"></main>'),
        "asks for 'https://example.invalid/x.png'"),
    "a fact": ("forecast_facts.json", replaced(r'"value": "14541000\.00"', '"value": "15541000.00"'), "fact "),
    "a fact removed": (
        "forecast_facts.json", replaced(r'  \{\n   "id": "change\.call_amount".*?\n  \},\n', ""), "fact "),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_a_change_is_found_and_its_place_named(published: Published, tables: Frames, what: str) -> None:
    file, change, finding = TAMPERED[what]
    problems = found(published, tables, file, change)
    assert any(finding in problem for problem in problems), problems[:5]


@pytest.mark.parametrize("file", sorted({file for file, _, _ in TAMPERED.values()}))
def test_what_nobody_changed_has_no_findings(published: Published, tables: Frames, file: str) -> None:
    assert found(published, tables, file, same) == []
