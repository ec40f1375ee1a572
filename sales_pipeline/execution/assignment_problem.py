"""The tasks and people of a week as an assignment problem, out of the tables.

A week that runs is planned from now on; of one that is over, what nobody was told is given as on its Monday.
"""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from sales_pipeline.calendar import WEEK, instant
from sales_pipeline.execution.assignment_model import HOUR, REVIEWERS, Job, Person, Problem, Weights
from sales_pipeline.execution.assignment_past import Past
from sales_pipeline.execution.working_time import DAY, WorkingTime, daily, days, minute

Row = dict[str, Any]
Rows = dict[str, list[Row]]
_LATE_DAYS = 7
_OF_A_DEAL = ["opportunity_id", "industry", "product_family"]
_AHEAD = timedelta(days=200)
_ALONE, _TEACHES = 2, 3


def problem(tables: dict[str, pa.Table]) -> Problem:
    """The problem of a week: everybody who is there, every task owed."""
    # the deals' table is the widest and longest there is
    asked = tables | {"pipeline_snapshot": tables["pipeline_snapshot"].select(_OF_A_DEAL)}
    rows: Rows = {name: table.to_pylist() for name, table in asked.items()}
    return _Week(rows).problem()


class _Week:
    """What is needed again and again while it is put together."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        [self.settings], [clock], [now] = rows["settings"], rows["work_clock"], rows["this_week"]
        self.week: date = now["week"]
        zone = ZoneInfo(self.settings["time_zone"])
        self.start, self.stop = minute(now["week_at"]), minute(instant(self.week + WEEK, zone))
        self.base = self.start if clock["is_over"] else max(self.start, minute(clock["as_of_at"]))
        dues = [row["due_at"].date() for row in rows["task_queue"]]
        self.last = min(max([*dues, self.week + WEEK]) + DAY * (_LATE_DAYS + 2), self.week + _AHEAD)
        lately = self.settings["assignment_fairness_weeks"]
        self.past = Past(rows["work_events"], self.week, lately, is_over=clock["is_over"])
        usual = self.settings["work_day_hours"] * HOUR
        self.office = WorkingTime(self._days(zone, {}, usual))
        self.known = {(row["kind"], row["skill"].casefold()) for row in rows["skills"]}

    def _days(self, zone: ZoneInfo, minutes_on: dict[date, int], usual: int) -> list[tuple[int, int]]:
        first = self.week - DAY
        return list(days(first, self.last, zone, self.settings["work_day_start_hour"], minutes_on, usual))

    def problem(self) -> Problem:
        people = self._people()
        jobs = [self._job(row, people) for row in sorted(self.rows["task_queue"], key=lambda row: row["instance_id"])]
        return Problem(Weights.of(self.settings), people, jobs)

    def _people(self) -> dict[str, Person]:
        profiles = {row["person_id"]: row for row in self.rows["work_profiles"]}
        managers = {row["person_id"]: row["manager_id"] for row in self.rows["people"]}
        skills: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        for row in self.rows["skills"]:
            if row["valid_from"] <= self.week and (row["valid_to"] is None or row["valid_to"] > self.week):
                skills[row["person_id"]][row["kind"], row["skill"].casefold()] = row["level"]
        found = {}
        for row in sorted(self.rows["people"], key=lambda row: row["person_id"]):
            name = row["person_id"]
            has_left = row["left_on"] is not None and row["left_on"] < self.week
            if not has_left and (row["hired_on"] is None or row["hired_on"] < self.week + WEEK):
                profile = profiles.get(name, {})
                time = self._time(row, profile)
                found[name] = Person(
                    name, row["person_name"], row["role"], profile.get("seniority", "middle"), _line(name, managers),
                    skills[name], time, time.minutes(self.start, self.stop), self.past.minutes[name],
                )  # fmt: skip
        return found

    def _time(self, row: Row, profile: Row) -> WorkingTime:
        """When somebody works: other hours from a day on, absences, not before the first day nor after the last."""
        zone = ZoneInfo(profile.get("time_zone") or self.settings["time_zone"])
        usual = daily(int(profile.get("weekly_hours", 40) * HOUR))
        minutes_on: dict[date, int] = {}
        told = [r for r in self.rows["availability"] if r["person_id"] == row["person_id"] and r["kind"] == "hours"]
        for other in sorted(told, key=lambda other: other["starts_on"]):
            first, last = max(other["starts_on"], self.week - DAY), min(other["ends_on"] or self.last, self.last)
            length = daily(int(other["hours"] * HOUR))
            minutes_on |= {first + DAY * n: length for n in range((last - first).days + 1)}
        gone = [r for r in self.rows["absences"] if r["person_id"] == row["person_id"]]
        away = [(minute(r["starts_at"]), minute(r["ends_at"])) for r in gone]
        blocks = self._days(zone, minutes_on, usual)
        if row["hired_on"]:
            away.append((0, minute(instant(row["hired_on"], zone))))
        if row["left_on"]:
            away.append((minute(instant(row["left_on"] + DAY, zone)), blocks[-1][1] if blocks else 0))
        return WorkingTime(blocks, away)

    def _job(self, row: Row, people: dict[str, Person]) -> Job:
        name, effort = row["instance_id"], int(row["effort_hours"] * HOUR)
        begins = self.office.finish(minute(row["starts_at"]), int(row["earliest_hours"] * HOUR))
        release, due = max(self.base, minute(row["starts_at"]), begins), minute(row["due_at"])
        is_late = self.office.minutes(release, due) < effort
        limit = release + _LATE_DAYS * 24 * HOUR if is_late else due
        reviews = self._reviews(row)
        because = self._complex(row)
        job = Job(
            name, row["task_id"], row["role"], row["priority_order"], effort, self._share(effort, release, limit),
            release, due, limit, row["owner_person_id"], self._needs(row, because is not None), because,
            reviews, bool(reviews), self.past.told.get(name), is_done=name in self.past.done,
        )  # fmt: skip
        return self.past.settled(job, people)

    def _share(self, effort: int, release: int, limit: int) -> int:
        """The part of a task's work that falls into this week, if it is done evenly until it is due."""
        whole = self.office.minutes(release, limit)
        inside = self.office.minutes(release, min(limit, self.stop))
        return effort if whole <= inside else effort * inside // whole

    def _needs(self, row: Row, is_complex: bool) -> tuple[tuple[str | None, str, int], ...]:
        """Skills: those the plan names, where any are told; of segment, industry and product those somebody has."""
        level = _TEACHES if is_complex else _ALONE
        if not self.known:
            return ()
        named = [(None, r["skill"], level) for r in self._by("plan_skills", "task_id")[row["task_id"]]]
        deals = self._by("pipeline_snapshot", "opportunity_id")[row["subject_id"] or ""]
        deal = deals[0] if deals and row["subject_kind"] == "deal" else {}
        about = {
            "segment": row["segment"], "industry": deal.get("industry"), "product": deal.get("product_family"),
        }  # fmt: skip
        also = [(kind, said, _ALONE) for kind, said in about.items() if said and (kind, said.casefold()) in self.known]
        return (*sorted(named), *also)

    def _complex(self, row: Row) -> str | None:
        """Why a task needs a senior, in words; None if it doesn't."""
        tiers = {r["initiative_id"]: r["tier"] for r in self.rows["plan_initiatives"]}
        tier, amount = tiers.get(row["initiative_id"], 0), row["value_at_stake_amount"]
        failures = self.past.failures[row["instance_id"]]
        if tier >= self.settings["assignment_complex_tier"]:
            return f"tier {tier}"
        if row["subject_kind"] != "company" and amount > self.settings["assignment_complex_amount"]:
            return f"{amount:,.0f} at stake"
        if failures >= self.settings["assignment_complex_failures"]:
            return f"{failures} times blocked or escalated"
        return None

    def _reviews(self, row: Row) -> frozenset[str]:
        """Of a task of a manager or above: those it waits for that are about the same."""
        if row["role"] not in REVIEWERS:
            return frozenset()
        queue = {name: found[0] for name, found in self._by("task_queue", "instance_id").items() if found}
        needed = [link["needs_instance_id"] for link in self._by("task_links", "instance_id")[row["instance_id"]]]
        own = (row["subject_kind"], row["subject_id"], row["subject_id"] or row["occurrence_id"])
        return frozenset(
            name for name in needed if name in queue and own == (
                queue[name]["subject_kind"], queue[name]["subject_id"],
                queue[name]["subject_id"] or queue[name]["occurrence_id"],
            )
        )  # fmt: skip

    def _by(self, table: str, key: str) -> dict[str, list[Row]]:
        made = self.__dict__.setdefault("_index", {})
        if table not in made:
            made[table] = defaultdict(list)
            for row in self.rows[table]:
                made[table][row[key]].append(row)
        found: dict[str, list[Row]] = made[table]
        return found


def _line(name: str, managers: dict[str, str | None]) -> tuple[str, ...]:
    """Everybody above somebody, the nearest first."""
    found: list[str] = []
    above = managers.get(name)
    while above and above not in found and above != name:
        found.append(above)
        above = managers.get(above)
    return tuple(found)
