"""What readers say of documents: a note in the log of events, and for one that asks for a change a task in the queue.

The task is a request in tasks/pending/, made from the event alone: where the file is missing, after a kill or because
somebody took it away, it is written again. Which version answers a note is told by `feedback_responses`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import yaml

from sales_pipeline import event_log, files, meant
from sales_pipeline.company import Company
from sales_pipeline.documents import documents
from sales_pipeline.event_log import Details, Event
from sales_pipeline.home import Home
from sales_pipeline.weeks import Weeks

FEEDBACK, PUBLISHED, DONE, DECLINED = "feedback", "published", "done", "declined"
# of a request: as much as a plan may say
MAX_CHARACTERS = 500
OTHERWISE = "sales_operations"
HOURS, WORKING_DAYS, CLOSES = "1", 2, "17:00"
SATURDAY = 5


class FeedbackError(Exception):
    """A note that can't be taken; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Note:
    """What somebody says of a document."""

    document: str
    rating: int
    text: str
    person: str
    asks_change: bool


def give(weeks: Weeks, note: Note, week: date | None, now: datetime) -> Event:
    """Put a note into the log, and its request into the queue; FeedbackError or UnknownError when it can't be."""
    _check(note)
    person_id = _person_id(weeks, note.person, now)
    spoken_of = _published(weeks.home, week)
    details: Details = {
        "week": spoken_of.subject, "rating": note.rating, "note": note.text or None, "asks_change": note.asks_change,
        "run_id": spoken_of.details.get("run_id"), "content_digest": spoken_of.details.get("content_digest"),
    }  # fmt: skip
    event = event_log.append(weeks.home, FEEDBACK, note.document, person_id, details, now)
    write_requests(weeks)
    return event


def decline(weeks: Weeks, number: int, person: str, reason: str, now: datetime) -> Event:
    """Say that what a note asks for will not be done, and why."""
    person_id = _person_id(weeks, person, now)
    if not reason.strip():
        raise FeedbackError("Say why it is declined: add --note.")
    asked = next((e for e in _asking(weeks.home) if e.seq == number), None)
    if asked is None:
        raise FeedbackError(
            f"Event {number} is no note that asks for a change: feedback_responses lists those that are."
        )
    details = {"week": asked.details.get("week"), "note": reason, "outcome": DECLINED}
    return event_log.append(weeks.home, DONE, instance_of(asked), person_id, details, now)


def write_requests(weeks: Weeks, _: date | None = None) -> None:
    """Have every note that asks for a change stand in the queue."""
    for event in _asking(weeks.home):
        path = weeks.home.requests / f"{request_id(event)}.yaml"
        if not path.exists():
            files.put(path, request(event, _role(weeks, event.subject), weeks.company).encode())


def request(event: Event, role: str, company: Company) -> str:
    """The request of a note, as the plan reads it."""
    asked_on = datetime.fromisoformat(event.at).astimezone(company.zone).date()
    note = " ".join(str(event.details.get("note")).split())
    fields = {
        "id": request_id(event), "title": f"Change {event.subject}: {_cut(note, 80)}", "role": role,
        "deliverable": event.subject, "effort_hours": HOURS, "due": f"{_due(asked_on)} {CLOSES}",
        "requested_on": str(asked_on), "requested_by": event.person, "goal": _cut(note, MAX_CHARACTERS),
        "acceptance": f"The next version of {event.subject} answers the note",
    }  # fmt: skip
    return yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=1000)


def request_id(event: Event) -> str:
    return f"feedback_{event.seq}"


def instance_of(event: Event) -> str:
    """The task as the queue names it."""
    return f"{request_id(event)}/{request_id(event)}"


def _asking(home: Home) -> Iterator[Event]:
    return (e for e in event_log.read(home) if e.kind == FEEDBACK and e.details.get("asks_change"))


def _check(note: Note) -> None:
    if note.document not in documents():
        raise FeedbackError(f"{note.document!r} is no document: name one of {', '.join(sorted(documents()))}.")
    # the request it becomes may not be blank, of characters that nobody sees neither
    if note.asks_change and not any(each.isprintable() and not each.isspace() for each in note.text):
        raise FeedbackError("A note that asks for a change says which: add --note.")
    if len(note.text) > MAX_CHARACTERS:
        raise FeedbackError(f"The note has {len(note.text)} characters, more than {MAX_CHARACTERS}: shorten it.")


def _person_id(weeks: Weeks, text: str, now: datetime) -> str:
    """Who is meant, employed today."""
    weeks.take_in()
    return str(meant.person(text, meant.people(weeks.lake), now.astimezone(weeks.company.zone).date())["person_id"])


def _published(home: Home, week: date | None) -> Event:
    """The last publication of a week, by default of the newest; FeedbackError where there is none."""
    found = [e for e in event_log.read(home) if e.kind == PUBLISHED and (week is None or e.subject == str(week))]
    if not found:
        which = f"Week {week} has not" if week else "No week has"
        raise FeedbackError(f"{which} been published, so there is nothing to speak of yet: run it first.")
    return max(found, key=lambda e: (e.subject, e.seq))


def _role(weeks: Weeks, document: str) -> str:
    """Who makes a document by the plan: of several tasks the first by name."""
    tasks = sorted(weeks.lake.read("plan_tasks").to_pylist(), key=lambda row: row["task_id"])
    return next((str(row["role"]) for row in tasks if row["deliverable"] == document), OTHERWISE)


def _due(asked_on: date) -> date:
    """Two working days later."""
    day, left = asked_on, WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
