"""Every figure of the workbook, read back from the file, is the one the tables publish."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.variance.nodes import COLUMNS
from sales_pipeline_tests.forecast.documents.fixture_company import Row
from sales_pipeline_tests.forecast.documents.frames_fixture import frames, run
from sales_pipeline_tests.forecast.documents.shapes import SHAPES
from sales_pipeline_tests.forecast.documents.workbook_frames import changed, full_frames, small_workbook, workbook
from sales_pipeline_tests.render.workbooks import opened, same

FRAMES = full_frames()


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return opened(small_workbook()[0])


def table(book: openpyxl.Workbook, name: str) -> list[dict[str, Any]]:
    """Rows of an Excel table by header."""
    for sheet in book:
        if name in sheet.tables:
            header, *rows = [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
            return [dict(zip(header, row, strict=True)) for row in rows]
    raise KeyError(name)


def grid(book: openpyxl.Workbook, sheet: str, first: str) -> dict[str, dict[str, Any]]:
    """Rows below the header row whose first cell reads so, by their first cell, to the first blank row."""
    rows = iter(book[sheet].iter_rows(values_only=True))
    header = next(row for row in rows if row[0] == first)
    return {row[0]: dict(zip(header, row, strict=True)) for row in _until_blank(rows)}


def _until_blank(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        if not row[0]:
            return
        yield row


def agree(cell: Any, published: Any) -> bool:
    return cell in ("n/a", "", None) if published is None else same(cell, published)


@pytest.mark.parametrize(("name", "horizon"), [("tblNodes", "current"), ("tblNextPeriod", "next")])
def test_nodes(book: openpyxl.Workbook, name: str, horizon: str) -> None:
    rows = table(book, name)
    rolled = sorted(FRAMES.rows("forecast_rollup", horizon=horizon), key=lambda r: (r["sort_key"], r["node_id"]))
    spans = {row["node_id"]: row for row in FRAMES.rows("forecast_simulation", horizon=horizon)}
    published = [{**row, **spans[row["node_id"]]} for row in rolled]
    assert {"P10", "P90"} <= set(rows[0])
    assert [row["Node"] for row in rows] == [row["node_name"] for row in published]
    for row, wanted in zip(rows, published, strict=True):
        for column in COLUMNS:
            if column.header in row and column.field not in ("is_leaf", "call_source"):
                assert agree(row[column.header], wanted[column.field]), (column.header, wanted["node_id"])


def test_movements(book: openpyxl.Workbook) -> None:
    rows = table(book, "tblMovements")
    figures = {"Effect": "amount", "Amount before": "from_amount", "Amount now": "to_amount",
               "Close date before": "from_close_date", "Close date now": "to_close_date", "Reason": "reason",
               "Deal": "opportunity_name", "Stage now": "to_stage_name", "Timing": "timing"}  # fmt: skip
    since, bridges = {"Last week": "last_week", "Period start": "period_start"}, {"Open pipeline": "open_pipeline"}
    happened = {words[0]: bucket for bucket, words in wording.BUCKETS.items()}
    published = {
        (row["opportunity_id"], row["against"], row["bridge"], row["bucket"]): row
        for row in FRAMES.rows("pipeline_movements")
    }
    assert len(rows) == len(published)
    for row in rows:
        bridge = bridges.get(row["Bridge"], "closed_won")
        wanted = published[row["Deal id"], since[row["Since"]], bridge, happened[row["What happened"]]]
        for header, field in figures.items():
            assert agree(row[header], wanted[field]), (header, wanted)


def test_bridges_of_the_company(book: openpyxl.Workbook) -> None:
    company = FRAMES.one("forecast_rollup", horizon="current", depth=0)["node_id"]
    found, published = _blocks(book), []
    for against in ("last_week", "period_start"):
        for bridge in ("open_pipeline", "closed_won"):
            steps = FRAMES.rows("forecast_bridge", against=against, bridge=bridge, node_id=company)
            published.append([(s["amount"], s["deal_count"]) for s in sorted(steps, key=lambda s: s["bucket_order"])])
    assert [len(block) for block in found] == [len(block) for block in published]
    for block, steps in zip(found, published, strict=True):
        for row, (amount, count) in zip(block, steps, strict=True):
            assert same(row[1], amount)
            assert row[3] == count
        assert same(block[-1][2], steps[-1][0])


def test_on_a_first_monday_nothing_is_drawn_of_what_moved_since_the_start() -> None:
    def unmoved(row: Row) -> Row:
        is_step = row["against"] == "period_start" and row["bucket"] not in ("start", "end")
        return row | {"amount": Decimal(0), "deal_count": 0} if is_step else row

    book = opened(workbook(changed(FRAMES, "forecast_bridge", unmoved))[0])
    titles = [str(cell.value) for (cell,) in book["Bridge"]["A4:A200"]]
    drawn = [title for title in titles if title.startswith(("Open pipeline since", "Closed won since"))]
    assert drawn == ["Open pipeline since 16 Nov", "Closed won since 16 Nov"]
    assert len(_blocks(book)) == 2


def _blocks(book: openpyxl.Workbook) -> list[list[tuple[Any, ...]]]:
    rows = iter(book["Bridge"].iter_rows(values_only=True))
    return [list(_until_blank(rows)) for row in rows if row[0] == "Step"]


def test_bridges_of_the_nodes(book: openpyxl.Workbook) -> None:
    rows = table(book, "tblBridge")
    nodes = sorted(FRAMES.rows("forecast_rollup", horizon="current"), key=lambda r: (r["sort_key"], r["node_id"]))
    assert [row["Node"] for row in rows] == [node["node_name"] for node in nodes]
    for row, node in zip(rows, nodes, strict=True):
        steps = FRAMES.rows("forecast_bridge", bridge="open_pipeline", against="last_week", node_id=node["node_id"])
        wanted = {_header(step["bucket"]): step["amount"] for step in steps}
        for header, value in row.items():
            if header not in ("Node", "Change"):
                assert same(value, wanted.pop(header, Decimal(0))), (header, node["node_id"])
        assert wanted == {}


def _header(bucket: str) -> str:
    return {"start": "Start", "end": "End"}.get(bucket) or wording.BUCKETS[bucket][0]


def test_changes(book: openpyxl.Workbook) -> None:
    rows = table(book, "tblChange")
    names = {(r["node_id"], r["period_id"]): r for r in FRAMES.rows("forecast_rollup")}
    published = {}
    for row in FRAMES.rows("forecast_change"):
        node = names[row["node_id"], row["period_id"]]
        words = "closed won" if row["measure"] == "closed_amount" else row["measure"][:-7].replace("_", " ")
        published[node["period_label"], words, node["node_id"]] = row
    assert len(rows) == len(published)
    order = {node["node_name"]: node["node_id"] for node in names.values()}
    assert len(order) == len({node_id for node_id, _ in names})
    for row in rows:
        wanted = published[row["Period"], row["Measure"].lower(), order[row["Node"]]]
        assert agree(row["This week"], wanted["amount"])
        assert agree(row["Last week"], wanted["last_week_amount"])
        assert agree(row["Change"], wanted["change_amount"])


def test_the_company_on_the_first_page(book: openpyxl.Workbook) -> None:
    company = FRAMES.one("forecast_rollup", horizon="current", depth=0)
    company = {**company, **FRAMES.one("forecast_simulation", node_id=company["node_id"], horizon="current")}
    changes = {
        row["measure"]: row
        for row in FRAMES.rows("forecast_change", node_id=company["node_id"], period_id=company["period_id"])
    }
    rows = grid(book, "Summary", "$M" if "$M" in str(book["Summary"]["A2"].value) else "$K")
    fields = {column.header: column.field for column in COLUMNS}
    for name, row in rows.items():
        field = {"Target": "target_amount", "Plan": "plan_amount"}.get(name) or fields[name]
        assert same(row["This week"], company[field]), name
        if field in changes:
            assert agree(row["16 Nov 2026"], changes[field]["last_week_amount"])
            assert agree(row["Change"], changes[field]["change_amount"])
    assert len(rows) == 12
    assert rows["Call"]["To target"] == pytest.approx(float(company["call_amount"] - company["target_amount"]))


def test_the_units_on_the_first_page(book: openpyxl.Workbook) -> None:
    rows = grid(book, "Summary", "Region, $M" if "$M" in str(book["Summary"]["A2"].value) else "Region, $K")
    published = {row["node_name"]: row for row in FRAMES.rows("forecast_rollup", horizon="current", depth=(0, 1))}
    assert set(rows) == set(published)
    for name, row in rows.items():
        for header in ("Closed won", "Expected", "Call", "Target"):
            assert same(row[header], published[name][header.lower().replace(" won", "") + "_amount"]), (name, header)


def test_plans(book: openpyxl.Workbook) -> None:
    rows = grid(book, "Against plan", "Node")
    published = [r for r in FRAMES.rows("forecast_rollup", horizon="current") if r["plan_amount"] is not None]
    assert len(rows) == len(published) == 3
    for node in published:
        row = rows[node["node_name"]]
        assert same(row["Plan"], node["plan_amount"])
        assert same(row["Expected − plan"], node["expected_amount"] - node["plan_amount"])
        assert same(row["Call − plan"], node["call_amount"] - node["plan_amount"])
        assert same(row["Still to win"], node["plan_amount"] - node["closed_amount"])


def test_past_forecasts(book: openpyxl.Workbook) -> None:
    sheet = book["Accuracy"]
    rows = [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]]
    standing, other = "stated_corrected", "stated"
    for row in rows[:6]:
        for column, method in ((4, standing), (7, other)):
            wanted = FRAMES.one("method_record", period_label=row[0], method=method)
            assert same(row[3], wanted["actual_amount"])
            assert same(row[column], wanted["forecast_amount"])
            assert same(row[column + 1], wanted["error_amount"])
            assert same(row[column + 2], wanted["error_ratio"])
    errors = FRAMES.rows("method_record", method=standing)
    actual = sum(row["actual_amount"] for row in errors)
    assert rows[6][0] == "Bias"
    assert rows[6][6] == pytest.approx(float(sum(row["error_amount"] for row in errors) / actual), abs=1e-6)
    assert rows[7][6] == pytest.approx(float(sum(abs(row["error_amount"]) for row in errors) / actual), abs=1e-6)


def test_gates(book: openpyxl.Workbook) -> None:
    rows = {row["Gate"]: row for row in table(book, "tblGates")}
    published = FRAMES.rows("gate_results")
    assert len(rows) == len(published)
    for gate in published:
        row = rows[gate["gate"]]
        assert row["State"] == {"ok": "OK", "warn": "Warning", "waived": "Waived"}[gate["state"]]
        assert (row["Promise"], row["Rows"]) == (gate["promise"], gate["row_count"])
        assert agree(row["Measured"], gate["measured"])
        assert agree(row["Warns above"], gate["warn_limit"])
        assert (row["Waived by"] or None) == gate["waived_by"]


@pytest.mark.parametrize("name", ["usual", "monthly", "first_week", "no_targets", "large_amounts", "small_amounts"])
def test_no_number_is_on_a_sheet_that_no_table_publishes(name: str) -> None:
    """Cells without a formula: whatever their place, a table has their value; those of Figures, a fact.

    Formulas are tested by computing.
    """
    week = frames(SHAPES[name])
    blob, records = workbook(week, SHAPES[name])
    known = {float(v) for t in week for row in week.rows(t) for v in row.values() if isinstance(v, (Decimal, int))}
    facts = build_facts(week, run(SHAPES[name]))
    # ratios among them have more digits than a workbook keeps
    said = {f"{float(fact.value):.12g}" for fact in facts if isinstance(fact.value, (Decimal, int))}
    formulas = {(record.sheet, record.cell) for record in records}
    written = opened(blob)
    found = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in written for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, (int, float)) and (sheet.title, cell.coordinate) not in formulas
        and cell.value not in known | {0} and not (sheet.title == "Figures" and f"{cell.value:.12g}" in said)
    ]  # fmt: skip
    assert found == []


def test_figures_by_id_are_taken_from_the_sheets_that_show_them() -> None:
    """A table's figure that stands on a sheet is that cell; the cell that is named is the one that is taken."""
    rows = list(opened(small_workbook()[0], formulas=True)["Figures"].iter_rows(min_row=5, values_only=True))
    assert [row for row in rows if str(row[2]).startswith("=") != bool(row[4])] == []
    assert [row for row in rows if row[4] and row[2] != f"={row[4]}"] == []
    shown = {row[0]: str(row[4]).partition("!")[0] for row in rows if row[4]}
    wanted = {
        "company.current.expected_amount": "'By node'", "company.next.target_amount": "'Next period'",
        "range.current.p50": "'By node'", "bridge.open_pipeline.last_week.won": "'Bridge'",
        "bridge.closed_won.period_start.end.count": "'Bridge'", "change.call_amount": "'Against last forecast'",
        "last_week.closed_amount": "'Against last forecast'", "close.slipped": "'Close'",
        "close.start.standing.error": "'Close'", "coverage.low": "'Coverage'", "pace.share.median": "'Pace'",
        "velocity.now.amount": "'Pace'", "record.stated_corrected.FY2025-Q2.error": "'Accuracy'",
    }  # fmt: skip
    assert {name: shown.get(name) for name in wanted} == wanted
