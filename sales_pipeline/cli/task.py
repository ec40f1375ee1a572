"""`task`: what is owed, how it stands, and what people say about it: each command says one thing."""

import json
from pathlib import Path
from typing import Annotated

import typer

from sales_pipeline.cli.base import HomeOption, app, say, stop
from sales_pipeline.cli.task_session import Session, picked
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
    session = Session(home, week, as_json)
    work = session.work()
    person = session.person(work, mine)["person_id"] if mine else None
    rows = sorted(work.tasks.values(), key=lambda row: row["priority_order"])
    shown = [r for r in rows if (not person or r["person_id"] == person) and (not state or r["state"] == state)]
    if as_json:
        print(json.dumps([picked(row) for row in shown], indent=2, default=str))
        return
    for row in shown:
        print(session.line(row))
    say(f"{n_of(len(shown), 'task')} of week {work.week}.")


@task.command(epilog="Example: sales-pipeline task show roll_up --week 2026-11-16")
def show(name: TaskArgument, week: WeekOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show a task: whose, how it stands, by which facts, what blocks it, and what was said."""
    session = Session(home, week, as_json)
    session.show(session.task(name))


@task.command(epilog="Example: sales-pipeline task acknowledge roll_up --as 005FH0000000007")
def acknowledge(
    name: TaskArgument, person: AsOption, note: NoteOption = "", week: WeekOption = None, home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Say that you have heard of a task that was given to you."""
    Session(home, week, as_json).say("acknowledged", name, person, note=note)


@task.command(epilog="Example: sales-pipeline task start roll_up --as 005FH0000000007")
def start(
    name: TaskArgument, person: AsOption, note: NoteOption = "", week: WeekOption = None, home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Say that you begin a task of yours."""
    Session(home, week, as_json).say("started", name, person, note=note)


@task.command(
    epilog="Example: sales-pipeline task block roll_up --as 005FH0000000007 --cause missing_input --note Calls"
)
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
    Session(home, week, as_json).say("blocked", name, person, note=note, cause=cause)


@task.command(epilog="Example: sales-pipeline task unblock roll_up --as 005FH0000000004 --note 'The calls are in'")
def unblock(
    name: TaskArgument, person: AsOption, note: NoteOption = "", week: WeekOption = None, home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Say that what blocked a task is gone."""
    Session(home, week, as_json).say("unblocked", name, person, note=note)


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
    Session(home, week, as_json).say("done", name, person, note=note, evidence=evidence)


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
    Session(home, week, as_json).say("reassigned", name, person, note=note, to=to)


@task.command(epilog="Example: sales-pipeline task comment roll_up --as 005FH0000000004 --note 'EMEA comes at noon'")
def comment(
    name: TaskArgument, person: AsOption, note: NoteOption, week: WeekOption = None, home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Say something about a task; its state stays."""
    Session(home, week, as_json).say("commented", name, person, note=note)
