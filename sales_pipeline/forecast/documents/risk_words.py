"""What speaks against a deal in a sentence, and the row that shows it."""

from collections.abc import Callable

from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.phrases import capital, date_text, n_of, number, word

PROBLEMS = {
    "overdue": "Close date passed", "no_close_date": "No close date", "no_amount": "No amount",
    "no_next_step": "No next step", "stale": "Unchanged for too long", "no_activity": "No activity",
}  # fmt: skip
ROLES = {"owner": "Owner", "manager": "Manager of {owner}", "sales_operations": "Sales operations"}
_TIMES = {1: "once", 2: "twice"}


def driver(story: Story, deal: Row, row: Row) -> str:
    """ "Close date passed 12 days ago, on 4 Nov 2026: 20 points (crm/Opportunity.csv, line 7)"."""
    return f"{capital(said(story, deal, row))}: {n_of(row['points'], 'point')} ({_evidence(story, row)})"


def said(story: Story, deal: Row, row: Row) -> str:
    """The driver alone: "close date passed 12 days ago, on 4 Nov 2026"."""
    return _WORDS[row["driver"]](story, deal, row)


def _evidence(story: Story, row: Row) -> str:
    if row["source_file"] is None:
        return f"table {story.name(row['evidence_table'])}"
    return f"{story.long_text(row['source_file'])}, line {row['source_line']}"


def _days(row: Row) -> str:
    return n_of(int(row["value"]), "day")


def _overdue(story: Story, deal: Row, row: Row) -> str:
    return f"close date passed {_days(row)} ago, on {date_text(row['evidence_date'])}"


def _pushed(story: Story, deal: Row, row: Row) -> str:
    times = _TIMES.get(int(row["value"])) or f"{number(int(row['value']))} times"
    return f"close date pushed {times}, last on {date_text(row['evidence_date'])}"


def _long_in_stage(story: Story, deal: Row, row: Row) -> str:
    usual = f"most of {number(row['basis_count'])} stays of won deals ended within {number(int(row['threshold']))}"
    return f"{_days(row)} in stage {story.name(deal['stage_name'])}, {usual}"


def _no_activity(story: Story, deal: Row, row: Row) -> str:
    return f"no activity for {_days(row)}, since {date_text(row['evidence_date'])}"


def _single_contact(story: Story, deal: Row, row: Row) -> str:
    count = int(row["value"])
    return f"{'only ' if count else ''}{word(count) if count else 'no'} contact{'s' if count > 1 else ''} engaged"


def _competitor(story: Story, deal: Row, row: Row) -> str:
    return f"competitor {story.name(row['detail'])}"


def _created_late(story: Story, deal: Row, row: Row) -> str:
    return f"due {_days(row)} after it was created on {date_text(row['evidence_date'])}, short for a win"


def _large_for_owner(story: Story, deal: Row, row: Row) -> str:
    id = f"risk.{row['opportunity_id']}.{row['driver']}"
    return f"amount {story[f'{id}.value']}, large for the owner from {story[f'{id}.threshold']} on"


_WORDS: dict[str, Callable[[Story, Row, Row], str]] = {
    "overdue": _overdue,
    "pushed": _pushed,
    "long_in_stage": _long_in_stage,
    "silent": _no_activity,
    "quiet": _no_activity,
    "no_next_step": lambda story, deal, row: "no next step",
    "single_contact": _single_contact,
    "no_economic_buyer": lambda story, deal, row: "economic buyer not confirmed",
    "competitor": _competitor,
    "created_late": _created_late,
    "large_for_owner": _large_for_owner,
}
