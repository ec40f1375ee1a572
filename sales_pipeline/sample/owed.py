"""What people of the sample owe in a week: ids as the queue has them, whose each task is, and by when.

The queue itself is made by a run, from the plan and the forecast; here stands what the people would know of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sales_pipeline.sample.days import NOW
from sales_pipeline.sample.organisation import Organisation, person_id, region_of
from sales_pipeline.sample.reference import leader
from sales_pipeline.sample.watched import Watch, Watched
from sales_pipeline.sample.working_week import minute

# of the weekly forecast: who does it, and until when
_STAFF = {
    "extract_pipeline": (5, 0, 10), "weight_pipeline": (6, 0, 13), "roll_up": (7, 1, 9), "explain_variance": (6, 1, 11),
    "make_deck": (4, 1, 12), "write_summary": (7, 1, 13), "distribute_forecast": (4, 2, 12),
    "track_forecast": (7, 2, 17),
}  # fmt: skip
CALLS = {"representative": "send_call", "manager": "call_team", "region": "call_region"}
_CALLS_DUE = {"representative": 12, "manager": 15, "region": 16}
# at each gate: task, whether the manager does it, the day it is due, on which it ends at 17:00
_AT_GATES = {
    "gate_qualification": (("qualify_deal", False, 2),),
    "gate_proposal": (("write_win_plan", False, 1), ("review_proposal", True, 2)),
    "gate_negotiation": (("agree_terms", True, 2),),
    "gate_close": (("close_deal", False, 3),),
}
REQUEST = "explain_emea_pushes"


@dataclass(frozen=True)
class Owed:
    """A task of a week; minutes are those of work_week, of the effort those of work."""

    task: str
    id: str
    person_id: str
    effort: int
    due: int
    node_id: str = ""
    deal: Watch | None = None


class Debts:
    """What is owed in a week."""

    def __init__(self, organisation: Organisation, plan: dict[str, Any]) -> None:
        self._organisation = organisation
        self._bosses = {person.id: person.manager_id for person in organisation.people}
        self._sellers = {person.id for person in organisation.people if person.role == "representative"}
        tasks = {task["id"]: (each["id"], task) for each in plan["initiatives"] for task in each["tasks"]}
        self._initiatives = {name: initiative for name, (initiative, _) in tasks.items()}
        self._efforts = {name: int(task["effort_hours"] * 60) for name, (_, task) in tasks.items()} | {REQUEST: 120}

    def of(self, week: date, watched: Watched) -> Iterator[Owed]:
        """Every task that recurs by the week; in the newest week those of gates and of the request too."""
        for task, (number, day, hour) in _STAFF.items():
            yield self._weekly(week, task, "", person_id(number), minute(day, hour))
        for layer, node, person in self.callers(week):
            yield self._weekly(week, CALLS[layer], f"/{node}.{layer}", person, minute(0, _CALLS_DUE[layer]), node)
            if layer == "representative":
                yield self._weekly(week, "mend_records", f"/{node}.{layer}", person, minute(2, 17), node)
            if layer == "manager":
                yield self._weekly(week, "review_pipeline", f"/{node}.{layer}", person, minute(3, 12), node)
        for deal in watched.at_risk(week):
            whose = self.whose(deal, week)
            yield self._weekly(week, "assess_deal_risk", f"/{deal.id}", whose, minute(0, 13), "", deal)
        if week.toordinal() == NOW:
            yield Owed(REQUEST, f"{REQUEST}/{REQUEST}", person_id(7), self._efforts[REQUEST], minute(3, 12))
            for deal in watched.at_gates:
                yield from self._at_gate(week, deal)

    def callers(self, week: date) -> Iterator[tuple[str, str, str]]:
        """Who is asked for a call: layer, unit and person."""
        seats = [seat for seats in self._organisation.seats.values() for seat in seats if seat.holder(week)]
        for seat in seats:
            yield "representative", str(seat.holder(week)), str(seat.holder(week))
        teams = dict.fromkeys(seat.team_id(week) for seat in seats)
        for team in teams:
            yield "manager", team, leader("manager", team)
        for region in dict.fromkeys(region_of(team, week) for team in teams):
            yield "region", region, leader("regional_vp", region)

    def whose(self, deal: Watch, week: date) -> str:
        """Its owner, or who has the seat after them."""
        holders = {seat.holder(week) for seats in self._organisation.seats.values() for seat in seats}
        if deal.owner_id in holders:
            return deal.owner_id
        return self._organisation.owner(deal.territory_id, deal.seat, week)

    def colleague(self, person: str, week: date) -> str:
        """Somebody else of the team, else the manager."""
        team = {holder for layer, _, holder in self.callers(week) if layer == "representative"}
        others = sorted(other for other in team - {person} if self._bosses[other] == self._bosses[person])
        return others[0] if others else self._bosses[person]

    def is_seller(self, person: str) -> bool:
        return person in self._sellers

    def boss(self, person: str) -> str:
        return self._bosses[person]

    def _at_gate(self, week: date, deal: Watch) -> Iterator[Owed]:
        owner = self.whose(deal, week)
        for task, is_managers, day in _AT_GATES[deal.gate]:
            person = self._bosses[owner] if is_managers else owner
            id = f"{deal.gate}/{week}/{deal.id}/{task}"
            yield Owed(task, id, person, self._efforts[task], minute(day, 17), "", deal)

    def _weekly(
        self, week: date, task: str, end: str, person: str, due: int, node: str = "", deal: Watch | None = None
    ) -> Owed:
        id = f"{self._initiatives[task]}/{week}/{task}{end}"
        return Owed(task, id, person, self._efforts[task], due, node, deal)
