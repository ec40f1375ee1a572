"""`sales-pipeline task`: what is checked and kept, and that its answer is the tables' own. Rows L, X6, X8, B4, B6."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from sales_pipeline import event_log
from sales_pipeline.home import Home
from sales_pipeline.lock import run_lock
from sales_pipeline_tests import tiny_home, work_home
from sales_pipeline_tests.conftest import command
from sales_pipeline_tests.work_home import ANN, BOB, EVE, ROLL, WEEK


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return work_home.make(tmp_path_factory.mktemp("work") / "home")


@pytest.fixture
def home(made: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("SALES_PIPELINE_NOW", "2026-01-26T10:00:00Z")
    return Home(Path(shutil.copytree(made.root, tmp_path / "home")))


def task(home: Home, *arguments: str) -> Result:
    return command("task", *arguments, "--home", str(home.root))


def state(home: Home, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(task(home, "show", name, "--json").stdout)
    return found


def refused(result: Result, code: int = 2) -> str:
    assert result.exit_code == code
    return " ".join(result.stderr.split())


def test_a_task_goes_its_way_by_facts_and_words(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """L, X6, X8: acknowledged, started, blocked, unblocked, done with evidence; each command shows what follows."""
    shown = tmp_path / "signed.pdf"
    shown.write_bytes(b"signed")
    steps = [
        (["acknowledge", "--as", "bob"], "pending"), (["start", "--as", "Bob"], "in_progress"),
        (["block", "--as", "bob", "--cause", "missing_input", "--note", "No numbers"], "blocked"),
        (["comment", "--as", "eve", "--note", "They come"], "blocked"), (["unblock", "--as", "eve"], "in_progress"),
        (["done", "--as", "bob", "--evidence", str(shown)], "completed"),
    ]  # fmt: skip
    for hour, ((what, *more), expected) in enumerate(steps, 7):
        monkeypatch.setenv("SALES_PIPELINE_NOW", f"2026-01-26T{hour:02}:00:00Z")
        result = task(home, what, "bob.representative", *more, "--json")
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["state"] == expected
        assert result.stderr == f"Noted as event {hour - 6}.\n"
    found = state(home, BOB)
    assert (found["acknowledged_at"], found["started_at"], found["completed_at"]) == (
        "2026-01-26 07:00:00", "2026-01-26 08:00:00", "2026-01-26 12:00:00",
    )  # fmt: skip
    # an hour before it was blocked and one after: due at noon in Berlin
    assert (found["spent_hours"], found["is_late"], found["completed_by"]) == ("2.000000", True, "said")
    assert (found["evidence"], found["evidence_digest"]) == ("signed.pdf", hashlib.sha256(b"signed").hexdigest())
    assert [event["kind"] for event in found["events"]] == [
        "acknowledged", "started", "blocked", "commented", "unblocked", "done",
    ]  # fmt: skip
    assert all(event["details"]["week"] == str(WEEK) for event in found["events"])
    assert event_log.faults(home) == []


def test_what_a_command_answers_is_what_a_run_makes(home: Home) -> None:
    """The same tables, not other code: another process that asks for them gets the same rows."""
    task(home, "start", EVE, "--as", "eve")
    listed = json.loads(task(home, "list", "--json").stdout)
    frames = tiny_home.weeks_of(home).frames(["task_states"], WEEK)["task_states"].to_pylist()
    assert {row["instance_id"]: row["state"] for row in listed} == {r["instance_id"]: r["state"] for r in frames}
    assert {row["instance_id"]: row["state"] for row in listed} == {
        ANN: "completed", BOB: "pending", EVE: "in_progress", ROLL: "blocked",
    }  # fmt: skip


def test_a_call_received_finishes_its_task_without_anybody_typing(home: Home) -> None:
    found = state(home, ANN)
    assert (found["state"], found["completed_by"], found["evidence"]) == (
        "completed", "submission", "submissions/2026-01-26/calls.csv",
    )  # fmt: skip
    assert "was completed at 2026-01-26 08:00:00 UTC by submission" in refused(task(home, "start", ANN, "--as", "ann"))


def test_a_task_that_is_late_blocks_what_waits_for_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """B4, C5: the manager's call is blocked once Bob's is late, and whom to ask is said."""
    monkeypatch.setenv("SALES_PIPELINE_NOW", "2026-01-26T11:30:00Z")
    found = state(home, EVE)
    assert (found["state"], found["cause"], found["remover_name"]) == ("blocked", "missing_input", "Bob")
    assert found["suggested_move"] == "Ask Bob for: Send the call (Bob)"
    assert f"nobody said that {EVE} is blocked: Ask Bob for" in refused(task(home, "unblock", EVE, "--as", "eve"))


def test_a_task_goes_to_somebody_else(home: Home) -> None:
    assert "is nobody's: give it to somebody first" in refused(task(home, "start", "roll_up", "--as", "eve"))
    result = task(home, "reassign", "roll_up", "--as", "eve", "--to", "eve", "--json")
    found = json.loads(result.stdout)
    # half of the calls are missing, which stops what rests on them
    assert (found["person_id"], found["state"], found["cause"]) == ("eve", "blocked", "failed_gate")
    assert "representatives_submit is in error" in found["detail"]
    assert f"{ROLL} is Eve's already" in refused(task(home, "reassign", ROLL, "--as", "ann", "--to", "eve"))
    assert task(home, "start", "roll_up", "--as", "eve").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["start", "rol_up", "--as", "eve"], "'rol_up' is no task of week 2026-01-26: did you mean roll_up?"),
        (["start", "xyz", "--as", "eve"], "'xyz' is no task of week 2026-01-26: `sales-pipeline task list` shows"),
        (["show", "send_call"], f"'send_call' may be {ANN}, {BOB}: write more of the id"),
        (["start", BOB, "--as", "bobb"], "'bobb' is nobody in reference/people.csv: did you mean"),
        (["start", BOB, "--as", "ann"], f"{BOB} is Bob's: they say so themselves"),
        (["acknowledge", BOB, "--as", "eve"], f"{BOB} is Bob's: they say so themselves"),
        (["unblock", BOB, "--as", "bob"], f"nobody said that {BOB} is blocked."),
        (["block", BOB, "--as", "bob", "--cause", "rain"], "cause 'rain' is not known: write one of missing_input,"),
        (["done", BOB, "--as", "bob", "--evidence", "no.pdf"], "no.pdf can't be read (No such file or directory)"),
        (["done", BOB, "--as", "bob", "--note", "x" * 501], "the note has 501 characters: shorten it to 500"),
        (["comment", BOB, "--as", "bob", "--note", " "], "a comment says something: write it after --note"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(home: Home, arguments: list[str], said: str) -> None:
    assert said in refused(task(home, *arguments))
    assert list(event_log.read(home)) == []


def test_a_week_that_was_not_made_is_made_first(home: Home) -> None:
    result = task(home, "start", BOB, "--as", "bob", "--week", "2026-01-19")
    assert "week 2026-01-19 was not made yet: run it first" in refused(result, code=3)


def test_done_is_said_once(home: Home) -> None:
    assert task(home, "done", BOB, "--as", "bob").exit_code == 0
    assert "was completed at 2026-01-26 10:00:00 UTC by said" in refused(task(home, "done", BOB, "--as", "bob"))
    assert len(list(event_log.read(home))) == 1
    assert task(home, "comment", BOB, "--as", "eve", "--note", "Thanks").exit_code == 0


def test_who_has_left_says_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_PIPELINE_NOW", "2026-02-16T10:00:00Z")
    assert "Bob left on 2026-02-15: name somebody who is there" in refused(task(home, "start", BOB, "--as", "bob"))


def test_among_several_the_own_one_is_meant(home: Home) -> None:
    result = task(home, "start", "send_call", "--as", "bob", "--json")
    assert json.loads(result.stdout)["instance_id"] == BOB


def test_people_are_listed_what_is_theirs(home: Home) -> None:
    """B6."""
    result = task(home, "list", "--mine", "eve")
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["pending"]
    assert EVE in result.stdout
    assert task(home, "list", "--state", "completed").stdout.count("\n") == 1
    assert task(home, "list", "--state", "lost").exit_code == 2


def test_it_waits_for_no_run(home: Home) -> None:
    """A run holds the home's lock: saying and looking go on beside it."""
    with run_lock(home):
        assert task(home, "start", BOB, "--as", "bob").exit_code == 0
        assert state(home, BOB)["state"] == "in_progress"


def test_a_clock_set_back_and_forward_keeps_the_order_of_numbers(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Done when 3: started on a clock that was a day ahead, blocked on the right one: blocked, and it is said so."""
    monkeypatch.setenv("SALES_PIPELINE_NOW", "2026-01-27T09:00:00Z")
    task(home, "start", BOB, "--as", "bob")
    monkeypatch.setenv("SALES_PIPELINE_NOW", "2026-01-26T09:00:00Z")
    task(home, "block", BOB, "--as", "bob")
    monkeypatch.setenv("SALES_PIPELINE_NOW", "2026-01-27T12:00:00Z")
    assert state(home, BOB)["state"] == "blocked"
    weeks = tiny_home.weeks_of(home)
    assert [row["event_number"] for row in weeks.frames(["event_faults"], WEEK)["event_faults"].to_pylist()] == [2]
    assert {v.gate: v.state for v in weeks.verdicts("event_faults", WEEK)} == {"events_are_in_order": "warn"}
    assert "the clock was set back" in command("doctor", "--home", str(home.root)).stdout
