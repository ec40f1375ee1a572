"""Rows of the fixture on what is learned: ranges, methods, chances, what single deals bring, and what leads there."""

from decimal import Decimal

from sales_pipeline.forecast.contracts.values import HORIZONS
from sales_pipeline_tests.forecast.documents.fixture_company import STAGES, Company, Row, draw
from sales_pipeline_tests.forecast.documents.fixture_rollup import CORRECTION, ZERO, cents, share, standing_method

METHODS = ("stated", "stated_corrected", "expected_yield")
FEATURES = {"due_bucket": "*", "weeks_left": -1, "age_band": "*", "amount_band": "*"}


def simulation(rollup: list[Row]) -> list[Row]:
    """A range around what is expected, never below what is closed."""
    return [_span(row) for row in rollup]


def _span(row: Row) -> Row:
    open_part = row["expected_amount"] - row["closed_amount"]
    low, high = (cents(row["closed_amount"] + open_part * share_ / 10) for share_ in (7, 13))
    chance = Decimal(draw(row["node_id"] + row["horizon"] + "chance", 1000)) / 1000
    return {
        **{name: row[name] for name in ("node_id", "period_id", "horizon")},
        "p10_amount": low, "p50_amount": row["expected_amount"], "p90_amount": high,
        "simulated_mean_amount": cents(row["expected_amount"] * Decimal("1.001")),
        "quota_probability": chance if row["target_amount"] is not None else None,
    }  # fmt: skip


def scores(company: Company, record: list[Row]) -> list[Row]:
    """Every method's record: of the company that of method_record, of representatives twice as far off."""
    rows = []
    for method in sorted({row["method"] for row in record}):
        errors = [row["error_amount"] for row in record if row["method"] == method]
        actual = sum((row["actual_amount"] for row in record if row["method"] == method), ZERO)
        for horizon in HORIZONS:
            for level, times in (("company", 1), ("representative", 2)):
                missed = sum(map(abs, errors), ZERO) * times
                rows.append({
                    "horizon": horizon, "level": level, "method": method, "period_count": len(errors),
                    "compared_count": len(errors), "better_count": 2, "actual_amount": actual, "missed_amount": missed,
                    "wape_ratio": share(missed, actual), "bias_ratio": share(sum(errors, ZERO), actual),
                    "against_yields_ratio": Decimal("0.9"),
                })  # fmt: skip
    return rows


def chances(company: Company) -> list[Row]:
    """Ten bins, and all of them together."""
    if not company.shape.record:
        return []
    rows: list[Row] = [
        {"bin": bin, "period_count": 6, "deal_count": 40 - 3 * bin, "won_count": (40 - 3 * bin) * (bin + 1) // 11,
         "mean_probability": Decimal(bin * 10 + 4) / 100, "brier_score": Decimal("0.12")}
        for bin in range(10)
    ]  # fmt: skip
    count = sum(row["deal_count"] for row in rows)
    said = sum((row["mean_probability"] * row["deal_count"] for row in rows), ZERO)
    whole: Row = {"bin": -1, "period_count": 6, "deal_count": count, "won_count": sum(row["won_count"] for row in rows),
             "mean_probability": share(said, Decimal(count)), "brier_score": Decimal("0.12")}  # fmt: skip
    return [row | {"won_ratio": share(Decimal(row["won_count"]), Decimal(row["deal_count"]))} for row in (whole, *rows)]


def standing_forecast(company: Company, rollup: list[Row]) -> list[Row]:
    method = standing_method(company.shape)
    deals = "expected_yield" if company.shape.record else "stated"
    return [
        {**{name: row[name] for name in ("node_id", "node_name", "period_id", "horizon")}, "node_method": deals,
         "company_method": method, "deal_method": deals, "scale_ratio": Decimal(1), "deal_scale_ratio": Decimal(1),
         "closed_won_amount": row["closed_amount"], "expected_amount": row["expected_amount"]}
        for row in rollup if row["level"] == "representative"
    ]  # fmt: skip


def deal_forecast(company: Company) -> list[Row]:
    return [
        {"opportunity_id": deal["opportunity_id"], "period_id": company.shape.period[0], "method": method,
         "node_id": deal["node_id"], "amount": deal["amount"], "probability": _chance(deal, method),
         "expected_amount": cents(deal["amount"] * _chance(deal, method))}
        for deal in _live(company) for method in (METHODS if company.shape.record else METHODS[:1])
    ]  # fmt: skip


def _live(company: Company) -> list[Row]:
    return [deal for deal in company.deals if deal["state"] == "open" and deal["category"] != "omitted"]


def _chance(deal: Row, method: str) -> Decimal:
    return Decimal(deal["stated_probability"] * (1 if method == "stated" else CORRECTION))


def deal_yields(company: Company) -> list[Row]:
    """What leads to what is expected of a deal: its kind is known by the stage."""
    if not company.shape.record:
        return []
    return [
        {"horizon": "current", "opportunity_id": deal["opportunity_id"], "period_id": company.shape.period[0],
         "node_id": deal["node_id"], "stage_name": deal["stage_name"], "due_bucket": deal["due_bucket"],
         "weeks_left": 5, "age_band": "under_90_days", "amount_band": "middle", "cell_level": "stage",
         "learned_deal_count": 60, "amount": deal["amount"], "yield_ratio": _chance(deal, "expected_yield"),
         "win_probability": _chance(deal, "expected_yield"), "owner_factor": Decimal(1), "slot_factor": Decimal(1),
         "expected_amount": cents(deal["amount"] * _chance(deal, "expected_yield"))}
        for deal in _live(company)
    ]  # fmt: skip


def stage_yields(company: Company) -> list[Row]:
    if not company.shape.record:
        return []
    rows = []
    for horizon in HORIZONS:
        for at, (stage, _, chance) in enumerate((("*", "", "0.3"), *STAGES)):
            ratio = Decimal(chance) * CORRECTION
            rows.append({
                "horizon": horizon, "cell_level": "stage" if at else "all", "stage_name": stage, **FEATURES,
                "deal_count": 60 + at, "won_count": 6 + at, "amount": Decimal(900_000 + at),
                "won_amount": cents(Decimal(900_000 + at) * ratio), "yield_ratio": ratio, "win_probability": ratio,
            })  # fmt: skip
    return rows


def owner_factors(company: Company) -> list[Row]:
    return [
        {"horizon": "current", "node_id": person["node_id"], "deal_count": 9, "expected_amount": Decimal(50_000),
         "won_amount": Decimal(40_000 + draw(person["node_id"], 20_000)), "owner_factor": Decimal("1.05")}
        for person in company.people if company.shape.record
    ]  # fmt: skip


def shock(company: Company) -> list[Row]:
    known = 6 if company.shape.record else 0
    base: Row = {"period_count": known, "shock_deviation_ratio": Decimal("0.15"),
                 "seen_deviation_ratio": Decimal("0.08") if known else None}  # fmt: skip
    return [base | {"horizon": horizon} for horizon in HORIZONS]
