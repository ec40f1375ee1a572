"""What a week knows that calls are written and checked against: who is asked, where everything stands, which deals."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sales_pipeline.calendar import WEEK, period_at
from sales_pipeline.week_tables import this_week
from sales_pipeline.weeks import Weeks

Row = Mapping[str, Any]
_TABLES = ("call_seats", "nodes", "node_ancestors", "pipeline_snapshot", "forecast_rollup", "commit_forecast")


@dataclass(frozen=True)
class Seat:
    """One call that is asked for: for what, at which layer, of whom."""

    node_id: str
    node_name: str
    layer: str
    person_id: str
    person_name: str


@dataclass(frozen=True)
class Position:
    """Where a node stands in a period: closed + commit, what is won, what the forecast expects."""

    system: Decimal
    closed: Decimal
    expected: Decimal


@dataclass(frozen=True)
class Deal:
    """An open deal due in the current or the next period."""

    id: str
    name: str
    account: str
    stage: str
    category: str
    close_date: date | None
    period_id: str
    amount: Decimal
    node_id: str

    def is_in_system(self, period_id: str) -> bool:
        """Whether the system's number of a period counts it."""
        return self.category == "commit" and self.period_id == period_id


class Known:
    """One week of a home. Nothing changes while it is used."""

    def __init__(self, weeks: Weeks, week: date) -> None:
        self.week, self.company = week, weeks.company
        calendar = this_week(weeks.company, week)
        self.due_at: datetime = calendar["submissions_due_at"]
        self.lock_at: datetime = calendar["submissions_lock_at"]
        self.periods = {p.id: p.label for p in (period_at(weeks.company, week), period_at(weeks.company, week, 1))}
        self._tables = {name: table.to_pylist() for name, table in weeks.frames(_TABLES, week).items()}
        before = week - WEEK
        old = weeks.frames(["commit_forecast"], before) if before >= weeks.company.first_week else {}
        self._last_week = [row for table in old.values() for row in table.to_pylist()]
        self.currencies = {weeks.company.currency, *weeks.lake.read("exchange_rates").column("currency").to_pylist()}
        self.people = {row["person_id"]: row["person_name"] for row in weeks.lake.read("people").to_pylist()}

    @cached_property
    def seats(self) -> list[Seat]:
        """Everybody asked for a call, in the reading order of the tree."""
        order = {row["node_id"]: row["sort_key"] for row in self._now("nodes")}
        found = [
            Seat(r["node_id"], r["node_name"], r["layer"], r["submitter_id"], r["submitter_name"])
            for r in self._tables["call_seats"]
        ]
        return sorted(found, key=lambda seat: (order[seat.node_id], seat.layer))

    @cached_property
    def nodes(self) -> dict[str, str]:
        """Names of nodes by id."""
        return {row["node_id"]: row["node_name"] for row in self._now("nodes")}

    @cached_property
    def above(self) -> dict[str, set[str]]:
        """The units above each node, itself included."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._now("node_ancestors"):
            found[row["node_id"]].add(row["ancestor_node_id"])
        return found

    @cached_property
    def positions(self) -> dict[tuple[str, str], Position]:
        """Where a node stands, by node and period."""
        return {
            (r["node_id"], r["period_id"]): Position(
                r["commit_cumulative_amount"], r["closed_amount"], r["expected_amount"]
            )
            for r in self._tables["forecast_rollup"]
        }

    @cached_property
    def deals(self) -> dict[str, Deal]:
        """Open deals due in the two periods: the current one first, in it the largest."""
        rows = [
            r for r in self._tables["pipeline_snapshot"] if r["state"] == "open" and r["due_period_id"] in self.periods
        ]
        order = list(self.periods)
        rows.sort(key=lambda r: (order.index(r["due_period_id"]), -r["amount"], r["opportunity_id"]))
        return {
            r["opportunity_id"]: Deal(
                r["opportunity_id"], r["opportunity_name"] or r["opportunity_id"], r["account_name"] or "",
                r["stage_name"] or "", r["category"], r["close_date"], r["due_period_id"], r["amount"], r["node_id"],
            )
            for r in rows
        }  # fmt: skip

    def deals_of(self, node_id: str) -> list[Deal]:
        """Deals of a representative, or of everybody below a unit."""
        return [deal for deal in self.deals.values() if node_id in self.above.get(deal.node_id, ())]

    def last_week(self, node_id: str, layer: str, period_id: str) -> Row | None:
        """The call of the week before, if there was one."""
        return _call(self._last_week, node_id, layer, period_id)

    def already(self, node_id: str, layer: str, period_id: str) -> Row | None:
        """This week's call so far, if there is one."""
        return _call(self._tables["commit_forecast"], node_id, layer, period_id)

    def may_call(self, person_id: str, node_id: str, layer: str) -> bool:
        """Whether a call of this layer for this node is this person's: of the own node, or of one below it."""
        return any(
            seat.person_id == person_id and seat.layer == layer and seat.node_id in self.above.get(node_id, ())
            for seat in self.seats
        )

    def _now(self, table: str) -> list[Row]:
        return [row for row in self._tables[table] if row["instant"] == "now"]


def _call(rows: list[Row], node_id: str, layer: str, period_id: str) -> Row | None:
    wanted = (node_id, layer, period_id)
    found = (r for r in rows if (r["node_id"], r["layer"], r["period_id"]) == wanted and r["call_amount"] is not None)
    return next(found, None)
