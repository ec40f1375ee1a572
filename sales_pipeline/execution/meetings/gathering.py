"""What belongs to each checkpoint, gathered from the tables of its week."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sales_pipeline.execution.meetings.meeting import House, Meeting, Row

TABLES = (
    "checkpoint_reviews", "checkpoint_times", "checkpoint_approvers", "checkpoint_needs", "checkpoint_criteria",
    "decision_actions", "forecast_change", "pipeline_movements", "forecast_actions", "pipeline_snapshot", "nodes",
    "gate_results",
)  # fmt: skip


class Gathering:
    """The tables of a week, by what checkpoints ask of them. `staff`: who is employed, of people."""

    def __init__(self, house: House, rows: Mapping[str, Sequence[Row]], staff: Sequence[Row], period_id: str) -> None:
        self.house, self.rows, self.staff = house, rows, staff
        self.of_review = {
            name: _by(rows[f"checkpoint_{name}"], "review_id") for name in ("approvers", "needs", "criteria")
        }
        self.times = {row["review_id"]: row for row in rows["checkpoint_times"]}
        self.deals = {row["opportunity_id"]: row for row in rows["pipeline_snapshot"]}
        top = next((row["node_id"] for row in rows["nodes"] if row["instant"] == "now" and row["depth"] == 0), None)
        self.changes = [
            row for row in rows["forecast_change"] if row["node_id"] == top and row["period_id"] == period_id
        ]
        self.gates = [row for row in rows["gate_results"] if row["state"] != "ok"]
        self.movements = [
            row for row in rows["pipeline_movements"]
            if row["against"] == "last_week" and row["bridge"] == "open_pipeline"
        ]  # fmt: skip
        self.moved = _by(self.movements, "opportunity_id")

    def meeting(self, review: Row) -> Meeting:
        """Everything that is said of one checkpoint."""
        id = review["review_id"]
        times, of = self.times[id], self.of_review
        about = self._deal(review) if review["subject_kind"] == "deal" else self._company(review)
        return Meeting(
            self.house, review, times, guests=self._guests(times), actions=self._actions(review),
            approvers=of["approvers"][id], needs=of["needs"][id], criteria=of["criteria"][id], **about,
        )  # fmt: skip

    def _deal(self, review: Row) -> Mapping[str, Any]:
        deal = review["subject_id"]
        asks = [row for row in self.rows["forecast_actions"] if row["opportunity_id"] == deal]
        return {"deal": self.deals.get(deal), "movements": self.moved[deal], "asks": asks}

    def _company(self, review: Row) -> Mapping[str, Any]:
        deciding = {row["person_id"] for row in self.of_review["approvers"][review["review_id"]]}
        asks = [row for row in self.rows["forecast_actions"] if row["owner_person_id"] in deciding]
        missed = [row for row in self.rows["checkpoint_reviews"] if row["state"] == "missed" and row is not review]
        return {
            "changes": self.changes, "movements": self.movements, "gates": self.gates,
            "asks": sorted(asks, key=lambda row: row["action_order"]),
            "due": sorted(missed, key=lambda row: (row["review_at"], row["review_id"])),
        }  # fmt: skip

    def _actions(self, review: Row) -> list[Row]:
        """Open action items: of a deal those about it, else those of every time this was held."""
        key = "review_id" if review["subject_kind"] == "deal" else "checkpoint_id"
        return [row for row in self.rows["decision_actions"] if row[key] == review[key] and row["state"] != "completed"]

    def _guests(self, times: Row) -> list[Row]:
        """Who is there beside those who decide: of a deal its owner; else who answers for the work, and invites."""
        if times["subject_kind"] == "deal":
            return [row for row in self.staff if row["person_id"] == times["owner_person_id"]]
        answering = (row for row in self.staff if row["role"] == times["owner_role"])
        return sorted(answering, key=lambda row: str(row["person_id"]))[:1]


def _by(rows: Iterable[Row], column: str) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found
