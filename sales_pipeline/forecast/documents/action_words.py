"""An action in words: who, until when, what it is about; the same in asks, recommendations and the risk assessment."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.phrases import date_text

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
    """ "half an hour", "1 hour", "2.5 hours"."""
    hours = row["effort_hours"]
    if hours == Decimal("0.5"):
        return "half an hour"
    return f"{hours_text(hours)} hour{'' if hours <= 1 else 's'}"


def hours_text(hours: Decimal) -> str:
    """ "0.5", "40": as many places as it has."""
    return f"{hours:.2f}".rstrip("0").rstrip(".")
