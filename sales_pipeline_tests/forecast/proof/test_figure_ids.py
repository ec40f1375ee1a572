"""Figures that carry an id are compared with the cell it names; a figure without one in a table is a finding."""

from decimal import Decimal

import pytest

from sales_pipeline.forecast import proof
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.proof import pdf_files
from sales_pipeline.forecast.proof.prose import Prose
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.money import Money
from sales_pipeline_tests.forecast.documents.frames_fixture import USUAL, frames, run

WEEK = frames(USUAL)
TOP = next(row for row in WEEK.rows("forecast_rollup", horizon="current") if not row["depth"])
STEP = WEEK.rows("forecast_bridge", node_id=TOP["node_id"], bridge="open_pipeline", against="last_week")[0]


DATA = '<script type="application/json">{}</script>'


def differences(*figures: tuple[str, str], bare: str = "") -> list[str]:
    """What is found on a page for every node with these ids and texts, and a cell without an id."""
    cells = "".join(f'<td data-figure="{id}">{text}</td>' for id, text in figures) + f"<td>{bare}</td>"
    page = (
        f"<html><body><table><tr>{'<th>x</th>' * (len(figures) + 1)}</tr><tr>{cells}</tr></table>{DATA}</body></html>"
    )
    return proof.differences("page.html", page.encode(), WEEK, build_facts(WEEK, run(USUAL)))


def text(amount: Decimal) -> str:
    return build_facts(WEEK, run(USUAL)).money_format.text(amount)


def test_a_figure_is_that_of_its_cell() -> None:
    top, call = TOP["node_id"], text(TOP["call_amount"])
    keys = f"bridge=open_pipeline;against=last_week;bucket={STEP['bucket']}"
    assert differences((f"{top}:call_amount", call), (f"{top}:depth", "0")) == []
    assert differences((f"{top}:forecast_bridge.amount@{keys}", text(STEP["amount"]))) == []
    assert differences(("company.current.call_amount", call)) == []


@pytest.mark.parametrize(
    ("id", "shown", "finding"),
    [
        (f"{TOP['node_id']}:call_amount", "$1", "'$1' is not"), ("nobody:call_amount", "$1", "names 0 rows"),
        (f"{TOP['node_id']}:forecast_bridge.amount", "$1", "rows"), (":no_table.amount", "$1", "names no table"),
        ("company.current.call_amount", "$1", "'$1' is not"), ("no.such.fact", "$1", "'$1' is no fact"),
        (f"{TOP['node_id']}:coverage.gap@nothing=1", "$1", "has no column"),
    ],
)  # fmt: skip
def test_another_figure_or_id_is_a_finding(id: str, shown: str, finding: str) -> None:
    assert any(finding in problem for problem in differences((id, shown)))


def test_a_figure_without_an_id_is_a_finding_but_not_a_name() -> None:
    known = (f"{TOP['node_id']}:call_amount", text(TOP["call_amount"]))
    assert differences(known, bare="12.5") == ["page: nothing says what '12.5' must be"]
    assert differences(known, bare=TOP["node_name"]) == []


def test_ids_of_a_page_of_text_are_looked_up_beside_its_sentences() -> None:
    top, facts = TOP["node_id"], build_facts(WEEK, run(USUAL))

    def found(id: str, shown: str) -> list[str]:
        page = f'<html><body><p>We call <b data-figure="{id}" title="{id}">{shown}</b>.</p></body></html>'
        return proof.differences("page.html", page.encode(), WEEK, facts)

    call, expected = text(TOP["call_amount"]), text(TOP["expected_amount"])
    assert call != expected
    assert found("company.current.call_amount", call) == found(f"{top}:call_amount", call) == []
    # a figure of the week, and another one than its id says
    assert found("company.current.call_amount", expected) == [
        f"figure company.current.call_amount: {expected!r} is not {call!r}"
    ]
    assert any("is not" in problem for problem in found(f"{top}:call_amount", expected))
    assert any("no fact says $99.9M" in problem for problem in found(f"{top}:call_amount", "$99.9M"))


def test_a_print_needs_the_page_it_is_the_print_of() -> None:
    facts = Facts(Money("USD"))
    facts.money("call", Decimal(14_500_000), Source.of("forecast_rollup", "call_amount"))
    blob = _pdf("We call $14.5M", "East 9.1")
    page = b"# We call $14.5M\n\n| Unit | Call |\n| --- | ---: |\n| East | 9.1 |\n"
    assert pdf_files.differences(blob, Prose(facts), page) == []
    assert pdf_files.differences(blob, Prose(facts), page.replace(b"9.1", b"9.2")) == [
        "the figure 9.2 is missing", "nothing says 9.1",
    ]  # fmt: skip
    assert "the Markdown of the same name is not there" in pdf_files.differences(blob, Prose(facts), None)[0]
    assert pdf_files.differences(_pdf("We call $15.4M"), Prose(facts), page)[0].startswith(
        "page 1: no fact says $15.4M"
    )


def _pdf(*lines: str) -> bytes:
    """The smallest file that shows lines of text."""
    shown = "BT /F1 12 Tf 50 700 Td " + " ".join(f"({line}) Tj 0 -20 Td" for line in lines) + " ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()
