"""An action in words: who, until when, what it is about; the same in asks, recommendations and the risk assessment."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.phrases import date_text

_PARTS = {
    Decimal("0.25"): "a quarter of an hour", Decimal("0.5"): "half an hour",
    Decimal("0.75"): "three quarters of an hour", Decimal("1"): "an hour",
}  # fmt: skip
ROLES = {
    "cro": "CRO", "regional_vp": "regional VP", "manager": "manager", "sales_operations": "sales operations",
    "finance": "finance",
}  # fmt: skip


def who(story: Story, row: Row) -> str:
    """ "Dana Abernathy (regional VP)"; "the head of West, not named" where nobody is there."""
    if row["owner_name"] is None:
        return f"the head of {story.name(row['node_name'])}, not named"
    name, role = story.name(row["owner_name"]), ROLES.get(row["owner_role"] or "")
    return f"{name} ({role})" if role else name


def people(story: Story, rows: Sequence[Row]) -> str:
    """Whoever must act, each once, the first by worth first."""
    names = list(dict.fromkeys(who(story, row) for row in rows))
    return _joined(names)


def _joined(names: list[str]) -> str:
    shown, rest = names[:3], len(names) - 3
    if rest > 0:
        return ", ".join(shown) + f" and {rest} more"
    return ", ".join(shown[:-1]) + " and " + shown[-1] if len(shown) > 1 else shown[0]


def until(row: Row) -> str:
    """ "by 20 Nov"."""
    return f"by {date_text(row['due_date'], year=False)}"


def subject(story: Story, row: Row) -> str:
    """The customer of a deal, else the deal; the unit or representative of anything else."""
    return story.name(plain_subject(row))


def plain_subject(row: Row) -> str:
    if row["opportunity_id"]:
        return str(row["account_name"] or row["opportunity_name"] or row["opportunity_id"])
    return str(row["node_name"])


def what(story: Story, row: Row) -> str:
    """The rule's words as the end of a sentence: "book the next meeting with the buyer"."""
    text = story.long_text(row["action"]).rstrip(".")
    return text[:1].lower() + text[1:]


def effort(row: Row) -> str:
    """ "half an hour", "an hour", "2.5 hours"."""
    hours = row["effort_hours"]
    return _PARTS.get(hours.normalize()) or f"{hours_text(hours)} hours"


def hours_text(hours: Decimal) -> str:
    """ "0.5", "40": as many places as it has."""
    return f"{hours:.2f}".rstrip("0").rstrip(".")


def hour_places(hours: Decimal) -> int:
    """The places that hours_text shows, for a column in which all have as many."""
    return len(hours_text(hours).partition(".")[2])
