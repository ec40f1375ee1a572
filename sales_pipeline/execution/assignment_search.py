"""The cheapest assignment, as a mixed-integer programme: solved group by group of tasks that compete for people.

A task that nobody can take in time stays without anybody, at a cost above all others. Hours are asked for up to each
due time first; a stretch of time that a solution overfills is added, and solved again. One thread, one order, no
clock: the same tasks and people give the same assignment.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from sales_pipeline.execution.assignment_model import HOUR, POINT, Job, Person, Problem

# below it the best is found whatever the gap that is allowed
_SMALL = 1500
_ROUNDS = 12
_INFINITE = highspy.kHighsInf
Stretch = tuple[int, int]


@dataclass
class Found:
    """Who does which task, and by how much the groups' costs may lie above the best, by the first task of each."""

    persons: dict[str, str | None] = field(default_factory=dict)
    gaps: dict[str, int] = field(default_factory=dict)


def search(problem: Problem, gap: float, nodes: int) -> Found:
    """The assignment of every task that is not settled."""
    found = Found({job.id: job.fixed_id for job in problem.jobs if job.fixed_id})
    open_jobs = {job.id: problem.suited(job) for job in problem.jobs if not job.fixed_id}
    for job in problem.jobs:
        if not job.fixed_id and not open_jobs[job.id]:
            found.persons[job.id] = None
    for group in _groups(problem, open_jobs):
        _Group(problem, group, open_jobs, found.persons).solve(found, gap, nodes)
    return found


def _groups(problem: Problem, suited: dict[str, list[Person]]) -> list[list[Job]]:
    """Tasks that compete for the same people, in order of their ids."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    jobs = sorted((job for job in problem.jobs if suited.get(job.id)), key=lambda job: job.id)
    for job in jobs:
        for person in suited[job.id]:
            parent[root(person.id)] = root(suited[job.id][0].id)
    groups: dict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        groups[root(suited[job.id][0].id)].append(job)
    return list(groups.values())


def _is_within(job: Job, start: int, end: int) -> bool:
    return start <= job.release and job.limit <= end


class _Group:
    """One programme: columns are pairs of task and person, tasks without anybody, and the bands of each load."""

    def __init__(
        self, problem: Problem, jobs: list[Job], suited: dict[str, list[Person]], settled: dict[str, str | None]
    ) -> None:
        self.problem, self.jobs = problem, jobs
        self.pairs = [(job, person) for job in jobs for person in suited[job.id]]
        self.people = sorted({p.id: p for _, p in self.pairs}.values(), key=lambda person: person.id)
        self.settled = settled
        self.fixed: dict[str, list[Job]] = defaultdict(list)
        for job in problem.jobs:
            if job.fixed_id:
                self.fixed[job.fixed_id].append(job)
        self.of_person: dict[str, list[int]] = defaultdict(list)
        self.of_job: dict[str, list[int]] = defaultdict(list)
        for column, (job, person) in enumerate(self.pairs):
            self.of_person[person.id].append(column)
            self.of_job[job.id].append(column)

    def solve(self, found: Found, gap: float, nodes: int) -> None:
        model = self._model(gap if len(self.pairs) > _SMALL else 0.0, nodes)
        for _ in range(_ROUNDS):
            model.run()
            values = np.asarray(model.getSolution().col_value[: len(self.pairs)])
            chosen = [place for place, value in enumerate(values) if value > 0.5]
            if not self._forbid_crowds(model, chosen):
                break
        else:
            chosen = self._without_crowds(chosen)
        found.persons |= dict.fromkeys((job.id for job in self.jobs), None)
        found.persons |= {self.pairs[place][0].id: self.pairs[place][1].id for place in chosen}
        info = model.getInfo()
        above = max(0.0, info.objective_function_value - info.mip_dual_bound)
        found.gaps[self.jobs[0].id] = round(above * POINT)

    def _model(self, gap: float, nodes: int) -> Any:
        model = highspy.Highs()
        options = {
            "output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": gap, "mip_abs_gap": 1e-6,
            "mip_max_nodes": nodes, "parallel": "off",
        }  # fmt: skip
        for name, value in options.items():
            model.setOptionValue(name, value)
        self._columns(model)
        for job in self.jobs:
            own = self.of_job[job.id]
            self._row(model, 1, 1, {**dict.fromkeys(own, 1.0), len(self.pairs) + self.jobs.index(job): 1.0})
        for person in self.people:
            for limit in sorted({self.pairs[column][0].limit for column in self.of_person[person.id]}):
                self._hours(model, person, self._begin(person, limit), limit)
        self._four_eyes(model)
        return model

    def _columns(self, model: Any) -> None:
        """Pairs, then tasks without anybody, then for each person one column a band of load."""
        costs = self._pair_costs()
        alone = [self.problem.unassigned_cost(job) / POINT for job in self.jobs]
        bands = self.problem.weights.bands
        steps = [now - before for (_, now), (_, before) in zip(bands, ((0, 0), *bands[:-1]), strict=True)]
        loads = [step / POINT / HOUR for _ in self.people for step in steps]
        count, pairs = len(costs) + len(alone) + len(loads), len(costs) + len(alone)
        upper = np.concatenate([np.ones(pairs), np.full(len(loads), _INFINITE)])
        model.addVars(count, np.zeros(count), upper)
        every = np.arange(count, dtype=np.int32)
        model.changeColsCost(count, every, np.asarray([*costs, *alone, *loads]))
        kind = np.full(pairs, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        model.changeColsIntegrality(pairs, every[:pairs], kind)
        for number, person in enumerate(self.people):
            held = sum(job.week_minutes for job in self.fixed[person.id])
            work = {column: -float(self.pairs[column][0].week_minutes) for column in self.of_person[person.id]}
            for step, (share, _) in enumerate(bands):
                # minutes above the band's beginning
                column = pairs + number * len(bands) + step
                self._row(model, held - int(share * person.week_minutes), _INFINITE, {**work, column: 1.0})

    def _pair_costs(self) -> list[float]:
        """Costs of pairs; of equal ones the person whose id comes first."""
        rank = {person.id: place for place, person in enumerate(self.people)}
        found, move = [], self.problem.weights.move
        for job in self.jobs:
            people = [self.pairs[column][1] for column in self.of_job[job.id]]
            costs = self.problem.costs(job, people)
            for person in people:
                is_moved = job.told_id in costs and person.id != job.told_id
                found.append((costs[person.id] + move * is_moved) / POINT + rank[person.id] * 1e-6)
        return found

    def _hours(self, model: Any, person: Person, start: int, end: int) -> None:
        """No more work between two instants than there is room for."""
        cells = {c: float(self.pairs[c][0].effort) for c in self._within(person, start, end)}
        room = self._room(person, start, end)
        if sum(cells.values()) > room:
            self._row(model, 0, room, cells)

    def _begin(self, person: Person, limit: int) -> int:
        """When the first of the tasks due by then begins."""
        jobs = [*(self.pairs[c][0] for c in self.of_person[person.id]), *self.fixed[person.id]]
        return min(job.release for job in jobs if job.limit <= limit)

    def _within(self, person: Person, start: int, end: int) -> list[int]:
        return [c for c in self.of_person[person.id] if _is_within(self.pairs[c][0], start, end)]

    def _room(self, person: Person, start: int, end: int) -> int:
        """Minutes left between two instants; what was told before stays possible."""
        told = sum(self.pairs[c][0].effort for c in self._within(person, start, end) if self._is_told(c))
        held = sum(j.effort for j in self.fixed[person.id] if _is_within(j, start, end) and not j.is_done)
        return max(person.time.minutes(start, end) - held, told, 0)

    def _is_told(self, column: int) -> bool:
        job, person = self.pairs[column]
        return job.told_id == person.id

    def _four_eyes(self, model: Any) -> None:
        """Nobody does a task and the one that checks it."""
        column_of = {(job.id, person.id): column for column, (job, person) in enumerate(self.pairs)}
        for job, person in self.pairs:
            for work in sorted(job.reviews):
                other = column_of.get((work, person.id))
                if other is not None:
                    self._row(model, 0, 1, {column_of[job.id, person.id]: 1.0, other: 1.0})
                elif self.settled.get(work) == person.id:
                    self._row(model, 0, 0, {column_of[job.id, person.id]: 1.0})
        for job, person in self.pairs:
            checkers = [other for other in self.fixed[person.id] if job.id in other.reviews]
            if checkers:
                self._row(model, 0, 0, {column_of[job.id, person.id]: 1.0})

    def _forbid_crowds(self, model: Any, chosen: list[int]) -> bool:
        """Add the stretches of time that a solution overfills; whether there were any."""
        crowds = [(person, self._crowd(person, chosen)) for person in self.people]
        for person, stretch in crowds:
            if stretch:
                self._hours(model, person, *stretch)
        return any(stretch for _, stretch in crowds)

    def _crowd(self, person: Person, chosen: list[int]) -> Stretch | None:
        """The stretch of time that is overfilled most."""
        jobs = [self.pairs[c][0] for c in chosen if self.pairs[c][1] is person]
        worst: tuple[int, int, int] | None = None
        for start in sorted({job.release for job in [*jobs, *self.fixed[person.id]]}):
            for end in sorted({job.limit for job in jobs if job.release >= start}):
                work = sum(job.effort for job in jobs if _is_within(job, start, end))
                over = work - self._room(person, start, end)
                if over > 0 and (worst is None or over > worst[0]):
                    worst = (over, start, end)
        return worst and worst[1:]

    def _without_crowds(self, chosen: list[int]) -> list[int]:
        """The last resort, when cutting does not end: the least urgent of an overfull stretch goes without anybody."""
        kept = list(chosen)
        for person in self.people:
            while stretch := self._crowd(person, kept):
                inside = [c for c in self._within(person, *stretch) if c in kept and not self._is_told(c)]
                kept.remove(max(inside, key=lambda column: self.pairs[column][0].order))
        return kept

    @staticmethod
    def _row(model: Any, lower: float, upper: float, cells: dict[int, float]) -> None:
        columns = np.asarray(sorted(cells), dtype=np.int32)
        model.addRow(lower, upper, len(columns), columns, np.asarray([cells[column] for column in sorted(cells)]))
