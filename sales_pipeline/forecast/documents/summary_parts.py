"""The tables and lists of the page of text, row by row."""

from sales_pipeline.forecast.documents import selection, statements, wording
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.flags import flags
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import NAME_LENGTH, Story, sentence
from sales_pipeline.render.phrases import capital, date_text, join_words, n_of
from sales_pipeline.render.text import one_line, shorten

_LINES = (
    ("Closed won", "closed_amount"), ("Closed and commit", "commit_cumulative_amount"),
    ("With most likely", "most_likely_cumulative_amount"), ("With best case", "best_case_cumulative_amount"),
    ("Expected", "expected_amount"), ("Forecast call", "call_amount"),
)  # fmt: skip
_UNIT_COLUMNS = ("closed_amount", "commit_amount", "expected_amount", "call_amount")
_MOST_RISKS, _MOST_NAMES, _MOST_UNITS, _MOST_GATES = 5, 10, 8, 8


def position(story: Story) -> list[list[str]]:
    """A header and its rows: measure, now, with a last week that and the change, with a target the share of it."""
    top, money, targets = story.company, story.money, story.has_target
    if top is None:
        return []
    changes = selection.changes(story.frames, top)
    known = any(row["last_week_amount"] is not None for row in changes.values())
    rows = [
        [
            story.money.unit,
            "Now",
            *(["Last week", "Change"] if known else []),
            *(["Share of target"] if targets else []),
        ]
    ]
    for label, name in _LINES:
        change = changes.get(name, {})
        before = [money.cell(change.get("last_week_amount")), money.change_cell(change.get("change_amount"))]
        share = [story[f"share.{name}"]] if targets else []
        rows.append([label, money.cell(top[name]), *(before if known else []), *share])
    if targets:
        rows.append(["Target", money.cell(top["target_amount"]), *(["", ""] if known else []), ""])
    return rows


def units(story: Story) -> list[list[str]]:
    """The highest level with several units, if they are few: closed, commit, expected, call, target, call to target."""
    rows, money = selection.groups(story.frames), story.money
    if not 2 <= len(rows) <= _MOST_UNITS:
        return []
    lines = [[_short(row["node_name"]), *(money.cell(row[name]) for name in _UNIT_COLUMNS)] for row in rows]
    if story.has_target:
        for line, row in zip(lines, rows, strict=True):
            target = row["target_amount"]
            line += [money.cell(target), money.change_cell(row["call_amount"] - target) if target is not None else ""]
    return lines


def deal_unit(story: Story) -> str:
    return deal_money(story.facts, story.frames).unit


def risk_lead(story: Story) -> str:
    """How many commit deals are at risk; empty when none is."""
    count = int(story.value("deals.risk.count") or 0)
    noun, be = n_of(count, "commit deal", words=True), "is" if count == 1 else "are"
    amount = story["deals.risk.amount"]
    return sentence(f"{noun}, {amount} in all, {be} overdue, undated or long unchanged") if count else ""


def risks(story: Story) -> list[list[str]]:
    """The largest of them: account, deal, owner, amount, close date, what is wrong."""
    money = deal_money(story.facts, story.frames)
    return [
        [_short(deal["account_name"]), _short(deal["opportunity_name"] or deal["opportunity_id"]),
         _short(deal["node_name"]), money.cell(deal["amount"]), date_text(deal["close_date"]),
         capital(", ".join(flags(story, deal)))]
        for deal in selection.risks(story.frames, story.run.stale_days)[:_MOST_RISKS]
    ]  # fmt: skip


def upside(story: Story) -> str:
    """What best case holds, and its largest deals."""
    deals = selection.upside(story.frames)
    if not deals:
        return ""
    named = [(story.name(selection.customer(deal)), f"deal.{deal['opportunity_id']}.amount") for deal in deals[:3]]
    listed = join_words([f"{name} {story[id]}" for name, id in named])
    count = n_of(len(deals), "best-case deal", words=True)
    verb, rest = ("holds", "") if len(deals) == 1 else ("hold", "; the largest: " + listed)
    return sentence(f"{count} {verb} {story['deals.upside.amount']}{rest or ': ' + listed}")


def calls(story: Story) -> str:
    """Who has sent a call and who has not; empty where nobody calls."""
    if not selection.expects_calls(story.frames):
        return ""
    lists = []
    for state in ("missing", "late"):
        names = [selection.caller(row) for row in selection.calls(story.frames) if row["state"] == state]
        if names:
            lists.append(f"{capital(state)}, of all calls: {story.names(names, _MOST_NAMES)}.")
    return " ".join([sentence(statements.calls_in(story)), *lists])


def broken(story: Story) -> list[str]:
    """A line per gate that is not kept: state, promise, rows, waiver; warnings beyond a few are counted."""
    rows = selection.troubled_gates(story.frames)
    most = max(_MOST_GATES, sum(row["state"] != "warn" for row in rows))
    lines = [_gate(story, row) for row in rows[:most]]
    return [*lines, f"{len(rows) - most} more warnings in the table gate\\_results"] if len(rows) > most else lines


def _gate(story: Story, row: Row) -> str:
    rows = story[f"gate.{row['gate']}.rows"]
    waiver = f", waived by {story.name(row['waived_by'])}: {story.long_text(row['waiver_reason'])}"
    more = waiver if row["state"] == "waived" else ""
    promise = story.long_text(selection.promise(row))
    return f"{wording.GATE_STATES[row['state']]}: {promise} ({rows} against it{more})"


def _short(value: object) -> str:
    return shorten(one_line(value), NAME_LENGTH)
