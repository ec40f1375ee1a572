"""A week of a small company through the real commands, tables and log: `notify` tells everything once, and no more.

Rows B1, B7, I1, I3, X1: who is told what follows from what people say with `task`.
"""

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result

from sales_pipeline import event_log, files
from sales_pipeline.calendar import WEEK as LATER
from sales_pipeline.home import Home
from sales_pipeline_tests import tiny_home, work_home
from sales_pipeline_tests.conftest import command
from sales_pipeline_tests.telling.servers import webhook
from sales_pipeline_tests.work_home import WEEK

CHANNELS = (
    "notifications: {channel: hook, channels: {hook: {url_env: ACME_HOOK}}, by_role: {manager: files}, "
    "quiet_from_hour: 19, quiet_until_hour: 7}\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = work_home.make(tmp_path_factory.mktemp("work") / "home")
    files.put(home.outputs(WEEK) / ".run_id", b"aaaaaaaaaaaa\n")
    return home


@pytest.fixture
def home(made: Home, tmp_path: Path) -> Home:
    return Home(Path(shutil.copytree(made.root, tmp_path / "home")))


@pytest.fixture
def at(home: Home, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    def ran(time: str, *arguments: str) -> Result:
        monkeypatch.setenv("SALES_PIPELINE_NOW", f"2026-01-{time}:00Z")
        result = command(*arguments, "--home", str(home.root))
        assert result.exit_code == 0, result.output
        return result

    return ran


def told(home: Home) -> Counter[str]:
    return Counter(event.subject for event in event_log.read(home) if event.kind == "delivered")


def due(home: Home) -> set[str]:
    """What there is to tell by now, as the tables say."""
    table = tiny_home.weeks_of(home).frames(["notifications"], WEEK)["notifications"]
    return set(table.column("notification_key").to_pylist())


def test_a_week_is_told_once_and_whole(home: Home, at: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    with (home.company_file).open("a", encoding="utf-8") as settings:
        settings.write(CHANNELS)
    said = {
        "26 09:00": ["task", "start", "bob.representative", "--as", "bob"],
        "26 10:00": ["task", "block", "bob.representative", "--as", "bob", "--cause", "missing_input", "--note", "CRM"],
        "27 11:00": ["task", "unblock", "bob.representative", "--as", "eve"],
    }
    ever: set[str] = set()
    with webhook([(500, {})]) as hook:
        monkeypatch.setenv("ACME_HOOK", hook.url)
        for day in ("26", "27", "28"):
            for hour in ("06", "09", "10", "11", "13", "18", "22"):
                time = f"{day} {hour}:00"
                if time in said:
                    at(time, *said[time])
                at(time, "notify")
                ever |= due(home)
        at("29 09:00", "notify")
        messages = list(hook.told.values())
        posts = len(hook.posts)
    counted = told(home)
    assert set(counted.values()) == {1}
    # a status of the evening is that of a day which was told already, or is over in the morning
    assert {key for key in ever - set(counted) if not key.startswith("status/")} == set()
    kinds = {key.split("/")[0] for key in counted}
    assert {"start", "assigned", "due_soon", "late", "blocked", "unblocked", "escalation", "status"} <= kinds
    assert posts == len(messages) + 1
    assert {post.body["person_id"] for post in messages} == {"ann", "bob"}
    pages = {path.name for path in (home.outputs(WEEK) / "messages").iterdir()}
    assert {"standup_digest.md", "status_report.md", "announcements.md"} < pages


def test_what_was_delivered_shows_in_the_table_at_once(home: Home, at: Callable[..., Result]) -> None:
    assert "files: " in at("26 10:00", "notify").stdout
    rows = tiny_home.weeks_of(home).frames(["deliveries"], WEEK)["deliveries"].to_pylist()
    assert {(row["state"], row["channel"], row["answer"]) for row in rows} == {("delivered", "files", "written")}
    assert {row["notification_key"] for row in rows} == set(told(home))


def test_a_dry_run_says_what_would_go_out(home: Home, at: Callable[..., Result]) -> None:
    with (home.company_file).open("a", encoding="utf-8") as settings:
        settings.write(CHANNELS)
    result = at("26 10:00", "notify", "--dry-run")
    assert "(hook): " in result.stdout
    assert "would be sent" in result.stderr
    assert list(event_log.read(home)) == []


def test_a_week_that_nobody_sees_is_told_to_nobody(home: Home) -> None:
    result = command("notify", "--week", "2026-01-19", "--home", str(home.root))
    assert result.exit_code == 3
    assert "Week 2026-01-19 is not published: run it first." in " ".join(result.stderr.split())


def test_what_came_about_after_the_last_pass_of_a_week_is_told_in_the_next(
    home: Home, at: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """B7: done on Saturday, told on Monday, when another week is the newest; the old one stands as at its end."""
    at("31T09:00", "notify")
    at("31T10:00", "task", "done", work_home.EVE, "--as", "eve", "--week", str(WEEK))
    at("31T10:30", "notify")
    assert not [key for key in told(home) if key.startswith("milestone/half/")]
    files.put(home.outputs(WEEK + LATER) / ".run_id", b"bbbbbbbbbbbb\n")
    monkeypatch.setenv("SALES_PIPELINE_NOW", "2026-02-02T06:30:00Z")
    for _ in range(2):
        assert command("notify", "--home", str(home.root)).exit_code == 0
    found = told(home)
    assert len([key for key in found if key.startswith("milestone/half/")]) > 1
    assert max(found.values()) == 1
    [clock] = tiny_home.weeks_of(home).work.tables(WEEK)["work_clock"].to_pylist()
    assert clock["as_of_at"] == datetime(2026, 2, 1, 23)
