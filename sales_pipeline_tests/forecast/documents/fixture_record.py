"""Rows of the fixture on record and data: past forecasts, gates, what the source can say."""

from datetime import timedelta
from decimal import Decimal

from sales_pipeline.forecast.contracts.values import HORIZONS, SCORED_LEVELS
from sales_pipeline_tests.forecast.documents.fixture_company import WEEK, Company, Row, draw
from sales_pipeline_tests.forecast.documents.fixture_rollup import CORRECTION, ZERO, cents, share, standing_method


def correction(company: Company) -> list[Row]:
    known = company.shape.record
    base: Row = {
        "period_count": 6 if known else 0,
        "stated_remaining_amount": Decimal(1000000),
        "won_after_amount": Decimal(820000),
        "correction_ratio": CORRECTION if known else None,
        "coverage_needed_ratio": Decimal("2.4") if known else None,
        "reason": "Learned from 6 ended quarters" if known else "No ended quarter could teach a correction",
    }
    return [base | {"horizon": horizon} for horizon in HORIZONS]


def standing(company: Company) -> list[Row]:
    base: Row = {
        "forecast_method": standing_method(company.shape),
        "reason": "Lowest miss over the last ended periods",
        "scored_period_count": 6 if company.shape.record else 0,
        "wape_ratio": Decimal("0.08") if company.shape.record else None,
        "bias_ratio": Decimal("-0.03") if company.shape.record else None,
    }
    return [base | {"horizon": horizon, "level": level} for horizon in HORIZONS for level in SCORED_LEVELS]


def new_business(company: Company) -> list[Row]:
    known = company.shape.record
    base: Row = {
        "period_count": 6 if known else 0,
        "expected_existing_amount": Decimal(800000) if known else ZERO,
        "mean_new_amount": Decimal(90000) if known else None,
        "new_share_ratio": Decimal("0.2") if known else None,
        "expected_new_amount": Decimal(120000) if known else None,
    }
    return [base | {"horizon": horizon} for horizon in HORIZONS]


def record(company: Company, rollup: list[Row]) -> list[Row]:
    rows: list[Row] = []
    if not company.shape.record:
        return rows
    base = rollup[0]["expected_amount"] or Decimal(1)
    for order, label in enumerate(("Q2 FY25", "Q3 FY25", "Q4 FY25", "Q1 FY26", "Q2 FY26", "Q3 FY26"), 1):
        actual = cents(base * (80 + 3 * order) / 100)
        for method, spread, lift in (("stated", 30, 12), ("stated_corrected", 16, -8)):
            error = cents(actual * (draw(label + method, spread) + lift) / 100)
            rows.append(
                {
                    "period_id": f"FY20{label[-2:]}-{label[:2]}",
                    "period_label": label,
                    "period_order": order,
                    "as_of_date": WEEK - timedelta(weeks=13 * (7 - order)),
                    "weeks_left": 5,
                    "method": method,
                    "forecast_amount": actual + error,
                    "actual_amount": actual,
                    "error_amount": error,
                    "error_ratio": share(error, actual),
                }
            )
    return sorted(rows, key=lambda row: (row["period_id"], row["method"]))


def gates(company: Company) -> list[Row]:
    rows = [
        (
            "bridge_balances",
            "forecast_bridge",
            "Every bridge's start and buckets add to its end, to the cent.",
            "ok",
            0,
            None,
        ),
        (
            "children_add_to_parent",
            "forecast_rollup",
            "The units below a node add to the node, to the cent.",
            "ok",
            0,
            None,
        ),
    ]
    if company.shape.gates:
        rows += [
            (
                "no_open_deal_overdue",
                "pipeline_snapshot",
                "No open deal's close date has passed.",
                "warn",
                9,
                "Lakeshore Retail 2024 due 18 Nov 2026; Orchard Foods 2025 due 20 Nov 2026",
            ),
            (
                "representatives_submitted",
                "commit_forecast",
                "Every representative has sent a call.",
                "warn",
                3,
                "three names",
            ),
            ("stages_confirmed", "stage_probabilities", "A person has confirmed each stage.", "waived", 1, "Discovery"),
        ]
    return [
        {
            "gate": gate,
            "table_name": name,
            "promise": company.shape.rename("promise", promise),
            "state": state,
            "row_count": count,
            "measured": Decimal(count),
            "warn_limit": ZERO,
            "error_limit": None,
            "detail": detail,
            "waived_by": "Noor Haddad" if state == "waived" else None,
            "waiver_reason": "Mapping under review" if state == "waived" else None,
        }
        for gate, name, promise, state, count, detail in rows
    ]


def quality(company: Company) -> list[Row]:
    count = len(company.deals)
    filled = {"stage_history": count, "close_date": count if company.shape.close_dates else 0, "competitor": 0}
    words = {
        "competitor": "losses can't be laid to a competitor",
        "close_date": "open deals are due by assumption",
        "stage_history": "days in stage stay unknown",
    }
    return [
        {
            "field": name,
            "row_count": count,
            "filled_count": n,
            "filled_ratio": share(Decimal(n), Decimal(count)),
            "is_available": n > 0,
            "consequence": words[name],
        }
        for name, n in filled.items()
    ]
