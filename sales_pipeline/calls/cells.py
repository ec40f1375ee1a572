"""Single cells: what their text means, or the problem that it is none."""

import re
from datetime import UTC, datetime
from decimal import Decimal

from sales_pipeline.calls.reading import Problem, Row
from sales_pipeline.calls.words import IN, LARGEST, OUT
from sales_pipeline.render.text import one_line

_AMOUNT = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?")
_SHOWN = 40


def amount_of(row: Row) -> tuple[Decimal, Problem | None]:
    """The amount of a row, or what is wrong with it."""
    text, remedy = row.get("amount"), "type a number such as 1250000"
    if not text:
        return Decimal(0), Problem(
            row.place("amount"), "a reason or note stands here, but no amount", "type the amount"
        )
    if not _AMOUNT.fullmatch(text):
        return Decimal(0), strange(row, "amount", "is no amount", remedy)
    amount = Decimal(text.replace(",", ""))
    if amount < 0:
        return amount, strange(row, "amount", "is below 0", "type where the period will land, from 0 up")
    if amount > LARGEST:
        return amount, strange(row, "amount", f"is more than {LARGEST:,}", remedy)
    if amount != round(amount, 2):
        return amount, strange(row, "amount", "has more than two decimals", "round it to the cent")
    return amount, None


def in_or_out(row: Row) -> Problem:
    if not row.get("is_included"):
        what = "a reason or note stands here, but not whether the deal is in or out"
        return Problem(row.place("is_included"), what, f"type {IN} or {OUT}")
    return strange(row, "is_included", "is neither in nor out", f"type {IN} or {OUT}")


def instant_of(text: str) -> datetime | None:
    """An instant in UTC, naive, as tables hold it."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else None


def strange(row: Row, column: str, what: str, remedy: str) -> Problem:
    text = row.get(column)
    return Problem(row.place(column), f"{quote(text)} {what}" if text else f"blank {what}", remedy)


def quote(text: str) -> str:
    return repr(one_line(text, _SHOWN))
