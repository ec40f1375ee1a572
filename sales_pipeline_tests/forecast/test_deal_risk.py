"""Deal risk: whatever the past was, the chances of every kind and deal are three shares of one."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sales_pipeline_tests.sql_case import run_sql

WEEK = date(2026, 2, 2)
FEATURES = ("stage_name", "due_bucket", "push_band", "age_band")
kinds = st.tuples(
    st.sampled_from(["Talk", "Offer", "Deal"]),
    st.sampled_from(["overdue", "this_period"]),
    st.sampled_from(["0", "1", "4+"]),
    st.sampled_from(["under_30_days", "older"]),
)
counts = st.tuples(st.integers(0, 4000), st.integers(0, 4000), st.integers(0, 4000)).filter(any)
pasts = st.dictionaries(kinds, counts, max_size=12)


def made(name: str, given: dict[str, list[dict[str, Any]]], alike: int) -> list[dict[str, Any]]:
    with TemporaryDirectory() as folder:
        return run_sql(name, WEEK, given, Path(folder), {"risk": {"alike_count": alike}})


def record(past: dict[tuple[str, ...], tuple[int, int, int]]) -> list[dict[str, Any]]:
    return [
        {"period_id": "FY2025-Q4", **dict(zip(FEATURES, kind, strict=True)), "deal_count": sum(ends),
         "won_count": ends[0], "lost_count": ends[1], "slipped_count": ends[2]}
        for kind, ends in past.items()
    ]  # fmt: skip


def are_shares_of_one(row: dict[str, Any]) -> bool:
    chances = (row["p_win_now"], row["p_slip"], row["p_lose"])
    return sum(chances) == Decimal(1) and all(0 <= chance <= 1 for chance in chances)


@settings(max_examples=30, deadline=None)
@given(past=pasts, alike=st.integers(1, 50))
def test_each_kind_has_three_shares_of_one_between_its_own_record_and_its_parents(past: Any, alike: int) -> None:
    cells = made("risk_outcomes", {"risk_record": record(past)}, alike)
    assert len(cells) == sum(len({kind[:depth] for kind in past}) for depth in range(5))
    for cell in cells:
        assert are_shares_of_one(cell)
        if cell["cell_depth"]:
            own = Decimal(cell["won_count"]) / cell["deal_count"]
            edges = sorted([own, cell["parent_p_win_now"]])
            assert edges[0] - Decimal("1e-6") <= cell["p_win_now"] <= edges[1] + Decimal("1e-6")


@settings(max_examples=15, deadline=None)
@given(
    past=pasts,
    stated=st.decimals(0, 1, places=6),
    deals=st.lists(kinds, min_size=1, max_size=6, unique=True),
    factor=st.decimals(0, 3, places=6),
)
def test_each_deal_has_three_shares_of_one(
    past: Any, stated: Decimal, deals: list[tuple[str, ...]], factor: Decimal
) -> None:
    cells = made("risk_outcomes", {"risk_record": record(past)}, 10)
    open_deals = [
        {"opportunity_id": f"D{place}", "state": "open", "is_in_period": True, "category": "pipeline",
         "amount": "77.77", "stage_name": kind[0], "due_bucket": kind[1], "push_count": int(kind[2][0]),
         "stated_probability": stated, "age_days": 10 if kind[3] == "under_30_days" else 999}
        for place, kind in enumerate(deals)
    ]  # fmt: skip
    month = [{"horizon": "current", "slot_factor": factor}]
    rows = made("deal_risk", {"pipeline_snapshot": open_deals, "risk_outcomes": cells, "slot_factors": month}, 10)
    assert len(rows) == len(deals)
    assert all(are_shares_of_one(row) for row in rows)
    assert all(0 <= row["expected_loss_amount"] <= row["amount"] for row in rows)
    known = sum(map(sum, past.values())) >= 10
    assert {row["basis"] for row in rows} == {"learned" if known else "stated"}
