"""agenda.md of a checkpoint: what changed, what it needs, what warned, what is to be decided, what is open.

Every figure is one of the week's tables; nothing is worked out here but how it is written.
"""

from collections.abc import Sequence
from decimal import Decimal
from shlex import quote

from sales_pipeline.execution.meetings.meeting import Meeting, Row, local, named
from sales_pipeline.render import markdown
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import date_text, n_of, role_words
from sales_pipeline.render.text import one_line, shorten

MEASURES = {
    "call_amount": "Forecast call", "expected_amount": "Expected", "closed_amount": "Closed won",
    "commit_cumulative_amount": "Closed + commit", "open_pipeline_amount": "Open pipeline",
}  # fmt: skip
STATES = {
    "coming": "It is coming.", "ready": "All it needs is there.", "not_ready": "Not all it needs is there yet.",
    "held": "It was held.", "missed": "Its time has passed and nobody has decided.",
}  # fmt: skip
SHOWN = 5
WHO = 3
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def agenda(meeting: Meeting) -> bytes:
    """The page as Markdown."""
    review = meeting.review
    money = Money.for_amounts(meeting.house.currency, [row["amount"] for row in meeting.changes] or [_worth(meeting)])
    return markdown.render("sales_pipeline.execution.meetings", "agenda.md.j2", {
        "title": meeting.title, "when": when(meeting), "minutes": int(meeting.length.total_seconds()) // 60,
        "about": meeting.times["initiative_title"], "decides": _decides(meeting), "standing": STATES[review["state"]],
        "deal": _deal(meeting, money), "changes": _changes(meeting, money), "movements": _movements(meeting, money),
        "criteria": _criteria(meeting), "needs": _needs(meeting), "gates": _gates(meeting.gates),
        "question": _question(meeting), "due": [_due(meeting, row) for row in meeting.due[:SHOWN]],
        "more_due": max(len(meeting.due) - SHOWN, 0),
        "asks": _asks(meeting, money), "actions": _actions(meeting), "record": _record(meeting),
        "review_id": quote(one_line(review["review_id"])),
    }).encode("utf-8")  # fmt: skip


def when(meeting: Meeting) -> str:
    """Tuesday 17 Nov 2026, 15:00 (America/New_York)."""
    at = meeting.starts
    return f"{_DAYS[at.weekday()]} {date_text(at.date())}, {at:%H:%M} ({meeting.house.zone.key})"


def _worth(meeting: Meeting) -> Decimal:
    return Decimal(meeting.review["subject_amount"] or 0)


def _decides(meeting: Meeting) -> str:
    """Names by role; of many one says how many."""
    roles: dict[str, list[str]] = {}
    for row in meeting.approvers:
        roles.setdefault(row["role"], []).append(one_line(row["person_name"]))
    said = [
        f"{', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''} ({role_words(role)})"
        for role, names in roles.items()
    ]
    return "; ".join(said) or "nobody: no one holds a role that may"


def _deal(meeting: Meeting, money: Money) -> str:
    deal = meeting.deal
    if deal is None:
        return ""
    rows = [
        ("Account", deal["account_name"] or "–"), ("Owner", deal["node_name"]), ("Amount", money.text(deal["amount"])),
        ("Stage", deal["stage_name"] or "–"), ("Category", _plain(deal["category"])),
        ("Close date", date_text(deal["close_date"])), ("Next step", shorten(one_line(deal["next_step"]) or "–", 160)),
    ]  # fmt: skip
    return markdown.table(("The deal", "as of Monday"), rows)


def _changes(meeting: Meeting, money: Money) -> str:
    found = {row["measure"]: row for row in meeting.changes}
    rows = [
        (words, money.text(row["amount"]), money.text(row["last_week_amount"]),
         money.text(row["change_amount"], signed=True))
        for name, words in MEASURES.items() if (row := found.get(name)) and row["amount"] is not None
    ]  # fmt: skip
    return markdown.table(("", "Now", "Last week", "Change"), rows, numeric=(1, 2, 3)) if rows else ""


def _movements(meeting: Meeting, money: Money) -> str:
    """The largest movements; of a deal all of them."""
    ordered = sorted(meeting.movements, key=lambda row: (-abs(row["amount"]), row["opportunity_id"], row["bucket"]))
    shown = ordered if meeting.is_gate else ordered[:SHOWN]
    rows = [
        (row["opportunity_name"] or row["opportunity_id"], _plain(row["bucket"]),
         money.finer().text(row["amount"], signed=True), row["reason"] or "–")
        for row in shown
    ]  # fmt: skip
    return markdown.table(("Deal", "What happened", "Amount", "Reason given"), rows, numeric=(2,)) if rows else ""


def _criteria(meeting: Meeting) -> str:
    rows = [(row["says"], "met" if row["is_met"] else "**not met**", row["seen"] or "–") for row in meeting.criteria]
    return _marked(markdown.table(("Criterion", "State", "Seen"), rows)) if rows else ""


def _needs(meeting: Meeting) -> str:
    rows = [
        (row["need"], row["need_kind"], "there" if row["is_met"] else "**open**", row["detail"] or "")
        for row in meeting.needs
    ]
    return _marked(markdown.table(("Need", "Kind", "State", "Why it is open"), rows)) if rows else ""


def _marked(table: str) -> str:
    """Our own marks back as marks: every cell of a table is escaped."""
    return table.replace(r"\*\*not met\*\*", "**not met**").replace(r"\*\*open\*\*", "**open**")


def _gates(gates: Sequence[Row]) -> str:
    rows = [(row["promise"], row["state"], n_of(row["row_count"], "row")) for row in gates]
    return markdown.table(("Promise", "State", "Against it"), rows) if rows else ""


def _question(meeting: Meeting) -> str:
    """What is to be decided; nothing where it was."""
    if meeting.review["state"] == "held":
        return ""
    if meeting.is_gate:
        return f"Does {meeting.review['subject_name'] or meeting.review['subject_id']} pass, fail or wait?"
    return f"{meeting.review['title']}: passed, failed or postponed?"


def _due(meeting: Meeting, row: Row) -> str:
    since = date_text(local(row["review_at"], meeting.house.zone).date())
    return f"{named(row)}, undecided since {since} ({_some(row['approvers'])})"


def _some(approvers: str | None) -> str:
    """The first who may decide, with their roles in words, and how many more."""
    if not approvers:
        return "nobody"
    names = [_with_role(each) for each in approvers.split("), ")]
    more = f" and {len(names) - WHO} more" if len(names) > WHO else ""
    return ", ".join(names[:WHO]) + more


def _with_role(said: str) -> str:
    name, _, role = said.removesuffix(")").rpartition(" (")
    return f"{name}, {role_words(role)}"


def _asks(meeting: Meeting, money: Money) -> str:
    rows = [
        (row["action"], row["opportunity_name"] or row["node_name"], row["owner_name"] or "nobody",
         date_text(row["due_date"], year=False), money.finer().text(row["gain_amount"]))
        for row in meeting.asks[:SHOWN]
    ]  # fmt: skip
    heads = ("What", "About", "Who", "Until", "May gain")
    return markdown.table(heads, rows, numeric=(4,)) if rows else ""


def _actions(meeting: Meeting) -> str:
    rows = [
        (row["title"], row["person_name"] or _plain(row["role"]),
         date_text(local(row["due_at"], meeting.house.zone).date(), year=False) if row["due_at"] else "–",
         _plain(row["state"]))
        for row in meeting.actions
    ]  # fmt: skip
    return markdown.table(("What", "Who", "Until", "State"), rows) if rows else ""


def _record(meeting: Meeting) -> str:
    review = meeting.review
    if review["outcome"] is None:
        return ""
    who, at = review["decided_by_name"] or review["decided_by_id"], local(review["decided_at"], meeting.house.zone)
    why = f": {one_line(review['note'])}" if review["note"] else ""
    return f"{review['outcome'].capitalize()} by {who} on {date_text(at.date())}, {at:%H:%M}{why}"


def _plain(key: str) -> str:
    return key.replace("_", " ")
