"""The key figures of a node: each with what to hold it against."""

from collections.abc import Callable
from dataclasses import dataclass

from sales_pipeline.forecast.documents.dashboard.week import Node, Week
from sales_pipeline.forecast.documents.dashboard.words import changed
from sales_pipeline.forecast.documents.facts.ranges import LIKELY
from sales_pipeline.render.phrases import NOT_AVAILABLE, number, percent, ratio
from sales_pipeline.render.theme import tone_of

_SPAN = "forecast_simulation"


@dataclass(frozen=True)
class Piece:
    """Words, or a figure with what its id says after the node."""

    text: str
    measure: str = ""


@dataclass(frozen=True)
class Said:
    """A figure or a note: its pieces, and a colour role."""

    pieces: tuple[Piece, ...] = ()
    role: str = ""


Say = Callable[[Week, Node], Said]


@dataclass(frozen=True)
class Card:
    """A key figure: its title, what it shows of a node, and the note below."""

    title: str
    figure: Say
    note: Say


def cards(week: Week) -> tuple[Card, ...]:
    """Those for which the week has figures."""
    found = [Card("Expected", _amount("expected_amount"), _since("expected_amount")),
             Card("Eight in ten outcomes", _range, lambda week, node: _words("P10 to P90"))]  # fmt: skip
    if week.has_calls:
        found.insert(0, Card("Forecast call", _call, _since_call))
    if week.has_target:
        return (
            *found,
            Card("Chance of target", _chance, _target),
            Card("Closed won", _amount("closed_amount"), _attained),
            Card("Coverage to go", _coverage, _needed),
        )
    return (*found, Card("Closed won", _amount("closed_amount"), _since("closed_amount")),
            Card("Open pipeline", _amount("open_pipeline_amount"), _deals))  # fmt: skip


def _words(text: str, role: str = "") -> Said:
    return Said((Piece(text),), role)


def _amount(name: str) -> Say:
    return lambda week, node: Said((Piece(node.money.text(node.row[name]), name),))


def _since(name: str) -> Say:
    """The change since last week."""

    def note(week: Week, node: Node) -> Said:
        row = changed(week, node, name)
        if row is None or row["change_amount"] is None:
            return _words("no last week to compare with")
        if node.money.scaled(row["change_amount"]) == 0:
            return _words("as last week")
        figure = Piece(
            node.money.text(row["change_amount"], signed=True), f"forecast_change.change_amount@measure={name}"
        )
        return Said((figure, Piece(" since last week")), tone_of(row["change_amount"]))

    return note


def _call(week: Week, node: Node) -> Said:
    return _words("no call") if node.row["call_source"] == "crm" else _amount("call_amount")(week, node)


def _since_call(week: Week, node: Node) -> Said:
    return Said() if node.row["call_source"] == "crm" else _since("call_amount")(week, node)


def _range(week: Week, node: Node) -> Said:
    span = week.first(node, _SPAN, horizon="current")
    if span is None:
        return _words(NOT_AVAILABLE)
    low, high = (Piece(node.money.text(span[name]), f"{_SPAN}.{name}") for name in ("p10_amount", "p90_amount"))
    return Said((low, Piece(" to "), high)) if low.text != high.text else Said((low,))


def _chance(week: Week, node: Node) -> Said:
    span = week.first(node, _SPAN, horizon="current")
    if span is None or span["quota_probability"] is None:
        return _words(NOT_AVAILABLE)
    chance = span["quota_probability"]
    return Said((Piece(percent(chance), f"{_SPAN}.quota_probability"),), "better" if chance >= LIKELY else "worse")


def _target(week: Week, node: Node) -> Said:
    target = node.row["target_amount"]
    return (
        _words("no target")
        if target is None
        else Said((Piece("target "), Piece(node.money.text(target), "target_amount")))
    )


def _attained(week: Week, node: Node) -> Said:
    attained = node.row["attainment_ratio"]
    return Said() if attained is None else Said((Piece(percent(attained), "attainment_ratio"), Piece(" of target")))


def _coverage(week: Week, node: Node) -> Said:
    have, needed = node.row["coverage_to_go_ratio"], node.row["coverage_needed_ratio"]
    if have is None:
        return _words("reached" if node.row["target_amount"] else NOT_AVAILABLE)
    return Said((Piece(ratio(have), "coverage_to_go_ratio"),), "" if needed is None else tone_of(have - needed))


def _needed(week: Week, node: Node) -> Said:
    needed = node.row["coverage_needed_ratio"]
    if node.row["coverage_to_go_ratio"] is None or needed is None:
        return Said()
    return Said((Piece(ratio(needed), "coverage_needed_ratio"), Piece(" needed in the past")))


def _deals(week: Week, node: Node) -> Said:
    count = node.row["open_deal_count"]
    return Said((Piece(number(count), "open_deal_count"), Piece(" deal" if count == 1 else " deals")))
