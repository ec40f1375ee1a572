"""Rows H5, S5: a note on a document is kept; one that asks for a change is a task, answered by the next version."""

from datetime import date, datetime
from pathlib import Path

import pytest

from sales_pipeline import event_log, feedback
from sales_pipeline.company import Company
from sales_pipeline.event_log import Event
from sales_pipeline.home import CLOCK_VARIABLE, Home
from sales_pipeline.intake.plan.build import read
from sales_pipeline_tests.conftest import command, weeks_of
from sales_pipeline_tests.execution.simulated_company import make

WEEK = date(2026, 1, 19)
PUBLISHED = {"week": str(WEEK), "run_id": "r1", "content_digest": "c1"}


def told(home: Home, *, at: str, kind: str = "published", subject: str = str(WEEK), **details: str) -> None:
    event_log.append(home, kind, subject, event_log.SYSTEM, {**PUBLISHED, **details}, datetime.fromisoformat(at))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A company whose week was published, as its log says, with its people and plan in the lake."""
    monkeypatch.setenv(CLOCK_VARIABLE, "2026-01-21T10:00:00Z")
    made = make(tmp_path / "home", {})
    weeks_of(made).take_in()
    told(made, at="2026-01-19T07:00:00+00:00")
    return made


def says(home: Home, *arguments: str, code: int = 0) -> str:
    result = command("feedback", *arguments, "--home", str(home.root))
    assert result.exit_code == code, result.output
    return result.output


def test_a_rating_is_kept_with_the_version_it_is_about(home: Home) -> None:
    """S5: the event names the week, the run and the content."""
    says(home, "forecast_summary", "--rating", "4", "--note", "Clear", "--as", "kim")
    *_, event = event_log.read(home)
    assert (event.kind, event.subject, event.person) == ("feedback", "forecast_summary", "kim")
    assert event.details == {**PUBLISHED, "rating": 4, "note": "Clear", "asks_change": False}
    assert not list(home.requests.glob("*"))


def test_a_change_becomes_a_request_that_the_plan_takes(home: Home) -> None:
    """H5: whoever makes the document by the plan has to answer, else sales operations; hostile text stays text."""
    note = "=1+1: 'quoted' # no comment\n- \u202enot a list"
    says(home, "deal_risk_assessment", "--rating", "2", "--note", note, "--asks-change", "--as", "kim")
    says(home, "forecast_summary", "--rating", "1", "--note", "Too long", "--asks-change", "--as", "fay")
    [first, second] = read(home, None, None).rows["plan_tasks"][-2:]
    assert (first["task_id"], first["deliverable"], first["role"]) == (
        "feedback_2", "deal_risk_assessment", "sales_operations",
    )  # fmt: skip
    assert (second["task_id"], str(second["due_date"])) == ("feedback_3", "2026-01-23")
    [asked] = [r for r in read(home, None, None).rows["plan_initiatives"] if r["initiative_id"] == "feedback_2"]
    assert (asked["goal"], asked["requested_by_id"]) == (" ".join(note.split()), "kim")


def test_a_request_that_was_lost_is_written_again_as_it_was(home: Home) -> None:
    """Killed between the event and the file: the next one to look writes the same file."""
    says(home, "forecast_summary", "--rating", "1", "--note", "Too long", "--asks-change", "--as", "fay")
    [path] = home.requests.glob("*.yaml")
    before = path.read_bytes()
    path.unlink()
    feedback.write_requests(weeks_of(home))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no_such", "--rating", "3", "--as", "kim"), "is no document"),
        (("forecast_summary", "--rating", "3", "--as", "nobody"), "is nobody in reference/people.csv"),
        (("forecast_summary", "--rating", "3", "--as", "kim", "--asks-change"), "says which: add --note"),
        (("forecast_summary", "--rating", "3", "--as", "kim", "--week", "2026-01-12"), "has not been published"),
        (("forecast_summary", "--as", "kim"), "Give a --rating"),
        (("forecast_summary", "--declines", "1", "--as", "kim", "--note", "No"), "is no note that asks for a change"),
        (("forecast_summary", "--rating", "3", "--as", "kim", "--note", "x" * 501), "501 characters"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_a_sentence(home: Home, arguments: tuple[str, ...], said: str) -> None:
    assert said in " ".join(says(home, *arguments, code=2).split())
    assert len(list(event_log.read(home))) == 1


def test_a_note_is_answered_by_the_next_version_once_its_task_is_done(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H5: open, done without a new version, answered by one; another is declined with a reason."""
    for note in ("Too long", "More colour"):
        says(home, "forecast_summary", "--rating", "2", "--note", note, "--asks-change", "--as", "fay")
    assert states(home) == {2: ("open", None), 3: ("open", None)}
    monkeypatch.setenv(CLOCK_VARIABLE, "2026-01-22T10:00:00Z")
    says(home, "forecast_summary", "--declines", "3", "--as", "ola", "--note", "Print is grey")
    event_log.append(
        home,
        "done",
        "feedback_2/feedback_2",
        "ola",
        {"week": str(WEEK)},
        datetime.fromisoformat("2026-01-22T10:00:00Z"),
    )
    assert states(home) == {2: ("open", None), 3: ("declined", None)}
    told(home, at="2026-01-22T11:00:00+00:00")
    assert states(home)[2] == ("open", None)
    told(home, at="2026-01-22T12:00:00+00:00", run_id="r2", content_digest="c2")
    monkeypatch.setenv(CLOCK_VARIABLE, "2026-01-22T13:00:00Z")
    assert states(home) == {2: ("answered", "r2"), 3: ("declined", None)}


def states(home: Home) -> dict[int, tuple[str, str | None]]:
    rows = weeks_of(home).frames(["feedback_responses"], WEEK)["feedback_responses"].to_pylist()
    return {row["event_number"]: (row["state"], row["answered_run_id"]) for row in rows}


def test_the_due_day_is_two_working_days_later() -> None:
    """Thursday 23:30 in London is Friday in Berlin: Monday and Tuesday."""
    event = Event(7, "2026-01-22T23:30:00+00:00", "feedback", "forecast_summary", "kim", {"note": "x"}, "")
    company = Company(name="C", currency="USD", time_zone="Europe/Berlin", first_week=date(2026, 1, 5))
    assert "due: 2026-01-27 17:00" in feedback.request(event, "cro", company).replace("'", "")
