"""What a week knows that calls are written and checked against: who is asked, where everything stands, which deals."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sales_pipeline.calendar import WEEK, period_at
from sales_pipeline.week_tables import this_week
from sales_pipeline.weeks import Weeks

Row = Mapping[str, Any]
_DEAL_COLUMNS = [
    "opportunity_id", "opportunity_name", "account_name", "stage_name", "category", "close_date", "due_period_id",
    "amount", "node_id", "state",
]  # fmt: skip
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
        self._tables = weeks.frames(_TABLES, week)
        before = week - WEEK
        old = weeks.frames(["commit_forecast"], before) if before >= weeks.company.first_week else {}
        self._last_week = _calls(old["commit_forecast"]) if old else {}
        self._this_week = _calls(self._tables["commit_forecast"])
        self.currencies = {weeks.company.currency, *weeks.lake.read("exchange_rates").column("currency").to_pylist()}
        self.people = {row["person_id"]: row["person_name"] for row in weeks.lake.read("people").to_pylist()}

    @cached_property
    def seats(self) -> list[Seat]:
        """Everybody asked for a call, in the reading order of the tree."""
        order = {row["node_id"]: row["sort_key"] for row in self._now("nodes")}
        found = [
            Seat(r["node_id"], r["node_name"], r["layer"], r["submitter_id"], r["submitter_name"])
            for r in self._tables["call_seats"].to_pylist()
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
            for r in self._tables["forecast_rollup"].to_pylist()
        }

    @cached_property
    def deals(self) -> dict[str, Deal]:
        """Open deals due in the two periods: the current one first, in it the largest."""
        table = self._tables["pipeline_snapshot"].select(_DEAL_COLUMNS)
        is_due = pc.is_in(table["due_period_id"], value_set=pa.array(list(self.periods), pa.string()))
        rows = table.filter(pc.and_(pc.equal(table["state"], "open"), is_due)).to_pylist()
        order = list(self.periods)
        rows.sort(key=lambda r: (order.index(r["due_period_id"]), -r["amount"], r["opportunity_id"]))
        return {
            r["opportunity_id"]: Deal(
                r["opportunity_id"], r["opportunity_name"] or r["opportunity_id"], r["account_name"] or "",
                r["stage_name"] or "", r["category"], r["close_date"], r["due_period_id"], r["amount"], r["node_id"],
            )
            for r in rows
        }  # fmt: skip

    @cached_property
    def _deals_below(self) -> dict[str, list[Deal]]:
        found: dict[str, list[Deal]] = defaultdict(list)
        for deal in self.deals.values():
            for node_id in self.above.get(deal.node_id, ()):
                found[node_id].append(deal)
        return found

    def deals_of(self, node_id: str) -> list[Deal]:
        """Deals of a representative, or of everybody below a unit."""
        return self._deals_below.get(node_id, [])

    def last_week(self, node_id: str, layer: str, period_id: str) -> Row | None:
        """The call of the week before, if there was one."""
        return self._last_week.get((node_id, layer, period_id))

    def already(self, node_id: str, layer: str, period_id: str) -> Row | None:
        """This week's call so far, if there is one."""
        return self._this_week.get((node_id, layer, period_id))

    def may_call(self, person_id: str, node_id: str, layer: str) -> bool:
        """Whether a call of this layer for this node is this person's: of the own node, or of one below it."""
        return any(
            seat.person_id == person_id and seat.layer == layer and seat.node_id in self.above.get(node_id, ())
            for seat in self.seats
        )

    def _now(self, name: str) -> list[Row]:
        table = self._tables[name]
        rows: list[Row] = table.filter(pc.equal(table["instant"], "now")).to_pylist()
        return rows


def _calls(table: pa.Table) -> dict[tuple[str, str, str], Row]:
    """Calls that count, by node, layer and period."""
    rows = table.filter(pc.is_valid(table["call_amount"])).to_pylist()
    return {(r["node_id"], r["layer"], r["period_id"]): r for r in rows}
