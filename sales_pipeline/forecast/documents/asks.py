"""What the week asks of whom: each ask follows from rows, names them, and is left out where they are not there."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sales_pipeline.forecast.documents import deal_selection, selection
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.sentences import against_target
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.phrases import date_text, n_of


def asks(story: Story) -> list[str]:
    """At most four, the most urgent first."""
    found = (_missing_calls(story), _risky_commit(story), _gap(story), _upside(story), _errors(story))
    return [ask for ask in found if ask][:4]


def _missing_calls(story: Story) -> str:
    missing = [row for row in selection.calls(story.frames) if row["state"] == "missing"]
    if not missing or not selection.expects_calls(story.frames):
        return ""
    until = missing[0]["lock_at"]
    by = f", by {date_text(_last_day(story, until), year=False)}" if until else ""
    noun = n_of(len(missing), "missing call", words=True)
    return f"Send the {noun}{by}: {story.names([selection.caller(row) for row in missing])}."


def _last_day(story: Story, until: datetime) -> date:
    """The last whole day before an instant, where the company is."""
    return (until.replace(tzinfo=UTC).astimezone(story.run.as_of.tzinfo) - timedelta(microseconds=1)).date()


def _risky_commit(story: Story) -> str:
    risks = deal_selection.risks(story.frames, story.run.stale_days)
    if not risks:
        return ""
    first = _accounts(selection.named(risks))
    noun = n_of(len(risks), "commit deal", words=True)
    return (
        f"Confirm, date or take out {noun} at risk, {story['deals.risk.amount']} in all; "
        f"{'largest' if len(risks) > 1 else 'it is'}: {story.names(first)}."
    )


def _gap(story: Story) -> str:
    gap = story.value(f"gap.{story.lead}")
    if gap is None or not story.has_target or gap >= 0 or story.money.scaled(gap) == 0:
        return ""
    what = "the call" if story.lead == "call" else "the period"
    return f"Decide how {what} reaches the target: it is {against_target(story)}."


def _upside(story: Story) -> str:
    deals = selection.named(deal_selection.upside(story.frames))
    if not deals:
        return ""
    noun = n_of(len(deals), "largest best-case deal" if len(deals) > 1 else "best-case deal", words=len(deals) > 1)
    return (
        f"Sponsor the {noun.removeprefix('1 ')}, {story['deals.upside_named.amount']}: {story.names(_accounts(deals))}."
    )


def _accounts(deals: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(deal_selection.customer(deal) for deal in deals))


def _errors(story: Story) -> str:
    broken = [gate for gate in selection.troubled_gates(story.frames) if gate["state"] == "error"]
    return f"Mend what stops the week: {story.names([gate['promise'] for gate in broken])}." if broken else ""
