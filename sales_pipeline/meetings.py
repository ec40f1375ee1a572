"""The folder outputs/<week>/checkpoints/: the agenda of a checkpoint nobody has decided, the invitation to one to come.

Both live on while the week is worked on: an agenda is written anew when something in it has changed, an invitation only
when its time or its people have, and then with a higher sequence than it had, in whichever week. One that was held this
week keeps its agenda, with what was decided. In the place of an invitation to what is no longer held comes, once, its
cancellation. What they say stands in execution/meetings.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sales_pipeline import files
from sales_pipeline.calendar import WEEK, instant
from sales_pipeline.execution.meetings.agenda import agenda
from sales_pipeline.execution.meetings.gathering import TABLES, Gathering
from sales_pipeline.execution.meetings.invitation import cancellation, invitation, renewed
from sales_pipeline.execution.meetings.meeting import House, Meeting
from sales_pipeline.home import Home
from sales_pipeline.week_tables import this_week
from sales_pipeline.weeks import Weeks

FOLDER, AGENDA, INVITATION = "checkpoints", "agenda.md", "invitation.ics"
PERIODIC = ("week", "month", "quarter")
TO_COME = ("coming", "ready", "not_ready")
_LENGTH = 60


def write(weeks: Weeks, week: date) -> None:
    """Write what a week's checkpoints need; what is written already and says the same stays."""
    [clock] = weeks.work.tables(week)["work_clock"].to_pylist()
    for meeting in meetings(weeks, week):
        folder = folder_of(weeks.home, week, meeting.review["review_id"])
        _put(folder / AGENDA, agenda(meeting))
        if meeting.review["state"] in TO_COME:
            _invite(weeks.home, week, folder, meeting, clock["as_of_at"])
    _cancel(weeks, week, clock["as_of_at"])


def meetings(weeks: Weeks, week: date) -> Iterator[Meeting]:
    """The checkpoints nobody has decided, and those held this week, with all that is said of them."""
    rows = {name: table.to_pylist() for name, table in weeks.frames(TABLES, week).items()}
    now = this_week(weeks.company, week)
    gathering = Gathering(_house(weeks), rows, _staff(weeks, week), now["period_id"])
    begins = instant(week, weeks.company.zone)
    for review in rows["checkpoint_reviews"]:
        if review["state"] != "held" or review["decided_at"] >= begins:
            yield gathering.meeting(review)


def folder_of(home: Home, week: date, review_id: str) -> Path:
    """Where a checkpoint's papers lie: a name that every system takes, another for every checkpoint."""
    plain = re.sub(r"[^a-z0-9_-]+", "-", review_id.casefold())[:_LENGTH].strip("-_")
    return home.outputs(week) / FOLDER / f"{plain}-{hashlib.sha256(review_id.encode()).hexdigest()[:8]}"


def _invite(home: Home, week: date, folder: Path, meeting: Meeting, as_of: datetime) -> None:
    last = _last_sent(home, week, folder.name)
    before = last.read_bytes() if last else None
    wanted = renewed(before, meeting.review["postponed_count"], lambda n: invitation(meeting, as_of, n))
    _put(folder / INVITATION, wanted)


def _last_sent(home: Home, week: date, name: str) -> Path | None:
    """The invitation of a checkpoint written last: of what goes on for weeks it may be an earlier week's."""
    found = home.outputs(week).parent.glob(f"????-??-??/{FOLDER}/{name}/{INVITATION}")
    return max((path for path in found if path.parts[-4] <= week.isoformat()), default=None)


def _cancel(weeks: Weeks, week: date, as_of: datetime) -> None:
    """Cancel what people were invited to, this week or the one before, and what is no longer held."""
    ours = weeks.home.outputs(week) / FOLDER
    held = {folder_of(weeks.home, week, row["review_id"]).name for row in _rows(weeks, "checkpoint_times", week)}
    invited = {path.parent.name for path in ours.glob(f"*/{INVITATION}")}
    for name in sorted((invited | _gone_on(weeks, week, as_of)) - held):
        last = _last_sent(weeks.home, week, name)
        cancelled = cancellation(last.read_bytes(), as_of) if last else None
        if cancelled:
            _put(ours / name / INVITATION, cancelled)
            files.remove(ours / name / AGENDA)


def _gone_on(weeks: Weeks, week: date, as_of: datetime) -> set[str]:
    """What last week's invitations were for, without what was postponed out of the time it belongs to: that is held."""
    recurs = {row["initiative_id"]: row["recurrence"] for row in weeks.lake.read("plan_initiatives").to_pylist()}
    return {
        folder_of(weeks.home, week, row["review_id"]).name
        for row in _rows(weeks, "checkpoint_times", week - WEEK)
        if recurs.get(row["initiative_id"]) not in PERIODIC or row["planned_at"] > as_of
    }


def _rows(weeks: Weeks, name: str, week: date) -> list[dict[str, Any]]:
    return weeks.lake.read(name, week).to_pylist() if weeks.lake.has(name, week) else []


def _put(path: Path, content: bytes) -> None:
    if not path.is_file() or path.read_bytes() != content:
        files.put(path, content)


def _house(weeks: Weeks) -> House:
    company, rules = weeks.company, weeks.company.checkpoints
    return House(company.name, company.zone, company.currency, rules.review_minutes, rules.gate_minutes)


def _staff(weeks: Weeks, week: date) -> list[dict[str, Any]]:
    """Who is employed in a week."""
    return [
        row for row in weeks.lake.read("people").to_pylist()
        if (row["hired_on"] or week) <= week <= (row["left_on"] or week)
    ]  # fmt: skip
