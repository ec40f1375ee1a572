"""Rows S1 to S5, A1 to A7, B1, B2, H1, L: a team lives weeks through the real commands, and everything said of its work
is true.

Each deed is a command with the clock set to its instant. At probes in the middle of a week and at its end the states,
who has to hear of what, approvals and metrics are compared with the simulator's truth, case by case; so is what each
person was told: all that there was to tell, and each thing once, whatever failed on the way.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from sales_pipeline import event_log
from sales_pipeline.calendar import WEEK
from sales_pipeline.telling.message import kept
from sales_pipeline_tests.execution.living import Team, catalogue_of_documents
from sales_pipeline_tests.execution.simulated_approval import (
    answer,
    decisions,
    made_again_at,
    published_again_at,
    scenarios,
    wish,
)
from sales_pipeline_tests.execution.simulated_company import (
    ANALYSTS,
    MANAGER,
    OPERATIONS,
    ROLES,
    SELLERS,
    Away,
    absences,
    make,
)
from sales_pipeline_tests.execution.simulated_team import Deed, Life, lives, local, names, ratings
from sales_pipeline_tests.execution.team_truth import Content, Truth, shares, week_end
from sales_pipeline_tests.execution.told_truth import Told
from sales_pipeline_tests.telling.servers import webhook

__all__ = ["catalogue_of_documents"]

FIRST = date(2026, 1, 12)
PROBES = ((0, 13, 7), (2, 11, 7))
PASSES = (*PROBES, (3, 13, 10))
# the hourly look after work, of those of a day the one at which there is most
LOOK = (4, 16, 50)
SEED = 20
HOURS_OF_A_WISH = 1


class Living:
    """The weeks that the team lives, one after the other, with what is true of them."""

    def __init__(self, team: Team, away: Away, plan: list[str], chance: Random) -> None:
        self.team, self.away, self.plan, self.chance, self.told = team, away, plan, chance, Told()
        self.truths: list[Truth] = []
        self.hours: dict[str, float] = {}
        self.wished: Life | None = None
        # notes that ask for a change by number, with when their task is done
        self.wishes: dict[int, datetime] = {}

    def live(self, week: date) -> None:
        """One week: planned, lived and judged."""
        scenario, planned = self.plan[len(self.truths)], local(week, 0, 8)
        self.team.at(planned)
        self.team.makes(week)
        lived = lives(week, self._given(week), made_again_at(week, scenario), self.chance)
        lived += [self.wished] if self.wished else []
        said = [*decisions(week, scenario), *ratings(week, self.chance)]
        wanted = wish(week, self.chance)
        queue = self.team.frames(week, "task_queue")["task_queue"]
        self.hours |= {row["instance_id"]: float(row["effort_hours"]) for row in queue}
        truth = Truth(week, lived, said, {row["instance_id"]: row["priority_order"] for row in queue})
        self.truths.append(truth)
        self._published(truth)
        # the run tells of the new week, and what was left of the one before
        self._hear(planned)
        self.wished = None
        self._days(truth, wanted)
        self.compare(truth, week_end(week) + timedelta(minutes=30))
        self.judge(truth)

    def _days(self, truth: Truth, wanted: Deed | None) -> None:
        week = truth.week
        deeds = [(d.at, d) for d in (*(d for life in truth.lives.values() for d in life.deeds), *truth.said)]
        passes = [(local(week, *each), None) for each in (*PASSES, LOOK)]
        for at, deed in sorted([*passes, *deeds], key=lambda each: each[0]):
            if deed is not None:
                self.team.does(deed, week)
                if deed.kind == "publish":
                    self._published(truth)
                    self._hear(at)
                continue
            self.team.at(at)
            if at == local(week, *LOOK):
                self.team.works(week)
                self._chosen_anew(truth, at)
            else:
                self.team.tells(week)
            self._hear(at)
            if at in [local(week, *probe) for probe in PROBES]:
                self.compare(truth, at)
        if wanted:
            self._wish(truth, wanted)

    def _given(self, week: date) -> dict[str, str | None]:
        """To whom tasks were given: the choice is the optimiser's, and it keeps the rules."""
        rows = {row["instance_id"]: row for row in self.team.frames(week, "task_assignments")["task_assignments"]}
        given = {name: rows[name]["person_id"] for name in names(week)}
        for name, person in given.items():
            role = "sales_analyst" if "/study" in name else "manager" if "/gather/" in name else "representative"
            there = {each for each in ROLES if ROLES[each] == role} - self.away[week]
            owner = name.rpartition("/")[2].partition(".")[0]
            those = ({owner} if owner in there else there) or {""}
            assert (person or "") in those, (name, person)
        return given

    def _chosen_anew(self, truth: Truth, now: datetime) -> None:
        """What nobody has begun and is late may have been given to another, who is there sooner."""
        life = truth.lives[f"week/{truth.week}/study"]
        [row] = [
            row for row in self.team.frames(truth.week, "task_assignments")["task_assignments"]
            if row["instance_id"] == life.name
        ]  # fmt: skip
        if row["person_id"] != truth.holder(life, now):
            assert life.due < now
            assert life.when("start") is None
            assert row["person_id"] in set(ANALYSTS) - self.away.get(truth.week + WEEK, frozenset())
            life.before, life.person, life.moved_at = life.person, row["person_id"], now

    def _wish(self, truth: Truth, wanted: Deed) -> None:
        """Somebody asks for a change: from then on it is a task, to be answered in the week after."""
        number = self.team.wishes(wanted, truth.week)
        truth.said.append(wanted)
        self.wished = answer(number, truth.week + WEEK, self.chance)
        self.wishes[number] = self.wished.deeds[-1].at
        known = Life(self.wished.name, "wish", OPERATIONS, wanted.at, self.wished.due, HOURS_OF_A_WISH)
        truth.lives[known.name], self.hours[known.name] = known, HOURS_OF_A_WISH
        self._hear(wanted.at)

    def _published(self, truth: Truth) -> None:
        """The digest of what was published; it is another one than before."""
        events = [e for e in event_log.read(self.team.home) if (e.kind, e.subject) == ("published", str(truth.week))]
        truth.published = [
            Content(datetime.fromisoformat(e.at).replace(tzinfo=None), str(e.details["content_digest"])) for e in events
        ]
        assert len({content.digest for content in truth.published}) == len(events)

    def _hear(self, now: datetime) -> None:
        for truth in self.truths[-2:]:
            self.told.hear(truth, now, self.hours, self.team.reached(truth.week))

    def compare(self, truth: Truth, at: datetime) -> None:
        """States, escalations, approvals as of an instant, and what was told by then."""
        self.team.at(at)
        shown, as_of = self.team.tasks(truth.week), min(at, week_end(truth.week))
        assert {name: shown[name]["state"] for name in truth.lives} == {
            name: truth.state(life, as_of) for name, life in truth.lives.items()
        }
        found = self.team.frames(truth.week, "escalations", "approvals")
        reached = {
            (r["instance_id"], r["reason"], r["level"], r["person_id"], r["since_at"]) for r in found["escalations"]
        }
        assert reached == set(truth.escalated(as_of, self.hours))
        # of an approval that is to be given nobody is named
        assert [(row["role"], row["state"]) for row in found["approvals"]] == [
            (ROLES[person], state) for person, state in truth.approvals(as_of)
        ]
        delivered, under_way = self.team.told()
        assert not [key for key, count in delivered.items() if count != 1]
        assert delivered.keys() | under_way == self.told.keys

    def judge(self, truth: Truth) -> None:
        """The metrics of a week that is over, case by case and as shares."""
        found = self.team.frames(truth.week, "metric_cases", "success_metrics", "deliveries")
        ids = {"S1": "{subject_id} {person_id}", "S3": "{case_id}"}
        cases = {
            (row["metric"], ids.get(row["metric"], "{subject_id}").format(**row), row["is_good"])
            for row in found["metric_cases"]
        }
        expected = truth.cases(week_end(truth.week))
        assert cases == expected
        metrics = {
            row["metric"]: (row["case_count"], row["met_count"])
            for row in found["success_metrics"]
            if row["case_count"]
        }
        assert metrics == shares(expected)
        self._answered(truth)

    def _answered(self, truth: Truth) -> None:
        """A wish is answered by another version once its task is done; it stays in the rows through that week."""
        found = [
            row
            for row in self.team.frames(truth.week, "feedback_responses")["feedback_responses"]
            if row["asks_change"]
        ]
        assert {row["event_number"] for row in found} == {
            number for number, done_at in self.wishes.items() if done_at >= week_end(truth.week - WEEK)
        }
        for row in found:
            is_done = self.wishes[row["event_number"]] < week_end(truth.week)
            assert row["state"] == ("answered" if is_done else "open")
            assert (row["answered_run_id"] not in (None, row["run_id"])) == is_done

    def end(self, now: datetime) -> None:
        """On the Monday after, with nothing that fails, the rest is told: then each thing was told once."""
        self.team.at(now)
        self.team.tells(self.truths[-1].week, well=True)
        self._hear(now)
        delivered, under_way = self.team.told()
        assert delivered == Counter(self.told.keys)
        assert not under_way
        hook = self.team.hook
        assert len(hook.accepted) == len(hook.told) + self.team.kills
        messages = [kept(self.team.home, str(self._week_of(key)), key) for key in hook.told]
        keys = Counter(key for message in messages if message for key in message.keys)
        noted = [
            e.subject for e in event_log.read(self.team.home)
            if e.kind == "delivered" and e.details["to_person_id"] == MANAGER
        ]  # fmt: skip
        assert keys == Counter(noted)

    def _week_of(self, message_id: str) -> object:
        found = self.team.home.root.glob(f"messages/*/{message_id}.json")
        return next(found).parent.name


@pytest.mark.usefixtures("catalogue_of_documents")
@pytest.mark.parametrize("count", [4, pytest.param(26, marks=pytest.mark.long)])
def test_a_team_lives_weeks_and_all_that_is_said_of_them_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """S1 S2 S3 S4 S5 L: states, escalations, approvals and metrics equal the simulator's truth; all is told once."""
    chance = Random(SEED)
    away, plan = absences(FIRST, count, chance), scenarios(count, chance)
    with webhook() as hook:
        team = Team(make(tmp_path / "home", away), monkeypatch, hook, Random(SEED + 1))
        living = Living(team, away, plan, chance)
        for number in range(count):
            living.live(FIRST + WEEK * number)
        living.end(local(FIRST + WEEK * count, 0, 8))


def test_the_team_has_every_weakness_that_is_measured() -> None:
    """What the simulation proves it proves of something: each metric has cases that went well and that did not."""
    chance, reasons, states = Random(SEED), set[str](), set[str]()
    away, plan = absences(FIRST, 4, chance), scenarios(4, chance)
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for number in range(4):
        week = FIRST + WEEK * number
        lived = lives(week, whoever_is_there(week, away), made_again_at(week, plan[number]), chance)
        said = [*decisions(week, plan[number]), *ratings(week, chance)]
        if wish(week, chance):
            answer(0, week + WEEK, chance)
        truth = Truth(week, lived, said, {life.name: order for order, life in enumerate(lived)})
        truth.published = [Content(local(week, 0, 8), "first")]
        again = published_again_at(week, plan[number])
        truth.published += [Content(again, "second")] if again else []
        for metric, _, is_good in truth.cases(week_end(week)):
            found[is_good].add(metric)
        for probe in (*(local(week, *probe) for probe in PROBES), week_end(week)):
            reasons |= {found[1] for found in truth.escalated(probe, {life.name: life.hours for life in lived})}
            states |= {truth.state(life, probe) for life in lived}
    assert found[True] == found[False] == {"S1", "S2", "S3", "S4", "S5"}
    assert reasons == {"unacknowledged", "unassigned", "blocked", "late", "over_estimate"}
    assert states == {"pending", "in_progress", "blocked", "completed"}
    assert any(away.values())


def whoever_is_there(week: date, away: Away) -> dict[str, str | None]:
    """The owner, else the other one; of the analysts the first."""
    found: dict[str, str | None] = {}
    for name in names(week):
        owner = name.rpartition("/")[2].partition(".")[0]
        those = {"top": (MANAGER,), "study": ANALYSTS}.get(owner, (owner, *SELLERS))
        found[name] = next((person for person in those if person not in away[week]), None)
    return found
