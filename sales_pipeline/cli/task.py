"""`task`: what is owed, how it stands, and what people say about it; each command says one thing and shows what follows."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from sales_pipeline import clock
from sales_pipeline.cli.base import HomeOption, app, monday, one_sentence, open_home, say, stop
from sales_pipeline.render.phrases import n_of

task = typer.Typer(
    no_args_is_help=True,
    help="What is owed in a week, how it stands, and what people say about it.",
    epilog="Example: sales-pipeline task list --mine 005FH0000000021",
)
app.add_typer(task, name="task")

TaskArgument = Annotated[str, typer.Argument(metavar="TASK", help="Its id, or a part of it that only one has.")]
AsOption = Annotated[str, typer.Option("--as", help="Who says it: id or name of reference/people.csv.")]
WeekOption = Annotated[str | None, typer.Option(help="Monday of the week; default: the newest that was made.")]
NoteOption = Annotated[str, typer.Option(help="In words, up to 500 characters.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
STATES = ("pending", "in_progress", "blocked", "completed")
_COLUMNS = (
    "instance_id", "title", "subject_name", "state", "state_since_at", "person_id", "person_name", "why", "due_at",
    "is_late", "is_waiting", "value_at_stake_amount", "effort_hours", "spent_hours", "attempt_count", "assigned_at",
    "acknowledged_at", "started_at", "completed_at", "completed_by", "evidence", "evidence_digest", "cause", "since_at",
    "detail", "remover_name", "suggested_move",
)  # fmt: skip


@task.command("list", epilog="Example: sales-pipeline task list --mine 005FH0000000021 --state blocked")
def list_(
    mine: Annotated[str | None, typer.Option(help="Only what is owed by this person: id or name.")] = None,
    state: Annotated[str | None, typer.Option(help=f"Only these: {', '.join(STATES)}.")] = None,
    week: WeekOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is owed, the most urgent first."""
    if state and state not in STATES:
        stop("usage", f"{state!r} is no state: write one of {', '.join(STATES)}.", as_json)
    session = _Session(home, week, as_json)
    work = session.work()
    person = session.person(work, mine)["person_id"] if mine else None
    rows = sorted(work.tasks.values(), key=lambda row: row["priority_order"])
    shown = [r for r in rows if (not person or r["person_id"] == person) and (not state or r["state"] == state)]
    if as_json:
        print(json.dumps([_picked(row) for row in shown], indent=2, default=str))
        return
    for row in shown:
        print(session.line(row))
    say(f"{n_of(len(shown), 'task')} of week {work.week}.")


@task.command(epilog="Example: sales-pipeline task show roll_up --week 2026-11-16")
def show(name: TaskArgument, week: WeekOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show a task: whose, how it stands, by which facts, what blocks it, and what was said."""
    session = _Session(home, week, as_json)
    session.show(session.found(name)[1])


@task.command(epilog="Example: sales-pipeline task acknowledge roll_up --as 005FH0000000007")
def acknowledge(
    name: TaskArgument, person: AsOption, note: NoteOption = "", week: WeekOption = None, home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Say that you have heard of a task that was given to you."""
    _Session(home, week, as_json).say("acknowledged", name, person, note=note)


@task.command(epilog="Example: sales-pipeline task start roll_up --as 005FH0000000007")
def start(
    name: TaskArgument, person: AsOption, note: NoteOption = "", week: WeekOption = None, home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Say that you begin a task of yours."""
    _Session(home, week, as_json).say("started", name, person, note=note)


@task.command(epilog="Example: sales-pipeline task block roll_up --as 005FH0000000007 --cause missing_input --note Calls")
def block(
    name: TaskArgument,
    person: AsOption,
    cause: Annotated[
        str, typer.Option(help="missing_input, failed_gate, absent_person, conflict, or said: none of them.")
    ] = "said",
    note: NoteOption = "",
    week: WeekOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that a task can't go on, and why."""
    _Session(home, week, as_json).say("blocked", name, person, note=note, cause=cause)


@task.command(epilog="Example: sales-pipeline task unblock roll_up --as 005FH0000000004 --note 'The calls are in'")
def unblock(
    name: TaskArgument, person: AsOption, note: NoteOption = "", week: WeekOption = None, home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Say that what blocked a task is gone."""
    _Session(home, week, as_json).say("unblocked", name, person, note=note)


@task.command(epilog="Example: sales-pipeline task done roll_up --as 005FH0000000007 --evidence outputs/check.pdf")
def done(
    name: TaskArgument,
    person: AsOption,
    evidence: Annotated[Path | None, typer.Option(help="File that shows it; its hash is kept.")] = None,
    note: NoteOption = "",
    week: WeekOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that a task is done, with what shows it."""
    _Session(home, week, as_json).say("done", name, person, note=note, evidence=evidence)


@task.command(epilog="Example: sales-pipeline task reassign roll_up --as 005FH0000000004 --to 005FH0000000006")
def reassign(
    name: TaskArgument,
    person: AsOption,
    to: Annotated[str, typer.Option(help="Who does it from now on: id or name.")],
    note: NoteOption = "",
    week: WeekOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a task to somebody else."""
    _Session(home, week, as_json).say("reassigned", name, person, note=note, to=to)


@task.command(epilog="Example: sales-pipeline task comment roll_up --as 005FH0000000004 --note 'EMEA comes at noon'")
def comment(
    name: TaskArgument, person: AsOption, note: NoteOption, week: WeekOption = None, home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Say something about a task; its state stays."""
    _Session(home, week, as_json).say("commented", name, person, note=note)


class _Session:
    """One command on one home: what it looks at, says and shows."""

    def __init__(self, home: Path | None, week: str | None, as_json: bool) -> None:
        self.place, self.company = open_home(home)
        self.week, self.as_json = monday(week) if week else None, as_json

    def work(self, week: date | None = None) -> Any:
        from sales_pipeline.event_log import EventError
        from sales_pipeline.work_say import SayError, look

        with one_sentence(self.place, self.as_json):
            try:
                return look(self.place, self.company, week or self.week)
            except (SayError, EventError) as error:
                stop("input", f"{error}.".replace("?.", "?"), self.as_json)

    def found(self, name: str, person: str | None = None) -> tuple[Any, Any]:
        """The work of the week, and the task that is meant."""
        work = self.work()
        return work, self._asked(lambda: work.task(name, person))

    def person(self, work: Any, text: str) -> Any:
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

    def _asked(self, what: Any) -> Any:
        from sales_pipeline.event_log import EventError
        from sales_pipeline.work_say import SayError

        try:
            return what()
        except (SayError, EventError) as error:
            stop("input", f"{error}.".replace("?.", "?"), self.as_json)

    def show(self, row: Any) -> None:
        said = self._said(row["instance_id"])
        if self.as_json:
            print(json.dumps({**_picked(row), "events": said}, indent=2, default=str))
            return
        for name in _COLUMNS:
            value = row.get(name)
            if value is not None:
                print(f"{name:<22} {_local(value, self.company.zone) if name.endswith('_at') else value}")
        for event in said:
            words = ", ".join(f"{value}" for key, value in event["details"].items() if key != "week" and value)
            print(f"event {event['seq']:<16} {event['at']} {event['person']} {event['kind']}{f': {words}' if words else ''}")

    def _said(self, name: str) -> list[dict[str, Any]]:
        from sales_pipeline import event_log

        return [
            {"seq": e.seq, "at": e.at, "kind": e.kind, "person": e.person, "details": dict(e.details)}
            for e in event_log.read(self.place)
            if e.subject == name
        ]

    def line(self, row: Any) -> str:
        due = _local(row["due_at"], self.company.zone)
        late = " late" if row["is_late"] else ""
        who = row["person_name"] or row["person_id"] or "nobody"
        about = f" ({row['subject_name']})" if row["subject_name"] else ""
        return f"{row['state']:<11} {due}{late:<5} {who:<22} {row['title']}{about} [{row['instance_id']}]"


def _picked(row: Any) -> dict[str, Any]:
    return {name: row.get(name) for name in _COLUMNS}


def _local(at: datetime, zone: ZoneInfo) -> str:
    """A moment on the company's clock."""
    return f"{at.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d %H:%M}"
