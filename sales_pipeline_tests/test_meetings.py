"""Invitations from week to week: a higher SEQUENCE than was ever sent, and a cancellation of what is no longer held."""

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from icalendar import Calendar

from sales_pipeline import meetings
from sales_pipeline.execution.meetings.invitation import invitation
from sales_pipeline.execution.meetings.meeting import Meeting
from sales_pipeline.home import Home
from sales_pipeline_tests.execution.meeting_rows import company_review

WEEK, BEFORE = date(2026, 11, 16), date(2026, 11, 9)
AS_OF = datetime(2026, 11, 16, 12)
WEEKLY, GATE, MONTHLY, GONE = "w/2026-11-09/review", "gate/2026-11-09/7/proposal", "m/2026-11/review", "old/review"
RECURS = {"w": "week", "gate": "deal", "m": "month"}


def meeting(review_id: str, **more: Any) -> Meeting:
    return company_review(review_id=review_id, **more)


def times(*rows: tuple[str, datetime]) -> pa.Table:
    return pa.Table.from_pylist([
        {"review_id": id, "initiative_id": id.partition("/")[0], "planned_at": at} for id, at in rows
    ])  # fmt: skip


class FakeWeeks:
    """The plan's recurrences, and the checkpoints of two weeks."""

    def __init__(self, root: Path, held: list[str], planned_last: dict[str, datetime]) -> None:
        self.home = Home(root)
        tables = {
            ("plan_initiatives", None): pa.Table.from_pylist(
                [{"initiative_id": name, "recurrence": kind} for name, kind in RECURS.items()]
            ),
            ("checkpoint_times", WEEK): times(*((id, AS_OF) for id in held)) if held else times(("x/y", AS_OF)),
            ("checkpoint_times", BEFORE): times(*planned_last.items()),
        }
        self.lake = SimpleNamespace(
            read=lambda name, week=None: tables[name, week], has=lambda name, week: (name, week) in tables
        )


def invite(home: Home, week: date, review_id: str, sequence: int = 0, **more: Any) -> Path:
    path = meetings.folder_of(home, week, review_id) / meetings.INVITATION
    path.parent.mkdir(parents=True)
    path.write_bytes(invitation(meeting(review_id, **more), AS_OF, sequence))
    return path


def said(path: Path) -> tuple[str, int]:
    calendar = Calendar.from_ical(path.read_bytes())
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), int(event["SEQUENCE"])


def test_what_vanishes_from_the_week_is_cancelled_once_with_its_agenda_taken_away(tmp_path: Path) -> None:
    """X7: the plan lost it, or the deal moved on, after people were invited."""
    weeks: Any = FakeWeeks(tmp_path, [MONTHLY], {})
    vanished, kept = (invite(weeks.home, WEEK, id, 2) for id in (GATE, MONTHLY))
    (vanished.parent / meetings.AGENDA).write_text("# Proposal gate\n")
    for _ in range(2):
        meetings._cancel(weeks, WEEK, AS_OF)
        assert (said(vanished), said(kept)) == (("CANCEL", 3), ("REQUEST", 2))
    assert not (vanished.parent / meetings.AGENDA).exists()


FAR = datetime(2026, 11, 30)


@pytest.mark.parametrize(
    ("review_id", "planned", "is_cancelled"),
    [
        (GATE, AS_OF, True), (GONE, AS_OF, True), (MONTHLY, FAR, True),
        # postponed out of its week or month: no table knows it now, and it is held
        (WEEKLY, datetime(2026, 11, 10), False), (MONTHLY, datetime(2026, 11, 10), False),
    ],
)  # fmt: skip
def test_what_last_week_invited_to_is_cancelled_where_it_is_no_longer_held(
    tmp_path: Path, review_id: str, planned: datetime, is_cancelled: bool
) -> None:
    weeks: Any = FakeWeeks(tmp_path, [], {review_id: planned})
    last = invite(weeks.home, BEFORE, review_id, 4)
    meetings._cancel(weeks, WEEK, AS_OF)
    path = meetings.folder_of(weeks.home, WEEK, review_id) / meetings.INVITATION
    assert said(last) == ("REQUEST", 4)
    assert (said(path) if path.exists() else None) == (("CANCEL", 5) if is_cancelled else None)


def test_what_is_over_is_not_cancelled(tmp_path: Path) -> None:
    weeks: Any = FakeWeeks(tmp_path, [], {})
    path = invite(weeks.home, WEEK, GATE)
    meetings._cancel(weeks, WEEK, datetime(2026, 11, 17, 20))
    assert said(path) == ("REQUEST", 0)


def test_a_new_week_goes_on_counting_where_the_last_one_was(tmp_path: Path) -> None:
    """X7: a calendar leaves aside what has a lower SEQUENCE than it knows."""
    home = Home(tmp_path)
    last = invite(home, BEFORE, GATE, 3)
    folder = meetings.folder_of(home, WEEK, GATE)
    meetings._invite(home, WEEK, folder, meeting(GATE), datetime(2026, 11, 16, 13))
    assert (folder / meetings.INVITATION).read_bytes() == last.read_bytes()
    moved = meeting(GATE, review_at=datetime(2026, 11, 18, 20))
    meetings._invite(home, WEEK, folder, moved, AS_OF)
    assert said(folder / meetings.INVITATION) == ("REQUEST", 4)
    # a look at last week again knows nothing of this one
    meetings._invite(home, BEFORE, last.parent, meeting(GATE), AS_OF)
    assert said(last) == ("REQUEST", 3)
