"""Rows of the fixture on what weeks said: the course of the running period, and past ranges with what came."""

from datetime import date, timedelta
from decimal import Decimal

from sales_pipeline_tests.forecast.documents.fixture_company import WEEK, Company, Row, draw
from sales_pipeline_tests.forecast.documents.fixture_rollup import ZERO, cents, share

NODE = ("node_id", "node_name", "level", "depth", "sort_key")


def course(company: Company, rollup: list[Row]) -> list[Row]:
    """A row per node and week of the period so far, the last of which is the roll-up's; nobody called at first. What
    was expected is known of every fourth from the first, of the last week and of this one."""
    _, _, start, stop = company.shape.period
    left = (stop - WEEK).days // 7
    back = (WEEK - start).days // 7 if company.shape.last_week else 0
    nodes = [row for row in rollup if row["horizon"] == "current"]
    return [_said(row, ago, left, back) for row in nodes for ago in range(back, -1, -1)]


def _said(row: Row, ago: int, left: int, back: int) -> Row:
    done = Decimal(back - ago + 1) / (back + 1)
    drift = 1 - Decimal(draw(f"{row['node_id']}{ago}", 20) * bool(ago)) / 100
    closed, expected = cents(row["closed_amount"] * done), cents(row["expected_amount"] * drift)
    low, high = (cents(closed + (expected - closed) * part / 10) for part in (7, 13))
    expectation = {
        "expected_amount": expected, "forecast_method": row["forecast_method"], "target_amount": row["target_amount"],
        "p10_amount": low, "p50_amount": expected, "p90_amount": high,
        "quota_probability": row["target_amount"] and Decimal(draw(f"c{row['node_id']}{ago}", 100)) / 100,
    }  # fmt: skip
    is_spaced = (back - ago) % 4 == 0 or ago <= 1
    return {
        **{name: row[name] for name in (*NODE, "period_id")},
        "as_of_date": WEEK - timedelta(7 * ago),
        "weeks_left": left + ago,
        "is_now": not ago,
        "closed_amount": closed,
        "commit_cumulative_amount": cents(row["commit_cumulative_amount"] * done),
        "open_pipeline_amount": row["open_pipeline_amount"],
        "call_amount": cents(row["call_amount"] * drift),
        "call_source": "crm" if ago and ago == back else row["call_source"],
        **(expectation if is_spaced else dict.fromkeys(expectation)),
    }


def ranges(company: Company, rollup: list[Row]) -> list[Row]:
    """Six past periods at every node; what came is inside but for one in six."""
    if not company.shape.record:
        return []
    nodes = [row for row in rollup if row["horizon"] == "current"]
    return [_range(row, past) for past in range(6) for row in nodes]


def _range(row: Row, past: int) -> Row:
    expected = cents(row["expected_amount"] * (90 + 3 * past) / 100)
    low, high = cents(expected * Decimal("0.8")), cents(expected * Decimal("1.2"))
    came = cents(expected * (Decimal("1.31") if draw(f"{row['node_id']}{past}", 6) == 0 else Decimal("1.04")))
    if not past and row["level"] == "representative":
        came = ZERO
    return {
        **{name: row[name] for name in (*NODE, "forecast_method")}, "period_id": f"FY2025-P{past}",
        "period_label": f"P{past} FY25", "period_order": past, "as_of_date": date(2025, 1, 6) + timedelta(91 * past),
        "weeks_left": 5, "expected_amount": expected, "p10_amount": low, "p90_amount": high, "actual_amount": came,
        "error_amount": expected - came, "error_ratio": share(expected - came, came), "is_inside": low <= came <= high,
    }  # fmt: skip
