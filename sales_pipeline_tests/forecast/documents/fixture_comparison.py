"""Rows of the fixture on earlier periods at the same point, and the drivers of the difference, in exact steps."""

from datetime import timedelta
from decimal import Decimal

from sales_pipeline_tests.forecast.documents.fixture_company import WEEK, Company, Row, draw
from sales_pipeline_tests.forecast.documents.fixture_rollup import ZERO, cents

NODE = ("node_id", "node_name", "level", "depth", "sort_key")
# whole multiples, so that then nodes add up as well
MOMENTS = {
    "last_period": ("FY2026-Q3", "Q3 FY26", 13, 1),
    "year_ago": ("FY2025-Q4", "Q4 FY25", 52, 2),
}


def comparison(company: Company, rollup: list[Row]) -> list[Row]:
    """Each node now and, where there is a past, then."""
    rows = [row for row in rollup if row["horizon"] == "current"]
    thens = MOMENTS if company.shape.record else {}
    return [_now(company, row) for row in rows] + [_then(row, as_of) for row in rows for as_of in thens]


def _now(company: Company, row: Row) -> Row:
    return {
        **{name: row[name] for name in NODE}, "as_of": "now", "as_of_date": WEEK, "period_id": row["period_id"],
        "period_label": company.shape.period[1], "won_deal_count": row["won_deal_count"], "lost_deal_count": 2,
        "open_deal_count": row["open_deal_count"], "closed_won_amount": row["closed_amount"],
        "open_pipeline_amount": row["open_pipeline_amount"], "result_amount": row["expected_amount"],
    }  # fmt: skip


def _then(row: Row, as_of: str) -> Row:
    period, label, weeks, share = MOMENTS[as_of]
    closed, result = row["closed_amount"] * share, row["expected_amount"] * share + row["closed_amount"]
    now_closed, now_result = row["closed_amount"], row["expected_amount"]
    return {
        **{name: row[name] for name in NODE}, "as_of": as_of, "as_of_date": WEEK - timedelta(weeks=weeks),
        "period_id": period, "period_label": label, "won_deal_count": row["won_deal_count"], "lost_deal_count": 3,
        "open_deal_count": row["open_deal_count"] + draw(row["node_id"] + as_of, 5), "closed_won_amount": closed,
        "open_pipeline_amount": row["open_pipeline_amount"] * share, "result_amount": result,
        "usual_then_amount": closed, "usual_now_amount": cents(closed * Decimal("1.25")),
        "price_amount": cents(closed / 50) if as_of == "year_ago" else None,
        "closed_won_change_amount": now_closed - closed, "result_change_amount": now_result - result,
        "closed_won_growth_ratio": _growth(now_closed, closed), "result_growth_ratio": _growth(now_result, result),
    }  # fmt: skip


def _growth(now: Decimal, then: Decimal) -> Decimal | None:
    return ((now - then) / then).quantize(Decimal("0.000001"), "ROUND_HALF_UP") if then > 0 else None


def drivers(company: Company, rollup: list[Row]) -> list[Row]:
    """The steps of company and units, as forecast_drivers takes them."""
    rows = comparison(company, rollup)
    nows = {row["node_id"]: row for row in rows if row["as_of"] == "now"}
    thens = [row for row in rows if row["as_of"] != "now" and row["level"] != "representative"]
    return [
        {"node_id": then["node_id"], "against": then["as_of"], "driver": name, "driver_order": order, "amount": amount}
        for then in thens for name, order, amount in _steps(then, nows[then["node_id"]])
    ]  # fmt: skip


def _steps(then: Row, now: Row) -> list[tuple[str, int, Decimal]]:
    won, new_won = then["closed_won_amount"], now["closed_won_amount"]
    to_come = then["result_amount"] - won
    counts = [[row[f"{state}_deal_count"] for state in ("won", "lost", "open")] for row in (then, now)]
    parts = [(sum(counts[0][:n]), sum(counts[1][:n])) for n in (3, 2, 1)]
    counted, decided, rated = (cents(won * after / before) if before else ZERO for before, after in parts)
    has_base = then["won_deal_count"] > 0 and then["usual_then_amount"] > 0
    mixed = cents(won * then["usual_now_amount"] / then["usual_then_amount"]) if has_base else ZERO
    opened, price = then["open_pipeline_amount"], then["price_amount"]
    piped = cents(to_come * now["open_pipeline_amount"] / opened) if opened else to_come
    of_won = [
        ("count", 2, counted - won), ("timing", 3, decided - counted), ("win_rate", 4, rated - decided),
        ("mix", 5, mixed - rated), ("size", 6, new_won - mixed - (price or ZERO)),
        *([("price", 7, price)] if price is not None else []),
    ] if has_base else [("no_base", 8, new_won - won)]  # fmt: skip
    return [
        ("start", 1, then["result_amount"]), *of_won, ("open_pipeline", 9, piped - to_come),
        ("conversion", 10, now["result_amount"] - new_won - piped), ("end", 11, now["result_amount"]),
    ]  # fmt: skip
