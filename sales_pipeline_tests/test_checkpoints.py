"""Checkpoints by the real commands on the sample: what stands when, who may decide, what a decision leaves behind."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from sales_pipeline import event_log, meetings, progress_page
from sales_pipeline.home import CLOCK_VARIABLE, Home
from sales_pipeline.meetings import folder_of
from sales_pipeline_tests.conftest import WEEK, Published, command, own_environment, weeks_of

TUESDAY, FRIDAY = "2026-11-17T19:30:00Z", "2026-11-20T22:00:00Z"
REVIEW = f"weekly_forecast/{WEEK}/forecast_review"
WEDNESDAY = datetime(2026, 11, 18, 12, tzinfo=UTC)
CRO = "005FH0000000001"


@pytest.fixture(scope="module")
def looked_at(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A copy as it stands on Tuesday, for tests that only look."""
    root = tmp_path_factory.mktemp("looked_at") / "home"
    with own_environment():
        yield undecided(Home(Path(shutil.copytree(published.home.root, root))))


@pytest.fixture
def published_copy(published_copy: Home) -> Home:
    """Nothing is decided yet: the sample's own decisions are those of the week's end."""
    return undecided(published_copy)


def undecided(home: Home) -> Home:
    """The home with that its week was published, and without what its people said."""
    [*_, event] = (each for each in event_log.read(home) if each.kind == "published")
    shutil.rmtree(home.events)
    event_log.append(home, event.kind, event.subject, event.person, event.details, datetime.fromisoformat(event.at))
    return home


@pytest.fixture(autouse=True)
def _on_tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CLOCK_VARIABLE, TUESDAY)


def said(home: Home, *arguments: str) -> Any:
    """What a command on checkpoints prints as JSON."""
    done = command("checkpoint", *arguments, "--home", str(home.root), "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def refused(home: Home, *arguments: str) -> str:
    done = command("checkpoint", *arguments, "--home", str(home.root))
    assert done.exit_code == 2, done.output
    return " ".join(done.stderr.split())


def reviews(home: Home) -> dict[str, dict[str, Any]]:
    return {row["review_id"]: row for row in said(home, "list")}


def test_every_kind_of_checkpoint_is_there(looked_at: Home) -> None:
    """D1, D2, D3, D4, D6: forecast checks and reviews, four gates of deals, territory, strategy, pipeline reviews."""
    found = reviews(looked_at)
    assert {row["checkpoint_id"] for row in found.values()} == {
        "forecast_check", "forecast_review", "pipeline_review_meeting", "qualification_gate", "proposal_gate",
        "negotiation_gate", "close_gate", "territory_review", "quota_review", "strategy_mid_review",
        "strategy_draft_review",
    }  # fmt: skip
    assert found[REVIEW]["state"] == "ready"
    # two of its promises are not kept: representatives who did not call, deals without a change
    check = found[f"weekly_forecast/{WEEK}/forecast_check"]
    assert (check["state"], check["open_needs"]) == ("not_ready", "open_deals_move, representatives_submit")
    assert found["strategy_2027/strategy_mid_review"]["state"] == "coming"
    assert all(row["state"] == "missed" for row in found.values() if row["review_at"] < "2026-11-16")


def test_a_list_may_be_one_state_s_or_one_person_s(looked_at: Home) -> None:
    everything = reviews(looked_at)
    assert {row["state"] for row in said(looked_at, "list", "--state", "not_ready")} == {"not_ready"}
    mine = {row["review_id"] for row in said(looked_at, "list", "--mine", CRO)}
    assert REVIEW in mine
    assert mine < set(everything)
    text = command("checkpoint", "list", "--home", str(looked_at.root))
    assert f"2026-11-17 15:00  ready              Weekly forecast review  [{REVIEW}]" in text.stdout
    assert "is no state" in refused(looked_at, "list", "--state", "late")


def test_a_checkpoint_shows_what_is_known_of_it(looked_at: Home) -> None:
    """H1: what is not complete is said before anything is added up."""
    text = command("checkpoint", "show", "forecast_check", "--home", str(looked_at.root)).stdout
    assert "need      open representatives_submit: Every representative has sent a call" in text
    assert "need      met  forecast_review" not in text
    assert "is no checkpoint of week" in refused(looked_at, "show", "forecast_reviews")
    assert "may be gate_" in refused(looked_at, "show", "proposal_gate")


def test_what_makes_no_sense_is_refused_and_leaves_nothing(looked_at: Home) -> None:
    """X7: who may decide, and when a reason is needed."""
    before = sorted(looked_at.requests.iterdir())
    told = list(event_log.read(looked_at))
    passed = ("decide", REVIEW, "--outcome", "passed")
    assert "may not decide about" in refused(looked_at, *passed, "--as", "Zainab Achebe")
    assert "is nobody in reference/people.csv" in refused(looked_at, *passed, "--as", "Nobody")
    assert "outcome 'done' is not known" in refused(looked_at, "decide", REVIEW, "--outcome", "done", "--as", CRO)
    assert "say with --note why" in refused(looked_at, "decide", REVIEW, "--outcome", "failed", "--as", CRO)
    postponed = ("decide", REVIEW, "--outcome", "postponed", "--note", "Ill", "--as", CRO)
    assert "--until 2026-11-20T14:00" in refused(looked_at, *postponed)
    assert "has passed" in refused(looked_at, *postponed, "--until", "2026-11-17T09:00")
    assert "is no time" in refused(looked_at, *postponed, "--until", "soon")
    item = (*passed, "--as", CRO, "--action", "Call")
    assert "Each --action has one --owner and one --due" in refused(looked_at, *item)
    assert "has passed" in refused(looked_at, *item, "--owner", "cro", "--due", "2026-11-16")
    gone = refused(looked_at, *item, "--owner", "Odette Achterberg", "--due", "2026-11-20")
    assert "Odette Achterberg left on 2026-10-23: name somebody who is there" in gone
    assert "is no date: write 2026-11-20, or" in refused(
        looked_at, *item, "--owner", "cro", "--due", "2026-11-20 99:00"
    )
    until = ("--owner", "cro", "--due", "2026-11-20")
    assert "says what is to be done" in refused(looked_at, *item[:-1], " ", *until)
    assert "an action item is no task" in refused(looked_at, *item[:-1], "a" * 501, *until)
    check = f"weekly_forecast/{WEEK}/forecast_check"
    operations = said(looked_at, "show", check)["checkpoint_approvers"][0]["person_id"]
    lacking = refused(looked_at, "decide", check, "--outcome", "passed", "--as", operations)
    assert "lacks open_deals_move, representatives_submit: say with --note why it passes all the same" in lacking
    assert (sorted(looked_at.requests.iterdir()), list(event_log.read(looked_at))) == (before, told)


def items_of(home: Home) -> dict[str, dict[str, Any]]:
    frames = weeks_of(home).frames(["decision_actions", "task_queue"], WEEK)
    queue = {row["instance_id"]: row for row in frames["task_queue"].to_pylist()}
    return {
        row["title"]: {**row, "task": queue.get(row["instance_id"])} for row in frames["decision_actions"].to_pylist()
    }


def test_a_decision_is_kept_and_its_action_items_become_tasks(published_copy: Home) -> None:
    """G6, X7: extracted and assigned: to a role, and to a person; done by a word."""
    decided = (
        "decide", REVIEW, "--as", CRO, "--outcome", "passed", "--action", "Explain the pushes: all", "--owner",
        "sales_analyst", "--due", "2026-11-20", "--action", "Call the buyer", "--owner", "Mirella Thorne", "--due",
        "2026-11-19 12:00",
    )  # fmt: skip
    shown = said(published_copy, *decided)
    assert [(row["state"], row["outcome"]) for row in shown["checkpoint_reviews"]] == [("held", "passed")]
    event = next(e for e in event_log.read(published_copy) if e.kind == "decided")
    assert (event.subject, event.person, event.details["role"]) == (REVIEW, CRO, "cro")
    found = items_of(published_copy)
    assert {title: (row["role"], row["person_name"], row["state"]) for title, row in found.items()} == {
        "Explain the pushes: all": ("sales_analyst", "Elroy Duquesne", "pending"),
        "Call the buyer": ("manager", "Mirella Thorne", "pending"),
    }
    assert f"{found['Call the buyer']['task']['due_at']:%Y-%m-%d %H:%M}" == "2026-11-19 17:00"
    name = found["Call the buyer"]["instance_id"]
    event_log.append(published_copy, "done", name, found["Call the buyer"]["person_id"], {"week": str(WEEK)}, WEDNESDAY)
    assert items_of(published_copy)["Call the buyer"]["state"] == "completed"
    rows = weeks_of(published_copy).frames(["decisions"], WEEK)["decisions"].to_pylist()
    assert [(row["title"], row["action_count"], row["open_action_count"]) for row in rows] == [
        ("Weekly forecast review", 2, 1)
    ]
    # who is killed before the event decides again, and the requests are the same files
    files = sorted(path.name for path in published_copy.requests.iterdir())
    said(published_copy, *decided, "--note", "Once more")
    assert sorted(path.name for path in published_copy.requests.iterdir()) == files


def test_a_deal_passes_its_gate_by_its_manager_and_with_a_reason_where_a_criterion_is_not_met(
    published_copy: Home,
) -> None:
    """D2: criteria by data, who passes it by person, and a deal beyond its gate no longer warned of."""
    found = reviews(published_copy)
    lacking = next(row for row in found.values() if row["checkpoint_id"] == "proposal_gate" and row["open_criteria"])
    shown = said(published_copy, "show", lacking["review_id"])
    frames = weeks_of(published_copy).frames(["pipeline_snapshot"], WEEK)["pipeline_snapshot"].to_pylist()
    deal = next(row for row in frames if row["opportunity_id"] == lacking["subject_id"])
    people = {row["person_id"]: row for row in weeks_of(published_copy).lake.read("people").to_pylist()}
    manager = next(row for row in shown["checkpoint_approvers"] if row["role"] == "manager")
    assert manager["person_id"] == people[deal["node_id"]]["manager_id"]
    passing = ("decide", lacking["review_id"], "--as", manager["person_id"], "--outcome", "passed")
    assert f"lacks {lacking['open_criteria']}" in refused(published_copy, *passing)
    said(published_copy, *passing, "--note", "The buyer was met on Monday")
    after = reviews(published_copy)[lacking["review_id"]]
    assert (after["state"], after["note"]) == ("held", "The buyer was met on Monday")


def test_papers_follow_what_was_decided(published_copy: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """X7, I2: an agenda and an invitation for what is to come; a new time is the same appointment, changed."""
    name = f"pipeline_review/{WEEK}/pipeline_review_meeting"
    folder = folder_of(published_copy, WEEK, name)
    weeks = weeks_of(published_copy)
    meetings.write(weeks, WEEK)
    before = invitation(folder)
    assert "# Pipeline review" in (folder / "agenda.md").read_text(encoding="utf-8")
    kept = {path: path.stat().st_mtime_ns for path in folder.parent.rglob("*.ics")}
    assert kept
    head = said(published_copy, "show", name)["checkpoint_approvers"][0]["person_id"]
    said(published_copy, "decide", name, "--as", head, "--outcome", "postponed", "--note", "Snow", "--until",
         "2026-11-20T10:00")  # fmt: skip
    meetings.write(weeks_of(published_copy), WEEK)
    after = invitation(folder)
    assert (before["UID"], int(before["SEQUENCE"]), int(after["SEQUENCE"])) == (after["UID"], 0, 1)
    assert f"{after.start:%Y-%m-%d %H:%M %Z}" == "2026-11-20 10:00 EST"
    others = [path for path, at in kept.items() if path.parent != folder and path.stat().st_mtime_ns != at]
    assert others == []
    monkeypatch.setenv(CLOCK_VARIABLE, FRIDAY)
    said(published_copy, "decide", name, "--as", head, "--outcome", "passed", "--note", "Next steps come")
    meetings.write(weeks_of(published_copy), WEEK)
    assert "Passed by" in (folder / "agenda.md").read_text(encoding="utf-8")
    progress_page.write(weeks_of(published_copy), WEEK)
    assert b"Checkpoints nobody has decided" in (folder.parent / progress_page.FILE).read_bytes()


def invitation(folder: Path) -> Any:
    [event] = Calendar.from_ical((folder / "invitation.ics").read_bytes()).walk("VEVENT")
    return event
