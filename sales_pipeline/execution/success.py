"""S2 to S5: what is done on time, what fails validation, what is held up by others, who is satisfied."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from sales_pipeline.execution.answers import Case, Clock, Row

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
        said = "done on time" if good else f"done {late} hours late" if done else f"not done {late} hours after it was due"
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
        verdicts = ", ".join(dict.fromkeys(map(_verdict, judged)))
        yield Case(
            "S3", f"{subject}/{content}", subject, teller["person_id"], not against,
            f"{verdicts}: {teller['note']}" if teller["note"] else verdicts, None, _verdict(teller) if against else None,
        )  # fmt: skip


def held_up(tasks: dict[str, Row], blockers: list[Row], events: list[Row], start: datetime, as_of: datetime) -> Iterator[Case]:
    """S4: every task at work in the week, and whether it was ever held up by something between people."""
    now = {row["instance_id"]: row for row in blockers if row["is_coordination"]}
    before = {e["subject_id"]: e for e in events if e["kind"] == "blocked" and e["cause"] in COORDINATION}
    for name, task in tasks.items():
        if task["starts_at"] > as_of or (task["completed_at"] is not None and task["completed_at"] < start):
            continue
        stands, was = now.get(name), before.get(name)
        cause = stands["cause"] if stands else was["cause"] if was else None
        said = f"held up by {cause}" if stands else f"was held up by {cause}" if was else "not held up by others"
        hours = stands["blocked_hours"] if stands else None
        yield Case("S4", name, name, task["person_id"], cause is None, said, hours, cause)


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
