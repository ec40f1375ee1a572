"""What a call was understood to say, in a few lines: numbers, what they change and why, deals, and what it replaces."""

from collections.abc import Iterator
from datetime import UTC

from sales_pipeline.calls.check import Checked
from sales_pipeline.calls.known import Known
from sales_pipeline.calls.said import Call
from sales_pipeline.calls.words import FIGURES, YES
from sales_pipeline.render.phrases import n_of
from sales_pipeline.render.text import keep_order, one_line


def understood(known: Known, checked: Checked) -> Iterator[str]:
    """Lines for the person who sent it."""
    sent = checked.sent_at.replace(tzinfo=UTC).astimezone(known.company.zone)
    timing = "in time" if checked.sent_at <= known.due_at else "late"
    yield f"Understood for week {known.week}, sent {sent:%Y-%m-%d %H:%M} ({known.company.time_zone}), {timing}:"
    for call in checked.calls:
        yield from _call(known, call)


def _call(known: Known, call: Call) -> Iterator[str]:
    currency = known.company.currency
    head = f"{_name(known.nodes[call.node_id])} ({call.layer}), {known.periods[call.period_id]}"
    if "commit" in call.figures:
        figure = call.figures["commit"]
        system = known.positions[call.node_id, call.period_id].system
        yield f"  {head}: call {figure.row.get('currency') or currency} {figure.amount:,.2f}"
        if figure.row.get("currency") in ("", currency):
            reason = f", {figure.row.get('reason_code')}" if figure.row.get("reason_code") else ""
            note = f": {one_line(figure.row.get('note'), 200)}" if figure.row.get("note") else ""
            yield f"    {figure.amount - system:+,.2f} to the system's {system:,.2f}{reason}{note}"
        others = [f"{FIGURES[c].lower()} {call.figures[c].amount:,.2f}" for c in FIGURES if c in call.figures][1:]
        if others:
            yield f"    {', '.join(others)}"
        before = known.already(call.node_id, call.layer, call.period_id)
        if before:
            yield f"    replaces {before['call_amount']:,.2f}, sent {before['submitted_at']:%Y-%m-%d %H:%M} UTC"
    else:
        yield f"  {head}: no call"
    yield from _deals(known, call)


def _deals(known: Known, call: Call) -> Iterator[str]:
    for word, is_in in (("in", True), ("out", False)):
        rows = {i: row for i, row in call.deals.items() if (row.get("is_included").casefold() in YES) == is_in}
        if rows:
            yield f"    {n_of(len(rows), 'deal')} {word}:"
        for deal_id, row in rows.items():
            deal = known.deals[deal_id]
            reason = f", {row.get('reason_code')}" if row.get("reason_code") else ""
            yield f"      {_name(deal.name)} ({deal.amount:,.2f}, {deal.category}){reason}"


def _name(text: str) -> str:
    return keep_order(one_line(text, 80))
