"""Whether a call can be accepted: every cell that is wrong, with what is wrong and what to do. Nothing is changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sales_pipeline.calls.cells import amount_of, in_or_out, instant_of, quote, strange
from sales_pipeline.calls.known import Known
from sales_pipeline.calls.reading import Problem, Row, Sent
from sales_pipeline.calls.said import Call, Figure, in_order
from sales_pipeline.calls.words import DEAL, IN, NO, NOTE_LENGTH, OUT, YES, allowed
from sales_pipeline.render.text import clean, one_line

_CURRENT_TEMPLATE = "take a new template (sales-pipeline submit --template)"
Key = tuple[str, str, str]


@dataclass
class Checked:
    """The problems of a file and, where there are none, what it says: values by row, and the calls they make."""

    problems: list[Problem]
    values: list[dict[str, str]]
    calls: list[Call]
    sent_at: datetime


def check(sent: Sent, known: Known, now: datetime) -> Checked:
    """Look at every cell; `now` (UTC, naive) is when the file came in."""
    checker = _Checker(known, now)
    problems = list(sent.problems)
    told = {problem.place for problem in problems}
    for row in sent.rows:
        problems.extend(problem for problem in checker.row(row) if problem.place not in told)
    problems.extend(checker.whole(sent))
    return Checked(problems, checker.values, list(checker.calls.values()), max(checker.stamps, default=now))


class _Checker:
    """Goes through the rows once, then looks at what they say together."""

    def __init__(self, known: Known, now: datetime) -> None:
        self.known, self.now = known, now
        self.values: list[dict[str, str]] = []
        self.calls: dict[tuple[str, Key], Call] = {}
        self.stamps: list[datetime] = []
        self._nodes = {clean(node): node for node in known.nodes}
        self._people = {clean(person): person for person in known.people}
        self._deals = {clean(deal): deal for deal in known.deals}

    def row(self, row: Row) -> list[Problem]:
        """The problems of one row; without any its values are kept."""
        rules: list[Callable[[Row], Iterator[Problem]]] = [self._who, self._what, self._words, self._when]
        found = [problem for rule in rules for problem in rule(row)]
        if not found:
            found = list(self._deal(row) if row.get("category") == DEAL else self._figure(row))
        return found

    def _who(self, row: Row) -> Iterator[Problem]:
        person, node = self._people.get(row.get("submitter_id")), self._nodes.get(row.get("node_id"))
        layer = row.get("layer")
        if person is None:
            yield strange(
                row, "submitter_id", "is nobody in reference/people.csv", "write the id of who sends the call"
            )
        if node is None:
            yield strange(row, "node_id", f"is no unit or representative in week {self.known.week}", _CURRENT_TEMPLATE)
        if layer not in allowed("layer"):
            yield strange(row, "layer", "is no layer", f"write one of {', '.join(allowed('layer'))}")
        elif person is not None and node is not None and not self.known.may_call(person, node, layer):
            yield Problem(
                row.place("layer"),
                f"{quote(row.get('submitter_id'))} is not asked for a {layer} call for {quote(row.get('node_id'))}",
                "whoever represents or leads it sends it (reference/organisation_members.csv, people.csv)",
            )

    def _what(self, row: Row) -> Iterator[Problem]:
        periods = self.known.periods
        if row.get("period_id") not in periods:
            yield strange(row, "period_id", f"is not called in week {self.known.week}", f"write {' or '.join(periods)}")
        if row.get("category") not in allowed("category"):
            yield strange(row, "category", "is no category", f"write one of {', '.join(allowed('category'))}")
        if row.get("currency") and row.get("currency") not in self.known.currencies:
            told = ", ".join(sorted(self.known.currencies))
            yield strange(row, "currency", "is no currency with a rate", f"write one of {told}")

    def _words(self, row: Row) -> Iterator[Problem]:
        reasons = allowed("reason_code")
        if row.get("reason_code") and row.get("reason_code") not in reasons:
            yield strange(row, "reason_code", "is no reason", f"choose one of {', '.join(reasons)}")
        if len(row.get("note")) > NOTE_LENGTH:
            what = f"the note has {len(row.get('note')):,} characters"
            yield Problem(row.place("note"), what, f"shorten it to {NOTE_LENGTH}")

    def _when(self, row: Row) -> Iterator[Problem]:
        text = row.get("submitted_at")
        if not text:
            self.stamps.append(self.now)
            return
        stamp = instant_of(text)
        if stamp is None:
            yield strange(
                row,
                "submitted_at",
                "is no instant with its zone",
                "write it as 2026-11-16T08:30:00Z, or leave it blank",
            )
        elif stamp > self.now:
            yield strange(
                row, "submitted_at", "has not come yet", "leave it blank: it is filled in when the call is taken in"
            )
        elif stamp >= self.known.lock_at:
            yield strange(
                row, "submitted_at", f"is after the lock of week {self.known.week}", "send it for the running week"
            )
        else:
            self.stamps.append(stamp)

    def _figure(self, row: Row) -> Iterator[Problem]:
        if row.get("opportunity_id"):
            yield strange(
                row, "opportunity_id", "stands on a row that is about no deal", "remove it, or write category deal"
            )
        if row.get("is_included"):
            yield strange(row, "is_included", "says in or out where no deal is", "remove it, or write category deal")
        amount, problem = amount_of(row)
        if problem:
            yield problem
        else:
            yield from self._placed(row, amount)

    def _placed(self, row: Row, amount: Decimal) -> Iterator[Problem]:
        call, category = self._call(row), row.get("category")
        twin = call.figures.get(category)
        if twin:
            yield Problem(row.place("amount"), f"says again what {twin.row.place('amount')} says", "keep one of them")
            return
        call.figures[category] = Figure(row, amount)
        system = self.known.positions[call.node_id, call.period_id].system
        is_foreign = row.get("currency") not in ("", self.known.company.currency)
        if category == "commit" and not is_foreign and amount != system and not row.get("reason_code"):
            yield Problem(
                row.place("reason_code"),
                f"the call differs from the system's {system:,.2f} by {amount - system:+,.2f} and no reason is given",
                f"choose one of {', '.join(allowed('reason_code'))}",
            )
        self._keep(row, call, amount=f"{amount:.2f}", currency=row.get("currency") or self.known.company.currency)

    def _deal(self, row: Row) -> Iterator[Problem]:
        if row.get("amount"):
            yield strange(
                row, "amount", "is an amount on a row about a deal", "remove it: the deal's amount is the CRM's"
            )
        deal = self.known.deals.get(self._deals.get(row.get("opportunity_id"), ""))
        if deal is None:
            yield strange(row, "opportunity_id", "is no open deal due in this or the next period", _CURRENT_TEMPLATE)
            return
        if self._nodes[row.get("node_id")] not in self.known.above[deal.node_id]:
            yield strange(row, "opportunity_id", f"is no deal of {quote(row.get('node_id'))}", "correct one of the two")
        word = row.get("is_included").casefold()
        if word not in (*YES, *NO):
            yield in_or_out(row)
            return
        is_in = word in YES
        if is_in != deal.is_in_system(row.get("period_id")) and not row.get("reason_code"):
            yield Problem(
                row.place("reason_code"),
                f"the deal is {IN if is_in else OUT} against the CRM ({deal.category}, due in {deal.period_id}) and no "
                "reason is given",
                f"choose one of {', '.join(allowed('reason_code'))}",
            )
        call = self._call(row)
        if deal.id in call.deals:
            yield Problem(
                row.place("is_included"),
                f"says again what {call.deals[deal.id].place('is_included')} says",
                "keep one of them",
            )
            return
        call.deals[deal.id] = row
        self._keep(row, call, opportunity_id=deal.id, is_included="true" if is_in else "false")

    def _call(self, row: Row) -> Call:
        person, node = self._people[row.get("submitter_id")], self._nodes[row.get("node_id")]
        key = (person, (node, row.get("layer"), row.get("period_id")))
        return self.calls.setdefault(key, Call(person, *key[1]))

    def _keep(self, row: Row, call: Call, **values: str) -> None:
        stamp = instant_of(row.get("submitted_at")) or self.now
        self.values.append({
            "submitter_id": call.submitter_id, "node_id": call.node_id, "layer": call.layer,
            "period_id": call.period_id, "category": row.get("category"), "reason_code": row.get("reason_code"),
            "note": one_line(row.get("note")), "submitted_at": f"{stamp.isoformat(timespec='microseconds')}Z", **values,
        })  # fmt: skip

    def whole(self, sent: Sent) -> Iterator[Problem]:
        """What only shows when all rows are read."""
        if not sent.rows:
            yield Problem(sent.name, "nothing was typed", "type at least a call into the yellow cells")
        if self.now >= self.known.lock_at:
            locked = f"the calls of week {self.known.week} have been locked since {self.known.lock_at} UTC"
            yield Problem(sent.name, locked, "send a call for the running week")
        for call in self.calls.values():
            yield from in_order(call)
