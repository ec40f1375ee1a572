"""What blocks a task, found from how the tasks around it stand; the words say what to do and whom to ask."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sales_pipeline.execution.moments import Row
from sales_pipeline.execution.roster import Roster

ASK_WHO_SAID = {
    "missing_input": "Get what is missing, or go on without it and say so",
    "failed_gate": "Mend what the gate names, or waive it in reference/waivers.csv with a reason",
    "absent_person": "Give it to somebody else (task reassign)",
    "conflict": "Say which of the two comes first, and move the other",
    "said": "Ask what it needs, and remove it or give it to somebody else",
}


@dataclass(frozen=True)
class Blocking:
    """What blocks a task: the cause, since when, in words, the task that holds it up, who can remove it, and how."""

    cause: str
    since: datetime
    detail: str | None
    remover: Row | None
    move: str
    by: str | None = None


class Board:
    """The tasks of a week with what surrounds them."""

    def __init__(
        self, tasks: dict[str, Row], links: list[Row], roster: Roster, initiatives: dict[str, Row],
        errors: dict[str, Row], as_of: datetime,
    ) -> None:  # fmt: skip
        self.tasks, self.roster, self._initiatives, self._errors = tasks, roster, initiatives, errors
        self._as_of = as_of
        self._needs: defaultdict[str, list[str]] = defaultdict(list)
        for link in links:
            self._needs[link["instance_id"]].append(link["needs_instance_id"])

    def blocking(self, name: str) -> Blocking | None:
        """What blocks a task, or nothing."""
        task = self.tasks[name]
        if task["said_state"] == "completed" or task["starts_at"] > self._as_of:
            return None
        if task["said_state"] == "blocked":
            return self._said(task)
        if not self.roster.is_there(task["person_id"]):
            return self._absent(task)
        return None if task["said_state"] == "in_progress" else self._held_up(name)

    def _said(self, task: Row) -> Blocking:
        cause = task["block_cause"]
        return Blocking(cause, task["said_since_at"], task["block_note"], self._manager(task), ASK_WHO_SAID[cause])

    def _absent(self, task: Row) -> Blocking:
        manager = self._manager(task)
        if task["person_id"] is None:
            detail = task["unassigned_reason"] or "Nobody is assigned"
            return Blocking("absent_person", task["starts_at"], detail, manager, "Give it to somebody (task reassign)")
        detail = f"{task['person_name'] or task['person_id']} is not there"
        since = max(task["starts_at"], task["assigned_at"] or task["starts_at"])
        return Blocking("absent_person", since, detail, manager, ASK_WHO_SAID["absent_person"])

    def _held_up(self, name: str) -> Blocking | None:
        """Something it waits for that is late, or whose gate is in error; of several the one longest due."""
        held = self._late(name)
        failed = [need for need in self._open(name) if self.tasks[need]["deliverable"] in self._errors]
        if failed:
            return self._failed(name, min(failed, key=self._urgency))
        return self._missing(name, held) if held else None

    def _failed(self, name: str, need: str) -> Blocking:
        task, gate = self.tasks[need], self._errors[self.tasks[need]["deliverable"]]
        since = max(self.tasks[name]["starts_at"], min(task["due_at"], self._as_of))
        detail = f"{said(task)}: {gate['gate']} is in error" + (f" ({gate['detail']})" if gate["detail"] else "")
        return Blocking("failed_gate", since, detail, self._whose(need), ASK_WHO_SAID["failed_gate"], need)

    def _missing(self, name: str, held: list[str]) -> Blocking:
        root = first = min(held, key=self._urgency)
        # who is late because of somebody else can't remove it
        while further := self._late(root):
            root = min(further, key=self._urgency)
        since = max(self.tasks[name]["starts_at"], self.tasks[first]["due_at"])
        more = f", and {len(held) - 1} more" if len(held) > 1 else ""
        detail = f"{said(self.tasks[first])} is late{more}"
        remover = self._whose(root)
        who = remover["person_name"] if remover else f"whoever is {self.tasks[root]['role']}"
        return Blocking("missing_input", since, detail, remover, f"Ask {who} for: {said(self.tasks[root])}", root)

    def _open(self, name: str) -> list[str]:
        return [need for need in self._needs[name] if self.tasks[need]["said_state"] != "completed"]

    def _late(self, name: str) -> list[str]:
        return [need for need in self._open(name) if self.tasks[need]["due_at"] < self._as_of]

    def _urgency(self, name: str) -> tuple[datetime, int, str]:
        return self.tasks[name]["due_at"], self.tasks[name]["priority_order"], name

    def _whose(self, name: str) -> Row | None:
        """Who does a task, where they are there; else their manager."""
        person = self.tasks[name]["person_id"]
        return self.roster.people[person] if self.roster.is_there(person) else self._manager(self.tasks[name])

    def _manager(self, task: Row) -> Row | None:
        """Who stands above whose task it is, else who holds the role that answers for the initiative."""
        above = self.roster.above(task["person_id"] or task["owner_person_id"])
        initiative = self._initiatives.get(task["initiative_id"], {})
        return above or self.roster.holder(initiative.get("owner_role")) or self.roster.holder("cro")


def said(task: Row) -> str:
    """A task in words: its title, and about whom or what."""
    return f"{task['title']} ({task['subject_name']})" if task["subject_name"] else str(task["title"])
