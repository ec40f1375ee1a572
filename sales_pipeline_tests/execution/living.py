"""The home in which the simulated team lives, and the clock by which its commands go.

The first week is made by `sales-pipeline run`. Later ones are made by what that run does, without its graph, and with
the documents that the team speaks of: most of a run's time is the graph's own book-keeping and pictures of the same
deals. All that people say goes through the commands.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from random import Random
from typing import Any

import pytest

from sales_pipeline import event_log, work
from sales_pipeline.calendar import period_at
from sales_pipeline.documents import Document, Drawer, documents
from sales_pipeline.home import CLOCK_VARIABLE, Home
from sales_pipeline.release import release
from sales_pipeline.telling import log
from sales_pipeline.weeks import GATE_RESULTS, Weeks, lived
from sales_pipeline_tests.conftest import command, weeks_of
from sales_pipeline_tests.execution.simulated_company import BOSS, DESK, FINANCE, MANAGER, OPERATIONS, correct_rate
from sales_pipeline_tests.execution.simulated_team import Deed
from sales_pipeline_tests.telling.servers import Hook

REFUSED, NOT_WELL = 4, 4
SPOKEN_OF = (
    "forecast_summary",
    "deal_risk_assessment",
    "final_forecast_yaml",
    "commit_forecast_yaml",
    "forecast_facts",
)
Row = dict[str, Any]


@pytest.fixture
def catalogue_of_documents() -> Iterator[dict[str, Document]]:
    """The documents of this process, in their order, from which a test may take some out."""
    kept = dict(documents())
    yield documents()
    documents().clear()
    documents().update(kept)


class Killed(BaseException):
    """Stands for a kill: nothing after it runs."""


class Team:
    """The home, the clock, and the server behind the manager's channel, which fails when `chance` says so."""

    def __init__(self, home: Home, patch: pytest.MonkeyPatch, hook: Hook, chance: Random) -> None:
        self.home, self._patch, self.hook, self._chance = home, patch, hook, chance
        self.kills = self._corrections = 0
        self._is_made_by_run = False
        patch.setenv(DESK, hook.url)

    def at(self, at: datetime) -> None:
        self._patch.setenv(CLOCK_VARIABLE, f"{at.isoformat()}Z")

    def says(self, *arguments: str, code: int = 0) -> str:
        result = command(*arguments, "--home", str(self.home.root))
        assert result.exit_code == code, (arguments, result.output)
        return result.stdout

    def makes(self, week: date) -> None:
        """The week is run."""
        if not self._is_made_by_run:
            self._is_made_by_run = True
            self.says("run", "--week", str(week))
            return
        for name in documents().keys() - set(SPOKEN_OF):
            del documents()[name]
        weeks = self.weeks
        weeks.replay(week)
        assert "error" not in weeks.lake.read(GATE_RESULTS, week).column("state").to_pylist()
        release(Drawer(weeks), week)
        self.works(week)

    @property
    def weeks(self) -> Weeks:
        return weeks_of(self.home)

    def frames(self, week: date, *names: str) -> dict[str, list[Row]]:
        return {name: table.to_pylist() for name, table in self.weeks.frames(names, week).items()}

    def tasks(self, week: date) -> dict[str, Row]:
        rows = json.loads(self.says("task", "list", "--json", "--week", str(week)))
        return {row["instance_id"]: row for row in rows}

    def does(self, deed: Deed, week: date) -> None:
        """A deed by its command."""
        self.at(deed.at)
        by, about = ("--as", deed.person), ("--week", str(week))
        if deed.kind == "feedback":
            self.says("feedback", deed.subject, "--rating", deed.value, *by, *about)
        elif deed.kind in ("approve", "reject", "refused"):
            code = REFUSED if deed.kind == "refused" else 0
            self.says(deed.kind.replace("refused", "approve"), *by, *about, "--reason", deed.value, code=code)
        elif deed.kind == "validate":
            self.says("validate", *about, code=0 if deed.value == "pass" else NOT_WELL)
        elif deed.kind == "finalise":
            self.says("finalise", *about)
        elif deed.kind == "spoil":
            (self.home.final(week) / "forecast_summary.md").write_text("Nothing to see\n", encoding="utf-8")
        elif deed.kind == "publish":
            self._corrections += 1
            correct_rate(self.home, week, self._corrections)
            self.makes(week)
        elif deed.kind != "made":
            more = {"block": ("--cause", deed.value), "reassign": ("--to", deed.value)}.get(deed.kind, ())
            self.says("task", deed.kind, deed.subject, *by, *about, *more)

    def wishes(self, deed: Deed, week: date) -> int:
        """A note that asks for a change, and what the sensor starts on it; the number of the note."""
        self.at(deed.at)
        self.says(
            "feedback", deed.subject, "--rating", "2", "--asks-change", "--note", deed.value, "--as", deed.person,
            "--week", str(week),
        )  # fmt: skip
        number = [event.seq for event in event_log.read(self.home) if event.kind == "feedback"][-1]
        self.works(week)
        return number

    def tells(self, week: date, *, well: bool = False) -> None:
        """A pass: now and then the server fails, or the command is killed before it notes that the server took it."""
        drawn = self._chance.random()
        if not well and drawn < 0.25:
            self.hook.script.append((500, {}))
        if not well and drawn > 0.8:
            self._is_killed(week)
        self.says("notify", "--week", str(week))
        self.hook.script.clear()

    def works(self, week: date) -> None:
        """The hourly look at the work of a week, which notes what is new and tells of it."""
        weeks = self.weeks
        for _ in work.make(weeks, week, lived()):
            pass
        work.show(weeks, week)

    def _is_killed(self, week: date) -> None:
        noted = log.note

        def until(home: Home, kind: str, *arguments: Any) -> None:
            if kind == log.DELIVERED:
                self.kills += 1
                raise Killed
            noted(home, kind, *arguments)

        with self._patch.context() as patch:
            patch.setattr(log, "note", until)
            with suppress(Killed):
                self.says("notify", "--week", str(week))

    def reached(self, week: date) -> Iterator[str]:
        """The targets that units have reached, by the forecast, as keys of what is to be told."""
        seats = self.frames(week, "call_seats")["call_seats"]
        period = period_at(self.weeks.company, week).id
        for row in self.frames(week, "revenue_milestones")["revenue_milestones"]:
            if row["target"] and row["value"] >= row["target"]:
                heads = {seat["submitter_id"] for seat in seats if seat["node_id"] == row["node_id"]}
                for person in {*heads, *((BOSS, FINANCE, OPERATIONS) if row["node_id"] == "top" else ())}:
                    yield f"milestone/{row['milestone']}/{period}/{row['node_id']}/{person}"

    def told(self) -> tuple[Counter[str], set[str]]:
        """How often each thing was noted as delivered; what was sent and has no answer that takes it yet."""
        events = list(event_log.read(self.home))
        at = {event.seq: datetime.fromisoformat(event.at).replace(tzinfo=None) for event in events}
        delivered, sent = Counter[str](), set[str]()
        for event in events:
            if event.kind not in (log.SENDING, log.DELIVERED):
                continue
            key, person = event.subject, event.details["to_person_id"]
            assert event.details["channel"] == ("desk" if person == MANAGER else "files")
            first, _, number = key.rpartition("/")
            if key.startswith("unblocked/") and number.isdecimal():
                key = f"{first}/{at[int(number)]}"
            else:
                assert key.endswith(f"/{person}") or key.split("/")[-2] == person, (key, person)
            if event.kind == log.DELIVERED:
                delivered[key] += 1
            else:
                sent.add(key)
        return delivered, sent - delivered.keys()
