"""The folders tasks/<state>/: a view of facts that is put back, and what people put there, which is theirs. Row L."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from sales_pipeline import files
from sales_pipeline.home import Home
from sales_pipeline.intake.files import requests
from sales_pipeline.intake.plan.build import fault_of
from sales_pipeline.intake.plan.known import Known
from sales_pipeline.task_files import STATES, edited, rebuild, show
from sales_pipeline.task_view import Shown, file_name, view

WEEK = "2026-11-16"
AT = datetime(2026, 11, 16, 9)


def task(name: str, state: str, **more: Any) -> dict[str, Any]:
    columns = (
        "task_id", "initiative_id", "checkpoint_id", "subject_name", "role", "deliverable", "tier", "priority_order",
        "person_id", "person_name", "assigned_at", "acknowledged_at", "started_at", "completed_at", "completed_by",
        "evidence", "evidence_digest",
    )  # fmt: skip
    return {
        **dict.fromkeys(columns), "instance_id": name, "title": "Roll up", "state": state, "state_since_at": AT,
        "effort_hours": Decimal("1.5"), "value_at_stake_amount": Decimal("250000.00"), "due_at": AT, "is_late": False,
        "is_waiting": False, "attempt_count": 1, "spent_hours": Decimal("0"), **more,
    }  # fmt: skip


def shown(**more: Any) -> Shown:
    return Shown(**{"assignment": {}, "blocker": None, "escalations": [], "checks": [], **more})


def wanted(*tasks: dict[str, Any]) -> dict[str, bytes]:
    return {f"{row['state']}/{file_name(row['instance_id'])}": view(WEEK, row, shown()) for row in tasks}


def test_a_copy_of_a_file_of_the_board_is_no_request() -> None:
    """L: what lost its first line would be a task that is there already, with a fault for each of its fields."""
    content = view(WEEK, task("w/1/roll_up", "pending"), shown()).decode()
    copied = content.partition("\n")[2]
    for text in (copied, f"# mine\n{content}", copied.replace("title: Roll up", "title: Mine")):
        said = fault_of(text, "tasks/pending/mine.yaml", Known(frozenset(), frozenset(), frozenset()))
        assert said is not None
        [line] = said.splitlines()
        assert line.startswith("tasks/pending/mine.yaml, line ")
        assert ": this is a copy of what the board shows (it says " in line
        assert "instance_id, task_id, initiative_id, state" in line
        assert "take it away, or write a request with id, title, role, deliverable" in line


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def paths(home: Home) -> list[str]:
    return sorted(home.relative(path) for path in (home.root / "tasks").rglob("*") if path.is_file())


def test_a_file_says_all_that_is_known_of_a_task() -> None:
    """L: the task, whose and why, runner-up, times, state, blocker, escalated to, attempts, value, evidence."""
    row = task("w/1/roll_up", "blocked", person_id="ann", person_name="Ann", evidence="roll.pdf", evidence_digest="ab")
    content = view(
        WEEK, row,
        shown(
            assignment={"why": "Has the skill", "runner_up_id": "bob", "person_id": "old"},
            blocker={"cause": "missing_input", "since_at": AT, "detail": "Send the call is late"},
            escalations=[{"level": "manager", "reason": "blocked", "person_name": "Mia", "since_at": AT}],
            checks=[{"gate": "children_add_to_parent", "state": "ok"}],
        ),
    )  # fmt: skip
    assert content.startswith(b"made_by: sales-pipeline\n")
    found = yaml.safe_load(content)
    assert (found["person_id"], found["why"], found["runner_up_id"]) == ("ann", "Has the skill", "bob")
    assert found["blocker"]["cause"] == "missing_input"
    assert found["escalated_to"] == [
        {"level": "manager", "reason": "blocked", "person_name": "Mia", "since_at": "2026-11-16T09:00:00Z"}
    ]
    assert found["evidence"] == {
        "evidence": "roll.pdf", "evidence_digest": "ab", "checks": {"children_add_to_parent": "ok"}
    }  # fmt: skip
    assert (found["value_at_stake_amount"], found["effort_hours"], found["attempts"]) == (250000, 1.5, 1)


def test_the_folders_follow_the_states(home: Home) -> None:
    assert show(home, wanted(task("a", "pending"), task("b", "in_progress"))) == []
    assert sorted(path.name for path in (home.root / "tasks").iterdir()) == sorted(STATES)
    assert show(home, wanted(task("a", "completed"))) == []
    assert paths(home) == [f"tasks/completed/{file_name('a')}"]


def test_nothing_is_written_where_nothing_changed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    show(home, wanted(task("a", "pending")))
    monkeypatch.setattr(files, "put", lambda *_: pytest.fail("written again"))
    assert show(home, wanted(task("a", "pending"))) == []


@pytest.mark.parametrize("harm", ["changed", "cut", "emptied but for its head", "moved", "marked as done"])
def test_a_file_changed_by_hand_is_put_back_and_named(home: Home, harm: str) -> None:
    right = wanted(task("a", "pending"), task("b", "pending"))
    show(home, right)
    name = f"tasks/pending/{file_name('a')}"
    path, content = home.root / name, right[f"pending/{file_name('a')}"]
    if harm == "moved":
        path = path.rename(home.root / "tasks/completed" / path.name)
    else:
        path.write_bytes({
            "changed": content.replace(b"Roll up", b"Roll down"), "cut": content[:-5],
            "emptied but for its head": b"made_by: sales-pipeline\n",
            "marked as done": content.replace(b"state: pending", b"state: completed"),
        }[harm])  # fmt: skip
    assert edited(home) == [home.relative(path)]
    assert show(home, right) == [home.relative(path)]
    assert {path: (home.root / "tasks" / path).read_bytes() for path in right} == right
    assert len(paths(home)) == 2
    assert edited(home) == []


def test_what_people_put_there_is_theirs(home: Home) -> None:
    """X3: a new file in tasks/pending/ is a request; no file that isn't ours is touched, whatever its name."""
    foreign = {
        "pending/mine.yaml": b"id: mine\n", f"pending/{file_name('a')}": b"id: other\n", "completed/notes.txt": b"x",
        "blocked/.hidden.yaml": b"made_by: sales-pipeline\n", "pending/sub/deep.yaml": b"id: deep\n",
    }  # fmt: skip
    for name, content in foreign.items():
        files.put(home.root / "tasks" / name, content)
    for state in ("pending", "completed", "pending"):
        show(home, wanted(task("a", state)))
    assert {name: (home.root / "tasks" / name).read_bytes() for name in foreign} == foreign
    assert len(paths(home)) == len(foreign) + 1
    assert {path.name for path in requests(home)} == {"mine.yaml", "deep.yaml", file_name("a")}


@pytest.mark.parametrize("after", range(6))
def test_what_a_kill_leaves_is_mended_by_the_next_time(home: Home, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """The process ends after so many writes and removals: the next one has the folders right, and blames nobody."""
    show(home, wanted(*(task(name, "pending") for name in "abc")))
    right = wanted(task("a", "completed"), task("b", "blocked"), task("c", "in_progress"))
    done, put, remove = iter(range(100)), files.put, files.remove

    def killed(path: Path, *content: bytes) -> None:
        if next(done) >= after:
            files.aside(path).write_bytes(b"half")
            raise KeyboardInterrupt
        (put if content else remove)(path, *content)

    monkeypatch.setattr(files, "put", killed)
    monkeypatch.setattr(files, "remove", killed)
    with pytest.raises(KeyboardInterrupt):
        show(home, right)
    monkeypatch.undo()
    assert show(home, right) == []
    assert paths(home) == sorted(f"tasks/{name}" for name in right)


@pytest.mark.parametrize("name", ["../../etc/passwd", 'a/b:c*?"<>|', "ÄÖ/名", "x" * 400, "", ".hidden", "CON"])
def test_names_are_safe_and_each_its_own(name: str) -> None:
    found = file_name(name)
    assert found.endswith(".yaml")
    assert len(found) < 140
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")
    assert not found.startswith(".")
    assert file_name(name + "/") != found


def test_an_earlier_week_made_again_does_not_show_itself(home: Home) -> None:
    """A backfill: the folders show the newest week."""
    made = [date(2026, 11, 9), date(2026, 11, 16)]
    weeks: Any = SimpleNamespace(home=home, lake=SimpleNamespace(weeks=lambda _: made))
    rebuild(weeks, made[0])
    assert paths(home) == []
