"""One sentence each on calls, record, data and reach: titles of slides, and lines of the page of text."""

from sales_pipeline.forecast.documents import selection, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.phrases import capital, join_words, n_of, word


def calls_in(story: Story) -> str:
    """ "21 of 24 representatives have sent a call; three missing and two late"."""
    group, whole = "calls.representatives", _whole(story, "calls.representatives.expected")
    done, only = "representatives have sent a call", "The only representative has sent a call"
    if not whole:
        group, whole = "calls", _whole(story, "calls.expected")
        done, only = "calls due are in", "The only call due is in"
    counts = ((_whole(story, f"{group}.missing"), "missing"), (_whole(story, f"{group}.late"), "late"))
    rest = [f"{word(count)} {words}" for count, words in counts if count]
    return _received(_whole(story, f"{group}.received"), whole, done, only) + (
        f"; {' and '.join(rest)}" if rest else ""
    )


def _received(received: int, whole: int, done: str, only: str) -> str:
    if received < whole:
        return f"{capital(word(received))} of {whole} {done}"
    return only if whole == 1 else f"All {whole} {done}"


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


def lacking(story: Story, row: Row) -> tuple[str, str]:
    """A field that the source never fills, in words, and what follows."""
    field = wording.FIELDS.get(row["field"], wording.plain(row["field"]))
    return capital(story.name(field)), sentence(story.long_text(row["consequence"]))


def emptiness(story: Story) -> str:
    """ "The source leaves eleven fields empty"."""
    count = _whole(story, "quality.unanswered")
    return f"The source leaves {n_of(count, 'field', words=True)} empty" if count else ""


def reach(story: Story) -> str:
    """How deep into the categories the target lies; without a target what commit makes."""
    top = story.company
    if top is None or not (top["closed_amount"] or top["open_pipeline_amount"]):
        return ""
    if not story.has_target:
        commit, column = story["company.current.commit_cumulative_amount"], "best_case"
        if not top["best_case_amount"]:
            column = "pipeline"
        if not top[f"{column}_amount"]:
            return f"Closed and commit make {commit}; no open deal has an amount that could come on top"
        more = f"{story[f'company.current.{column}_amount']} of {wording.CATEGORIES[column].lower()}"
        return f"Closed and commit make {commit}; {more} could come on top"
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
