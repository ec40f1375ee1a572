"""A week of three nodes and four deals, written out by hand, for the golden files of the YAML documents.

`python -m sales_pipeline_tests.forecast.documents.golden_week` writes the files anew; look at what changed.
"""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sales_pipeline.forecast.documents import commit_forecast_yaml, final_forecast_yaml, weighted_forecast_yaml
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.money import Money
from sales_pipeline_tests.forecast.documents.fixture_company import Row
from sales_pipeline_tests.forecast.documents.frames_fixture import run, table

GOLDEN = Path(__file__).parent / "golden"
DOCUMENTS = (commit_forecast_yaml, final_forecast_yaml, weighted_forecast_yaml)
PERIOD = {"period_id": "FY2026-Q4", "horizon": "current"}
NODES = (
    ("co", "Example Co", None, "company", 0), ("p1", "Noor Haddad", "co", "representative", 1),
    ("p2", "=1+1 NO", "co", "representative", 1),
)  # fmt: skip
# node: closed, commit, best case, pipeline, expected, call, target
FIGURES = {
    "co": ("1000.50", "200.00", "300.00", "100.25", "1300.75", "1250.00", "1500.00"),
    "p1": ("1000.50", "200.00", "0.00", "100.25", "1200.75", "1210.00", "900.00"),
    "p2": ("0.00", "0.00", "300.00", "0.00", "100.00", "40.00", None),
}
DEALS = (
    ("d1", "p1", "open", "Contract", 3, "commit", "200.00"), ("d2", "p1", "open", "Discovery", 1, "pipeline", "100.25"),
    ("d3", "p2", "open", "Proposal", 2, "best_case", "300.00"), ("d4", "p2", "open", "Proposal", 2, "omitted", "7.00"),
)  # fmt: skip


def money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _rollup() -> list[Row]:
    rows = []
    for order, (node_id, name, parent, level, depth) in enumerate(NODES):
        closed, commit, best, pipeline, expected, call, target = map(money, FIGURES[node_id])
        rows.append({
            "node_id": node_id, "node_name": name, "parent_node_id": parent, "level": level, "depth": depth,
            "sort_key": str(order), **PERIOD, "period_label": "Q4 FY26", "closed_amount": closed,
            "commit_amount": commit, "most_likely_amount": Decimal(0), "best_case_amount": best,
            "pipeline_amount": pipeline,
            "omitted_amount": Decimal(0 if node_id == "p1" else 7), "commit_cumulative_amount": closed + commit,
            "most_likely_cumulative_amount": closed + commit, "best_case_cumulative_amount": closed + commit + best,
            "open_pipeline_amount": commit + best + pipeline, "lost_amount": Decimal(0),
            "earlier_overdue_amount": Decimal(0), "won_deal_count": 1, "lost_deal_count": 0, "open_deal_count": 3,
            "stated_weighted_amount": expected, "expected_amount": expected, "forecast_method": "stated_corrected",
            "call_amount": call, "call_source": "submitted" if node_id == "p1" else "children" if depth == 0 else "crm",
            "call_layer": "representative" if node_id == "p1" else None, "assigned_amount": target,
            "target_amount": target, "gap_to_quota_amount": target - expected if target else None,
            "attainment_ratio": Decimal("0.667000") if target else None,
            "expected_attainment_ratio": Decimal("0.867167") if target else None,
            "coverage_gross_ratio": Decimal("0.400167") if target else None,
            "coverage_to_go_ratio": Decimal("1.201702") if node_id == "co" else None,
            "coverage_needed_ratio": Decimal("2.400000"), "plan_amount": Decimal(1400) if node_id == "co" else None,
        })  # fmt: skip
    return rows


def _calls() -> list[Row]:
    due = datetime(2026, 11, 23, 12)
    base: Row = {**PERIOD, "level": "representative", "layer": "representative", "due_at": due,
                 "lock_at": datetime(2026, 11, 30), "included_deal_count": 0, "excluded_deal_count": 0}  # fmt: skip
    sent = {"node_id": "p1", "node_name": "Noor Haddad", "submitter_id": "p1", "submitter_name": "Noor Haddad",
            "state": "late", "submitted_at": datetime(2026, 11, 23, 15, 30), "call_amount": Decimal(1210),
            "best_case_amount": Decimal(1300), "system_amount": Decimal("1200.50"), "delta_amount": Decimal("9.50"),
            "reason_code": "judgement", "note": "yes: two deals\nlean on legal", "included_deal_count": 1,
            "source_file": "submissions/2026-11-23/p1.csv", "source_line": 2}  # fmt: skip
    missing = {"node_id": "p2", "node_name": "=1+1 NO", "submitter_id": "p2", "submitter_name": "=1+1 NO",
               "state": "missing", "system_amount": Decimal(0)}  # fmt: skip
    return [base | sent, base | missing]


def _weighted() -> list[Row]:
    return [
        {
            **PERIOD, "node_id": node_id, "node_name": name, "method": method,
            "closed_won_amount": money(FIGURES[node_id][0]), "open_deal_count": 2 if node_id == "p1" else 1,
            "open_amount": Decimal(300), "expected_open_amount": Decimal(200) if method == "stated" else Decimal(100),
            "expected_new_amount": Decimal(0 if method == "stated" else 50), "expected_amount": Decimal(300),
        }
        for node_id, name, *_ in NODES[1:] for method in ("stated", "stated_corrected")
    ]  # fmt: skip


def _history() -> dict[str, list[Row]]:
    correction = {"horizon": "current", "period_count": 1, "stated_remaining_amount": Decimal(400),
                  "won_after_amount": Decimal(200), "correction_ratio": Decimal("0.5"), "coverage_needed_ratio": None,
                  "reason": "Learned from 1 ended quarter"}  # fmt: skip
    standing = {"horizon": "current", "level": "company", "forecast_method": "stated_corrected",
                "reason": "Lowest miss: 8% against 40%", "scored_period_count": 1, "wape_ratio": Decimal("0.08"),
                "bias_ratio": Decimal("-0.08")}  # fmt: skip
    new = {"horizon": "current", "period_count": 1, "expected_existing_amount": Decimal("300.25"),
           "mean_new_amount": Decimal(40), "new_share_ratio": Decimal("0.25"), "expected_new_amount": None}  # fmt: skip
    record = {"horizon": "current", "period_id": "FY2026-Q3", "period_order": 3, "as_of_date": date(2026, 8, 24),
              "weeks_left": 5, "closed_won_amount": Decimal(900), "stated_remaining_amount": Decimal(400),
              "won_after_amount": Decimal(200), "actual_amount": Decimal(1100), "open_amount": Decimal(800),
              "won_of_open_amount": Decimal(150)}  # fmt: skip
    return {"stated_correction": [correction], "stated_record": [record], "standing_method": [standing],
            "new_business": [new]}  # fmt: skip


def _learned() -> dict[str, list[Row]]:
    """The range of the company, the scale, the shock, and a deal with the rows that lead to its yield."""
    span = {**PERIOD, "node_id": "co", "p10_amount": Decimal("1100.25"), "p50_amount": Decimal(1300),
            "p90_amount": Decimal(1500), "simulated_mean_amount": Decimal("1302.10"),
            "quota_probability": Decimal("0.1")}  # fmt: skip
    scale = {**PERIOD, "node_id": "p1", "node_name": "Noor Haddad", "company_method": "stated_corrected",
             "node_method": "expected_yield", "deal_method": "expected_yield", "scale_ratio": Decimal("0.98"),
             "deal_scale_ratio": Decimal("0.97"), "closed_won_amount": Decimal("1000.50"),
             "expected_amount": Decimal("1200.75")}  # fmt: skip
    kind = {"stage_name": "Contract", "due_bucket": "this_period", "weeks_left": 5, "age_band": "older",
            "amount_band": "small", "cell_level": "due"}  # fmt: skip
    deal = {**PERIOD, **kind, "opportunity_id": "d1", "node_id": "p1", "learned_deal_count": 8,
            "amount": Decimal(200), "yield_ratio": Decimal("0.7"), "win_probability": Decimal("0.75"),
            "owner_factor": Decimal("1.1"), "slot_factor": Decimal(1), "expected_amount": Decimal(154)}  # fmt: skip
    parent = {**PERIOD, **kind, "due_bucket": "*", "weeks_left": -1, "age_band": "*", "amount_band": "*",
              "cell_level": "stage", "deal_count": 20, "won_count": 14, "amount": Decimal(4000),
              "won_amount": Decimal(2900), "yield_ratio": Decimal("0.72"), "win_probability": Decimal("0.71"),
              }  # fmt: skip
    unlike = {**deal, "opportunity_id": "d3", "node_id": "p2", "cell_level": "all", "expected_amount": Decimal(100)}
    shock = {"horizon": "current", "period_count": 1, "shock_deviation_ratio": Decimal("0.15")}
    return {"forecast_simulation": [span], "standing_forecast": [scale], "deal_yields": [deal, unlike],
            "stage_yields": [parent], "forecast_shock": [shock]}  # fmt: skip


def _bridge() -> list[Row]:
    steps = (("start", 1, "700.25"), ("pushed_out", 12, "-60.00"), ("won", 14, "-40.00"), ("end", 19, "600.25"))
    return [
        {"bridge": "open_pipeline", "against": "last_week", "node_id": "co", "bucket": bucket, "bucket_order": order,
         "amount": Decimal(amount), "deal_count": 1}
        for bucket, order, amount in steps
    ]  # fmt: skip


def _gates() -> list[Row]:
    ok = {"gate": "bridges_balance", "table_name": "forecast_bridge", "promise": "Bridges balance", "state": "ok",
          "row_count": 0, "measured": Decimal(0), "error_limit": Decimal(0)}  # fmt: skip
    waived = {"gate": "calls_arrive", "table_name": "commit_forecast", "promise": "Calls arrive", "state": "waived",
              "row_count": 1, "measured": Decimal("0.5"), "warn_limit": Decimal(0), "error_limit": Decimal("0.4"),
              "detail": "=1+1 NO", "waived_by": "Noor Haddad", "waiver_reason": "Sick leave"}  # fmt: skip
    return [ok, waived]


def week() -> Frames:
    """The tables of the week."""
    deals = [
        {"opportunity_id": i, "node_id": n, "state": s, "stage_name": g, "stage_order": o, "category": c,
         "amount": Decimal(a), "due_period_id": PERIOD["period_id"], "is_in_period": c != "omitted"}
        for i, n, s, g, o, c, a in DEALS
    ]  # fmt: skip
    stages = [
        {"stage_name": name, "stage_order": order, "category": category, "stated_probability": Decimal(chance),
         "is_confirmed": order > 1, "open_deal_count": 1, "open_amount": Decimal(amount),
         "stated_weighted_amount": Decimal(amount)}
        for name, order, category, chance, amount in (
            ("Discovery", 1, "pipeline", "0.1", "100.25"), ("Proposal", 2, "best_case", "0.4", "300.00"),
            ("Contract", 3, "commit", "0.85", "200.00"),
        )
    ]  # fmt: skip
    rows = {
        "forecast_rollup": _rollup(), "commit_forecast": _calls(), "weighted_forecast": _weighted(),
        "pipeline_snapshot": deals, "stage_probabilities": stages, "forecast_bridge": _bridge(),
        "gate_results": _gates(), **_history(), **_learned(),
    }  # fmt: skip
    return Frames({name: table(name, found) for name, found in rows.items()})


def texts() -> dict[str, str]:
    """Each document's file name and text."""
    frames, this = week(), run(notes=("Calls arrive: waived by Noor Haddad",))
    # These documents hold rows only, no sentence: they ask for no fact.
    facts = Facts(Money(this.currency))
    return {document.FILE: document.render(frames, facts, this).decode("utf-8") for document in DOCUMENTS}


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, text in texts().items():
        (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")
