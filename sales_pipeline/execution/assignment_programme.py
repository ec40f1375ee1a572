"""The programme of one group of tasks: columns are pairs of task and person, tasks without anybody, and the minutes of
each load above the beginning of each band.
"""

from collections import defaultdict
from typing import Any

import highspy
import numpy as np

from sales_pipeline.execution.assignment_model import HOUR, POINT, Job, Person, Problem

# so many pairs are all there from the beginning; of more, the cheapest of each task
_SMALL, _FIRST, _MORE = 600, 5, 3
_ROUNDS, _CUTS = 80, 12
_TINY = 1e-6
# in points: of two that cost the same, the person whose id comes first
_RANK = 1e-5
_INFINITE = highspy.kHighsInf
Stretch = tuple[int, int]
Cells = dict[int, float]
Persons = dict[str, str | None]


def is_within(job: Job, start: int, end: int) -> bool:
    return start <= job.release and job.limit <= end


class _Quiet(highspy.Highs):  # type: ignore[misc]
    """The solver without a word: it introduces itself on the standard output before it can be told not to."""

    def enableCallbacks(self) -> None:  # noqa: N802
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


class Programme:
    """One group's programme, and what has been found of it."""

    def __init__(self, problem: Problem, jobs: list[Job], suited: dict[str, list[Person]]) -> None:
        self.problem, self.jobs = problem, jobs
        self.people = sorted({p.id: p for job in jobs for p in suited[job.id]}.values(), key=lambda p: p.id)
        self.costs = self._matrix(suited)
        self.told: dict[str | None, list[Job]] = defaultdict(list)
        for job in jobs:
            self.told[job.told_id].append(job)
        self.pairs: dict[int, tuple[int, int]] = {}
        self.column_of: dict[tuple[int, int], int] = {}
        self.of_person: dict[int, list[int]] = defaultdict(list)
        self.hours: dict[int, list[tuple[int, Stretch]]] = defaultdict(list)
        self.reviews = {
            (n, m) for n, job in enumerate(jobs) for m, work in enumerate(jobs) if work.id in job.reviews
        }  # fmt: skip
        self.proved = -_INFINITE
        self.model = _Quiet()
        for name, value in (("threads", 1), ("parallel", "off"), ("random_seed", 0)):
            self.model.setOptionValue(name, value)
        self._begin()

    def _matrix(self, suited: dict[str, list[Person]]) -> Any:
        """Cost of every pair in points; infinite where a rule forbids it."""
        place = {person.id: number for number, person in enumerate(self.people)}
        costs = np.full((len(self.jobs), len(self.people)), np.inf)
        for row, job in enumerate(self.jobs):
            of_job = self.problem.pair_costs(job)
            for person in suited[job.id]:
                costs[row, place[person.id]] = of_job[person.id] / POINT + place[person.id] * _RANK
        return costs

    def _begin(self) -> None:
        """Tasks without anybody, the bands of loads, and the first pairs."""
        for number, job in enumerate(self.jobs):
            self.model.addRow(1, 1, 0, np.zeros(0, np.int32), np.zeros(0))
            self._column(self.problem.unassigned_cost(job) / POINT, {number: 1.0})
        bands, before = self.problem.weights.bands, 0
        for person in self.people:
            held = self.problem.settled_load(person.id)
            before = 0
            for share, cost in bands:
                row = self.model.getNumRow()
                self.model.addRow(
                    held - int(share * person.week_minutes), _INFINITE, 0, np.zeros(0, np.int32), np.zeros(0)
                )
                self._column((cost - before) / POINT / HOUR, {row: 1.0})
                before = cost
        self.band_rows = np.arange(len(self.jobs), self.model.getNumRow()).reshape(len(self.people), len(bands))
        self.is_small = bool(np.isfinite(self.costs).sum() <= _SMALL)
        for row, job in enumerate(self.jobs):
            # tasks alike begin with different people
            order = (np.arange(len(self.people)) - row) % len(self.people)
            ranked = np.lexsort((order, np.round(self.costs[row], 3)))
            for place in ranked if self.is_small else ranked[:_FIRST]:
                self._pair(row, int(place))
            told = [n for n, person in enumerate(self.people) if person.id == job.told_id]
            for place in told:
                self._pair(row, place)

    def _pair(self, row: int, place: int) -> bool:
        """Let a task and a person enter, unless they are in; whether they entered."""
        if (row, place) in self.column_of or not np.isfinite(self.costs[row, place]):
            return False
        job = self.jobs[row]
        cells = {row: 1.0, **{int(band): -float(job.week_minutes) for band in self.band_rows[place]}}
        cells |= {hours: float(job.effort) for hours, stretch in self.hours[place] if is_within(job, *stretch)}
        column = self._column(float(self.costs[row, place]), cells)
        self.pairs[column] = (row, place)
        self.column_of[row, place] = column
        self.of_person[place].append(column)
        return True

    def _column(self, cost: float, cells: Cells) -> int:
        rows = np.asarray(sorted(cells), np.int32)
        self.model.addCol(cost, 0.0, _INFINITE, len(rows), rows, np.asarray([cells[row] for row in sorted(cells)]))
        return int(self.model.getNumCol()) - 1

    def relax(self) -> float:
        """Solve the linear programme over all pairs; what no assignment can undercut, in points."""
        bound = -_INFINITE
        for _ in range(_ROUNDS):
            self.model.run()
            found = self.model.getSolution()
            self.values = np.asarray(found.col_value)
            least, entered = self._price(np.asarray(found.row_dual))
            bound = max(bound, self.model.getInfo().objective_function_value + least)
            if not entered and not self._cut(self.values):
                break
        return bound

    def _price(self, duals: Any) -> tuple[float, bool]:
        """Let pairs enter that make it cheaper; what they could save at most, and whether any entered."""
        minutes = np.asarray([job.week_minutes for job in self.jobs], float)
        reduced = self.costs - duals[: len(self.jobs)][:, None]
        reduced = reduced + np.outer(minutes, duals[self.band_rows].sum(axis=1))
        for place, rows in self.hours.items():
            for row, stretch in rows:
                inside = np.asarray([job.effort if is_within(job, *stretch) else 0 for job in self.jobs], float)
                reduced[:, place] -= inside * duals[row]
        cheapest = reduced.min(axis=1)
        entered = False
        for number in np.flatnonzero(cheapest < -_TINY):
            ranked = np.argsort(reduced[number], kind="stable")[:_MORE]
            for place in ranked[reduced[number][ranked] < -_TINY]:
                entered = self._pair(int(number), int(place)) or entered
        return float(np.minimum(cheapest, 0.0).sum()), entered

    def _cut(self, values: Any) -> bool:
        """Add the stretch of time that each person's work overfills most, and four eyes; whether anything was added."""
        is_new = False
        for place in range(len(self.people)):
            stretch = self._crowd(place, {c: values[c] for c in self.of_person[place] if values[c] > _TINY})
            if stretch:
                self._hours(place, stretch)
                is_new = True
        for review, work in sorted(self.reviews):
            for place in range(len(self.people)):
                rows = ((review, place), (work, place))
                columns = [self.column_of[pair] for pair in rows if pair in self.column_of]
                if len(columns) == 2 and sum(values[c] for c in columns) > 1 + _TINY:
                    self._row(-_INFINITE, 1, dict.fromkeys(columns, 1.0))
                    is_new = True
        return is_new

    def _crowd(self, place: int, given: Cells) -> Stretch | None:
        """The stretch of a person's time that is overfilled most by tasks, or parts of them."""
        held = [(self.jobs[self.pairs[column][0]], value) for column, value in given.items()]
        worst: tuple[float, int, int] | None = None
        for start in sorted({job.release for job, _ in held}):
            later = sorted(((job.limit, job.effort * value) for job, value in held if job.release >= start))
            work = 0.0
            for number, (end, effort) in enumerate(later):
                work += effort
                if number + 1 < len(later) and later[number + 1][0] == end:
                    continue
                over = work - self._room(place, start, end)
                if over > 0.01 and (worst is None or over > worst[0]):
                    worst = (over, start, end)
        return worst and worst[1:]

    def _room(self, place: int, start: int, end: int) -> int:
        """Minutes left between two instants; what was told before stays possible."""
        person = self.people[place]
        told = sum(j.effort for j in self.told[person.id] if is_within(j, start, end))
        held = sum(j.effort for j in self.problem.settled(person.id) if is_within(j, start, end) and not j.is_done)
        return max(person.time.minutes(start, end) - held, told, 0)

    def _hours(self, place: int, stretch: Stretch) -> None:
        cells = {
            column: float(self.jobs[self.pairs[column][0]].effort)
            for column in self.of_person[place]
            if is_within(self.jobs[self.pairs[column][0]], *stretch)
        }
        self.hours[place].append((self.model.getNumRow(), stretch))
        self._row(-_INFINITE, self._room(place, *stretch), cells)

    def _row(self, lower: float, upper: float, cells: Cells) -> None:
        columns = np.asarray(sorted(cells), np.int32)
        self.model.addRow(lower, upper, len(columns), columns, np.asarray([cells[c] for c in sorted(cells)]))

    def nearest(self) -> Persons:
        """Each task with whom the linear programme gives most of it, or nobody."""
        persons: Persons = dict.fromkeys((job.id for job in self.jobs), None)
        most = dict.fromkeys(persons, 0.5)
        for column, (row, place) in self.pairs.items():
            name = self.jobs[row].id
            if self.values[column] > most[name]:
                most[name], persons[name] = self.values[column], self.people[place].id
        return persons

    def whole(self, gap: float, nodes: int) -> Persons:
        """An assignment near the linear one: what that gives whole to one person stays, the rest is searched.

        Stretches of time that it alone overfills are left to whoever takes it up.
        """
        for name, value in (
            ("mip_rel_gap", 0.0 if self.is_small else gap),
            ("mip_abs_gap", _TINY),
            ("mip_max_nodes", nodes),
        ):
            self.model.setOptionValue(name, value)
        for column in self.pairs:
            self.model.changeColIntegrality(column, highspy.HighsVarType.kInteger)
            if not self.is_small and self.values[column] > 1 - _TINY:
                self.model.changeColBounds(column, 1.0, 1.0)
        for _ in range(_CUTS if self.is_small else 1):
            self.model.run()
            values = np.asarray(self.model.getSolution().col_value)
            if not self._cut(np.round(values)):
                break
        if self.is_small:
            # all pairs are there and none is fixed: what is proved of this is proved of all
            self.proved = self.model.getInfo().mip_dual_bound
        chosen = [self.pairs[column] for column in self.pairs if values[column] > 0.5]
        persons: Persons = dict.fromkeys((job.id for job in self.jobs), None)
        return persons | {self.jobs[row].id: self.people[place].id for row, place in chosen}
