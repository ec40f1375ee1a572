"""The workbook a person fills with this week's call: figures on one sheet, deals on the next, the rest locked.

Every row carries the columns of a submission under their own names in a hidden row and in hidden columns, so that a
filled workbook is read back without guessing; people see what they need to decide, and type in the yellow cells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sales_pipeline.calls.known import Deal, Known, Seat
from sales_pipeline.calls.words import DEAL, FIGURES, IN, LARGEST, NOTE_LENGTH, OUT, TYPED, allowed, columns
from sales_pipeline.render.phrases import n_of
from sales_pipeline.render.run import Run
from sales_pipeline.render.xlsx import Book
from sales_pipeline.render.xlsx_sheet import CellValue, Sheet

CALL, DEALS, HELP = "Call", "Deals", "How to"
WEEK_MARK = "week "
LISTED = 200
_TOP = 3
_HEADS = {"amount": "Amount", "is_included": "In or out", "reason_code": "Reason", "note": "Note"}
_WIDTHS = {"amount": 16.0, "is_included": 10.0, "reason_code": 14.0, "note": 48.0}
_REASONS = {
    "timing": "a deal closes earlier or later than the CRM says",
    "size": "an amount will be larger or smaller",
    "risk": "a deal counted by the CRM may be lost",
    "new_deal": "a deal that is not in the CRM yet",
    "data_error": "the CRM is wrong",
    "judgement": "experience; say on what it rests in the note",
}


@dataclass(frozen=True)
class Line:
    """One row: what a person sees, and the columns of the submission that come with it."""

    shown: Sequence[CellValue]
    given: dict[str, str]
    typed: Sequence[str]


@dataclass(frozen=True)
class Shown:
    """The columns a person sees before those to type in: header and number format."""

    headers: Sequence[str]
    forms: Sequence[str]
    typed: Sequence[str]
    lines: list[Line] = field(default_factory=list)


def template(known: Known, person_id: str, run: Run) -> bytes:
    """The workbook of one person: the same bytes for the same inputs."""
    seats = [seat for seat in known.seats if seat.person_id == person_id]
    name = seats[0].person_name
    book = Book(run, f"Call of {name}, week {known.week}", "Confidential: your own call")
    currency = known.company.currency
    heading = f"Call of {name} for {' and '.join(known.periods.values())}, week {known.week}"
    how = f"Type into the yellow cells where the period will land: won and still to come, in {currency}."
    _write(book, CALL, heading, how, _calls(known, seats))
    deals = _deals(known, seats)
    left_out = sum(max(len(known.deals_of(seat.node_id)) - LISTED, 0) for seat in seats)
    current = next(iter(known.periods.values()))
    note = f"Say of a deal whether the call for {current} counts on it, where the CRM says otherwise. In {currency}."
    if left_out:
        note += f" The first {LISTED} are listed, {n_of(left_out, 'deal')} are not."
    _write(book, DEALS, f"Open deals of {name}", note, deals)
    _explain(book, known)
    return book.to_bytes()


def _calls(known: Known, seats: Sequence[Seat]) -> Shown:
    shown = Shown(
        ("For", "As", "Period", "Figure", "Won so far", "System: closed + commit", "Expected", "Last week's call"),
        ("text", "text", "text", "text", *["amount_cents"] * 4),
        ("amount", "reason_code", "note"),
    )
    shown.lines.extend(line for seat in seats for period in known.periods for line in _figures(known, seat, period))
    return shown


def _figures(known: Known, seat: Seat, period_id: str) -> Iterator[Line]:
    position = known.positions[seat.node_id, period_id]
    before = known.last_week(seat.node_id, seat.layer, period_id) or {}
    for category, figure in FIGURES.items():
        is_call = category == "commit"
        last = before.get("call_amount" if is_call else f"{category}_amount")
        numbers = (position.closed, position.system, position.expected) if is_call else (None, None, None)
        yield Line(
            (seat.node_name, seat.layer, known.periods[period_id], figure, *numbers, last),
            {**_given(known, seat, period_id, category), "currency": known.company.currency},
            ("amount", "reason_code", "note") if is_call else ("amount", "note"),
        )


def _deals(known: Known, seats: Sequence[Seat]) -> Shown:
    shown = Shown(
        ("For", "Deal", "Account", "Stage", "Category", "Close date", "Due in", "Amount"),
        ("text", "text", "text", "text", "text", "date", "text", "amount_cents"),
        ("is_included", "reason_code", "note"),
    )
    for seat in seats:
        shown.lines.extend(_deal(known, seat, deal) for deal in known.deals_of(seat.node_id)[:LISTED])
    return shown


def _deal(known: Known, seat: Seat, deal: Deal) -> Line:
    due = known.periods[deal.period_id]
    return Line(
        (seat.node_name, deal.name, deal.account, deal.stage, deal.category, deal.close_date, due, deal.amount),
        {**_given(known, seat, next(iter(known.periods)), DEAL), "opportunity_id": deal.id},
        ("is_included", "reason_code", "note"),
    )


def _given(known: Known, seat: Seat, period_id: str, category: str) -> dict[str, str]:
    return {
        "submitter_id": seat.person_id, "node_id": seat.node_id, "layer": seat.layer, "period_id": period_id,
        "category": category,
    }  # fmt: skip


def _write(book: Book, name: str, heading: str, note: str, shown: Shown) -> None:
    """Two header rows, the second hidden with the names of a submission's columns, then a row per line."""
    sheet = book.sheet(name, heading, note)
    width = len(shown.headers)
    sheet.headers(_TOP, shown.headers, next(n for n, form in enumerate(shown.forms) if form == "amount_cents"))
    for at, column in enumerate(shown.typed, width):
        sheet.headers(_TOP, [("" if column == "amount" else "  ") + _HEADS[column]], int(column != "amount"), at)
    order = [*shown.typed, *(column for column in columns() if column not in shown.typed)]
    sheet.text(_TOP + 1, 0, f"{WEEK_MARK}{book.run.week}", wide=True)
    for at, column in enumerate(order, width):
        sheet.text(_TOP + 1, at, column)
    sheet.ws.set_row(_TOP + 1, None, None, {"hidden": True})
    for row, line in enumerate(shown.lines, _TOP + 2):
        for at, (value, form) in enumerate(zip(line.shown, shown.forms, strict=True)):
            sheet.value(row, at, value, form, "row")
        for at, column in enumerate(order, width):
            _cell(sheet, row, at, column, line)
    for at, column in enumerate(shown.typed, width):
        sheet.width(at, _WIDTHS[column])
    sheet.hide_columns(width + len(shown.typed), width + len(order) - 1)
    sheet.freeze(_TOP + 2, 0)
    sheet.page(last_column=width + len(shown.typed) - 1)
    sheet.protect()


def _cell(sheet: Sheet, row: int, at: int, column: str, line: Line) -> None:
    if column in line.typed:
        form = "amount_cents" if column == "amount" else "general"
        sheet.number(row, at, None, form, "input")
        sheet.rule(row, at, _RULES[column])
    elif column in line.given:
        sheet.text(row, at, line.given[column])


def _rule(title: str, message: str, rule: dict[str, object]) -> dict[str, object]:
    """A check while typing, which says before and after what may stand in the cell."""
    return {
        **rule, "input_title": title, "input_message": message, "error_title": title, "error_message": message,
    }  # fmt: skip


_RULES = {
    "amount": _rule(
        "Where it will land",
        "A number from 0 up, at most two decimals: what is won in the period and what will still come.",
        {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": LARGEST},
    ),
    "is_included": _rule(
        "In or out", "in: the call counts on the deal; out: it does not. Blank: as the CRM says.",
        {"validate": "list", "source": [IN, OUT]},
    ),
    "reason_code": _rule(
        "Reason", "Why it differs from the system: one of the list (sheet How to explains them).",
        {"validate": "list", "source": list(allowed("reason_code"))},
    ),
    "note": _rule(
        "Note", f"A sentence, at most {NOTE_LENGTH} characters.",
        {"validate": "length", "criteria": "<=", "value": NOTE_LENGTH},
    ),
}  # fmt: skip
assert set(_RULES) == set(TYPED) == set(_HEADS)


def _explain(book: Book, known: Known) -> None:
    sheet = book.sheet(HELP, "How to fill this in", "Nothing on this sheet is read.", landscape=False)
    zone = known.company.time_zone
    lines = [
        f"Call: type where the period will land, at least for {next(iter(known.periods.values()))}. Blank rows say "
        "nothing.",
        "A call that differs from the system's number (closed + commit) needs a reason; a note helps whoever reads it.",
        "Most likely is not below the call, best case not below most likely.",
        "Deals: type in or out only where the call differs from the CRM, with a reason: in for a deal that is not in "
        "category commit or is due later, out for one that is counted.",
        f"Due {_clock(known.company.submissions.due_hours)} of Monday {known.week} ({zone}); later is marked late. "
        f"Counts until {known.company.submissions.lock_days} days after that Monday.",
        f"Save it and send it back; it is taken in with: sales-pipeline submit FILE --week {known.week}",
        "A later call replaces an earlier one; nothing sent is ever changed.",
    ]
    for row, line in enumerate(lines, _TOP):
        sheet.text(row, 0, line, wide=True)
    sheet.text(_TOP + len(lines) + 1, 0, "Reason", "section")
    for row, reason in enumerate(allowed("reason_code"), _TOP + len(lines) + 2):
        sheet.text(row, 0, reason, "row")
        sheet.text(row, 1, _REASONS.get(reason, ""), "row")
    sheet.page(portrait=True)
    sheet.protect()


def _clock(hours: int) -> str:
    return f"{hours}:00" if hours < 24 else f"{hours} hours after 0:00"
