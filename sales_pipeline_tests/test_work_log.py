"""Events of many at once: what a command has reported is there whole, whatever became of the others; other hands show.

Done when 3, rows L and X6. The command's own checks and words are left out here but for the short look: each process
says things about tasks as the command does.
"""

import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sales_pipeline import event_log, work
from sales_pipeline.home import Home
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.conftest import command
from sales_pipeline_tests.test_task_command import made
from sales_pipeline_tests.work_home import BOB, WEEK

__all__ = ["made"]
# says so many things about a task and reports each once it was said; a full disk refuses what is beyond the limit
SPEAKER = """
import resource, signal, sys
from datetime import UTC, date, datetime
from pathlib import Path
from sales_pipeline.home import Home
from sales_pipeline.work_now import Work
from sales_pipeline.work_say import say
root, name, count, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
row = {"instance_id": "t", "said_state": "pending", "said_since_at": None, "person_id": name, "person_name": name}
work = Work(date(2026, 1, 26), {"t": row}, {})
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    try:
        event = say(Home(root), work, "commented", row, {"person_id": name}, datetime.now(UTC), note=f"{number} " * 100)
    except OSError as error:
        print("refused", error.errno, flush=True)
        continue
    print(event.seq, number, flush=True)
"""
FULL = 40_000


def speakers(home: Home, count: int, each: int) -> list[subprocess.Popen[str]]:
    """Half as usual, a quarter to be killed, a quarter on a full disk; all begin when all are ready."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    found = []
    for number in range(count):
        kind = number % 4
        said = [str(home.root), f"p{number}", str(10_000_000 if kind == 1 else each), str(FULL if kind == 3 else 0)]
        found.append(
            subprocess.Popen(
                [sys.executable, "-c", SPEAKER, *said],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
            )
        )  # fmt: skip
    for speaker in found:
        assert speaker.stdout is not None
        assert speaker.stdout.readline() == "ready\n"
    for speaker in found:
        assert speaker.stdin is not None
        speaker.stdin.write("\n")
        speaker.stdin.flush()
    return found


@pytest.mark.parametrize("count", [12, pytest.param(40, marks=pytest.mark.long)])
def test_many_at_once_some_killed_some_on_a_full_disk_lose_nothing_reported(tmp_path: Path, count: int) -> None:
    home, draw = Home(tmp_path), random.Random(count)
    running = speakers(home, count, 40)
    doomed = running[1::4]
    for speaker in doomed:
        time.sleep(draw.random() / 5)
        speaker.send_signal(signal.SIGKILL)
    reported: dict[int, tuple[str, str]] = {}
    refusals = 0
    for place, speaker in enumerate(running):
        for line in speaker.communicate()[0].splitlines():
            first, second = line.split()
            refusals += first == "refused"
            reported |= {} if first == "refused" else {int(first): (f"p{place}", second)}
    assert {speaker.returncode for speaker in doomed} == {-signal.SIGKILL}
    assert {speaker.returncode for speaker in running if speaker not in doomed} == {0}
    assert refusals > 0
    kept = {event.seq: event for event in event_log.read(home)}
    assert {seq: (kept[seq].person, str(kept[seq].details["note"]).split()[0]) for seq in reported} == reported
    # one that was written and not reported, its writer being killed between: at most one of each
    assert len(kept) - len(reported) <= len(doomed)
    assert list(kept) == list(range(1, len(kept) + 1))
    assert [fault for fault in event_log.faults(home) if event_log.CLOCK_SET_BACK not in fault] == []
    for path in home.events.glob("*.jsonl"):
        assert path.read_bytes().endswith(b"\n")
        assert all(json.loads(line) for line in path.read_bytes().splitlines())


def test_the_command_on_a_full_disk_says_so_and_leaves_the_log_whole(
    made: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(Path(shutil.copytree(made.root, tmp_path / "home")))
    monkeypatch.setenv("SALES_PIPELINE_NOW", "2026-01-26T10:00:00Z")
    words = ("task", "comment", BOB, "--as", "eve", "--home", str(home.root), "--note")
    # all tables there, so that the event alone asks for room
    assert command(*words, "first").exit_code == 0
    assert command("task", "list", "--home", str(home.root)).exit_code == 0
    [path] = home.events.glob("*.jsonl")
    whole, limits = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 40, limits[1]))
    try:
        result = command(*words, "second")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert result.exit_code == 3
    assert result.stderr == (
        "events/2026-01-26.jsonl can't be written (File too large): raise the limit on the size of files (ulimit -f), "
        "then run again.\n"
    )
    assert path.read_bytes() == whole
    assert command(*words, "second").exit_code == 0
    assert [event.seq for event in event_log.read(home)] == [1, 2]


@pytest.mark.parametrize("harm", ["changed", "removed", "inserted", "swapped days", "removed day", "rehashed"])
def test_doctor_finds_what_other_hands_did_to_the_log(made: Home, tmp_path: Path, harm: str) -> None:
    home = Home(Path(shutil.copytree(made.root, tmp_path / "home")))
    for day in (26, 27, 28):
        for note in ("one", "two"):
            details = {"week": "2026-01-26", "note": note}
            now = datetime(2026, 1, day, 10, tzinfo=UTC)
            event_log.append(home, "commented", BOB, "eve", details, now)
    told = command("doctor", "--home", str(home.root)).stdout
    assert "ok    events/ holds 6 events, each with the hash of the one before" in told
    first, second, third = sorted(home.events.glob("*.jsonl"))
    lines = second.read_bytes().splitlines(keepends=True)
    if harm == "changed":
        second.write_bytes(lines[0].replace(b"one", b"ten") + lines[1])
    elif harm == "removed":
        second.write_bytes(lines[1])
    elif harm == "inserted":
        second.write_bytes(lines[0] + lines[0] + lines[1])
    elif harm == "swapped days":
        kept = first.read_bytes()
        first.write_bytes(second.read_bytes())
        second.write_bytes(kept)
    elif harm == "removed day":
        second.unlink()
    else:
        # a record changed whose follower was given the new hash: the one after that doesn't fit
        changed = lines[0].replace(b"one", b"ten")
        follower = json.loads(lines[1]) | {"before": hashlib.sha256(changed[:-1]).hexdigest()}
        text = json.dumps(follower, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        second.write_bytes(changed + text + b"\n")
    result = command("doctor", "--home", str(home.root))
    assert result.exit_code == 3
    assert "one of them was changed, left out or put in; compare with a backup" in " ".join(result.stdout.split())
    assert third.exists()


def test_files_of_the_board_changed_by_hand_are_named_and_put_back(
    made: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """L: by doctor, and by whatever shows how work stands next."""
    home = Home(Path(shutil.copytree(made.root, tmp_path / "home")))
    work.show(tiny_home.weeks_of(home), WEEK)
    path = next(iter(sorted((home.root / "tasks" / "blocked").glob("*.yaml"))))
    right = path.read_bytes()
    path.write_bytes(right.replace(b"title: ", b"title: Not "))
    told = command("doctor", "--home", str(home.root)).stdout
    assert f"note  {home.relative(path)} was changed by hand: the next run puts it back" in told
    capsys.readouterr()
    work.show(tiny_home.weeks_of(home), WEEK)
    assert capsys.readouterr().err.startswith(f"{home.relative(path)} was changed by hand and is put back: ")
    assert path.read_bytes() == right
    assert "changed by hand" not in command("doctor", "--home", str(home.root)).stdout
