"""What a person says about a task, checked before it becomes an event: whether it makes sense as the task stands.

The event is on the disk when `say` returns. Which task and person are meant is found in work_now.py.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sales_pipeline import event_log
from sales_pipeline.event_log import Event
from sales_pipeline.home import Home
from sales_pipeline.render.text import one_line
from sales_pipeline.work_now import Row, Work

CAUSES = ("missing_input", "failed_gate", "absent_person", "conflict", "said")
NOTE_LENGTH = 500


class SayError(Exception):
    """Something that can't be said; the message says what is wrong and what to do."""


def say(
    home: Home, work: Work, kind: str, task: Row, person: Row, now: datetime, *, note: str = "",
    cause: str | None = None, to: Row | None = None, evidence: Path | None = None, hours: float | None = None,
) -> Event:  # fmt: skip
    """Add the event, once it makes sense for a task as it stands; SayError says why it doesn't."""
    problem = next(_problems(kind, task, person, cause, note, to), None)
    if problem:
        raise SayError(problem)
    details: dict[str, str | int | bool | None] = {"week": work.week.isoformat()}
    details |= {"note": one_line(note)} if note else {}
    details |= {"cause": cause} if cause else {}
    details |= {"to_person_id": to["person_id"]} if to else {}
    details |= _shown(home, evidence) if evidence else {}
    details |= {"spent_hours": f"{hours:.2f}"} if hours is not None else {}
    return event_log.append(home, kind, task["instance_id"], person["person_id"], details, now.astimezone(UTC))


def _problems(kind: str, task: Row, person: Row, cause: str | None, note: str, to: Row | None) -> Iterator[str]:
    """Why it makes no sense."""
    name, state, since = task["instance_id"], task["said_state"], f"{task['said_since_at']} UTC"
    if len(note) > NOTE_LENGTH:
        yield f"the note has {len(note):,} characters: shorten it to {NOTE_LENGTH}"
    if kind == "commented":
        if not note.strip():
            yield "a comment says something: write it after --note"
        return
    if state == "completed":
        yield f"{name} was completed at {since} by {task['completed_by']}: only a comment is left to say"
    if kind in ("started", "acknowledged"):
        yield from _of_others(task, person)
    if kind == "acknowledged" and task["acknowledged_at"] is not None:
        yield f"{name} was acknowledged at {task['acknowledged_at']} UTC"
    if kind == "started" and state != "pending":
        yield f"{name} is {state} since {since}: it can't be started"
    if kind == "done" and state == "blocked":
        yield f"{name} is blocked since {since}: say first that it no longer is (task unblock)"
    if kind == "blocked" and state == "blocked":
        yield f"{name} is blocked since {since}: add a comment"
    if kind == "blocked" and cause not in CAUSES:
        yield f"cause {cause!r} is not known: write one of {', '.join(CAUSES)}"
    if kind == "unblocked" and state != "blocked":
        yield f"nobody said that {name} is blocked" + (
            f": {task['suggested_move']}" if "suggested_move" in task else ""
        )
    if kind == "reassigned" and to is not None and to["person_id"] == task["person_id"]:
        yield f"{name} is {task['person_name']}'s already"


def _of_others(task: Row, person: Row) -> Iterator[str]:
    """Only whose a task is can say that they have heard of it, or begin."""
    name, whose = task["instance_id"], task["person_name"] or task["person_id"]
    if whose is None:
        yield f"{name} is nobody's: give it to somebody first (task reassign --to)"
    elif task["person_id"] != person["person_id"]:
        yield f"{name} is {whose}'s: they say so themselves, or it is given to somebody else first (task reassign)"


def _shown(home: Home, evidence: Path) -> dict[str, str]:
    """A file that shows the work: its name, and what it held when it was shown."""
    try:
        with evidence.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SayError(f"{evidence.name} can't be read ({error.strerror}): name a file that is there") from error
    path = evidence.resolve()
    inside = path.is_relative_to(home.root)
    return {"evidence": home.relative(path) if inside else path.name, "evidence_digest": digest}
