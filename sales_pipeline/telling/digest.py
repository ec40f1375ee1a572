"""What one person reads: what is new, what to do next, what is late, what waits for the person, and for those who lead
how the work of their people stands. One text for a page of Markdown and for a message, which is plain.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from jinja2 import Template

from sales_pipeline.render.markdown import environment, esc, tidy
from sales_pipeline.render.phrases import n_of, percent, sentences
from sales_pipeline.render.text import one_line
from sales_pipeline.telling.rows import Row, Rows

# how many tasks a list names
SHOWN = 12
LEADERS = ("manager", "regional_vp", "cro", "sales_operations", "finance")
LEVELS = ("assignee", "manager", "director", "cro")
SEES_ALL = ("cro", "sales_operations", "finance")
WORDS = {
    "assigned": "Yours", "due_soon": "Due soon", "late": "Late", "blocked": "Blocked", "unblocked": "Goes on",
    "escalation": "Escalated", "approval_wanted": "Approval wanted", "milestone": "Milestone", "completion": "Done",
    "start": "Start", "final": "Final", "status": "Status",
}  # fmt: skip
# what asks for something before what is only good to know
ORDER = (
    "approval_wanted", "escalation", "late", "blocked", "due_soon", "unblocked", "assigned", "final", "completion",
    "milestone", "start", "status",
)  # fmt: skip
GOOD_TO_KNOW = ("completion", "milestone")
REASON_WORDS = {"unacknowledged": "not answered", "unassigned": "nobody's"}
LEVEL_WORDS = {"director": "manager's manager", "cro": "CRO"}


def page(rows: Rows, person_id: str, told: Iterable[Row]) -> str:
    """A person's page."""
    return _written(rows, person_id, told, "What you are told", esc)


def text(rows: Rows, person_id: str, told: Iterable[Row]) -> str:
    """A message that tells these notifications."""
    return _written(rows, person_id, told, "New", one_line)


def subject(rows: Rows, told: list[Row]) -> str:
    """The head of a message: what asks most of the person, and how much more there is."""
    first, *others = ordered(told)
    more = f" and {n_of(len(others), 'more thing')}" if others else ""
    return one_line(f"{_word(first)}: {first['what']}", 120) + more + f" (week {rows.week})"


def ordered(told: Iterable[Row]) -> list[Row]:
    """Notifications in the order in which they are read."""
    return sorted(told, key=lambda row: (ORDER.index(row["kind"]), row["since_at"], row["notification_key"]))


def _written(rows: Rows, person_id: str, told: Iterable[Row], heading: str, say: Callable[[object], str]) -> str:
    values = {
        "company": rows.company, "week": rows.week, "name": rows.name(person_id), "as_of": rows.clock(rows.as_of),
        "zone": rows.zone.key, "heading": heading, "told": _lines(rows, told),
        **_lists(rows, person_id), "status": status_for(rows, person_id),
    }  # fmt: skip
    return tidy(_template(say).render(values))


@cache
def _template(say: Callable[[object], str]) -> Template:
    made = environment("sales_pipeline.telling")
    made.filters["say"] = say
    return made.get_template("digest.md.j2")


def _lines(rows: Rows, told: Iterable[Row]) -> list[dict[str, str]]:
    """A line for each thing told; of one task one line, which says what presses most and names the rest; what is good
    to know and was told of several alike, such as the gates of deals, one line with how many."""
    lines: dict[object, list[Row]] = {}
    for row in ordered(told):
        alike = (row["kind"], row["what"], row["why"]) if row["kind"] in GOOD_TO_KNOW else row["notification_key"]
        lines.setdefault(row["instance_id"] or alike, []).append(row)
    return [_line(rows, found) for found in lines.values()]


def _line(rows: Rows, found: list[Row]) -> dict[str, str]:
    first = found[0]
    words = list(dict.fromkeys(_word(row) for row in found))
    when = "was due" if first["until_at"] and first["until_at"] < rows.as_of else "until"
    until = f" ({when} {rows.clock(first['until_at'])})" if first["until_at"] else ""
    times = f" ({len(found)} times)" if len(found) > 1 and first["kind"] in GOOD_TO_KNOW else ""
    said = ", ".join([words[0], *(word.lower() for word in words[1:])])
    return {"word": said, "said": sentences(f"{first['what']}{times}", first["why"]), "until": until}


def _word(row: Row) -> str:
    return "Asked" if row["kind"] == "escalation" and "/assignee/" in row["notification_key"] else WORDS[row["kind"]]


def _lists(rows: Rows, person_id: str) -> dict[str, Any]:
    """The person's tasks that can be worked on, those that are late, and what waits for the person."""
    own = [row for row in rows.tasks.values() if row["person_id"] == person_id and row["state"] != "completed"]
    following = [row for row in own if not row["is_waiting"] and row["state"] != "blocked"]
    late = [row for row in own if row["is_late"]]
    waiting = _waiting(rows, person_id)
    lists: dict[str, list[Any]] = {"next": following, "late": late, "waiting": waiting}
    more = {name: max(len(found) - SHOWN, 0) for name, found in lists.items()}
    return {
        "next": [_task(rows, row) for row in following[:SHOWN]], "late": [_task(rows, row) for row in late[:SHOWN]],
        "waiting": waiting[:SHOWN], "more": more,
    }  # fmt: skip


def _task(rows: Rows, row: Row) -> dict[str, str]:
    stake = row["value_at_stake_amount"]
    return {
        "title": titled(row), "until": rows.clock(row["due_at"]),
        "stake": f"; {rows.money(stake)} rests on it" if stake else "", "id": row["instance_id"],
    }  # fmt: skip


def titled(row: Row) -> str:
    """What a task is called, with whom or what it is about."""
    about = row["subject_name"] if row["subject_kind"] != "company" else None
    return f"{row['title']} ({about})" if about else str(row["title"])


def _waiting(rows: Rows, person_id: str) -> list[str]:
    """What others cannot do before the person has done something."""
    asked = [
        f"{WORDS[row['kind']]}: {sentences(row['what'], row['why'])}" for row in ordered(rows["notifications"])
        if row["person_id"] == person_id and row["kind"] in ("approval_wanted", "blocked")
    ]  # fmt: skip
    held_up = []
    for link in sorted(rows["task_links"], key=lambda row: (row["instance_id"], row["needs_instance_id"])):
        own, other = rows.tasks.get(link["needs_instance_id"]), rows.tasks.get(link["instance_id"])
        if not own or not other or "completed" in (own["state"], other["state"]):
            continue
        if own["person_id"] == person_id != other["person_id"]:
            held_up.append(f"{titled(other)} of {other['person_name'] or 'nobody yet'} comes after {titled(own)}")
    return asked + held_up


def status_for(rows: Rows, person_id: str) -> dict[str, list[str]] | None:
    """How work stands for who leads: all of it, or that of the people below; None for others."""
    role = rows.people.get(person_id, {}).get("role")
    if role not in LEADERS:
        return None
    below = None if role in SEES_ALL else rows.below(person_id)
    seen = [row for row in rows.tasks.values() if below is None or row["person_id"] in below]
    open_tasks = [row for row in seen if row["state"] != "completed"]
    named = {row["instance_id"] for row in seen}
    return {
        "counts": [
            f"{n_of(len(seen), 'task')}, {len(seen) - len(open_tasks)} done, "
            f"{sum(row['state'] == 'blocked' for row in open_tasks)} blocked, "
            f"{sum(row['is_late'] for row in open_tasks)} late"
        ],
        "progress": [progress_line(row) for row in progress(rows) if row["tier"] >= 3],
        "escalated": [
            f"{row['title']}: {row['reason']}, since {rows.clock(row['since_at'])}, with the {row['level']}"
            for row in escalated(rows) if below is None or row["instance_id"] in named
        ],
    }  # fmt: skip


def progress(rows: Rows) -> list[Row]:
    """Initiatives at work, the weightiest first; of one that is at work several times, for deals say, all together."""
    groups: dict[str, list[Row]] = {}
    for row in sorted(rows["progress"], key=lambda row: (-row["tier"], row["initiative_id"], row["occurrence_id"])):
        groups.setdefault(row["initiative_id"], []).append(row)
    return [_together(found) for found in groups.values()]


def _together(found: list[Row]) -> Row:
    """Times of one initiative as one: counts and hours added, shares by hours."""
    counts = (
        "task_count", "completed_count", "blocked_count", "late_count", "dependency_count",
        "satisfied_dependency_count", "effort_hours", "completed_effort_hours",
    )  # fmt: skip
    total: Row = {name: sum(row[name] for row in found) for name in counts}
    hours = total["effort_hours"]
    due = [row["next_due_at"] for row in found if row["next_due_at"]]
    return {
        **found[0], **total, "times": len(found), "next_due_at": min(due, default=None),
        "completion_ratio": total["completed_effort_hours"] / hours,
        "expected_ratio": sum(row["expected_ratio"] * row["effort_hours"] for row in found) / hours,
    }  # fmt: skip


def progress_line(row: Row) -> str:
    times = f" ({row['times']} at work)" if row["times"] > 1 else ""
    return (
        f"{row['title']}{times}: {percent(row['completion_ratio'])} of the work done, {percent(row['expected_ratio'])} "
        f"due by now; {row['blocked_count']} blocked, {row['late_count']} late"
    )


def escalated(rows: Rows) -> list[Row]:
    """What came up above whoever has it, a line a task: at its highest level, why and since when, the most money first.
    Smaller ones that are counted together are a line a level."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(rows["escalations"], key=lambda row: (-LEVELS.index(row["level"]), row["reason"])):
        if row["level"] != LEVELS[0]:
            is_digest = row["instance_id"].startswith("digest/")
            found.setdefault((row["instance_id"], row["level"] if is_digest else ""), []).append(row)
    lines = [_raised(of_task) for of_task in found.values()]
    return sorted(lines, key=lambda row: (-row["value_at_stake_amount"], row["instance_id"]))


def _raised(found: list[Row]) -> Row:
    """The rows of one task as one; the first has its highest level."""
    reasons = " and ".join(sorted({REASON_WORDS.get(row["reason"], row["reason"].replace("_", " ")) for row in found}))
    level = found[0]["level"]
    since = min(row["since_at"] for row in found)
    return {**found[0], "reason": reasons, "since_at": since, "level": LEVEL_WORDS.get(level, level)}
