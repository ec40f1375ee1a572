"""The tables and lists of the page of text, row by row."""

from sales_pipeline.forecast.documents import deal_selection, outlook, selection, statements, wording
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.flags import flags
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import NAME_LENGTH, Story, sentence
from sales_pipeline.render.figure_id import figure_id, suffix
from sales_pipeline.render.phrases import capital, date_text, join_words, n_of, percent
from sales_pipeline.render.text import one_line, shorten

_LINES = (
    ("Closed won", "closed_amount", ""), ("Closed and commit", "commit_cumulative_amount", "commit_amount"),
    ("With most likely", "most_likely_cumulative_amount", "most_likely_amount"),
    ("With best case", "best_case_cumulative_amount", "best_case_amount"),
    ("Expected", "expected_amount", ""), ("Forecast call", "call_amount", ""),
)  # fmt: skip
_MOST_RISKS, _MOST_NAMES, _MOST_UNITS, _MOST_GATES = 5, 10, 8, 4


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
    node = top["node_id"]
    for label, name, own in _LINES:
        # a cumulative line that adds nothing to the one above says nothing
        if (own and not top[own]) or (name == "call_amount" and story.lead != "call"):
            continue
        change = changes.get(name, {})
        before = [
            _cell(story, node, f"forecast_change.{column}", write(change.get(column)), measure=name)
            for column, write in (("last_week_amount", money.cell), ("change_amount", money.change_cell))
        ]
        share = [story[f"share.{name}"]] if targets else []
        rows.append([label, _cell(story, node, name, money.cell(top[name])), *(before if known else []), *share])
    rows += _range(story, len(rows[0]))
    if targets:
        target = _cell(story, node, "target_amount", money.cell(top["target_amount"]))
        rows.append(["Target", target, *(["", ""] if known else []), ""])
    return rows


def _cell(story: Story, node: object, column: str, text: str, /, **keys: object) -> str:
    """A figure of a table, with the id of its published cell."""
    return story.facts.cell(figure_id(node, column, suffix(**keys)), text)


def _range(story: Story, width: int) -> list[list[str]]:
    """P10 and P90 below the figures, with the share of the target they would reach."""
    row = outlook.span(story.frames, story.company)
    if row is None or not outlook.spread(row):
        return []
    blank, money = [""] * (width - 2), story.money
    ends = (("Low end, P10", "p10_amount"), ("High end, P90", "p90_amount"))
    node = row["node_id"]
    return [
        [label, _cell(story, node, f"forecast_simulation.{name}", money.cell(row[name])), *blank]
        for label, name in ends
    ]


def units(story: Story) -> list[list[str]]:
    """A header and a row per unit of the highest level with several, if they are few."""
    rows, money = selection.groups(story.frames), story.money
    if not 2 <= len(rows) <= _MOST_UNITS:
        return []
    names = ["closed", "commit", "expected", *(["call"] if story.lead == "call" else [])]
    names += ["target"] if story.has_target else []
    header = [f"Unit, {money.unit}", *(capital(name) for name in names)]
    lines = [
        [_short(row["node_name"]),
         *(_cell(story, row["node_id"], f"{name}_amount", money.cell(row[f"{name}_amount"])) for name in names)]
        for row in rows
    ]  # fmt: skip
    if any(outlook.spread(outlook.span(story.frames, row)) for row in rows):
        header += ["P10", "P90", *(["Chance of target"] if story.has_target else [])]
        for line, row in zip(lines, rows, strict=True):
            line += _ends(story, row)
    if story.has_target:
        header.append(f"{capital(story.lead)} to target")
        for line, row in zip(lines, rows, strict=True):
            target = row["target_amount"]
            gap = "" if target is None else money.change_cell(row[f"{story.lead}_amount"] - target)
            line.append(story.facts.cell(f"gap.{row['node_id']}.{story.lead}", gap))
    return [header, *lines]


def _ends(story: Story, node: Row) -> list[str]:
    """P10, P90 and, where there are targets, the chance of a unit's own."""
    row, money = outlook.span(story.frames, node), story.money
    found = [(name, money.cell(row[name]) if row else "") for name in ("p10_amount", "p90_amount")]
    if story.has_target:
        chance = row["quota_probability"] if row else None
        found.append(("quota_probability", percent(chance) if chance is not None else ""))
    return [_cell(story, node["node_id"], f"forecast_simulation.{name}", text) for name, text in found]


def deal_unit(story: Story) -> str:
    return deal_money(story.facts, story.frames).unit


def risk_lead(story: Story) -> str:
    """How many commit deals are at risk; empty when none is."""
    count = int(story.value("deals.risk.count") or 0)
    noun, be = n_of(count, "commit deal", words=True), "is" if count == 1 else "are"
    amount = story["deals.risk.amount"] + ("" if count == 1 else " in all")
    return sentence(f"{noun}, {amount}, {be} overdue, undated or long unchanged") if count else ""


def risks(story: Story) -> list[list[str]]:
    """A header and the largest of them: account, deal, owner, amount, close date, what is wrong."""
    money, deals = deal_money(story.facts, story.frames), deal_selection.risks(story.frames, story.run.stale_days)
    if not deals:
        return []
    accounts = selection.keeps(story.frames, "account_id")
    header = [*(["Account"] if accounts else []), "Deal", "Owner", f"Amount, {money.unit}", "Close", "Why"]
    lines = [_risk(story, deal, accounts) for deal in deals[:_MOST_RISKS]]
    return [header, *lines]


def _risk(story: Story, deal: Row, accounts: bool) -> list[str]:
    name, money = deal["opportunity_name"] or deal["opportunity_id"], deal_money(story.facts, story.frames)
    first = [_short(deal["account_name"])] if accounts else []
    amount = _cell(
        story, "", "pipeline_snapshot.amount", money.cell(deal["amount"]), opportunity_id=deal["opportunity_id"]
    )
    said = [amount, date_text(deal["close_date"]), capital(", ".join(flags(story, deal)))]
    return [*first, _short(name), _short(deal["node_name"]), *said]


def upside(story: Story) -> str:
    """What best case holds, and its largest deals."""
    deals = deal_selection.upside(story.frames)
    if not deals:
        return ""
    named = [(story.name(deal_selection.customer(deal)), f"deal.{deal['opportunity_id']}.amount") for deal in deals[:3]]
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
    more = f"{n_of(len(rows) - most, 'more warning')} in the table gate\\_results"
    return [*lines, more] if len(rows) > most else lines


def _gate(story: Story, row: Row) -> str:
    rows = story[f"gate.{row['gate']}.rows"]
    waiver = f", waived by {story.name(row['waived_by'])}: {story.long_text(row['waiver_reason'])}"
    more = waiver if row["state"] == "waived" else ""
    promise = story.long_text(selection.promise(row))
    return f"{wording.GATE_STATES[row['state']]}: {promise} ({rows} against it{more})"


def _short(value: object) -> str:
    return shorten(one_line(value), NAME_LENGTH)
