"""Rows S1, S2, S4, S5, L: a team lives weeks through the real commands, and everything said of its work is true.

Each deed is a command with the clock set to its instant. At probes in the middle of a week and at its end the states,
who has to hear of what and the metrics are compared with the simulator's truth, case by case.
"""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sales_pipeline import event_log
from sales_pipeline.calendar import WEEK
from sales_pipeline.home import CLOCK_VARIABLE
from sales_pipeline_tests.conftest import command, weeks_of
from sales_pipeline_tests.execution.simulated_team import Deed, Life, lives, local, make, ratings
from sales_pipeline_tests.execution.team_truth import Truth, shares, week_end

FIRST = date(2026, 1, 12)
PROBES = ((0, 13, 7), (2, 11, 7))
SEED = 7


class Team:
    """The home, and the clock by which its commands go."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.home, self._patch = make(root), patch

    def at(self, at: datetime) -> None:
        self._patch.setenv(CLOCK_VARIABLE, f"{at.isoformat()}Z")

    def says(self, *arguments: str) -> str:
        result = command(*arguments, "--home", str(self.home.root))
        assert result.exit_code == 0, (arguments, result.output)
        return result.stdout

    def plans(self, week: date, at: datetime, lived: list[Life]) -> None:
        """The week is run, and whoever was not told what is theirs is told."""
        self.at(at)
        self.says("run", "--week", str(week))
        told = {e.subject for e in event_log.read(self.home) if e.kind == "assigned"}
        new = [
            event_log.NewEvent(
                "assigned", life.name, event_log.SYSTEM, {"week": str(week), "to_person_id": chosen(life)}
            )
            for life in lived
            if life.name not in told
        ]
        event_log.append_all(self.home, new, local(week, 0, 8))

    def does(self, deed: Deed, week: date) -> None:
        self.at(deed.at)
        about = ("--as", deed.person, "--week", str(week))
        if deed.kind == "feedback":
            self.says("feedback", deed.subject, "--rating", deed.value, *about)
        else:
            more = {"block": ("--cause", deed.value), "reassign": ("--to", deed.value)}.get(deed.kind, ())
            self.says("task", deed.kind, deed.subject, *about, *more)

    def frames(self, week: date, *names: str) -> dict[str, list[dict[str, Any]]]:
        return {name: table.to_pylist() for name, table in weeks_of(self.home).frames(names, week).items()}


def chosen(life: Life) -> str:
    return life.before or life.person


def live(team: Team, week: date, chance: Random) -> None:
    """One week: planned, lived and judged."""
    planned = local(week, 0, 8)
    lived, said = lives(week, planned, chance), list(ratings(week, chance))
    truth = Truth(week, lived, said)
    team.plans(week, planned, lived)
    probes = [(local(week, *probe), None) for probe in PROBES]
    deeds = [(deed.at, deed) for deed in (*(d for life in lived for d in life.deeds), *said)]
    for at, deed in sorted([*probes, *deeds], key=lambda each: each[0]):
        if deed is None:
            compare(team, truth, at)
        else:
            team.does(deed, week)
    compare(team, truth, week_end(week) + timedelta(minutes=30))
    judge(team, truth)


def compare(team: Team, truth: Truth, at: datetime) -> None:
    """States and escalations as of an instant."""
    team.at(at)
    shown = {
        row["instance_id"]: row for row in json.loads(team.says("task", "list", "--json", "--week", str(truth.week)))
    }
    as_of = min(at, week_end(truth.week))
    assert {name: shown[name]["state"] for name in truth.lives} == {
        name: truth.state(life, as_of) for name, life in truth.lives.items()
    }
    hours = {name: float(shown[name]["effort_hours"]) for name in truth.lives}
    rows = team.frames(truth.week, "escalations")["escalations"]
    told = {(r["instance_id"], r["reason"], r["person_id"]) for r in rows if r["instance_id"] in truth.lives}
    assert told == set(truth.escalated(as_of, hours))


def judge(team: Team, truth: Truth) -> None:
    """The metrics of a week that is over, case by case and as shares."""
    found = team.frames(truth.week, "metric_cases", "success_metrics")
    cases = {
        (row["metric"], f"{row['subject_id']} {row['person_id']}" if row["metric"] == "S1" else row["subject_id"],
         row["is_good"])
        for row in found["metric_cases"]
    }  # fmt: skip
    expected = truth.cases(week_end(truth.week))
    assert cases == expected
    metrics = {
        row["metric"]: (row["case_count"], row["met_count"]) for row in found["success_metrics"] if row["case_count"]
    }
    assert metrics == shares(expected)


@pytest.mark.parametrize("count", [4, pytest.param(26, marks=pytest.mark.long)])
def test_a_team_lives_weeks_and_all_that_is_said_of_them_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """S1 S2 S4 S5 L: states, escalations and metrics equal the simulator's truth."""
    team, chance = Team(tmp_path / "home", monkeypatch), Random(SEED)
    for number in range(count):
        live(team, FIRST + WEEK * number, chance)


def test_the_team_has_every_weakness_that_is_measured() -> None:
    """What the simulation proves it proves of something: each metric has cases that went well and that did not."""
    chance, reasons, states = Random(SEED), set[str](), set[str]()
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for number in range(4):
        week = FIRST + WEEK * number
        lived, said = lives(week, local(week, 0, 8), chance), list(ratings(week, chance))
        truth = Truth(week, lived, said)
        for metric, _, is_good in truth.cases(week_end(week)):
            found[is_good].add(metric)
        for probe in (*(local(week, *probe) for probe in PROBES), week_end(week)):
            reasons |= {reason for _, reason, _ in truth.escalated(probe, {life.name: life.hours for life in lived})}
            states |= {truth.state(life, probe) for life in lived}
    assert found[True] == found[False] == {"S1", "S2", "S4", "S5"}
    assert reasons == {"unacknowledged", "blocked", "late", "over_estimate"}
    assert states == {"pending", "in_progress", "blocked", "completed"}
