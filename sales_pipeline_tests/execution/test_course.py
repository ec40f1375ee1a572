"""The course of a task by what is said of it: against a table of moves, for any words in any order of clocks. Row L."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.execution.course import Course, finished_by
from sales_pipeline.execution.office_hours import OfficeHours

START = datetime(2026, 11, 16)
ALWAYS = OfficeHours(ZoneInfo("UTC"), 0, 24)
KINDS = ("started", "blocked", "unblocked", "reassigned", "commented", "acknowledged", "assigned", "done")
# state and word -> next state; what isn't there changes nothing. A blocked task goes back to where it was
MOVES = {
    ("pending", "started"): "in_progress", ("pending", "blocked"): "blocked", ("in_progress", "blocked"): "blocked",
    ("in_progress", "reassigned"): "pending",
}  # fmt: skip
events_told = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 100), st.sampled_from([None, "said", "absent_person"])),
    max_size=12,
)


def told(words: list[tuple[str, int, str | None]]) -> list[dict[str, Any]]:
    return [
        {
            "event_number": number, "kind": kind, "event_at": START + timedelta(hours=hour), "cause": cause,
            "note": None, "person_id": "ann",
        }
        for number, (kind, hour, cause) in enumerate(words, 1)
    ]  # fmt: skip


def state_by_moves(words: list[tuple[str, int, str | None]]) -> str:
    state, begun, cause = "pending", False, None
    for kind, _, said in words:
        if kind == "done":
            break
        if kind == "unblocked" and state == "blocked":
            state = "in_progress" if begun else "pending"
        elif kind == "reassigned":
            state = "pending" if state != "blocked" or cause == "absent_person" else state
            begun = False
        else:
            begun = begun or (state == "pending" and kind == "started")
            cause = (said or "said") if kind == "blocked" and state != "blocked" else cause
            state = MOVES.get((state, kind), state)
    return state


@given(events_told)
def test_a_state_follows_the_words_in_the_order_of_their_numbers(words: list[tuple[str, int, str | None]]) -> None:
    """Whatever their clocks say: set back, set forward, all alike."""
    course = Course.of(START, told(words))
    assert course.state == state_by_moves(words)
    assert (course.state == "in_progress") <= (course.started_at is not None)
    assert sum(1 for _, end in course.stretches if end is None) == (course.state == "in_progress")


@given(events_told)
def test_time_spent_is_never_below_nothing(words: list[tuple[str, int, str | None]]) -> None:
    """A stretch that ends before it began, by a clock set back, took no time."""
    assert Course.of(START, told(words)).spent(START + timedelta(hours=50), ALWAYS) >= 0


def test_hours_blocked_or_with_somebody_else_are_not_spent_twice() -> None:
    words = [("started", 1, None), ("blocked", 3, "said"), ("unblocked", 10, None), ("reassigned", 12, None)]
    course = Course.of(START, told([*words, ("started", 20, None)]))
    assert course.spent(START + timedelta(hours=25), ALWAYS) == Decimal(2 + 2 + 5)
    assert (course.attempts, course.started_at) == (2, START + timedelta(hours=20))


def receipt(source: str, hour: int, number: int | None = None) -> dict[str, Any]:
    at = START + timedelta(hours=hour)
    return {"source": source, "received_at": at, "event_number": number, "receipt_id": f"{source}{hour}{number}"}


def test_the_first_fact_finishes_but_a_publication_only_once_all_is_ready() -> None:
    """A5, A6."""
    early, late = receipt("publication", 1, 1), receipt("publication", 5, 2)
    assert finished_by([early, late], START) == early
    assert finished_by([early, late], START + timedelta(hours=3)) == late
    assert finished_by([early, late], None) is None
    assert finished_by([late, receipt("approval", 4, 3)], None) == receipt("approval", 4, 3)
    assert finished_by([receipt("submission", 9), receipt("said", 9, 4)], None) == receipt("submission", 9)


def test_of_two_words_the_first_by_number_counts() -> None:
    """Its clock was a day ahead."""
    first, second = receipt("said", 30, 1), receipt("said", 2, 2)
    assert finished_by([second, first], None) == first
