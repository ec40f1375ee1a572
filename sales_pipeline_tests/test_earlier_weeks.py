"""Which earlier weeks a look at the work shows again: those told about since, those that ended since, no others."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from sales_pipeline import earlier_weeks, event_log, work
from sales_pipeline.home import Home

WEEK, BEFORE, EARLIER = date(2026, 11, 16), date(2026, 11, 9), date(2026, 11, 2)
NOW = datetime(2026, 11, 17, 12)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Three published weeks, all as the log says."""
    for week in (EARLIER, BEFORE, WEEK):
        (tmp_path / "outputs" / str(week)).mkdir(parents=True)
        (tmp_path / "outputs" / str(week) / ".run_id").write_text("r\n")
    home = Home(tmp_path)
    tell(home, "done", "ann", BEFORE)
    publish(home, {EARLIER: (True, 0), BEFORE: (True, 1), WEEK: (False, 0)})
    return home


def tell(home: Home, kind: str, person: str, week: date) -> None:
    event_log.append(home, kind, "x", person, {"week": str(week)}, NOW.replace(tzinfo=UTC))


def publish(home: Home, weeks: dict[date, tuple[bool, int]]) -> None:
    home.database.parent.mkdir(exist_ok=True)
    home.database.unlink(missing_ok=True)
    with duckdb.connect(str(home.database)) as connection:
        connection.execute("CREATE TABLE work_as_of (week DATE, is_over BOOLEAN)")
        connection.execute("CREATE TABLE work_events (week DATE, event_week DATE, event_number INT, kind TEXT)")
        for week, (is_over, number) in weeks.items():
            connection.execute("INSERT INTO work_as_of VALUES (?, ?)", [week, is_over])
            connection.execute("INSERT INTO work_events VALUES (?, ?, ?, 'done')", [week, week, number])


def behind(home: Home, week: date = WEEK, moved: date | None = None) -> list[date]:
    """`moved`: a week whose forecast the inputs would make otherwise by now."""
    weeks: Any = SimpleNamespace(
        home=home, company=SimpleNamespace(zone=ZoneInfo("America/New_York")), work=SimpleNamespace(now=NOW),
        lake=SimpleNamespace(fingerprint=lambda name, each: str(each)),
        expected=lambda name, each: "other" if each == moved else str(each),
    )  # fmt: skip
    return earlier_weeks.behind(weeks, week)


def test_where_nothing_was_said_no_earlier_week_is_shown_again(home: Home) -> None:
    assert behind(home) == []


@pytest.mark.parametrize(("kind", "person"), [("done", "ann"), ("feedback", "ann"), ("validated", event_log.SYSTEM)])
def test_what_was_said_later_of_an_earlier_week_shows_it_again(home: Home, kind: str, person: str) -> None:
    """C1, S3: a task done late, a note, a verdict: the published tables of that week say so too."""
    tell(home, kind, person, BEFORE)
    assert behind(home) == [BEFORE]
    # the week itself is no earlier one, nor is a later one
    assert behind(home, BEFORE) == []


@pytest.mark.parametrize("kind", ["assigned", "escalated", "sending", "refused", "delivered", "undelivered"])
def test_what_a_look_notes_itself_starts_no_other(home: Home, kind: str) -> None:
    tell(home, kind, event_log.SYSTEM, BEFORE)
    assert behind(home) == []


def test_a_week_shown_while_it_ran_is_shown_once_more_when_it_has_ended(home: Home) -> None:
    publish(home, {EARLIER: (False, 0), BEFORE: (True, 1)})
    assert behind(home) == [EARLIER]


def test_a_week_whose_forecast_would_be_another_is_left_as_it_was_published(home: Home) -> None:
    """X11: what is approved of it is not made anew by a look at the work."""
    tell(home, "done", "ann", BEFORE)
    tell(home, "done", "ann", EARLIER)
    assert behind(home, moved=BEFORE) == [EARLIER]


def test_a_week_that_was_never_shown_is_and_so_many_at_once_the_newest_of_them(home: Home) -> None:
    """A home published before the database said as of when: a few weeks with each look, the newest first."""
    home.database.unlink()
    for day in (5, 12, 19):
        folder = home.outputs(date(2026, 10, day))
        folder.mkdir()
        (folder / ".run_id").write_text("r\n")
    found = [date(2026, 10, 12), date(2026, 10, 19), EARLIER, BEFORE]
    assert behind(home) == found[-earlier_weeks.AT_ONCE :]


def test_a_look_shows_the_weeks_behind_before_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[date] = []
    noted: list[date] = []
    monkeypatch.setattr(work, "behind", lambda weeks, week: [EARLIER, BEFORE])
    monkeypatch.setattr(work, "_show", lambda weeks, week: shown.append(week))
    monkeypatch.setattr("sales_pipeline.noted.note", lambda weeks, week: noted.append(week))
    work.show(None, WEEK)  # type: ignore[arg-type]
    # what is new in the week itself was noted when its tables were made
    assert (noted, shown) == ([EARLIER, BEFORE], [EARLIER, BEFORE, WEEK])
