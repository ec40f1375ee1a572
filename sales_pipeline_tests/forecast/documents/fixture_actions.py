"""Rows of the fixture on what the week asks of whom: calls, deals at risk, gaps, pipeline, sponsors, records."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from sales_pipeline.action_rules import ActionKinds
from sales_pipeline.risk_drivers import Drivers
from sales_pipeline_tests.forecast.documents.fixture_company import WEEK, Company, Row, draw

CENT = Decimal("0.01")
RULES, DRIVERS = dict(ActionKinds()), dict(Drivers())
REASONS = ("overdue", "pushed", "silent", "no_next_step", "competitor")


def actions(company: Company, rollup: list[Row], calls: list[Row], coverage: list[Row]) -> list[Row]:
    """As forecast_actions: every matter, ranked by what it may gain an hour."""
    found = [*_calls(rollup, calls), *_deals(company), *_gaps(company, rollup), *_short(coverage), *_records(company)]
    top = next(row for row in rollup if not row["depth"])["node_id"]
    whole = {row["kind"] for row in found if row["node_id"] == top}
    valued = [_valued(company, row, row["node_id"] != top and row["kind"] in whole) for row in found]
    ranked = sorted(valued, key=lambda row: (-row["worth_amount"], -row["gain_amount"], row["action_id"]))
    return [{**row, "action_order": place} for place, row in enumerate(ranked, 1)]


def _valued(company: Company, row: Row, below: bool) -> Row:
    rule = DRIVERS[row["reason_code"]] if row["reason_code"] in DRIVERS else RULES[row["kind"]]
    gain = (row["at_stake_amount"] * row["chance_ratio"]).quantize(CENT, ROUND_HALF_UP)
    effort = rule.effort_hours * (row.get("deal_count") or 1)
    action = rule.mitigation if row["reason_code"] in DRIVERS else RULES[row["kind"]].action
    named = draw(row["action_id"] + "named", 9) or row["kind"] == "missing_call"
    owner = row.get("owner_name") or company.shape.rename("manager", "Mo Lind")
    return {
        **row, "action": action, "gain_amount": gain, "effort_hours": effort, "deal_count": row.get("deal_count", 1),
        "worth_amount": (gain / effort).quantize(CENT, ROUND_HALF_UP),
        "is_nested": below and row["kind"] in ("missing_call", "gap_to_target", "coverage_short"),
        "owner_name": owner if named else None, "owner_person_id": "p" if named else None,
        "owner_role": row.get("owner_role", "manager") if named else None,
        "due_date": WEEK + timedelta(rule.due_days), "chance_basis": "setting",
        "evidence_table": "forecast_rollup",
    }  # fmt: skip


def _calls(rollup: list[Row], calls: list[Row]) -> list[Row]:
    if all(call["state"] == "missing" for call in calls):
        return []
    at = {row["node_id"]: row for row in rollup if row["horizon"] == "current"}
    return [
        {
            "action_id": f"missing_call:{call['period_id']}:{call['layer']}:{call['node_id']}", "kind": "missing_call",
            "reason_code": call["layer"], **_about(call), "period_id": call["period_id"],
            "owner_name": call["submitter_name"],
            "owner_role": {"region": "regional_vp"}.get(call["layer"], call["layer"]),
            "at_stake_amount": abs(at[call["node_id"]]["expected_amount"] - at[call["node_id"]]["call_amount"]),
            "chance_ratio": Decimal("0.5"),
        }
        for call in calls
        if call["state"] == "missing"
    ]  # fmt: skip


def _about(row: Row) -> Row:
    return {"node_id": row["node_id"], "node_name": row["node_name"]}


def _deals(company: Company) -> list[Row]:
    open_deals = [deal for deal in company.deals if deal["state"] == "open"]
    kinds = {"commit": "commit_at_risk", "most_likely": "forecast_at_risk", "best_case": "upside"}
    return [
        {
            "action_id": f"deal:{deal['opportunity_id']}", "kind": kinds[deal["category"]], **_about(deal),
            "reason_code": "best_case" if deal["category"] == "best_case" else _reason(deal),
            **{name: deal[name] for name in (
                "opportunity_id", "opportunity_name", "account_name", "source_file", "source_line",
            )},
            "owner_name": deal["node_name"], "owner_role": "representative", "at_stake_amount": deal["amount"],
            "chance_ratio": Decimal(5 + draw(deal["opportunity_id"] + "lift", 20)) / 100,
        }
        for deal in open_deals
        if deal["category"] in kinds and deal["amount"] and draw(deal["opportunity_id"] + "asked", 3)
    ]  # fmt: skip


def _reason(deal: Row) -> str:
    return REASONS[draw(deal["opportunity_id"] + "reason", len(REASONS))]


def _gaps(company: Company, rollup: list[Row]) -> list[Row]:
    top = next(row for row in rollup if not row["depth"] and row["horizon"] == "current")
    name, reason = ("expected_amount", "expected_below_target")
    if top["call_source"] != "crm":
        name, reason = ("call_amount", "call_below_target")
    return [
        {
            "action_id": f"gap_to_target:{row['period_id']}:{row['node_id']}", "kind": "gap_to_target",
            "reason_code": reason, **_about(row), "period_id": row["period_id"], "deal_count": 0,
            "at_stake_amount": row["target_amount"] - row[name], "chance_ratio": Decimal("0.16"),
        }
        for row in rollup
        if row["horizon"] == "current" and row["level"] != "representative"
        and row["target_amount"] and row["target_amount"] > row[name]
    ]  # fmt: skip


def _short(coverage: list[Row]) -> list[Row]:
    return [
        {
            "action_id": f"coverage_short:{row['period_id']}:{row['node_id']}", "kind": "coverage_short",
            "reason_code": "pipeline_missing", **_about(row), "period_id": row["period_id"], "deal_count": 0,
            "at_stake_amount": row["gap_amount"], "chance_ratio": Decimal("0.04"),
        }
        for row in coverage
        if row["horizon"] == "current" and row["standing"] == "short" and row["level"] != "representative"
    ]  # fmt: skip


def _records(company: Company) -> list[Row]:
    return [
        {
            "action_id": f"hygiene:{company.shape.period[0]}:{person['node_id']}", "kind": "hygiene",
            "reason_code": "stale", **_about(person), "period_id": company.shape.period[0],
            "deal_count": 2, "at_stake_amount": Decimal(company.shape.size * 2), "chance_ratio": Decimal("0.01"),
            "owner_name": person["node_name"], "owner_role": "representative",
        }
        for person in company.people
        if company.shape.deals and not draw(person["node_id"] + "records", 3)
    ]  # fmt: skip
