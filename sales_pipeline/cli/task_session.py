"""One `task` command on one home: what it looks at, says and shows."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sales_pipeline import clock
from sales_pipeline.cli.base import monday, one_sentence, open_home, say, stop

COLUMNS = (
    "instance_id", "title", "subject_name", "state", "state_since_at", "person_id", "person_name", "why", "due_at",
    "is_late", "is_waiting", "value_at_stake_amount", "effort_hours", "spent_hours", "attempt_count", "assigned_at",
    "acknowledged_at", "started_at", "completed_at", "completed_by", "evidence", "evidence_digest", "cause", "since_at",
    "detail", "remover_name", "suggested_move",
)  # fmt: skip
T = TypeVar("T")


class Session:
    """The home and the week that a command is about, and whether people or programs read it."""

    def __init__(self, home: Path | None, week: str | None, as_json: bool) -> None:
        self.place, self.company = open_home(home)
        self.week, self.as_json = monday(week) if week else None, as_json
        self._weeks: Any = None

    def work(self, week: date | None = None) -> Any:
        """How work stands now."""
        from sales_pipeline.event_log import EventError
        from sales_pipeline.meant import NotMadeError
        from sales_pipeline.weeks import Weeks
        from sales_pipeline.work_now import look

        # what was said changes how work stands, not the files and what weeks see of them
        self._weeks = self._weeks or Weeks(self.place, self.company, taken_in=True)
        with one_sentence(self.place, self.as_json):
            try:
                return look(self.place, self.company, week or self.week, self._weeks)
            except (NotMadeError, EventError) as error:
                stop("input", f"{error}.".replace("?.", "?"), self.as_json)

    def task(self, name: str) -> Any:
        """The task that is meant."""
        work = self.work()
        return self._asked(lambda: work.task(name))

    def person(self, work: Any, text: str) -> Any:
        """Who is meant, employed today."""
        return self._asked(lambda: work.person(text, clock.now().astimezone(self.company.zone).date()))

    def say(self, kind: str, name: str, person: str, *, to: str | None = None, **details: Any) -> None:
        """Say one thing of a task, then show how it stands."""
        from sales_pipeline import work_say

        work = self.work()
        who = self.person(work, person)
        task = self._asked(lambda: work.task(name, who["person_id"]))
        whom = self.person(work, to) if to else None
        with one_sentence(self.place, self.as_json):
            event = self._asked(
                lambda: work_say.say(self.place, work, kind, task, who, clock.now(), to=whom, **details)
            )
        say(f"Noted as event {event.seq}.")
        self.show(self.work(work.week).tasks[task["instance_id"]])

    def _asked(self, what: Callable[[], T]) -> T:
        from sales_pipeline.event_log import EventError
        from sales_pipeline.meant import UnknownError
        from sales_pipeline.work_say import SayError

        try:
            return what()
        except (UnknownError, SayError) as error:
            stop("usage", f"{error}.".replace("?.", "?"), self.as_json)
        except EventError as error:
            stop("input", f"{error}.", self.as_json)

    def show(self, row: Any) -> None:
        """Everything of a task: what is known of it, line by line, then what was said."""
        said = self._said(row["instance_id"])
        if self.as_json:
            print(json.dumps({**picked(row), "events": said}, indent=2, default=str))
            return
        for name in COLUMNS:
            value = row.get(name)
            if value is not None:
                print(f"{name:<22} {local(value, self.company.zone) if name.endswith('_at') else value}")
        for event in said:
            words = [str(value) for key, value in event["details"].items() if key != "week" and value]
            print(f"event {event['seq']:<16} {event['at']} {event['person']} {', '.join([event['kind'], *words])}")

    def _said(self, name: str) -> list[dict[str, Any]]:
        from sales_pipeline import event_log

        return [
            {"seq": e.seq, "at": e.at, "kind": e.kind, "person": e.person, "details": dict(e.details)}
            for e in event_log.read(self.place)
            if e.subject == name
        ]

    def line(self, row: Any) -> str:
        """A task as one line of a list."""
        due = local(row["due_at"], self.company.zone)
        late = " late" if row["is_late"] else ""
        who = row["person_name"] or row["person_id"] or "nobody"
        about = f" ({row['subject_name']})" if row["subject_name"] else ""
        return f"{row['state']:<11} {due}{late:<5} {who:<22} {row['title']}{about} [{row['instance_id']}]"


def picked(row: Any) -> dict[str, Any]:
    """What programs are given of a task."""
    return {name: row.get(name) for name in COLUMNS}


def local(at: datetime, zone: ZoneInfo) -> str:
    """A moment on the company's clock."""
    return f"{at.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d %H:%M}"
