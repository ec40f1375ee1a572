"""The key figures of a node: each with what to hold it against."""

from collections.abc import Callable
from dataclasses import dataclass

from sales_pipeline.forecast.documents.dashboard.views import BLANK, Shown
from sales_pipeline.forecast.documents.dashboard.week import Node, Week
from sales_pipeline.forecast.documents.dashboard.words import changed
from sales_pipeline.forecast.documents.facts.ranges import LIKELY
from sales_pipeline.render.phrases import NOT_AVAILABLE, n_of, percent, ratio
from sales_pipeline.render.theme import tone_of

_SPAN = "forecast_simulation"


@dataclass(frozen=True)
class Card:
    """A key figure: its title, what it shows of a node and the note below, each with what its figure's id says."""

    title: str
    measure: str
    figure: Callable[[Week, Node], Shown]
    note_measure: str
    note: Callable[[Week, Node], Shown]


def cards(week: Week) -> tuple[Card, ...]:
    """Those for which the week has figures."""
    found = [_amount("Expected", "expected_amount"), Card("Eight in ten outcomes", f"{_SPAN}.p10_amount", _range, "", _promise)]
    if week.has_calls:
        found.insert(0, Card("Forecast call", "call_amount", _call, *_since("call_amount")))
    if week.has_target:
        found.append(Card("Chance of target", f"{_SPAN}.quota_probability", _chance, "target_amount", _target))
        found.append(Card("Closed won", "closed_amount", _text("closed_amount"), "attainment_ratio", _attained))
        found.append(Card("Coverage to go", "coverage_to_go_ratio", _coverage, "coverage_needed_ratio", _needed))
    else:
        found.append(_amount("Closed won", "closed_amount"))
        found.append(Card("Open pipeline", "open_pipeline_amount", _text("open_pipeline_amount"), "open_deal_count", _deals))
    return tuple(found)


def _text(name: str) -> Callable[[Week, Node], Shown]:
    return lambda week, node: Shown(node.money.text(node.row[name]))


def _amount(title: str, name: str) -> Card:
    return Card(title, name, _text(name), *_since(name))


def _since(name: str) -> tuple[str, Callable[[Week, Node], Shown]]:
    """The change since last week."""

    def note(week: Week, node: Node) -> Shown:
        row = changed(week, node, name)
        if row is None or row["change_amount"] is None:
            return Shown("no last week to compare with")
        if node.money.scaled(row["change_amount"]) == 0:
            return Shown("as last week")
        return Shown(f"{node.money.text(row['change_amount'], signed=True)} since last week", role=tone_of(row["change_amount"]))

    return f"forecast_change.change_amount@measure={name}", note


def _call(week: Week, node: Node) -> Shown:
    if node.row["call_source"] == "crm":
        return Shown("no call")
    return Shown(node.money.text(node.row["call_amount"]))


def _range(week: Week, node: Node) -> Shown:
    span = week.first(node, _SPAN, horizon="current")
    if span is None:
        return Shown(NOT_AVAILABLE)
    low, high = node.money.text(span["p10_amount"]), node.money.text(span["p90_amount"])
    return Shown(f"{low} to {high}" if low != high else low)


def _promise(week: Week, node: Node) -> Shown:
    return Shown("P10 to P90")


def _chance(week: Week, node: Node) -> Shown:
    span = week.first(node, _SPAN, horizon="current")
    chance = span["quota_probability"] if span else None
    role = "" if chance is None else "better" if chance >= LIKELY else "worse"
    return Shown(percent(chance), role=role)


def _target(week: Week, node: Node) -> Shown:
    target = node.row["target_amount"]
    return Shown(f"target {node.money.text(target)}") if target is not None else Shown("no target")


def _attained(week: Week, node: Node) -> Shown:
    attained = node.row["attainment_ratio"]
    return BLANK if attained is None else Shown(f"{percent(attained)} of target")


def _coverage(week: Week, node: Node) -> Shown:
    row = node.row
    if row["coverage_to_go_ratio"] is None:
        return Shown("reached" if row["target_amount"] else NOT_AVAILABLE)
    needed = row["coverage_needed_ratio"]
    return Shown(ratio(row["coverage_to_go_ratio"]), role="" if needed is None else tone_of(row["coverage_to_go_ratio"] - needed))


def _needed(week: Week, node: Node) -> Shown:
    needed = node.row["coverage_needed_ratio"]
    if node.row["coverage_to_go_ratio"] is None or needed is None:
        return BLANK
    return Shown(f"{ratio(needed)} needed in the past")


def _deals(week: Week, node: Node) -> Shown:
    return Shown(n_of(node.row["open_deal_count"], "deal"))
