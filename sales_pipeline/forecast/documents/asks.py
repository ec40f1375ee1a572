"""What the week asks of whom, until when, and what is at stake: the groups of forecast_actions in a sentence each.

Gates that stop the week stand beside: they are judged after the actions are made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sales_pipeline.forecast.documents import action_selection as chosen
from sales_pipeline.forecast.documents import action_words as words
from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.sentences import against_target
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.phrases import capital, join_words, n_of


@dataclass(frozen=True)
class Ask:
    """Who and until when ("Dana Abernathy, by 20 Nov."), a sentence of what, and one of what is behind it, if any."""

    lead: str
    text: str
    more: str = ""

    @property
    def whole(self) -> str:
        return f"{self.text} {self.more}".strip()


Said = tuple[str, str]


def asks(story: Story, most: int = 5) -> list[Ask]:
    """The groups of actions worth most, that worth most first; what stops the week before all."""
    found = [_ask(story, name, rows) for name, rows in chosen.groups(story.frames).items()]
    return [*_errors(story), *found][:most]


def _ask(story: Story, name: str, rows: Sequence[Row]) -> Ask:
    first = chosen.lead(rows)
    actors = {"calls": rows, "upside": chosen.named(rows)}.get(name, (first,))
    text, more = _SAID[name](story, rows)
    return Ask(f"{capital(words.people(story, actors))}, {words.until(first)}.", sentence(text), sentence(more))


def _calls(story: Story, rows: Sequence[Row]) -> Said:
    one = len(rows) == 1
    said = words.what(story, rows[0]) if one else f"send the {n_of(len(rows), 'missing call', words=True)}"
    if not story.value("asks.calls.amount"):
        return said, ""
    return (
        said,
        f"what stands without {'it' if one else 'them'} lies {story['asks.calls.amount']} from what is expected",
    )


def _deals(story: Story, rows: Sequence[Row]) -> Said:
    first, many = chosen.lead(rows), len(rows) - 1
    place = "in commit" if first["kind"] == "commit_at_risk" else "due in the period"
    said = f"{words.subject(story, first)}, {_at_stake(story, first)} {place}: {words.what(story, first)}"
    verb = "has an action of its own" if many == 1 else "have actions of their own"
    more = f"{n_of(many, 'more deal', words=True)} at risk, {story['asks.deals.others']}, {verb}"
    return said, more if many else ""


def _upside(story: Story, rows: Sequence[Row]) -> Said:
    named = chosen.named(rows)
    listed = [f"{words.subject(story, row)} {_at_stake(story, row)}" for row in named]
    return f"{words.what(story, named[0])}: {join_words(listed)}", ""


def _gap(story: Story, rows: Sequence[Row]) -> Said:
    first, top = chosen.lead(rows), story.company
    what = words.what(story, first)
    if top is None or first["node_id"] != top["node_id"]:
        return f"{what}: {words.subject(story, first)} is {_at_stake(story, first)} below", ""
    lead = "the call" if first["reason_code"] == "call_below_target" else "what is expected"
    likely = f"{story['range.current.chance']} of outcomes reach the target" if _has_chance(story) else ""
    return f"{what}: {lead} is {against_target(story)}", likely


def _has_chance(story: Story) -> bool:
    return "range.current.chance" in story.facts and story.value("range.current.chance") is not None


def _coverage(story: Story, rows: Sequence[Row]) -> Said:
    first, top = chosen.lead(rows), story.company
    where = "" if top is not None and first["node_id"] == top["node_id"] else f" in {words.subject(story, first)}"
    more = f"past periods still won {_chance(story, first)} of what was created from this point on"
    return f"{words.what(story, first)}{where}: {_at_stake(story, first)}", more if _learned(first) else ""


def _learned(row: Row) -> bool:
    return bool(row["chance_basis"] == "learned")


def _unassigned(story: Story, rows: Sequence[Row]) -> Said:
    return f"{words.what(story, rows[0])}: {_at_stake(story, rows[0])} lies with nobody", ""


def _at_stake(story: Story, row: Row) -> str:
    return story[f"action.{row['action_id']}.at_stake"]


def _chance(story: Story, row: Row) -> str:
    return story[f"action.{row['action_id']}.chance"]


_SAID: dict[str, Callable[[Story, Sequence[Row]], Said]] = {
    "calls": _calls, "deals": _deals, "upside": _upside, "gap": _gap, "coverage": _coverage,
    "unassigned": _unassigned,
}  # fmt: skip


def _errors(story: Story) -> list[Ask]:
    broken = [gate for gate in selection.troubled_gates(story.frames) if gate["state"] == "error"]
    if not broken:
        return []
    promises = story.names([row["promise"] for row in broken])
    return [Ask("Before anything else.", f"Mend what stops the week: {promises}.")]
