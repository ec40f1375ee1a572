"""Rows of the fixture that add up the tree: calls, roll-up, change, representatives, segments, stages."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sales_pipeline_tests.forecast.documents.fixture_company import CATEGORIES, STAGES, Company, Row, Shape, draw

ZERO, CENT = Decimal(0), Decimal("0.01")
CORRECTION = Decimal("0.82")
MEASURES = (
    "closed_amount",
    "commit_cumulative_amount",
    "most_likely_cumulative_amount",
    "best_case_cumulative_amount",
    "open_pipeline_amount",
    "stated_weighted_amount",
    "expected_amount",
    "call_amount",
)


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def share(part: Decimal, whole: Decimal | None) -> Decimal | None:
    return (part / whole).quantize(Decimal("0.000001"), ROUND_HALF_UP) if whole else None


def standing_method(shape: Shape) -> str:
    return "stated_corrected" if shape.record else "stated"


def _expected(deal: Row, shape: Shape) -> Decimal:
    return cents(deal["amount"] * deal["stated_probability"] * (CORRECTION if shape.record else 1))


def calls(company: Company) -> list[Row]:
    if not company.shape.calls:
        return [_call(company, node, "missing") for node in company.nodes if node["level"] != "team"]
    states = ("submitted",) * 8 + ("late", "missing")
    return [
        _call(company, node, states[draw(node["node_id"] + "call", 10)] if node["depth"] else "submitted")
        for node in company.nodes
        if node["level"] != "team"
    ]


def _call(company: Company, node: Row, state: str) -> Row:
    below = company.under(node["node_id"])
    system = sum(
        (d["amount"] for d in company.deals if d["node_id"] in below and d["category"] in ("closed", "commit")), ZERO
    )
    sent, due = state != "missing", datetime(2026, 11, 23, 12)
    call = (system * (88 + draw(node["node_id"] + "size", 26)) / 100).quantize(Decimal(1000)) if sent else None
    layer = {"company": "cro", "representative": "representative"}.get(node["level"], "region")
    return {
        **node,
        "period_id": company.shape.period[0],
        "horizon": "current",
        "layer": layer,
        "submitter_id": node["node_id"],
        "submitter_name": node["node_name"] if layer == "representative" else f"Head of {node['node_name']}",
        "state": state,
        "submitted_at": (due + timedelta(hours=5 if state == "late" else -5)) if sent else None,
        "due_at": due,
        "lock_at": due + timedelta(days=7),
        "call_amount": call,
        "system_amount": system,
        "included_deal_count": 0,
        "delta_amount": call - system if call is not None else None,
        "excluded_deal_count": 0,
        "reason_code": "judgement" if sent else None,
        "note": company.shape.rename("note", "Two deals lean on legal"),
    }


def rollup(company: Company, calls: list[Row]) -> list[Row]:
    rows, sent = [], {call["node_id"]: call for call in calls if call["call_amount"] is not None}
    for horizon in ("current", "next"):
        done: dict[str, Row] = {}
        for node in reversed(company.nodes):
            done[node["node_id"]] = _rolled(company, node, horizon, sent if horizon == "current" else {}, done)
        rows += [done[node["node_id"]] for node in company.nodes]
    return rows


def _rolled(company: Company, node: Row, horizon: str, sent: Mapping[str, Row], done: Mapping[str, Row]) -> Row:
    shape, below = company.shape, company.under(node["node_id"])
    deals = [deal for deal in company.deals if deal["node_id"] in below] if horizon == "current" else []
    sums = {
        f"{c}_amount": sum((d["amount"] for d in deals if d["category"] == c), ZERO) for c in ("closed", *CATEGORIES)
    }
    closed, live = sums["closed_amount"], [d for d in deals if d["category"] in CATEGORIES[:-1]]
    stated = closed + sum((cents(d["amount"] * d["stated_probability"]) for d in live), ZERO)
    expected = closed + sum((_expected(d, shape) for d in live), ZERO)
    commit, pipeline = closed + sums["commit_amount"], sum((d["amount"] for d in live), ZERO)
    children = [done[n["node_id"]] for n in company.nodes if n["parent_node_id"] == node["node_id"]]
    call, origin = commit, "crm"
    if node["node_id"] in sent:
        call, origin = sent[node["node_id"]]["call_amount"], "submitted"
    elif any(child["call_source"] != "crm" for child in children):
        call, origin = sum((child["call_amount"] for child in children), ZERO), "children"
    assigned = sum((_quota(shape, n["node_id"]) for n in company.people if n["node_id"] in below), ZERO)
    target = (assigned if node["level"] == "representative" else cents(assigned * 92 / 100)) if shape.targets else None
    period_id, label = shape.period[:2] if horizon == "current" else shape.next_period
    to_go = target - closed if target is not None else None
    return {
        **node,
        **sums,
        "period_id": period_id,
        "period_label": label,
        "horizon": horizon,
        "commit_cumulative_amount": commit,
        "most_likely_cumulative_amount": commit + sums["most_likely_amount"],
        "best_case_cumulative_amount": commit + sums["most_likely_amount"] + sums["best_case_amount"],
        "open_pipeline_amount": pipeline,
        "lost_amount": ZERO,
        "earlier_overdue_amount": ZERO,
        "lost_deal_count": 0,
        "won_deal_count": sum(d["state"] == "won" for d in deals),
        "open_deal_count": len(live),
        "stated_weighted_amount": stated,
        "expected_amount": expected,
        "forecast_method": standing_method(shape),
        "call_amount": call,
        "call_source": origin,
        "call_layer": sent[node["node_id"]]["layer"] if origin == "submitted" else None,
        "assigned_amount": assigned if shape.targets else None,
        "target_amount": target,
        "attainment_ratio": share(closed, target),
        "expected_attainment_ratio": share(expected, target),
        "gap_to_quota_amount": target - expected if target is not None else None,
        "coverage_gross_ratio": share(pipeline, target),
        "coverage_to_go_ratio": share(pipeline, to_go) if to_go is not None and to_go > 0 else None,
        "coverage_needed_ratio": Decimal("2.4") if shape.record else None,
    }


def _quota(shape: Shape, person: str) -> Decimal:
    usual = shape.size * shape.deals * (55 + draw(person + "quota", 30)) // 100_000 * 1000
    return Decimal(usual * shape.stretch // 100)


def changes(company: Company, rollup: list[Row]) -> list[Row]:
    return [_change(company, row, order, name) for row in rollup for order, name in enumerate(MEASURES, 1)]


def _change(company: Company, row: Row, order: int, name: str) -> Row:
    below = company.under(row["node_id"])
    moved = [
        m
        for m in company.moves
        if m["against"] == "last_week" and m["node_id"] in below and row["horizon"] == "current"
    ]
    bridge = {"closed_amount": "closed_won", "open_pipeline_amount": "open_pipeline"}.get(name)
    change = sum((m["amount"] for m in moved if m["bridge"] == bridge), ZERO)
    if bridge is None:
        change = cents(row[name] * (draw(row["node_id"] + name, 20) - 12) / 100)
    known = company.shape.last_week
    return {
        "node_id": row["node_id"],
        "period_id": row["period_id"],
        "measure": name,
        "measure_order": order,
        "amount": row[name],
        "last_week_amount": row[name] - change if known else None,
        "change_amount": change if known else None,
    }


def weighted(company: Company) -> list[Row]:
    rows = []
    for person in company.people:
        deals = [deal for deal in company.deals if deal["node_id"] == person["node_id"]]
        closed = sum((d["amount"] for d in deals if d["state"] == "won"), ZERO)
        live = [d for d in deals if d["state"] == "open" and d["category"] != "omitted"]
        for method in ("stated", "stated_corrected") if company.shape.record else ("stated",):
            gain = sum(
                (
                    _expected(d, company.shape) if method != "stated" else cents(d["amount"] * d["stated_probability"])
                    for d in live
                ),
                ZERO,
            )
            rows.append(
                {
                    "node_id": person["node_id"],
                    "node_name": person["node_name"],
                    "period_id": company.shape.period[0],
                    "horizon": "current",
                    "method": method,
                    "closed_won_amount": closed,
                    "open_deal_count": len(live),
                    "open_amount": sum((d["amount"] for d in live), ZERO),
                    "expected_open_amount": gain,
                    "expected_new_amount": ZERO,
                    "expected_amount": closed + gain,
                }
            )
    return rows


def segments(company: Company) -> list[Row]:
    rows = []
    for dimension in ("opportunity_type", "segment", "product_family", "category"):
        for member in sorted({deal[dimension] for deal in company.deals}):
            deals = [deal for deal in company.deals if deal[dimension] == member]
            sums = {
                f"{c}_amount": sum((d["amount"] for d in deals if d["category"] == c), ZERO)
                for c in ("closed", *CATEGORIES[:-1])
            }
            live = [deal for deal in deals if deal["state"] == "open"]
            stated = sum((cents(d["amount"] * d["stated_probability"]) for d in live), ZERO)
            rows.append(
                {
                    **sums,
                    "period_id": company.shape.period[0],
                    "horizon": "current",
                    "dimension": dimension,
                    "member": member,
                    "open_pipeline_amount": sum((d["amount"] for d in live), ZERO),
                    "open_deal_count": len(live),
                    "won_deal_count": len(deals) - len(live),
                    "stated_weighted_amount": sums["closed_amount"] + stated,
                    "expected_amount": sums["closed_amount"] + sum((_expected(d, company.shape) for d in live), ZERO),
                }
            )
    return rows


def stages(company: Company) -> list[Row]:
    rows = []
    for order, (name, category, chance) in enumerate(STAGES, 1):
        deals = [d for d in company.deals if d["stage_name"] == name]
        rows.append(
            {
                "stage_name": company.shape.rename("stage", name),
                "stage_order": order,
                "category": category,
                "stated_probability": Decimal(chance),
                "is_confirmed": order > 1,
                "open_deal_count": len(deals),
                "open_amount": sum((d["amount"] for d in deals), ZERO),
                "stated_weighted_amount": sum((cents(d["amount"] * d["stated_probability"]) for d in deals), ZERO),
            }
        )
    return rows
