"""Where an approval stands (H4, M6): roles in order, bound to the content, for a time, and of nobody's own work."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.execution.approving import Approval, Decision, Rules, Work, work_of

NOW = datetime(2026, 11, 17, 12)
THIS, OTHER = "a" * 64, "b" * 64
ROLES = ("manager", "finance", "cro")
PEOPLE = {
    id: {"person_id": id, "person_name": id.title(), "role": role, "hired_on": None, "left_on": None}
    for id, role in [
        ("mia", "manager"), ("max", "manager"), ("fay", "finance"), ("cora", "cro"), ("ann", "representative"),
    ]
}  # fmt: skip


def said(
    number: int, person: str, content: str = THIS, *, yes: bool = True, days: int = 14, role: str = "", **more: Any
) -> Decision:
    return Decision(
        number, NOW - timedelta(hours=1), yes, person, role or PEOPLE[person]["role"], content,
        NOW + timedelta(days=days), "read it", more.get("is_signed", False),
    )  # fmt: skip


def known(decisions: Sequence[Decision], work: Work = Work(), *, every: bool = False, signed: bool = False) -> Approval:  # noqa: B008
    return Approval(Rules(ROLES, every, signed), PEOPLE, work, THIS, decisions, NOW)


def states(found: Approval) -> list[tuple[str, str, str | None]]:
    return [(place.role, place.state, place.person_id) for place in found.places()]


def test_nobody_has_said_anything() -> None:
    assert states(known([])) == [(role, "waiting", None) for role in ROLES]
    assert known([]).next_role() == "manager"


def test_all_three_make_it_complete() -> None:
    found = known([said(1, "mia"), said(2, "fay"), said(3, "cora")])
    assert states(found) == [
        ("manager", "approved", "mia"),
        ("finance", "approved", "fay"),
        ("cro", "approved", "cora"),
    ]
    assert found.is_complete


def test_other_content_voids_and_time_ends_an_approval() -> None:
    found = known([said(1, "mia", OTHER), said(2, "fay", days=0)])
    assert states(found) == [("manager", "void", "mia"), ("finance", "expired", "fay"), ("cro", "waiting", None)]


def test_of_two_managers_one_that_stands_is_enough() -> None:
    assert states(known([said(1, "mia", OTHER), said(2, "max")]))[0] == ("manager", "approved", "max")


def test_the_last_word_of_a_person_counts_by_its_number() -> None:
    assert states(known([said(2, "mia"), said(1, "mia", OTHER)]))[0] == ("manager", "void", "mia")


def test_a_rejection_stays_until_the_content_changes() -> None:
    rejected = [said(1, "mia"), said(2, "fay", yes=False), said(3, "fay")]
    assert states(known(rejected))[1] == ("finance", "rejected", "fay")
    assert not known([*rejected, said(4, "cora")]).is_complete
    assert states(known([said(1, "fay", OTHER, yes=False)]))[1] == ("finance", "void", "fay")


def test_who_sent_a_call_is_not_its_only_manager() -> None:
    """Four eyes: where there is another manager, one of them approves too."""
    work = Work(callers=frozenset({"mia"}))
    assert states(known([said(1, "mia")], work))[:2] == [("manager", "approved", "mia"), ("manager", "waiting", None)]
    assert states(known([said(1, "mia"), said(2, "max")], work))[:3] == [
        ("manager", "approved", "mia"), ("manager", "approved", "max"), ("finance", "waiting", None),
    ]  # fmt: skip
    assert states(known([said(1, "max")], work))[:2] == [("manager", "approved", "max"), ("finance", "waiting", None)]


def test_every_manager_with_a_call_may_be_asked() -> None:
    work = Work(managers=frozenset({"mia", "max"}))
    assert states(known([], work, every=True))[:2] == [("manager", "waiting", "max"), ("manager", "waiting", "mia")]
    assert states(known([said(1, "mia")], work, every=True))[:2] == [
        ("manager", "approved", "mia"), ("manager", "waiting", "max"),
    ]  # fmt: skip


def test_own_work_does_not_count_unless_it_came_later() -> None:
    assert states(known([said(5, "fay")], Work(makers={"fay": 4})))[1] == ("finance", "waiting", None)
    assert states(known([said(5, "fay")], Work(makers={"fay": 6})))[1] == ("finance", "approved", "fay")


def test_where_signatures_are_required_an_unsigned_word_is_none() -> None:
    assert states(known([said(1, "mia")], signed=True))[0] == ("manager", "waiting", None)
    assert states(known([said(1, "mia", is_signed=True)], signed=True))[0] == ("manager", "approved", "mia")


def test_a_role_that_the_person_does_not_hold_is_not_theirs() -> None:
    """An event written by hand may claim anything."""
    assert states(known([said(1, "ann", role="cro")]))[2] == ("cro", "waiting", None)


def test_who_made_it_is_who_said_done_else_to_whom_it_was_given_last() -> None:
    queue = [
        {"instance_id": "deck", "subject_kind": "company", "deliverable": "forecast_presentation"},
        {"instance_id": "roll", "subject_kind": "company", "deliverable": "forecast_rollup"},
        {"instance_id": "call", "subject_kind": "seat", "deliverable": "commit_forecast"},
        {"instance_id": "plan", "subject_kind": "company", "deliverable": "plan_tasks"},
    ]

    def event(number: int, kind: str, subject: str, person: str, to: str | None = None) -> dict[str, Any]:
        return {"event_number": number, "kind": kind, "subject_id": subject, "person_id": person, "to_person_id": to}

    events = [
        event(1, "assigned", "deck", "sales-pipeline", "ann"), event(2, "reassigned", "deck", "ann", "fay"),
        event(3, "assigned", "roll", "sales-pipeline", "max"), event(4, "done", "roll", "cora"),
        event(5, "done", "call", "mia"), event(6, "done", "plan", "mia"),
    ]  # fmt: skip
    week = date(2026, 11, 16)
    calls = [
        {"submitter_id": "mia", "week": week, "layer": "manager"},
        {"submitter_id": "max", "week": date(2026, 11, 9), "layer": "manager"},
    ]
    found = work_of(events, [{"submitter_id": "mia", "layer": "manager"}], calls, queue, week)
    assert found == Work(frozenset({"mia"}), frozenset({"mia"}), {"fay": 2, "cora": 4})


DECISIONS = st.lists(
    st.tuples(
        st.sampled_from(["mia", "max", "fay", "cora"]), st.sampled_from([THIS, OTHER]), st.booleans(), st.integers(0, 2)
    ),
    max_size=8,
)


@given(DECISIONS, st.booleans())
def test_complete_means_that_each_role_approved_this_content_unexpired_and_nobody_rejected_it(
    drawn: list[tuple[str, str, bool, int]], is_called: bool
) -> None:
    decisions = [said(n, who, what, yes=yes, days=days) for n, (who, what, yes, days) in enumerate(drawn, 1)]
    found = known(decisions, Work(callers=frozenset({"mia"} if is_called else ())))
    last = {decision.person_id: decision for decision in decisions}
    standing = {
        id for id, d in last.items() if d.is_approval and d.content_digest == THIS and d.until_at and d.until_at > NOW
    }
    rejected = any(not d.is_approval and d.content_digest == THIS for d in decisions)
    managers = standing & {"mia", "max"}
    enough = managers - {"mia"} if is_called else managers
    assert found.is_complete == (not rejected and bool(enough) and {"fay", "cora"} <= standing)
    assert found.is_complete == (found.next_role() is None)
