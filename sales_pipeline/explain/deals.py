"""Deals below a figure: what each brings, by which cell of yields, and the line of the file that says so."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.explain.part import Part
from sales_pipeline.explain.published import Published, Row
from sales_pipeline.render.phrases import n_of

_BANDS = ("stage_name", "due_bucket", "weeks_left", "age_band", "amount_band")
_CATEGORY = {
    "commit_amount": "commit", "most_likely_amount": "most_likely", "best_case_amount": "best_case",
    "pipeline_amount": "pipeline", "omitted_amount": "omitted",
}  # fmt: skip
_CLOSED = {"closed_amount": "won", "won_deal_count": "won", "lost_amount": "lost", "lost_deal_count": "lost"}
_BELOW = """
    SELECT s.*, {value} AS brought FROM pipeline_snapshot AS s
    JOIN node_ancestors AS a ON a.week = s.week AND a.node_id = s.node_id AND a.instant = 'now'
    {join}
    WHERE s.week = ? AND a.ancestor_node_id = ? AND {test}
    ORDER BY brought DESC, s.opportunity_id"""


def below(published: Published, node: Row, measure: str, most: int) -> tuple[Part, ...]:
    """The deals of a node that make a measure, the largest whole, the others summed."""
    if measure == "expected_amount":
        return _expected(published, node, most)
    if measure in _CLOSED:
        test = f"s.state = '{_CLOSED[measure]}' AND s.due_period_id = ?"
    else:
        category = f"= '{_CATEGORY[measure]}'" if measure in _CATEGORY else "<> 'omitted'"
        test = f"s.state = 'open' AND s.category {category} AND s.due_period_id = ?"
    if measure not in (*_CLOSED, *_CATEGORY, "open_pipeline_amount", "open_deal_count"):
        return ()
    query = _BELOW.format(value="s.amount", join="", test=test)
    found = published.ask(query, [published.week, node["node_id"], node["period_id"]])
    return _listed(published, "deal", found, most)


def _expected(published: Published, node: Row, most: int) -> tuple[Part, ...]:
    """Won, what open deals are counted with, and what is left for deals not yet open."""
    key = {"period_id": node["period_id"]}
    method = next(iter(published.rows("standing_forecast", **key)), None)
    if method is None:
        return ()
    join = "JOIN deal_forecast AS d ON d.week = s.week AND d.opportunity_id = s.opportunity_id"
    scaled = f"CAST(round(d.expected_amount * {method['deal_scale_ratio']}, 2) AS DECIMAL(18, 2))"
    query = _BELOW.format(value=scaled, join=join, test="s.state = 'open' AND d.method = ? AND d.period_id = ?")
    counted = published.ask(query, [published.week, node["node_id"], method["deal_method"], node["period_id"]])
    won = below(published, node, "closed_amount", most)
    open_amount = sum((row["brought"] for row in counted), Decimal(0))
    rest = node["expected_amount"] - node["closed_amount"] - open_amount
    how = f"method {method['company_method']}; single deals by {method['deal_method']} × {method['deal_scale_ratio']}"
    return (
        Part("won", node["closed_amount"], "", won),
        Part("open deals are counted with", open_amount, how, _listed(published, "open deal", counted, most)),
        Part("deals not yet open, and what the method adds over all", rest),
    )


def _listed(published: Published, noun: str, rows: Sequence[Row], most: int) -> tuple[Part, ...]:
    yields = _yields(published, [row["opportunity_id"] for row in rows[:most]])
    shown = tuple(_deal(published, row, row["brought"], yields.get(row["opportunity_id"])) for row in rows[:most])
    rest = sum((row["brought"] for row in rows[most:]), Decimal(0))
    return (*shown, *((Part(n_of(len(rows) - most, f"more {noun}"), rest),) if len(rows) > most else ()))


def deal(published: Published, row: Row) -> Part:
    """A deal of the snapshot: what it is, the cell it was counted by, where its state was read."""
    return _deal(published, row, row["amount"], _yields(published, [row["opportunity_id"]]).get(row["opportunity_id"]))


def _deal(published: Published, row: Row, brought: Decimal, own: Row | None) -> Part:
    said = f"{row['opportunity_name'] or row['opportunity_id']} ({row['opportunity_id']})"
    now = ", ".join(
        str(text) for text in (row["node_name"], row["state"], row["stage_name"], f"close {row['close_date']}") if text
    )
    amount = f"{row['amount']:,}" + (
        f" = {row['amount_local']:,} {row['currency']} × {row['rate']}" if row["rate"] != 1 else ""
    )
    steps = (*_cells(published, own), Part(f"read from {row['source_file']}, line {row['source_line']}"))
    return Part(said, brought, f"{now}, amount {amount}", steps)


def _yields(published: Published, ids: list[str]) -> dict[str, Row]:
    """By open deal, what it is counted with."""
    query = """
        SELECT * FROM deal_yields
        WHERE week = ? AND horizon = 'current' AND opportunity_id IN (SELECT unnest(?::VARCHAR[]))"""
    return {row["opportunity_id"]: row for row in published.ask(query, [published.week, ids])}


def _cells(published: Published, own: Row | None) -> tuple[Part, ...]:
    """The cell of yields behind an open deal's chance, its parents, and the factors on top."""
    if own is None:
        return ()
    factors = f"× owner factor {own['owner_factor']} × slot factor {own['slot_factor']}"
    learned = Part(
        f"learned yield {own['yield_ratio']}, chance to win {own['win_probability']}",
        own["expected_amount"], f"{factors}; level {own['cell_level']}, {own['learned_deal_count']} past deals",
        tuple(_cell(each) for each in _parents(published, own)),
    )  # fmt: skip
    return (learned,)


def _parents(published: Published, own: Row) -> list[Row]:
    """The cells a deal falls into, the narrowest first."""
    rows = published.kept("stage_yields", horizon="current")
    fits = [row for row in rows if all(row[band] in (own[band], "*", None) for band in _BANDS)]
    return sorted(fits, key=lambda row: (row["deal_count"], row["cell_level"]))


def _cell(row: Row) -> Part:
    where = ", ".join(f"{band} {row[band]}" for band in _BANDS if row[band] not in ("*", None))
    return Part(
        f"cell {row['cell_level']}: {where or 'all deals'}", row["yield_ratio"],
        f"{row['deal_count']} deals, {row['won_count']} won; {row['won_amount']:,} of {row['amount']:,}",
    )  # fmt: skip


def moves(published: Published, step: Row, most: int) -> tuple[Part, ...]:
    """The deals of a bridge's bucket below its node, the largest first; nothing of its ends."""
    query = """
        SELECT m.* FROM pipeline_movements AS m
        JOIN node_ancestors AS a ON a.week = m.week AND a.node_id = m.node_id AND a.instant = 'now'
        WHERE m.week = ? AND a.ancestor_node_id = ? AND m.bridge = ? AND m.against = ? AND m.bucket = ?
        ORDER BY abs(m.amount) DESC, m.opportunity_id"""
    asked = [published.week, *(step[name] for name in ("node_id", "bridge", "against", "bucket"))]
    found = published.ask(query, asked)
    shown = tuple(
        Part(f"{row['opportunity_name'] or row['opportunity_id']} ({row['opportunity_id']})", row["amount"],
             _moved(row), (Part(f"read from {row['source_file']}, line {row['source_line']}"),))
        for row in found[:most]
    )  # fmt: skip
    rest = sum((row["amount"] for row in found[most:]), Decimal(0))
    return (*shown, *((Part(n_of(len(found) - most, "more deal"), rest),) if len(found) > most else ()))


def _moved(row: Row) -> str:
    stages = f"{row['from_stage_name']} → {row['to_stage_name']}"
    dates = f"close {row['from_close_date']} → {row['to_close_date']}"
    return ", ".join([stages, dates, *([row["reason"]] if row["reason"] else [])])
