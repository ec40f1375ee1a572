"""The folder outputs/<week>/checkpoints/: the agenda of a checkpoint nobody has decided, the invitation to one to come.

Both live on while the week is worked on: an agenda is written anew when something in it has changed, an invitation only
when its time or its people have, and then with a higher sequence. One that was held this week keeps its agenda, with
what was decided. What they say stands in execution/meetings.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sales_pipeline import files
from sales_pipeline.calendar import instant
from sales_pipeline.execution.meetings.agenda import agenda
from sales_pipeline.execution.meetings.gathering import TABLES, Gathering
from sales_pipeline.execution.meetings.invitation import invitation, renewed
from sales_pipeline.execution.meetings.meeting import House, Meeting
from sales_pipeline.home import Home
from sales_pipeline.week_tables import this_week
from sales_pipeline.weeks import Weeks

FOLDER, AGENDA, INVITATION = "checkpoints", "agenda.md", "invitation.ics"
TO_COME = ("coming", "ready", "not_ready")
_LENGTH = 60


def write(weeks: Weeks, week: date) -> None:
    """Write what a week's checkpoints need; what is written already and says the same stays."""
    [clock] = weeks.work.tables(week)["work_clock"].to_pylist()
    for meeting in meetings(weeks, week):
        folder = folder_of(weeks.home, week, meeting.review["review_id"])
        _put(folder / AGENDA, agenda(meeting))
        if meeting.review["state"] in TO_COME:
            _invite(folder / INVITATION, meeting, clock["as_of_at"])


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


def _invite(path: Path, meeting: Meeting, as_of: Any) -> None:
    before = path.read_bytes() if path.is_file() else None
    _put(path, renewed(before, meeting.review["postponed_count"], lambda n: invitation(meeting, as_of, n)))


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
