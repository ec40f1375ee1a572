"""Who may decide when (H4): each refusal is one sentence that says what to do, and leaves no event."""

from dataclasses import replace

import pytest

from sales_pipeline import event_log
from sales_pipeline.approvals.asked import RefusedError, _order
from sales_pipeline.approvals.decide import Asked, decide, statement
from sales_pipeline.approvals.known import Known
from sales_pipeline.home import Home
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.approvals.signing_home import WEEK, approve_all, asked, known_of, say

LATER = "2026-02-01T12:00:00Z"


def refused(home: Home, person: str, why: str, *, yes: bool = True, at: str = "2026-01-06T13:00:00Z") -> None:
    before = list(event_log.read(home))
    with pytest.raises(RefusedError, match=why):
        say(home, person, yes=yes, at=at)
    assert list(event_log.read(home)) == before


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ("mallory", "Nobody has the id mallory in reference/people: name a person_id of that file"),
        ("gus", "Gus left the company on 2026-01-02 .* somebody else must decide"),
        ("new", "New joins the company on 2026-02-01 only"),
        ("olga", r"Olga is sales_operations, which approves nothing: .* manager, finance, cro \(approvals.roles"),
        ("fay", "finance approves after manager, whose approval is missing"),
        ("cora", "cro approves after manager, whose approval is missing"),
    ],
)
def test_who_may_not(home: Home, person: str, why: str) -> None:
    refused(home, person, why)


def test_roles_in_their_order_make_it_complete(home: Home) -> None:
    say(home, "eve")
    refused(home, "cora", "cro approves after finance, whose approval is missing")
    refused(home, "eve", "Eve has approved this content already, and that holds")
    say(home, "fay")
    say(home, "cora")
    assert known_of(home).approval.is_complete


def test_where_nobody_may_the_refusal_says_so(home: Home) -> None:
    """Who gives what is missing is named; of a role that nobody holds, that somebody has to."""
    say(home, "eve")
    known = known_of(home)
    rows = [{**row, "role": "product" if row["role"] == "finance" else row["role"]}
            for row in known.approval.people.values()]  # fmt: skip
    approval = replace(known.approval, people={row["person_id"]: row for row in rows})
    [said] = list(_order(approval, "cora"))
    assert said == (
        "cro approves after finance, whose approval is missing: it is given first, by somebody who becomes finance in "
        "reference/people, for nobody who may is there."
    )


def test_a_reason_is_asked_for(home: Home) -> None:
    with pytest.raises(RefusedError, match="Say why with --reason"):
        decide(known_of(home), asked(home, "eve", "  "))


def test_what_somebody_made_somebody_else_approves(home: Home) -> None:
    """The task of the week's deck was done by Fay: she made part of what she would approve."""
    say(home, "eve")
    [deck] = [i for i in instances(home) if i.endswith("/make_deck")]
    details = {"week": str(WEEK), "note": "made by hand"}
    event_log.append(home, "done", deck, "fay", details, known_of(home).now)
    refused(home, "fay", "Fay made part of what is approved .*: somebody else must approve it")
    assert [place.state for place in known_of(home).approval.places()] == ["approved", "waiting", "waiting"]


def instances(home: Home) -> list[str]:
    return [row["instance_id"] for row in known_of(home)._rows("task_queue", WEEK)]


def called(home: Home) -> Known:
    """The week as if Eve had sent a call for it."""
    known = known_of(home)
    known.__dict__["_work"] = replace(known._work, callers=frozenset({"eve"}))
    return known


def test_the_manager_who_called_is_not_the_only_one_to_approve(home: Home) -> None:
    decide(called(home), asked(home, "eve"))
    with pytest.raises(RefusedError, match="finance approves after manager, whose approval is missing"):
        decide(called(home), asked(home, "fay"))
    say(home, "max")
    decide(called(home), asked(home, "fay"))


def test_a_rejection_holds_until_the_content_changes(home: Home) -> None:
    say(home, "eve")
    say(home, "fay", yes=False)
    for person in ("fay", "cora", "max"):
        refused(home, person, r"Fay rejected this content on 2026-01-06 \(read and checked\): it can be approved once")
    refused(home, "cora", "Fay rejected this content", yes=False)


def test_nothing_published_is_nothing_to_approve(home: Home) -> None:
    for path in home.events.glob("*.jsonl"):
        path.unlink()
    refused(home, "eve", "Week 2026-01-05 is not published: run it with `sales-pipeline run --week 2026-01-05` first")


@pytest.mark.parametrize("name", ["outputs/2026-01-05/forecast_summary.md", "lake/forecast_rollup/2026-01-05.parquet"])
def test_what_somebody_touched_since_is_not_what_was_published(home: Home, name: str) -> None:
    path = home.root / name
    path.write_bytes(path.read_bytes() + b" ")
    refused(home, "eve", "Documents or tables of week 2026-01-05 are not those that were published")
    path.unlink()
    refused(home, "eve", "Documents or tables of week 2026-01-05 are not those that were published")


def test_inputs_that_changed_since_ask_for_another_run(home: Home) -> None:
    with pytest.raises(RefusedError, match=r"Inputs or settings have changed since .* now 0123456789ab\): run it with"):
        decide(known_of(home), Asked("eve", True, "fine", "0123456789ab"))


def test_an_approval_that_expired_is_given_again(home: Home) -> None:
    say(home, "eve")
    refused(home, "fay", "finance approves after manager, whose approval by Eve expired on 2026-01-20", at=LATER)
    say(home, "eve", at=LATER)
    say(home, "fay", at=LATER)


def test_it_holds_for_whole_days_of_the_company(home: Home) -> None:
    """Fourteen days after the day it was given, to midnight in Berlin."""
    assert say(home, "eve").details["until_at"] == "2026-01-20T23:00:00Z"


def test_published_again_with_other_content_everything_is_to_be_approved_again(home: Home) -> None:
    """M6: void the moment the content changes."""
    approve_all(home)
    details = {"week": str(WEEK), "run_id": "other", "content_digest": "0" * 64}
    event_log.append(home, "published", str(WEEK), event_log.SYSTEM, details, known_of(home).now)
    assert [place.state for place in known_of(home).approval.places()] == ["void"] * 3


def test_what_a_role_does_is_a_setting(home: Home) -> None:
    tiny_home.put(home.root, "company.yaml", tiny_home.COMPANY + "approvals: {roles: [cro]}\n")
    say(home, "cora")
    assert known_of(home).approval.is_complete
    refused(home, "fay", "approvals are given by cro")


def test_each_statement_of_a_person_is_another(home: Home) -> None:
    first = statement(known_of(home), asked(home, "eve"))
    say(home, "eve", at="2025-12-20T12:00:00Z")
    assert statement(known_of(home), asked(home, "eve")).nonce != first.nonce
