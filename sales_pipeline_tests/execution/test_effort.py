"""Hours learned: drawn to the plan where little is known, never wild, whatever the order tasks were done in."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.execution.effort import LEAST, MOST, Spent, estimated, learned

HOURS = st.decimals("0.01", "100", places=2)
DONE = st.lists(st.builds(Spent, st.sampled_from("ab"), st.just("role"), HOURS, HOURS), min_size=1, max_size=30)


@given(DONE, st.integers(1, 50), st.randoms())
def test_what_is_learned_lies_between_the_plan_and_what_happened(done: list[Spent], prior: int, chance: object) -> None:
    rows = list(learned(done, prior))
    for row in rows:
        toward = Decimal(1) if row["grouped_by"] == "role" else rows[0]["learned_ratio"]
        low, high = sorted((toward, row["median_ratio"]))
        assert LEAST <= row["learned_ratio"] <= MOST
        assert (
            min(max(low, LEAST), MOST) - Decimal("0.00001")
            <= row["learned_ratio"]
            <= max(high, LEAST) + Decimal("0.00001")
        )
    chance.shuffle(shuffled := list(done))  # type: ignore[attr-defined]
    assert list(learned(shuffled, prior)) == rows


def test_many_tasks_outweigh_the_plan_and_few_do_not() -> None:
    few, many = ([Spent("a", "r", Decimal(1), Decimal(2))] * n for n in (1, 45))
    assert [next(learned(done, 5))["learned_ratio"] for done in (few, many)] == [Decimal("1.166667"), Decimal("1.9")]


def test_a_plan_that_is_right_stays_as_it_is_written() -> None:
    [row] = estimated([{"task_id": "a", "role": "r", "effort_hours": Decimal("0.333333")}], [])
    assert row["effort_hours"] == row["planned_hours"] == Decimal("0.333333")
