"""What people read: each person the own tasks and what waits for them, leadership how work stands, everybody safely."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from sales_pipeline.render import blocks
from sales_pipeline.telling import digest, pages
from sales_pipeline.telling.rows import Rows, rows_of
from sales_pipeline.telling.working_documents import announcements, standup, status, working_documents
from sales_pipeline_tests.telling.stand_in import WEEK, Row, StandIn, notification

HOSTILE = "=cmd|' /C calc'!A0 [x](javascript:alert(1)) <script>alert(1)</script> **b** | `c` \u202eevil\r\n# Head ![i](http://x)"
PEOPLE = [
    {"person_id": "cro", "person_name": "Cro", "role": "cro"},
    {"person_id": "vp", "person_name": "Vic", "role": "regional_vp", "manager_id": "cro"},
    {"person_id": "mia", "person_name": "Mia", "role": "manager", "manager_id": "vp"},
    {"person_id": "max", "person_name": "Max", "role": "manager", "manager_id": "cro"},
    {"person_id": "ann", "person_name": "Ann", "role": "representative", "manager_id": "mia"},
    {"person_id": "bob", "person_name": "Bob", "role": "representative", "manager_id": "max"},
]  # fmt: skip


def task(id: str, person: str, order: int, **more: Any) -> Row:
    return {
        "instance_id": id, "initiative_id": "f", "occurrence_id": "w", "title": f"Task {id}", "subject_kind": "company",
        "person_id": person, "person_name": person.capitalize(), "priority_order": order, "tier": 3, "state": "pending",
        "due_at": "2026-11-17 17:00", "value_at_stake_amount": 1_250_000, **more,
    }  # fmt: skip


TASKS = [
    task("a", "ann", 2, is_late=True, due_at="2026-11-16 17:00"), task("b", "ann", 1),
    task("c", "ann", 3, is_waiting=True), task("d", "ann", 4, state="blocked"),
    task("e", "ann", 5, state="completed", completed_at="2026-11-17 08:00"),
    task("g", "bob", 6, subject_kind="deal", subject_name="Big deal"), task("h", "mia", 7, tier=2, initiative_id="s"),
]  # fmt: skip
GIVEN: dict[str, list[Row]] = {
    "people": PEOPLE,
    "task_states": TASKS,
    "task_links": [
        {"instance_id": "g", "needs_instance_id": "b"}, {"instance_id": "c", "needs_instance_id": "b"},
        {"instance_id": "h", "needs_instance_id": "e"},
    ],
    "blockers": [
        {
            "instance_id": "d", "cause": "missing_input", "since_at": "2026-11-17 07:00", "detail": "the export",
            "remover_name": "Mia",
        }
    ],
    "escalations": [
        {"instance_id": "a", "level": "manager", "reason": "late", "title": "Task a", "value_at_stake_amount": 5},
        {"instance_id": "a", "level": "assignee", "reason": "late", "title": "Task a", "value_at_stake_amount": 5},
        {"instance_id": "g", "level": "assignee", "reason": "unacknowledged", "title": "Task g"},
        {"instance_id": "g", "level": "manager", "reason": "over_estimate", "title": "Task g"},
    ],
    "progress": [
        {
            "initiative_id": "f", "occurrence_id": "w", "title": "Forecast", "tier": 3, "completion_ratio": 0.25,
            "expected_ratio": 0.5, "blocked_count": 1, "late_count": 1, "task_count": 6, "effort_hours": 8,
            "completed_effort_hours": 2,
        },
        {"initiative_id": "s", "occurrence_id": "v", "title": "Small", "tier": 2, "effort_hours": 3},
        {
            "initiative_id": "s", "occurrence_id": "w", "title": "Small", "tier": 2, "effort_hours": 1,
            "completed_effort_hours": 1, "completion_ratio": 1,
        },
    ],
    "checkpoint_reviews": [
        {
            "review_id": "r", "initiative_id": "f", "occurrence_id": "w", "title": "Review", "state": "not_ready",
            "open_needs": "bridges_balance", "review_at": "2026-11-17 20:00",
        }
    ],
    "plan_risks": [
        {"initiative_id": "f", "risk_id": "r", "risk": "Calls come late", "owner_role": "sales_operations"},
        {"initiative_id": "elsewhere", "risk_id": "r", "risk": "Not at work"},
    ],
    "revenue_milestones": [
        {"node_id": "top", "node_name": "Acme", "milestone": "pipeline", "value": 12_345_000, "target": 10_000_000},
        {"node_id": "top", "node_name": "Acme", "milestone": "quota_attainment", "value": 0.42, "target": 1},
        {"node_id": "top", "node_name": "Acme", "milestone": "deals_closed", "value": 7, "target": None},
    ],
    "approvals": [{"subject_id": "forecast", "approver_order": 1, "role": "manager", "state": "waiting"}],
}  # fmt: skip


def rows(root: Path, **given: list[Row]) -> Rows:
    stand_in = StandIn(root, "2026-11-17 09:00", None, **{**GIVEN, **given})
    return rows_of(stand_in, WEEK, datetime(2026, 11, 17, 9, tzinfo=UTC))  # type: ignore[arg-type]


def test_a_person_reads_what_to_do_next_what_is_late_and_what_waits(tmp_path: Path) -> None:
    """B1: by priority; nothing that waits for others, is blocked or is done."""
    told = [notification("late/a/ann", "ann", until_at="2026-11-16 17:00"), notification("start/x/ann", "ann")]
    seen = rows(tmp_path, notifications=told)
    page = digest.page(seen, "ann", seen["notifications"])
    assert page == (Path(__file__).parent / "golden" / "ann.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("person", "lines"),
    [
        ("ann", None),
        ("mia", ["5 tasks, 1 done, 1 blocked, 1 late", "Task a: late"]),
        ("max", ["1 task, 0 done, 0 blocked, 0 late", "Task g: over estimate"]),
        ("vp", ["6 tasks, 1 done, 1 blocked, 1 late", "Task a: late"]),
        ("cro", ["7 tasks, 1 done, 1 blocked, 1 late", "Task a: late", "Task g: over estimate"]),
    ],
)
def test_those_who_lead_read_how_the_work_of_their_people_stands(
    tmp_path: Path, person: str, lines: list[str] | None
) -> None:
    """B7, I1: a manager the team's, a head of a region the region's, the CRO all; a representative none."""
    found = digest.status_for(rows(tmp_path), person)
    said = found and [*found["counts"], *(line.partition(",")[0] for line in found["escalated"])]
    assert said == lines


def test_a_task_has_one_line_however_much_there_is_to_tell_of_it(tmp_path: Path) -> None:
    """B1: one digest instead of a flood: what presses most, and the rest by name."""
    told = [
        notification(key, "ann", instance_id="a", what="Send the call", until_at=None)
        for key in ("assigned/a/ann", "late/a/ann", "escalation/a/assignee/unacknowledged/ann")
    ]
    seen = rows(tmp_path, notifications=told)
    text = digest.text(seen, "ann", seen["notifications"])
    assert [line for line in text.splitlines() if "Send the call" in line] == [
        "- Asked, late, yours: Send the call. why escalation/a/assignee/unacknowledged/ann"
    ]


def test_what_is_good_to_know_of_many_alike_has_one_line(tmp_path: Path) -> None:
    """B1: six gates of deals that were passed are a line, and a question keeps its mark."""
    told = [
        notification(f"milestone/held/{deal}/cro", "cro", what="Is it ready?", why="It was held: passed", until_at=None)
        for deal in ("a", "b", "c")
    ]
    seen = rows(tmp_path, notifications=told)
    assert "- Milestone: Is it ready? (3 times). It was held: passed\n" in digest.text(
        seen, "cro", seen["notifications"]
    )
    assert "- Milestone: Is it ready? It was held: passed\n" in digest.text(seen, "cro", seen["notifications"][:1])


def test_a_task_that_came_up_for_two_reasons_is_one_line(tmp_path: Path) -> None:
    """I3: at its highest level, since the first of them."""
    raised = {"instance_id": "a", "title": "Task a", "value_at_stake_amount": 5}
    given = [
        {**raised, "level": "manager", "reason": "late", "since_at": "2026-11-16 19:00"},
        {**raised, "level": "cro", "reason": "blocked", "since_at": "2026-11-17 08:00"},
    ]
    [row] = status(rows(tmp_path, escalations=given))["escalations"]
    assert (row[1:3], row[4]) == (["blocked and late", "CRO"], "Mon 16 Nov 19:00")


def test_gates_that_were_held_are_counted_in_the_stand_up(tmp_path: Path) -> None:
    """B3: what is still to be decided is named."""
    gate: Row = {
        "initiative_id": "f", "occurrence_id": "w", "title": "Ready?", "subject_kind": "deal", "state": "held",
        "review_at": "2026-11-17 20:00", "outcome": "passed",
    }  # fmt: skip
    given: list[Row] = [
        *({**gate, "review_id": name, "subject_name": name} for name in "xy"),
        {**gate, "review_id": "z", "subject_name": "Z", "outcome": "failed"},
        {**gate, "review_id": "m", "subject_name": "Big deal", "state": "missed", "outcome": None},
    ]
    [found] = standup(rows(tmp_path, checkpoint_reviews=given))
    assert found["decisions"] == [
        "Ready? (Tue 17 Nov 20:00): held, 1 failed, 2 passed", "Ready? (Big deal) (Tue 17 Nov 20:00): missed",
    ]  # fmt: skip


def test_the_stand_up_says_done_next_blocked_and_decisions(tmp_path: Path) -> None:
    """B3: of tier 3 and 4 alone."""
    [found] = standup(rows(tmp_path))
    assert found["heading"] == "Forecast (tier 3)"
    assert (found["done_now"], found["done_count"], found["task_count"]) == (["Task e: Ann"], 1, 6)
    assert [line.partition(",")[0] for line in found["next"]] == [
        "Task b: Ann",
        "Task a: Ann",
        "Task g (Big deal): Bob",
    ]
    assert found["blocked"] == ["Task d: missing input since Tue 17 Nov 07:00, the export; Mia can remove it"]
    assert found["decisions"] == ["Review (Tue 17 Nov 20:00): not ready; not there: bridges_balance"]


@pytest.mark.parametrize(("as_of", "done"), [("2026-11-18 07:59", 1), ("2026-11-18 08:01", 0), ("2026-11-23 09:00", 0)])
def test_done_since_the_last_stand_up_is_of_a_day_or_a_weekend(tmp_path: Path, as_of: str, done: int) -> None:
    [found] = standup(replace(rows(tmp_path), as_of=datetime.fromisoformat(as_of)))
    assert (len(found["done_now"]), len(found["done_before"]), found["done_count"]) == (done, 1 - done, 1)


def test_the_status_report_has_what_leadership_asks_for(tmp_path: Path) -> None:
    """I1: progress, escalations, approvals, risks of what is at work, revenue milestones in their units."""
    found = status(rows(tmp_path))
    assert [row[:6] for row in found["progress"]] == [
        ["Forecast", 3, 1, "25%", "50%", 1],
        ["Small", 2, 2, "25%", "0%", 2],
    ]
    assert [row[:3] for row in found["escalations"]] == [
        ["Task a", "late", "manager"], ["Task g", "over estimate", "manager"],
    ]  # fmt: skip
    assert found["risks"] == [["Calls come late", "none said", "sales operations"]]
    assert found["milestones"] == [["Acme", "$12.3M", "$10.0M", "42%", "7"]]
    assert found["approvals"] == [["forecast", "manager", "waiting", "", ""]]


def test_announcements_say_each_thing_once(tmp_path: Path) -> None:
    """X1, I4, I5, X12: start, milestones and completion, whoever is told and however many are."""
    told = [
        notification(f"{kind}/x/{person}", person, what=what, why=why, since=since)
        for kind, what, why, since in (
            ("start", "Work on the week has begun", "one task", "2026-11-16 08:00"),
            ("milestone", "Forecast", "Half of its work is done", "2026-11-17 08:00"),
            ("completion", "Forecast", "All of its tasks are done", "2026-11-18 08:00"),
            ("late", "Send the call", "It was due", "2026-11-18 08:00"),
        )
        for person in ("ann", "bob")
    ]
    found = announcements(rows(tmp_path, notifications=told))
    assert [each["said"] for each in found] == [
        "Work on the week has begun", "Forecast. Half of its work is done", "Forecast. All of its tasks are done",
    ]  # fmt: skip


def test_outside_text_stays_text_in_everything_people_read(tmp_path: Path) -> None:
    """L: a deal's or person's name makes no markup, link, table or line of its own."""
    given = {
        "people": [{**person, "person_name": HOSTILE} for person in PEOPLE],
        "task_states": [{**row, "title": HOSTILE, "subject_kind": "deal", "subject_name": HOSTILE} for row in TASKS],
        "blockers": [{**GIVEN["blockers"][0], "detail": HOSTILE}],
        "progress": [{**row, "title": HOSTILE} for row in GIVEN["progress"]],
        "escalations": [{**row, "title": HOSTILE} for row in GIVEN["escalations"]],
        "plan_risks": [{"initiative_id": "f", "risk_id": "r", "risk": HOSTILE}],
    }
    told = [notification("late/a/mia", "mia", what=HOSTILE, why=HOSTILE, person_name=HOSTILE)]
    seen = rows(tmp_path, notifications=told, **given)
    texts = {"page": digest.page(seen, "mia", told_rows(seen)), **decoded(working_documents(seen))}
    for name, text in texts.items():
        made = blocks.parse(text)
        plain = blocks.text_of(made)
        assert "<script>alert(1)</script>" in plain or name == "announcements.md"
        assert "\u202e" not in text
        assert [
            block for block in made if isinstance(block, blocks.Heading) and blocks.plain(block.spans) == "Head"
        ] == []
    plain = digest.text(seen, "mia", told_rows(seen))
    assert all("Head" not in line[:6] for line in plain.splitlines())
    assert "\r" not in digest.subject(seen, told_rows(seen))


def told_rows(seen: Rows) -> list[Row]:
    return seen["notifications"]


def decoded(documents: dict[str, bytes]) -> dict[str, str]:
    return {name: content.decode("utf-8") for name, content in documents.items()}


def test_pages_have_names_that_any_disk_takes_and_no_two_share(tmp_path: Path) -> None:
    people = [
        {"person_id": "../x", "person_name": "A/B"}, {"person_id": "X", "person_name": "a b"},
        {"person_id": "名", "person_name": "名"}, {"person_id": "x", "person_name": "A.B"},
        {"person_id": "l" * 200, "person_name": "Long"},
    ]  # fmt: skip
    seen = rows(tmp_path, people=people)
    found = pages.page_names(seen, [str(row["person_id"]) for row in people])
    assert sorted(found.values())[:4] == ["a-b-x-2.md", "a-b-x-3.md", "a-b-x.md", f"long-{'l' * 75}.md"]
    assert len(set(found.values())) == 5


def test_pages_of_those_who_are_told_nothing_any_more_go_and_what_is_the_same_is_not_written(tmp_path: Path) -> None:
    home = StandIn(tmp_path, "2026-11-17 09:00").home
    both = rows(tmp_path, notifications=[notification("late/a/ann", "ann"), notification("late/g/bob", "bob")])
    pages.write(home, both)
    folder = home.outputs(date(2026, 11, 16)) / "messages"
    before = (folder / "ann-ann.md").stat().st_mtime_ns
    assert sorted(path.name for path in folder.iterdir()) == [
        "ann-ann.md", "announcements.md", "bob-bob.md", "standup_digest.md", "status_report.md",
    ]  # fmt: skip
    pages.write(home, rows(tmp_path, notifications=[notification("late/a/ann", "ann")]))
    assert not (folder / "bob-bob.md").exists()
    assert (folder / "ann-ann.md").stat().st_mtime_ns == before
