"""S2 to S5: what is done on time, what fails validation, what is held up by others, who is satisfied."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sales_pipeline.execution.answers import Case, Clock
from sales_pipeline.execution.moments import Row

# causes that lie between people; a gate that failed is the data's
COORDINATION = frozenset({"missing_input", "absent_person", "conflict"})
PASSED = "pass"


def on_time(tasks: dict[str, Row], start: datetime, end: datetime, as_of: datetime, worked: Clock) -> Iterator[Case]:
    """S2: every task due in the week, once its time is up or it is done."""
    for name, task in tasks.items():
        due, done = task["due_at"], task["completed_at"]
        if not start <= due < end or (done is None and due > as_of):
            continue
        good = done is not None and done <= due
        late = Decimal(0) if good else worked(due, done or as_of)
        said = (
            "done on time" if good else f"done {late} hours late" if done else f"not done {late} hours after it was due"
        )
        cause = None if good else "late" if done else "not_done"
        yield Case("S2", name, name, task["person_id"], good, said, late, cause)


def validated(events: list[Row]) -> Iterator[Case]:
    """S3: every version of an output that was judged; one word against it is enough."""
    versions: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for event in events:
        if event["kind"] in ("validated", "approved", "rejected"):
            content = event["content_digest"] or event["run_id"] or str(event["event_number"])
            versions[event["subject_id"], content].append(event)
    for (subject, content), judged in sorted(versions.items()):
        against = [event for event in judged if _verdict(event) != PASSED]
        teller = (against or judged)[0]
        said = ", ".join(dict.fromkeys(map(_verdict, judged))) + (f": {teller['note']}" if teller["note"] else "")
        cause = _verdict(teller) if against else None
        yield Case("S3", f"{subject}/{content}", subject, teller["person_id"], not against, said, None, cause)


@dataclass(frozen=True)
class Held:
    """What held a task up, now or before, and for how long where that is known."""

    cause: str
    hours: Decimal | None
    is_over: bool


def held_up(tasks: dict[str, Row], held: dict[str, Held], start: datetime, as_of: datetime) -> Iterator[Case]:
    """S4: every task at work in the week, and whether it was ever held up by something between people."""
    for name, task in tasks.items():
        if task["starts_at"] > as_of or (task["completed_at"] is not None and task["completed_at"] < start):
            continue
        if name in held:
            cause = held[name]
            said = f"{'was' if cause.is_over else 'is'} held up by {cause.cause.replace('_', ' ')}"
            yield Case("S4", name, name, task["person_id"], False, said, cause.hours, cause.cause)
        else:
            yield Case("S4", name, name, task["person_id"], True, "not held up by others")


def holders(
    tasks: dict[str, Row], blockers: list[Row], events: list[Row], links: list[Row], as_of: datetime, worked: Clock
) -> dict[str, Held]:
    """What lay between people: an input that came late, by when it was due; what was said; what blocks now, which is
    told first."""
    found: dict[str, Held] = {}
    for link in links:
        hours = _waited(tasks[link["instance_id"]], tasks[link["needs_instance_id"]], as_of, worked)
        known = found.get(link["instance_id"])
        if hours > 0 and (known is None or hours > (known.hours or 0)):
            found[link["instance_id"]] = Held("missing_input", hours, True)
    for event in events:
        if event["kind"] == "blocked" and event["cause"] in COORDINATION:
            found[event["subject_id"]] = Held(event["cause"], None, True)
    for row in blockers:
        if row["is_coordination"]:
            found[row["instance_id"]] = Held(row["cause"], row["blocked_hours"], False)
    return found


def _waited(task: Row, need: Row, as_of: datetime, worked: Clock) -> Decimal:
    """Working hours for which a task could not begin because one that it needs was late."""
    since = max(need["due_at"], task["starts_at"])
    ends = (need["completed_at"], task["started_at"], task["completed_at"], as_of)
    return worked(since, min(at for at in ends if at is not None))


def satisfied(events: list[Row], rating: int) -> Iterator[Case]:
    """S5: every stakeholder who gave a rating; of a document rated twice the last word counts."""
    given: dict[str, dict[str, int]] = defaultdict(dict)
    for event in events:
        if event["kind"] == "feedback" and event["rating"] is not None:
            given[event["person_id"]][event["subject_id"]] = event["rating"]
    for person, ratings in sorted(given.items()):
        said = ", ".join(f"{document} {n}" for document, n in sorted(ratings.items()))
        good = sum(ratings.values()) >= rating * len(ratings)
        yield Case("S5", person, person, person, good, said, None, None if good else "dissatisfied")


def _verdict(event: Row) -> str:
    """pass, fixable, blocked or rejected."""
    return {"approved": PASSED, "rejected": "rejected"}.get(event["kind"]) or event["outcome"] or "blocked"
