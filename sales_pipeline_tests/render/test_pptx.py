"""Slides, tables and charts as drawn: measured before they are written, editable, and safe against outside text."""

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import formualizer
import openpyxl
import pytest

from sales_pipeline.render.figures import Figure, Series, Step, bridge_figure
from sales_pipeline.render.layout import BODY, Box
from sales_pipeline.render.measure import LayoutError, text_width
from sales_pipeline.render.pptx_deck import Card, Deck, Page
from sales_pipeline.render.pptx_table import Cell, Column, Table, rows_that_fit
from sales_pipeline.render.pptx_text import Paragraph
from sales_pipeline_tests.render.decks import audit, opened, problems
from sales_pipeline_tests.render.workbooks import HOSTILE, RUN

FORMULA = '=HYPERLINK("http://example.invalid","x")'


def page_of(deck: Deck) -> Page:
    return deck.page("A title", "A subtitle", "A source", "Notes.")


def chart_of(figure: Figure, box: Box = BODY) -> Any:
    deck = Deck(RUN, "Forecast")
    page_of(deck).chart(figure, box)
    return next(shape for shape in opened(deck.to_bytes()).slides[0].shapes if shape.has_chart).chart


def workbook_of(chart: Any, *, formulas: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob), data_only=not formulas).active


def table_of(deck: Deck) -> Any:
    return next(shape for shape in opened(deck.to_bytes()).slides[0].shapes if shape.has_table).table


def labels_shown(series: Any) -> list[int]:
    gone = {
        int(d.find("{*}idx").get("val")) for d in series._element.iter("{*}dLbl") if d.find("{*}delete") is not None
    }
    return [i for i in range(len(tuple(series.values))) if i not in gone]


STEPS = (
    Step("Start", Decimal("3.25"), True), Step("New", Decimal("1.5")), Step("Lost", Decimal("-7.75")),
    Step("Won back", Decimal("2.0")), Step("End", Decimal("-1.0"), True),
)  # fmt: skip


def test_a_bridge_s_workbook_computes_the_bars_and_labels_it_was_drawn_with() -> None:
    chart = chart_of(bridge_figure("b", STEPS, "$M", 0))
    blob = chart.part.chart_workbook.xlsx_part.blob
    anew = openpyxl.load_workbook(io.BytesIO(formualizer.recalculate_xlsx_bytes(blob)["bytes"]), data_only=True).active
    drawn = workbook_of(chart)
    assert [[c.value for c in row] for row in anew] == [[c.value for c in row] for row in drawn]
    formulas = [c for row in workbook_of(chart, formulas=True) for c in row if c.data_type == "f"]
    assert len(formulas) == 10 * len(STEPS) + 1
    assert [row[12].value for row in drawn][1:] == ["3.3", "+1.5", "−7.8", "+2.0", "−1.0"]


def test_an_edited_step_moves_the_rest_of_a_bridge() -> None:
    chart = chart_of(bridge_figure("b", STEPS, "$M", 0))
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    book.active["B3"] = 4.5
    out = io.BytesIO()
    book.save(out)
    result = formualizer.recalculate_xlsx_bytes(out.getvalue())["bytes"]
    cells = openpyxl.load_workbook(io.BytesIO(result), data_only=True).active
    assert (cells["B6"].value, cells["E6"].value, cells["M3"].value) == (2.0, 2.0, "+4.5")


def test_the_steps_of_a_bridge_add_up_in_the_chart_itself() -> None:
    chart = chart_of(bridge_figure("b", STEPS, "$M", 0))
    series = {s.name: s.values for plot in chart.plots for s in plot.series}
    stacked = [sum(values[i] for name, values in series.items() if name != "Label at") for i in range(len(STEPS))]
    assert stacked == [3.25, 4.75, 4.75 - 3.0, -1.0 - 2.0, -1.0]


def test_axis_numbers_and_labels_are_what_strict_readers_take(tmp_path: Path) -> None:
    deck = Deck(RUN, "Forecast")
    kinds = ("column", "column_stacked", "bar", "bar_stacked", "line")
    for kind in kinds:
        page = deck.page(kind, "", "", "Notes.")
        series = (
            Series("One", (3, -1, None)),
            Series("Plan", (2, 2, 2), "muted", "marker" if "column" in kind else "solid"),
        )
        page.chart(Figure(kind, kind, ("a", "b", "c"), series, "$M"), BODY)  # type: ignore[arg-type]
    page_of(deck).chart(bridge_figure("b", STEPS, "$M", 0), BODY)
    assert audit(deck.to_bytes(), tmp_path) == []
    assert problems(deck.to_bytes()) == []


def test_names_in_a_chart_stay_text() -> None:
    chart = chart_of(Figure("f", "column", (FORMULA, "West"), (Series("=1+1", (1, 2)),), "$M"))
    cells = workbook_of(chart, formulas=True)
    assert [(c.value, c.data_type) for row in cells for c in row if isinstance(c.value, str)][1:] == [
        ("=1+1", "s"), (FORMULA, "s"), ("West", "s")
    ]  # fmt: skip


def test_labels_that_would_not_fit_or_lie_under_a_target_are_left_out() -> None:
    stack = (Series("Closed", (Decimal(50), Decimal(1))), Series("Commit", (Decimal(50), Decimal(99)), "soft"))
    target = Series("Target", (Decimal(75), Decimal(90)), "worse", "marker")
    chart = chart_of(Figure("f", "column_stacked", ("East", "West"), (*stack, target), "$M"))
    closed, commit = chart.plots[0].series
    assert labels_shown(closed) == [0]
    assert labels_shown(commit) == [1]


def test_a_span_stands_on_an_unseen_bar_and_says_its_ends(tmp_path: Path) -> None:
    series = (
        Series("P10", (4, 2), "white", "hidden"), Series("P10 to P90", (3, 5), "soft"),
        Series("P90", (7, 7), "ink", "label"), Series("Expected", (5, 6), "strong", "dot"),
        Series("Target", (6, None), "worse", "marker"),
    )  # fmt: skip
    deck = Deck(RUN, "Forecast")
    page_of(deck).chart(Figure("f", "column_stacked", ("East", "West"), series, "$M"), BODY)
    chart = next(shape for shape in opened(deck.to_bytes()).slides[0].shapes if shape.has_chart).chart
    bars, marks = (list(plot.series) for plot in chart.plots)
    assert [item.name for item in (*bars, *marks)] == ["P10", "P10 to P90", "P90", "Expected", "Target"]
    assert bars[0].format.fill.type is not None
    assert bars[0].format.fill.type.name == "BACKGROUND"
    assert bars[0].data_labels.show_value
    assert [item._element.find("{*}marker/{*}symbol").get("val") for item in marks] == ["none", "diamond", "dash"]
    assert [item._element.find("{*}dLbls") is not None for item in marks] == [True, False, False]
    hidden = {int(entry.find("{*}idx").get("val")) for entry in chart.legend._element.iter("{*}legendEntry")}
    assert hidden == {0, 2}
    assert chart.value_axis.maximum_scale > 7
    assert audit(deck.to_bytes(), tmp_path) == []
    assert problems(deck.to_bytes()) == []


def test_a_signed_percentage_that_rounds_to_nothing_has_no_sign() -> None:
    chart = chart_of(
        Figure("f", "column", ("a", "b"), (Series("Error", (Decimal("-0.3"), 4)),), "%", 0, signed_labels=True)
    )
    assert chart.plots[0].data_labels.number_format == '[>=0.5]+#,##0"%";[<=-0.5]\u2212#,##0"%";"0%"'


def test_a_line_that_ends_halfway_is_named_left_of_its_end_and_in_a_colour_that_can_be_read() -> None:
    series = (Series("Past", (1, 2, 3, 4), "soft", "dashed"), Series("Now", (1, 2, 3, None), "strong"))
    past, now = chart_of(Figure("f", "line", ("4", "3", "2", "1"), series, "$M")).plots[0].series
    labels = [next(item._element.iter("{*}dLbl")) for item in (past, now)]
    assert [label.find("{*}dLblPos").get("val") for label in labels] == ["r", "l"]
    assert [next(label.iter("{*}schemeClr")).get("val") for label in labels] == ["accent5", "tx2"]


def test_cards_share_a_size_at_which_every_value_stands_on_one_line() -> None:
    deck = Deck(RUN, "Forecast")
    values = ("$14.5M", "$1,234.5M to $2,345.6M", "17%", "3.0x", "$6.4M", "$1.1M")
    page_of(deck).cards(
        [Card("A label", value, "+$1.1M since last week") for value in values], BODY.rows(1.22, None)[0]
    )
    assert problems(deck.to_bytes()) == []


def test_a_table_shortens_texts_that_may_and_never_numbers() -> None:
    columns = (Column("Who", widest=3, keep=True), Column("Note", widest=9), Column("Amount", "number"))
    rows = (("Somebody with a long name", "Words that go on and on, " * 9, "1,234,567.8"),)
    deck = Deck(RUN, "Forecast")
    page_of(deck).table(Table(columns, rows, "A table"), Box(1, 2, 5, 2))
    cells = [cell.text_frame.text for cell in table_of(deck).rows[1].cells]
    assert cells[0] == rows[0][0]
    assert cells[1].endswith("…")
    assert cells[2] == "1,234,567.8"
    assert problems(deck.to_bytes()) == []


def test_a_table_that_cannot_fit_is_refused() -> None:
    page = page_of(Deck(RUN, "Forecast"))
    with pytest.raises(LayoutError, match="pass at most"):
        page.table(Table((Column("A"),), (("x",),) * 99, "A table"), BODY)
    with pytest.raises(LayoutError, match="pass fewer columns"):
        page.table(Table((Column("Amount", "number"),) * 40, (("1,234,567.8",) * 40,), "A table"), BODY)
    most = rows_that_fit(BODY.h, 9)
    assert page.table(Table((Column("A"),), (("x",),) * most, "A table"), BODY).h >= -1e-9


def test_changes_are_coloured_by_their_sign_and_zero_is_not() -> None:
    deck = Deck(RUN, "Forecast")
    rows = (("+1.0",), ("(1.0)",), ("0.0",), (Cell("+1.0", "muted"),))
    page_of(deck).table(Table((Column("Change", "change"),), rows, "Changes"), BODY)
    table = table_of(deck)
    colours = [table.cell(i, 0).text_frame.paragraphs[0].runs[0].font.fill.fore_color.theme_color for i in range(1, 5)]
    assert len(set(colours)) == 4


def test_cards_show_their_value_whole_or_refuse() -> None:
    deck = Deck(RUN, "Forecast")
    page_of(deck).cards([Card("Call " * 30, "$1,234,567,890.12M", "note " * 30)] * 5, BODY.rows(1.2, None)[0])
    text = [
        s.text_frame.text
        for s in opened(deck.to_bytes()).slides[0].shapes
        if s.name.startswith("Card") and s.text_frame.text
    ]
    assert all("$1,234,567,890.12M" in card and "…" in card for card in text)
    with pytest.raises(LayoutError, match="too low for their text"):
        page_of(Deck(RUN, "Forecast")).cards([Card("Call", "$1")], Box(1, 1, 3, 0.4))


def test_too_many_paragraphs_are_refused_and_long_ones_lose_their_end() -> None:
    deck = Deck(RUN, "Forecast")
    page_of(deck).paragraphs([Paragraph("Short."), Paragraph("Long " * 9_000, "Lead.")], Box(1, 2, 4, 1))
    assert problems(deck.to_bytes()) == []
    with pytest.raises(LayoutError, match="20 paragraphs do not fit"):
        page_of(deck).paragraphs([Paragraph("x")] * 20, Box(1, 2, 4, 1))


def test_hostile_text_everywhere_on_a_page(tmp_path: Path) -> None:
    deck = Deck(RUN, "Forecast")
    for number, text in enumerate(HOSTILE):
        page = deck.page(f"{number} {text}", text, text, text)
        cards, middle, bottom = BODY.rows(1.2, 1.4, None)
        page.cards([Card(text, "$1", text)], cards)
        page.paragraphs([Paragraph(text, text, bullet="•")], middle)
        left, right = bottom.columns(None, None)
        page.chart(Figure("f", "column", (text,), (Series(text, (1,)),), "$M"), left)
        page.table(Table((Column(text),), ((text,),), text), right)
    blob = deck.to_bytes()
    assert audit(blob, tmp_path) == []
    assert problems(blob, ["{=1+1}"]) == []
    links = [r.target_ref for slide in opened(blob).slides for r in slide.part.rels.values() if r.is_external]
    assert links == []


def test_long_titles_take_two_lines_and_then_end() -> None:
    deck = Deck(RUN, "Forecast")
    deck.page("Words " * 60, "", "", "Notes.")
    title = opened(deck.to_bytes()).slides[0].shapes.title.text_frame
    assert title.text.endswith("…")
    assert text_width(title.text, title.paragraphs[0].runs[0].font.size.pt, True) <= 2 * BODY.w


def test_properties_are_the_run_s_and_bytes_repeat() -> None:
    def made() -> bytes:
        deck = Deck(RUN, "Forecast")
        deck.cover("Forecast", "Review", ["Gate waived: one"])
        return deck.to_bytes()

    core = opened(made()).core_properties
    assert (core.author, core.title, core.identifier, core.created) == (
        RUN.company, "Forecast", RUN.run_id, RUN.created.replace(tzinfo=None)
    )  # fmt: skip
    assert made() == made()
