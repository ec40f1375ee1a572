"""Where the approval of a forecast stands, from what was decided about exactly this content.

One place for each approval that counts or is still to be given, in the order of the roles: the forecast is approved
when all its places are. The table `approvals` and the command ask the same question here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal

from sales_pipeline import contract

Row = Mapping[str, Any]
State = Literal["waiting", "approved", "rejected", "void", "expired"]
FORECAST, MANAGER = "forecast", "manager"
APPROVED: Final = "approved"
REJECTED: Final = "rejected"
# what is approved is made by tasks of these domains' tables by nobody
_OTHERS = ("intake", "execution")


@dataclass(frozen=True)
class Rules:
    """The settings of approvals: roles in their order, whether every manager is asked, whether signatures are."""

    roles: tuple[str, ...]
    is_every_manager: bool
    is_signed: bool


@dataclass(frozen=True)
class Decision:
    """One approval or rejection as it was noted."""

    number: int
    at: datetime
    is_approval: bool
    person_id: str
    role: str
    content_digest: str
    until_at: datetime | None
    reason: str
    is_signed: bool


@dataclass(frozen=True)
class Place:
    """An approval that was given, is asked for, or no longer holds; nobody in particular may be asked."""

    role: str
    state: State
    person_id: str | None = None
    decision: Decision | None = None


@dataclass(frozen=True)
class Work:
    """Whose work is approved: managers asked for a call, those who sent one, and who made what, from which event on."""

    managers: frozenset[str] = frozenset()
    callers: frozenset[str] = frozenset()
    makers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Approval:
    """All that is known of the approval of one week's forecast at an instant."""

    rules: Rules
    people: Mapping[str, Row]
    work: Work
    published: str | None
    decisions: Sequence[Decision]
    as_of_at: datetime

    def places(self) -> list[Place]:
        """Every place, in the order of roles; in a role those that stand first."""
        return [place for role in self.rules.roles for place in self.of_role(role)]

    @property
    def is_complete(self) -> bool:
        return self.published is not None and all(place.state == APPROVED for place in self.places())

    def next_role(self) -> str | None:
        """The first role that is still to approve."""
        return next((place.role for place in self.places() if place.state != APPROVED), None)

    def of_role(self, role: str) -> list[Place]:
        latest = self._latest(role)
        if rejected := [d for d in self.decisions if d.role == role and self.is_rejection(d)]:
            return [Place(role, REJECTED, rejected[0].person_id, rejected[0])]
        standing = [Place(role, APPROVED, d.person_id, d) for d in latest if self.stands(d)]
        if role == MANAGER and self.rules.is_every_manager and self._asked():
            return [*standing, *self._every_manager(latest, {place.person_id for place in standing})]
        if not standing:
            return [self._fallen(role, latest[-1]) if latest else Place(role, "waiting")]
        return [*standing, *self._second_pair_of_eyes(role, standing)]

    def stands(self, decision: Decision) -> bool:
        return decision.is_approval and self._state(decision) == APPROVED

    def is_rejection(self, decision: Decision) -> bool:
        """Whether this very content was turned down: only a change of it opens the question again."""
        return not decision.is_approval and decision.content_digest == self.published

    def is_employed(self, person_id: str, on: date) -> bool:
        person = self.people.get(person_id)
        return person is not None and (
            (person["hired_on"] is None or person["hired_on"] <= on)
            and (person["left_on"] is None or person["left_on"] >= on)
        )

    def is_own_work(self, person_id: str, before: int | None = None) -> bool:
        """Whether a person made part of what is approved, by an event before that of their decision."""
        made = self.work.makers.get(person_id)
        return made is not None and (before is None or made < before)

    def _latest(self, role: str) -> list[Decision]:
        """The last word of each person in a role, in order; only of who holds it, and signed where that is asked."""
        found: dict[str, Decision] = {}
        for decision in self.decisions:
            holds = self.people.get(decision.person_id, {}).get("role") == role == decision.role
            if holds and (decision.is_signed or not self.rules.is_signed):
                found[decision.person_id] = decision
        return sorted(found.values(), key=lambda d: d.number)

    def _state(self, decision: Decision) -> State:
        if decision.content_digest != self.published:
            return "void"
        if decision.until_at is not None and decision.until_at <= self.as_of_at:
            return "expired"
        return "waiting" if self.is_own_work(decision.person_id, decision.number) else APPROVED

    def _fallen(self, role: str, decision: Decision) -> Place:
        """What became of the last word in a role where none stands."""
        state = self._state(decision)
        return Place(role, "waiting") if state == "waiting" else Place(role, state, decision.person_id, decision)

    def _asked(self) -> list[str]:
        """The managers who are all asked: those with a call to send who made nothing of it themselves."""
        return sorted(person for person in self.work.managers if not self.is_own_work(person))

    def _every_manager(self, latest: Sequence[Decision], done: set[str | None]) -> Iterator[Place]:
        words = {decision.person_id: decision for decision in latest}
        for person in self._asked():
            if person not in done:
                fallen = self._fallen(MANAGER, words[person]) if person in words else Place(MANAGER, "waiting")
                yield fallen if fallen.decision else Place(MANAGER, "waiting", person)

    def _second_pair_of_eyes(self, role: str, standing: Sequence[Place]) -> Iterator[Place]:
        """Who sent a call is not the only manager to approve it, where there is another one."""
        if role == MANAGER and len(standing) == 1 and standing[0].person_id in self.work.callers:
            today = self.as_of_at.date()
            others = [
                id for id, person in self.people.items()
                if person["role"] == MANAGER and id != standing[0].person_id
                and self.is_employed(id, today) and not self.is_own_work(id)
            ]  # fmt: skip
            if others:
                yield Place(MANAGER, "waiting")


def approval(
    rules: Rules, events: Sequence[Row], people: Sequence[Row], work: Work, as_of_at: datetime
) -> Approval:  # fmt: skip
    """What is known from the events about a week, in their order."""
    published = [event["content_digest"] for event in events if event["kind"] == "published"]
    decided = [e for e in events if e["kind"] in (APPROVED, REJECTED) and e["subject_id"] == FORECAST]
    return Approval(
        rules, {person["person_id"]: person for person in people}, work, published[-1] if published else None,
        [_decision(event) for event in decided], as_of_at,
    )  # fmt: skip


def _decision(event: Row) -> Decision:
    return Decision(
        event["event_number"], event["event_at"], event["kind"] == APPROVED, event["person_id"], event["role"] or "",
        event["content_digest"] or "", event["until_at"], event["note"] or "", event["signature"] is not None,
    )  # fmt: skip


def work_of(
    events: Sequence[Row], seats: Sequence[Row], submissions: Sequence[Row], queue: Sequence[Row], week: date
) -> Work:
    """Whose work a week's forecast is: of tasks about the company, who said done, else to whom they were given last."""
    made = {row["instance_id"] for row in queue if row["subject_kind"] == "company" and _is_approved(row)}
    makers: dict[str, tuple[str, int]] = {}
    for event in events:
        instance, kind = event["subject_id"], event["kind"]
        said = {"done": event["person_id"], "assigned": event["to_person_id"], "reassigned": event["to_person_id"]}
        if instance in made and said.get(kind) and (kind == "done" or makers.get(instance, ("", 0))[0] != said[kind]):
            makers[instance] = (said[kind], event["event_number"])
    first: dict[str, int] = {}
    for person, number in makers.values():
        first[person] = min(number, first.get(person, number))
    return Work(
        frozenset(seat["submitter_id"] for seat in seats if seat["layer"] == MANAGER),
        frozenset(row["submitter_id"] for row in submissions if row["week"] == week and row["layer"] == MANAGER),
        first,
    )


def _is_approved(task: Row) -> bool:
    """Whether a task makes a table of the forecast or a document: what other domains have a contract for is neither."""
    others = {name for domain in _OTHERS for name, _ in contract.models(domain)}
    return task["deliverable"] not in others
