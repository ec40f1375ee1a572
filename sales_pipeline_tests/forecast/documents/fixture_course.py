"""Rows of the fixture on the course of the period: pace, coverage, velocity, layers of the call, the close."""

from datetime import timedelta
from decimal import Decimal

from sales_pipeline_tests.forecast.documents.fixture_company import STAGES, WEEK, Company, Row, draw
from sales_pipeline_tests.forecast.documents.fixture_rollup import ZERO, cents, share

NODE = ("node_id", "node_name", "level", "depth", "sort_key", "period_id")
LAYERS = ("system", "representative", "manager", "region", "cro")
SHARES = (Decimal("0.42"), Decimal("0.55"), Decimal("0.68"))


def pacing(company: Company, rollup: list[Row]) -> list[Row]:
    """A row per node and week of the period: closed grows evenly, past periods beside it."""
    _, _, start, stop = company.shape.period
    left, first = (stop - WEEK).days // 7, (stop - start).days // 7 - 1
    return [
        _week(company, row, weeks, left, first)
        for row in rollup if row["horizon"] == "current" for weeks in range(first, -1, -1)
    ]  # fmt: skip


def _week(company: Company, row: Row, weeks: int, left: int, first: int) -> Row:
    done, known = Decimal(first - weeks + 1) / (first - left + 1), company.shape.record
    closed, target, is_now = row["closed_amount"], row["target_amount"], weeks == left
    bands = {f"closed_{name}_amount": cents(closed * done * part) if known else None
             for name, part in zip(("low", "median", "high"), (Decimal("0.8"), Decimal("0.95"), Decimal("1.2")),
                                   strict=True)}  # fmt: skip
    shares = dict(zip(("share_low_ratio", "share_median_ratio", "share_high_ratio"), SHARES, strict=True))
    attained = share(closed, target) if is_now else None
    standing = None if attained is None or not known else (
        "behind" if attained < SHARES[0] else "ahead" if attained > SHARES[2] else "within"
    )  # fmt: skip
    return {
        **{name: row[name] for name in NODE}, **bands, **(shares if known else {}), "weeks_left": weeks,
        "as_of_date": WEEK + timedelta(7 * (left - weeks)), "is_now": is_now,
        "closed_won_amount": cents(closed * done) if weeks >= left else None,
        "open_pipeline_amount": row["open_pipeline_amount"] if weeks >= left else None,
        "past_period_count": 6 if known else 0, "share_period_count": 6 if known else 0, "target_amount": target,
        "par_amount": cents(target * SHARES[1]) if known and target is not None else None,
        "attainment_ratio": attained, "standing": standing,
    }  # fmt: skip


def coverage(company: Company, rollup: list[Row]) -> list[Row]:
    return [_covered(company, row) for row in rollup]


def _covered(company: Company, row: Row) -> Row:
    target, needed = row["target_amount"], row["coverage_needed_ratio"]
    to_go = max(target - row["closed_amount"], ZERO) if target is not None else None
    amount = cents(to_go * needed) if to_go is not None and needed is not None else None
    pipeline = row["open_pipeline_amount"]
    return {
        **{name: row[name] for name in NODE}, "horizon": row["horizon"], "target_amount": target,
        **{name: row[name] for name in ("closed_amount", "open_pipeline_amount", "coverage_gross_ratio",
                                        "coverage_to_go_ratio", "coverage_needed_ratio")},
        "needed_low_ratio": Decimal("2.1") if needed else None, "needed_high_ratio": Decimal("2.9") if needed else None,
        "past_period_count": 6 if company.shape.record else 0, "to_go_amount": to_go, "needed_amount": amount,
        "gap_amount": amount - pipeline if amount is not None else None,
        "standing": "reached" if to_go == 0 else None if amount is None else "short" if pipeline < amount else "enough",
    }  # fmt: skip


def velocity(company: Company, rollup: list[Row]) -> list[Row]:
    units = [row for row in rollup if row["horizon"] == "current" and row["level"] != "representative"]
    moments = (("now", 0), ("last_period", 91), ("year_ago", 364)) if company.shape.record else ()
    return [_levers(row, moment, days) for row in units for moment, days in moments]


def _levers(row: Row, moment: str, days: int) -> Row:
    won, lost, amount = 20 + draw(row["node_id"] + moment, 9), 50, cents(row["expected_amount"] + 4000)
    return {
        **{name: row[name] for name in NODE if name != "period_id"}, "as_of": moment,
        "as_of_date": WEEK - timedelta(days), "open_deal_count": row["open_deal_count"], "won_deal_count": won,
        "lost_deal_count": lost, "won_amount": amount, "average_won_amount": cents(amount / won),
        "win_rate_ratio": share(Decimal(won), Decimal(won + lost)), "average_cycle_days": 80 + days // 30,
        "velocity_amount": cents(amount / (90 + days // 30)),
    }  # fmt: skip


def created(company: Company) -> list[Row]:
    """Thirteen weeks of new deals at every node, and of the company by source and type."""
    if not company.shape.record:
        return []
    top, names = company.nodes[0], ("Web", "Partner", "New business")
    cuts = ("lead_source", "lead_source", "opportunity_type")
    members = [(node, "all", "all") for node in company.nodes]
    members += [(top, cut, company.shape.rename("member", name)) for cut, name in zip(cuts, names, strict=True)]
    return [_born(node, cut, member, week) for node, cut, member in members for week in range(13, 0, -1)]


def _born(node: Row, cut: str, member: str, week: int) -> Row:
    deals = draw(f"{node['node_id']}{cut}{member}{week}", 5)
    return {
        **{name: node[name] for name in NODE if name != "period_id"}, "dimension": cut, "member": member,
        "from_date": WEEK - timedelta(7 * week), "deal_count": deals, "amount": Decimal(deals * 41_000),
        "year_ago_deal_count": 2, "year_ago_amount": Decimal("60000.50"),
    }  # fmt: skip


def conversion(company: Company) -> list[Row]:
    """Every stage but the last, where nothing has happened yet; and one that the sales process does not know."""
    if not company.shape.record:
        return []
    stages = [(name, place) for place, (name, _, _) in enumerate(STAGES[:-1], 1)]
    base: Row = {"entered_count": 40, "advanced_count": 14, "won_count": 3, "lost_count": 9, "returned_count": 2,
                 "removed_count": 1, "open_count": 11}  # fmt: skip
    known = [
        base | {"stage_name": company.shape.rename("stage", name), "stage_order": place, "median_days": 10 + place,
                "won_ratio": share(Decimal(place), Decimal(9)), "next_ratio": share(Decimal(place), Decimal(7))}
        for name, place in stages
    ]  # fmt: skip
    return [base | {"stage_name": company.shape.rename("stage", "Parked"), "stage_order": None}, *known]


def layers(company: Company, rollup: list[Row]) -> list[Row]:
    """Per node the system's number and what each layer makes of it; representatives move most of it."""
    part = 6 if company.shape.regions else 10
    rows = []
    for node in (row for row in rollup if row["horizon"] == "current"):
        system, total = node["commit_cumulative_amount"], node["call_amount"]
        called, person = node["call_source"] != "crm", node["level"] == "representative"
        own = (total - system) if person else cents((total - system) * part / 10)
        deltas = {"system": ZERO, "representative": own, "region": total - system - own}
        amount = system
        for order, layer in enumerate(LAYERS):
            delta = deltas.get(layer, ZERO)
            amount += delta
            rows.append({
                **{name: node[name] for name in (*NODE[:3], "parent_node_id", "period_id")}, "horizon": "current",
                "layer_order": order, "layer": layer, "amount": amount, "below_amount": amount - delta,
                "delta_amount": delta, "call_count": int(called and layer in deltas and order > 0 and bool(delta)),
                "is_submitted": False, "superseded_count": 0, "after_lock_count": 0,
            })  # fmt: skip
    return rows


def past_calls(company: Company) -> list[Row]:
    shape = company.shape
    base: Row = {"grouped_by": "layer", "member_id": "all", "member_name": "all", "period_count": 6, "call_count": 40,
                 "override_count": 31, "better_count": 22, "value_amount": Decimal(90_000),
                 "shrunk_value_ratio": Decimal("0.08"), "call_amount": Decimal(1_060_000),
                 "actual_amount": Decimal(1_000_000), "bias_amount": Decimal(60_000), "bias_ratio": Decimal("0.06"),
                 "over_count": 25, "leaning": "optimist"}  # fmt: skip
    return [
        base | {"layer": layer}
        for layer in ("representative", "region")[: 1 + bool(shape.regions)]
        if shape.calls and shape.record
    ]


def closes(company: Company, rollup: list[Row]) -> list[Row]:
    """The period before, at every node; only where the shape says that this is the first week of one."""
    rows = [row for row in rollup if row["horizon"] == "current"] if company.shape.closes else []
    return [_closed(row) for row in rows]


def _closed(row: Row) -> Row:
    actual, target = row["expected_amount"], row["target_amount"]
    call, due = cents(actual * Decimal("1.04")), cents(actual * Decimal("0.6"))
    won, lost = cents(due * Decimal("0.5")), cents(due * Decimal("0.2"))
    return {
        **{name: row[name] for name in (*NODE[:5], "parent_node_id")}, "period_id": "FY2026-Q3",
        "period_label": "Q3 FY26", "actual_amount": actual, "won_deal_count": 7, "target_amount": target,
        "attainment_ratio": share(actual, target), "call_amount": call, "call_source": "submitted", "call_layer": "cro",
        "call_error_amount": call - actual, "call_error_ratio": share(call - actual, actual), "due_amount": due,
        "due_won_amount": won, "due_lost_amount": lost, "slipped_amount": due - won - lost,
        "slip_ratio": share(due - won - lost, due), "lost_ratio": share(lost, due),
    }  # fmt: skip


def close_forecasts(closes: list[Row]) -> list[Row]:
    return [
        _said(row, checkpoint, weeks, method, Decimal(factor))
        for row in closes
        for checkpoint, weeks in (("start", 12), ("middle", 6), ("end", 0))
        for method, factor in (("standing", "1.08"), ("call", "1.15"), ("stated", "1.4"))
    ]


def _said(row: Row, checkpoint: str, weeks: int, method: str, factor: Decimal) -> Row:
    actual, forecast = row["actual_amount"], cents(row["actual_amount"] * (factor - Decimal(12 - weeks) / 200))
    return {
        **{name: row[name] for name in NODE}, "checkpoint": checkpoint, "method": method,
        "as_of_date": WEEK - timedelta(7 * (weeks + 6)), "weeks_left": weeks, "forecast_amount": forecast,
        "actual_amount": actual, "error_amount": forecast - actual, "error_ratio": share(forecast - actual, actual),
    }  # fmt: skip
