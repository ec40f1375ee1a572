"""One sentence each on calls, record, data and reach: titles of slides, and lines of the page of text."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import selection, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.phrases import capital, join_words, n_of, word


def calls_in(story: Story) -> str:
    """ "21 of 24 representatives have sent a call; three missing and two late"."""
    whole, group = _whole(story, "calls.representatives.expected"), "calls.representatives"
    start = f"of {whole} representatives have sent a call"
    if not whole:
        whole, group = _whole(story, "calls.expected"), "calls"
        start = f"of {whole} calls due are in"
    counts = ((_whole(story, f"{group}.missing"), "missing"), (_whole(story, f"{group}.late"), "late"))
    rest = [f"{word(count)} {words}" for count, words in counts if count]
    received = _whole(story, f"{group}.received")
    if received == whole:
        start = start.replace("of ", "All " if whole > 1 else "The only ", 1).replace("1 ", "", 1) if whole else start
        return start + (f"; {' and '.join(rest)}" if rest else "")
    return f"{capital(word(received))} {start}" + (f"; {' and '.join(rest)}" if rest else "")


def _whole(story: Story, id: str) -> int:
    return int(story.value(id) or 0)


def record(story: Story) -> str:
    """How far the method that stands missed; empty without ended periods."""
    method = selection.forecast_method(story.frames)
    if f"record.{method}.periods" not in story.facts:
        return ""
    periods = n_of(_whole(story, f"record.{method}.periods"), "period", words=True)
    if story.value(f"record.{method}.wape") is None:
        return f"Nothing was won in the last {periods}, so the forecast has nothing to be measured against"
    bias, missed = story.value(f"record.{method}.bias"), story[f"record.{method}.wape"]
    side = f" and ran {story[f'record.{method}.bias.size']} {'high' if bias > 0 else 'low'}" if bias else ""
    return f"The forecast missed by {missed} over the last {periods}{side}"


_VERBS = (
    ("error", "stops the week", "stop the week"), ("waived", "is waived", "are waived"), ("warn", "warns", "warn"),
)  # fmt: skip


def gates(story: Story) -> str:
    """ "Of five gates, one is waived and two warn"; "All five gates hold"."""
    every = n_of(_whole(story, "gates.all"), "gate", words=True)
    counts = ((_whole(story, f"gates.{state}"), one, several) for state, one, several in _VERBS)
    parts = [f"{word(count)} {one if count == 1 else several}" for count, one, several in counts if count]
    if parts:
        return f"Of {every}, {join_words(parts)}"
    return f"All {every} hold" if _whole(story, "gates.all") else "No gate was checked"


def lacking(story: Story, rows: Sequence[Row]) -> list[str]:
    """What the source cannot say and what follows: "no competitor: losses can't be laid to a competitor"."""
    shown = [f"no {story.name(wording.plain(row['field']))}: {_consequence(story, row)}" for row in rows[:6]]
    return [*shown, f"{len(rows) - 6} more fields are empty"] if len(rows) > 6 else shown


def _consequence(story: Story, row: Row) -> str:
    return story.long_text(row["consequence"]).rstrip(". ")


def reach(story: Story) -> str:
    """How deep into the categories the target lies; without a target what commit makes."""
    top = story.company
    if top is None or not (top["closed_amount"] or top["open_pipeline_amount"]):
        return ""
    if not story.has_target:
        commit, best = story["company.current.commit_cumulative_amount"], story["company.current.best_case_amount"]
        return f"Closed and commit make {commit}; {best} of best case could come on top"
    share = story["gap.commit.share"]
    for name, words in (
        ("commit", f"Closed and commit cover the target: they reach {share} of it"),
        ("most_likely", f"The target needs most-likely deals: closed and commit reach {share} of it"),
        ("best_case", f"The target needs best-case deals: closed and commit reach {share} of it"),
    ):
        if top[f"{name}_cumulative_amount"] >= top["target_amount"]:
            return words
    return f"Even with every best-case deal won, {story['gap.best_case.left']} is missing to the target"


def top_deals(story: Story, flagged: int) -> str:
    """ "Ten deals hold $1.2M, 12% of the open pipeline; eight carry a flag"."""
    count = _whole(story, "deals.top.count")
    start = (
        f"{capital(n_of(count, 'deal', words=True))} {'holds' if count == 1 else 'hold'} {story['deals.top.amount']}"
    )
    share = f", {story['deals.top.share']} of the open pipeline" if story.value("deals.top.share") is not None else ""
    rest = f"; {word(flagged)} {'carries' if flagged == 1 else 'carry'} a flag" if flagged else ""
    return start + share + rest


def moves(story: Story, against: str) -> list[str]:
    """The deals that moved most: "Dornvale Components $1.03M pushed out (Procurement freeze)"."""
    return [_move(story, against, move) for move in selection.largest_moves(story.frames, against)]


def _move(story: Story, against: str, move: selection.Move) -> str:
    did = " and ".join(wording.BUCKETS[bucket][0].lower() for bucket in move.buckets)
    reason = f" ({story.long_text(move.reason)})" if move.reason else ""
    name, id = story.name(selection.customer(move.row)), f"move.{against}.{move.row['opportunity_id']}"
    return f"{name} {story[id]} {did}{reason}"


def segments(story: Story) -> str:
    """ "New brings 52% of the expected amount, Enterprise 47% and Platform 61%": the largest member of each cut."""
    parts = []
    for dimension, rows in selection.segments(story.frames).items():
        id = f"segment.{dimension}.{rows[0]['member']}.share"
        if story.value(id) is not None:
            parts.append(f"{capital(story.name(rows[0]['member']))} {story[id]}")
    if not parts:
        return ""
    first, *others = parts
    name, _, share = first.rpartition(" ")
    return join_words([f"{name} brings {share} of the expected amount", *others])


def people(story: Story) -> str:
    """How many representatives are expected to reach quota, else who brings most."""
    quota, reached = _whole(story, "people.with_quota"), _whole(story, "people.expected_at_quota")
    if quota:
        verb = "is" if reached == 1 else "are"
        return f"{capital(word(reached))} of {quota} representatives {verb} expected to reach quota"
    if story.value("people.best.share") is None:
        return f"Nothing is expected yet of {n_of(_whole(story, 'people.all'), 'representative', words=True)}"
    best = selection.named(selection.by_expected(selection.representatives(story.frames)))
    return (
        f"{story.names([row['node_name'] for row in best])} bring {story['people.best.share']} of the expected amount"
    )
