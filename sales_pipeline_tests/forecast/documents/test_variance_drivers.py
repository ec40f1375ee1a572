"""Drivers, Against last year and the factors to type over: what the sheets show is what the tables publish."""

import io
from decimal import Decimal
from typing import Any

import formualizer
import openpyxl

from sales_pipeline_tests.forecast.documents.test_variance_figures import agree
from sales_pipeline_tests.forecast.documents.workbook_frames import changed, full_frames, small_workbook, workbook
from sales_pipeline_tests.render.workbooks import opened

FRAMES = full_frames()
COMPANY = FRAMES.one("forecast_rollup", horizon="current", depth=0)

LEVERS = {
    "Won deals": "won_deal_count", "Open pipeline": "open_pipeline_amount", "Closed won": "closed_won_amount",
    "Result; now expected": "result_amount",
}  # fmt: skip


def below(sheet: str, header: str, nth: int = 0) -> list[dict[Any, Any]]:
    """Rows under the nth header row whose first cell reads so, to the first blank one, by their headers."""
    rows = list(opened(small_workbook()[0])[sheet].iter_rows(values_only=True))
    at = [place for place, row in enumerate(rows) if row[0] == header][nth]
    end = next((place for place in range(at, len(rows)) if not rows[place][0]), len(rows))
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 : end]]


def test_the_steps_of_both_comparisons_are_the_published_drivers() -> None:
    for nth, against in enumerate(("last_period", "year_ago")):
        steps = FRAMES.rows("forecast_drivers", node_id=COMPANY["node_id"], against=against)
        shown = below("Drivers", "Step", nth)
        wanted = [step["amount"] for step in sorted(steps, key=lambda r: r["driver_order"])]
        assert len(shown) == len(wanted) > 8
        assert all(agree(row["Amount"], amount) for row, amount in zip(shown, wanted, strict=True))


def test_levers_of_then_and_now_are_those_of_the_comparison() -> None:
    for nth, as_of in enumerate(("last_period", "year_ago")):
        then = FRAMES.one("period_comparison", node_id=COMPANY["node_id"], as_of=as_of)
        now = FRAMES.one("period_comparison", node_id=COMPANY["node_id"], as_of="now")
        levers = {row["Lever"]: row for row in below("Drivers", "Lever", nth)}
        for name, field in LEVERS.items():
            assert agree(levers[name]["Then"], then[field])
            assert agree(levers[name]["Now"], now[field])


def test_every_unit_has_its_own_steps() -> None:
    rows = below("Drivers by node", "Node")
    units = [r for r in FRAMES.rows("forecast_rollup", horizon="current") if r["level"] != "representative"]
    assert len(rows) == 2 * len(units)
    ends = {(r["node_id"], r["against"]): r["amount"] for r in FRAMES.rows("forecast_drivers", driver="end")}
    assert sorted(round(row["Expected"] * 100) for row in rows) == sorted(int(v * 100) for v in ends.values())


def test_last_year_stands_beside_now_with_its_growth() -> None:
    thens = sorted(FRAMES.rows("period_comparison", as_of="year_ago"), key=lambda r: (r["sort_key"], r["node_id"]))
    rows = below("Against last year", "Node")
    assert len(rows) == len(thens)
    for row, then in zip(rows, thens, strict=True):
        assert row["Node"] == then["node_name"]
        assert agree(row["Closed won then"], then["closed_won_amount"])
        assert agree(row["Result a year ago"], then["result_amount"])


def test_growth_from_zero_or_across_it_is_not_meaningful() -> None:
    def odd(row: dict[str, Any]) -> dict[str, Any]:
        is_then = row["as_of"] == "year_ago" and not row["depth"]
        return row | {"closed_won_amount": Decimal(0), "result_amount": Decimal(-5)} if is_then else row

    blob, _ = workbook(changed(FRAMES, "period_comparison", odd))
    first = next(opened(blob)["Against last year"].iter_rows(min_row=5, max_row=5, values_only=True))
    assert (first[5], first[9]) == ("n/m", "n/m")


def test_factors_as_published_give_the_published_number_and_others_move_the_total() -> None:
    blob = small_workbook()[0]
    book = opened(blob, formulas=True)
    names = {name: item.attr_text for name, item in book.defined_names.items() if name.startswith("what_if")}
    assert {"what_if_total", "what_if_commit", "what_if_best_case", "what_if_adjustment"} <= set(names)
    total, commit = (names[name].replace("$", "").split("!")[1] for name in ("what_if_total", "what_if_commit"))
    sheet = book["Assumptions"]
    assert agree(opened(blob)["Assumptions"][total].value, COMPANY["expected_amount"])
    assert any(commit in str(rule.sqref) for rule in sheet.data_validations.dataValidation)
    sheet[commit] = 0
    of_commit = FRAMES.one("forecast_by_segment", horizon="current", dimension="category", member="commit")
    made = recalculated(book)
    assert agree(made["Assumptions"][total].value, COMPANY["expected_amount"] - of_commit["expected_amount"])
    summary = {row[0]: row for row in made["Summary"].iter_rows(values_only=True)}
    assert agree(summary["Factors on Assumptions"][3], -of_commit["expected_amount"])


def recalculated(book: openpyxl.Workbook) -> openpyxl.Workbook:
    out = io.BytesIO()
    book.save(out)
    return opened(formualizer.recalculate_xlsx_bytes(out.getvalue())["bytes"])
