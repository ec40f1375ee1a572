"""Rows of the fixture on deal risk: open deals with drivers of every kind; commit, pushes, hygiene."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cache
from types import MappingProxyType

import pyarrow

from sales_pipeline.forecast.contracts.risk import DRIVERS, PROBLEMS, PUSH_BANDS
from sales_pipeline.risk_drivers import Drivers
from sales_pipeline_tests.forecast.documents.fixture_company import WEEK, Company, Row, Shape, draw
from sales_pipeline_tests.forecast.documents.fixture_rollup import cents, share
from sales_pipeline_tests.forecast.documents.frames_fixture import table

LISTED = 15
RULES = dict(Drivers())


@cache
def tables(shape: Shape) -> Mapping[str, pyarrow.Table]:
    """The tables of the deal risk assessment; a shape without record has learned nothing."""
    company = Company(shape)
    deals = [deal for deal in company.deals if deal["state"] == "open" and deal["category"] != "omitted"]
    drivers = {deal["opportunity_id"]: _drivers(company, deal) for deal in deals}
    risks = _ordered([_risk(company, deal, drivers[deal["opportunity_id"]]) for deal in deals])
    rows = {
        "deal_risk": risks,
        "deal_risk_drivers": [row for found in drivers.values() for row in found],
        "commit_concentration": [_unit(company, node, risks) for node in company.nodes if node not in company.people],
        "push_hazard": [_pushes(shape, place, band) for place, band in enumerate(PUSH_BANDS)],
        "hygiene_counts": [_count(person, problem) for person in company.people if deals for problem in PROBLEMS],
    }
    return MappingProxyType({name: table(name, found) for name, found in rows.items()})


def _drivers(company: Company, deal: Row) -> list[Row]:
    id = deal["opportunity_id"]
    found = [driver for driver in DRIVERS[:-1] if not draw(id + driver, 4)]
    return [_driver(company, deal, driver) for driver in found if driver != "quiet" or "silent" not in found]


def _driver(company: Company, deal: Row, driver: str) -> Row:
    rule, value, threshold = RULES[driver], Decimal(draw(deal["opportunity_id"] + driver, 3)), None
    unit = {"pushed": "times", "single_contact": "contacts", "large_for_owner": "money"}.get(driver, "days")
    if driver == "pushed":
        value += 1
    elif driver == "large_for_owner":
        value, threshold = deal["amount"], cents(deal["amount"] / 2)
    elif unit == "days":
        value, threshold = 30 + value, Decimal(30)
    shown = driver not in ("silent", "quiet", "single_contact")
    return {
        "opportunity_id": deal["opportunity_id"], "driver": driver, "driver_order": DRIVERS.index(driver) + 1,
        "unit": unit, "value": value, "threshold": threshold, "basis_count": 40, "points": rule.points,
        "detail": company.shape.rename("competitor", "Rival Systems") if driver == "competitor" else None,
        "evidence_table": "opportunity_history" if shown else "activities", "evidence_date": WEEK - timedelta(33),
        "source_file": "crm/OpportunityHistory.csv" if shown else None, "source_line": 77 if shown else None,
        "mitigation": rule.mitigation, "mitigation_role": rule.owner,
        "mitigation_due_date": WEEK + timedelta(rule.due_days),
    }  # fmt: skip


def _risk(company: Company, deal: Row, drivers: list[Row]) -> Row:
    id, learned = deal["opportunity_id"], company.shape.record
    chance, lose = deal["stated_probability"] * Decimal("0.9"), Decimal("0.05")
    main = max(drivers, key=lambda row: (row["points"], -row["driver_order"]))["driver"] if drivers else "unexplained"
    rule, score = RULES[main], min(sum(row["points"] for row in drivers), 100)
    person = {"owner": deal["node_name"], "manager": company.shape.rename("manager", "Mo Lind")}.get(rule.owner)
    return {
        **{name: deal[name] for name in (
            "opportunity_id", "opportunity_name", "account_name", "node_id", "node_name", "stage_name", "category",
            "close_date", "amount", "source_file", "source_line",
        )},
        "is_commit": deal["category"] == "commit", "is_in_call": (None, None, True, False)[draw(id + "in", 4)],
        "basis": "learned" if learned else "stated", "cell_depth": 4 if learned else None, "alike_count": 12 * learned,
        "slot_factor": Decimal(1),
        "p_win_now": chance, "p_slip": 1 - chance - lose, "p_lose": lose,
        "expected_loss_amount": deal["amount"] - cents(deal["amount"] * chance), "driver_count": len(drivers),
        "score": score, "band": "high" if score >= 50 else "medium" if score >= 25 else "low", "main_driver": main,
        "mitigation": rule.mitigation, "mitigation_role": rule.owner, "mitigation_person_id": person,
        "mitigation_person_name": person if draw(id + "known", 5) else None,
        "mitigation_due_date": WEEK + timedelta(rule.due_days),
    }  # fmt: skip


def _ordered(risks: list[Row]) -> list[Row]:
    """As deal_risk: what the forecast counts on first, by expected loss."""
    counted = ("commit", "most_likely")
    ranked = sorted(
        risks,
        key=lambda r: (
            r["category"] not in counted and not r["is_in_call"], -r["expected_loss_amount"], r["opportunity_id"],
        ),
    )  # fmt: skip
    return [{**row, "risk_order": place, "is_listed": place <= LISTED} for place, row in enumerate(ranked, 1)]


def _unit(company: Company, node: Row, risks: list[Row]) -> Row:
    below = company.under(node["node_id"])
    deals = [row for row in risks if row["is_commit"] and row["node_id"] in below]
    amounts = sorted((row["amount"] for row in deals), reverse=True)
    whole = sum(amounts, Decimal(0))
    return {
        **{name: node[name] for name in ("node_id", "node_name", "level", "sort_key")},
        "deal_count": len(deals), "commit_amount": whole, "top_1_amount": sum(amounts[:1], Decimal(0)),
        "top_5_amount": sum(amounts[:5], Decimal(0)), "top_1_ratio": share(sum(amounts[:1], Decimal(0)), whole),
        "top_5_ratio": share(sum(amounts[:5], Decimal(0)), whole),
        "expected_commit_amount": whole - sum((row["expected_loss_amount"] for row in deals), Decimal(0)),
    }  # fmt: skip


def _pushes(shape: Shape, place: int, band: str) -> Row:
    count = (400, 150, 40, 10, 0)[place] if shape.record and (shape.close_dates or not place) else 0
    won, slipped = count * (30 + place) // 100, count * (40 + place) // 100
    whole = Decimal(count)
    return {
        "push_band": band, "deal_count": count, "won_count": won, "slipped_count": slipped,
        "lost_count": count - won - slipped, "won_ratio": share(Decimal(won), whole),
        "slipped_ratio": share(Decimal(slipped), whole), "lost_ratio": share(Decimal(count - won - slipped), whole),
        "alike_won_ratio": Decimal("0.31") if count else None,
        "alike_slipped_ratio": Decimal("0.41") if count else None,
    }  # fmt: skip


def _count(person: Row, problem: str) -> Row:
    count = draw(person["node_id"] + problem, 3) if problem != "no_amount" else 0
    return {
        "node_id": person["node_id"], "node_name": person["node_name"], "problem": problem, "open_deal_count": 6,
        "deal_count": count, "amount": Decimal(count * 50_000), "deal_ratio": share(Decimal(count), Decimal(6)),
    }  # fmt: skip
