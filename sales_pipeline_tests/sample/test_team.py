"""What the sample's people said of their work: a chain that holds, told by who is there, true to how deals end."""

import hashlib
import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from sales_pipeline import event_log
from sales_pipeline.event_log import Event
from sales_pipeline.home import Home
from sales_pipeline.sample import SampleError, generate
from sales_pipeline.sample.working_week import DAY, instant, minute, minute_of, present
from sales_pipeline_tests.sample import committed
from sales_pipeline_tests.sample.committed import HOME, NOW, OPPORTUNITIES, SEED

ADDED = event_log.NewEvent("commented", "f/2026-11-16/x", "somebody", {"week": "2026-11-16", "note": "Later"})
LATER = instant(NOW, minute(4, 17))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    """The sample's own events, without those of runs."""
    root = tmp_path_factory.mktemp("told")
    (root / "events").mkdir()
    for name in committed.events():
        shutil.copy(HOME / "events" / name, root / "events" / name)
    assert event_log.faults(Home(root)) == []
    return list(event_log.read(Home(root)))


def test_everything_was_told_in_the_order_of_the_clock_within_working_hours(told: list[Event]) -> None:
    assert [event.at for event in told] == sorted(event.at for event in told)
    for event in told:
        week = date.fromisoformat(str(event.details["week"]))
        at = minute_of(week, committed.instant(event.at))
        assert 0 <= at <= 5 * DAY, event


def test_who_speaks_is_employed_and_there(told: list[Event]) -> None:
    people = {row["person_id"]: row for row in committed.rows("reference/people.csv")}
    away = {
        (row["person_id"], committed.day(row["starts_on"]), committed.day(row["ends_on"]))
        for row in committed.rows("reference/availability.csv") if row["kind"] == "absence"
    }  # fmt: skip
    for event in told:
        if event.person == event_log.SYSTEM:
            assert event.kind == "assigned"
            continue
        on = committed.instant(event.at).date()
        assert not people[event.person]["left_on"], event
        if event.kind in ("acknowledged", "started", "blocked", "unblocked", "done"):
            assert not [
                who for who, first, last in away if who == event.person and first and last and first <= on <= last
            ], event


def test_everything_that_can_happen_to_a_task_happens_and_most_is_done(told: list[Event]) -> None:
    kinds = {event.kind for event in told}
    assert kinds == {
        "assigned", "acknowledged", "started", "blocked", "unblocked", "done", "commented", "reassigned", "decided",
        "feedback",
    }  # fmt: skip
    assert len({event.details["cause"] for event in told if event.kind == "blocked"}) >= 4
    newest = [event for event in told if event.details["week"] == NOW.isoformat()]
    assert sum(e.kind == "done" for e in newest) > 0.7 * len({e.subject for e in newest if e.kind == "assigned"})


def test_nothing_said_of_a_deal_contradicts_how_it_ends(told: list[Event]) -> None:
    truth = {row["opportunity_id"]: row for row in committed.rows("truth/deals.csv")}
    judged = [event for event in told if event.kind == "decided" and event.subject.startswith("gate_")]
    for event in judged:
        deal, on = truth[event.subject.split("/")[2]], committed.instant(event.at).date()
        ended = (committed.day(deal["true_close_date"]) or date.max) <= on
        if event.details["outcome"] == "failed":
            assert deal["outcome"] != "won"
        elif ended:
            assert deal["outcome"] == "won"
    assert {event.details["outcome"] for event in judged} >= {"passed", "failed"}


def test_files_that_show_a_review_are_those_that_were_shown(told: list[Event]) -> None:
    shown = {str(e.details["evidence"]): e.details["evidence_digest"] for e in told if "evidence" in e.details}
    minutes = {
        name: hashlib.sha256(text).hexdigest()
        for name, text in committed.files(HOME).items()
        if name.startswith("minutes/")
    }
    assert shown == minutes
    assert len(shown) > 5


def test_a_log_that_runs_went_on_with_stays_where_the_sample_is_made_again(tmp_path: Path) -> None:
    generate(tmp_path, 60, 1)
    own = (tmp_path / "events" / "2026-11-20.jsonl").read_bytes()
    event_log.append_all(Home(tmp_path), [ADDED], LATER)
    event_log.append_all(Home(tmp_path), [ADDED], LATER + timedelta(days=6))
    generate(tmp_path, 60, 1)
    assert (tmp_path / "events" / "2026-11-20.jsonl").read_bytes().startswith(own)
    assert event_log.faults(Home(tmp_path)) == []
    assert [event.details.get("note") for event in event_log.read(Home(tmp_path))][-2:] == ["Later", "Later"]


def test_events_that_would_not_follow_another_sample_s_are_not_lost(tmp_path: Path) -> None:
    """Refused before a file is moved; without what was added the new ones come in."""
    generate(tmp_path, 60, 1)
    event_log.append_all(Home(tmp_path), [ADDED], LATER + timedelta(days=6))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(SampleError, match="would not follow those of this one: delete that folder"):
        generate(tmp_path, 60, 2)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    shutil.rmtree(tmp_path / "events")
    generate(tmp_path, 60, 2)
    assert event_log.faults(Home(tmp_path)) == []


@pytest.mark.parametrize(
    ("absences", "stretch"),
    [
        ([], (0, 5 * DAY)),
        ([(NOW + timedelta(days=2), NOW + timedelta(days=3))], (0, 2 * DAY)),
        ([(NOW - timedelta(days=4), NOW)], (DAY, 5 * DAY)),
        ([(NOW, NOW + timedelta(days=6))], (0, 0)),
    ],
)
def test_somebody_is_there_for_a_stretch(absences: list[tuple[date, date]], stretch: tuple[int, int]) -> None:
    assert present(NOW, absences) == stretch


def test_the_marker_counts_the_sample_s_own_events(told: list[Event]) -> None:
    marker = (HOME / "truth" / "sample.yaml").read_text(encoding="utf-8")
    assert f"opportunities: {OPPORTUNITIES}\nseed: {SEED}\nevents: {len(told)}\n" in marker
    assert json.loads(told[0].line)["before"] == event_log.BEGINNING
