"""The log of events: what append returned stays, whatever becomes of writers, disks and clocks; other hands show."""

import errno
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sales_pipeline import event_log
from sales_pipeline.event_log import BEGINNING, EventError, append, faults, read
from sales_pipeline.home import Home

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
# writes events and tells of each once append has returned
WRITER = """
import sys
from datetime import datetime, timedelta, UTC
from pathlib import Path
from sales_pipeline.event_log import append
from sales_pipeline.home import Home
for number in range(int(sys.argv[3])):
    now = datetime(2026, 11, 16, tzinfo=UTC) + timedelta(hours=number * 5)
    event = append(Home(Path(sys.argv[1])), "comment", "task", sys.argv[2], {"number": number, "text": "x" * 900}, now)
    print(event.seq, sys.argv[2], number, flush=True)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def add(home: Home, text: str, now: datetime = NOON) -> event_log.Event:
    return append(home, "comment", "weekly_forecast/2026-11-16/roll_up", "ada", {"text": text}, now)


def test_events_come_back_in_order_each_holding_the_hash_of_the_one_before(home: Home) -> None:
    added = [add(home, text) for text in ("one", 'zwei\n"drei"\u2028', "")]
    assert list(read(home)) == added
    assert [event.seq for event in added] == [1, 2, 3]
    assert added[0].before == BEGINNING
    assert len({event.before for event in added}) == 3
    assert faults(home) == []


def test_a_day_has_a_file_and_the_chain_goes_on_over_midnight(home: Home) -> None:
    added = [add(home, "late", NOON.replace(hour=23)), add(home, "early", NOON + timedelta(days=1))]
    assert sorted(path.name for path in home.events.glob("*.jsonl")) == ["2026-11-16.jsonl", "2026-11-17.jsonl"]
    assert list(read(home)) == added
    assert faults(home) == []


def test_a_clock_set_back_keeps_the_order_of_numbers_and_is_told(home: Home) -> None:
    add(home, "first", NOON + timedelta(days=3))
    add(home, "second", NOON)
    assert [event.seq for event in read(home)] == [1, 2]
    assert faults(home) == [
        "events/2026-11-19.jsonl, line 2: the clock was set back; its order is that of its number, 2"
    ]


@pytest.mark.parametrize("torn", [b"{", b'{"seq":2,"at":"2026'])
def test_what_a_kill_left_half_written_is_no_event_and_the_next_writer_takes_it_out(home: Home, torn: bytes) -> None:
    first = add(home, "first")
    path = home.events / "2026-11-16.jsonl"
    path.write_bytes(path.read_bytes() + torn)
    assert list(read(home)) == [first]
    second = add(home, "second")
    assert list(read(home)) == [first, second]
    assert faults(home) == []


def test_a_long_record_is_found_from_the_file_s_end(home: Home) -> None:
    add(home, "x" * 50_000)
    assert add(home, "after").seq == 2
    assert faults(home) == []


@pytest.mark.parametrize("harm", ["changed", "left out", "put in", "swapped"])
def test_other_hands_show(home: Home, harm: str) -> None:
    for text in ("one", "two", "three"):
        add(home, text)
    path = home.events / "2026-11-16.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    harmed = {
        "changed": [lines[0], lines[1].replace(b"two", b"ten"), lines[2]],
        "left out": [lines[0], lines[2]],
        "put in": [lines[0], lines[0], *lines[1:]],
        "swapped": [lines[1], lines[0], lines[2]],
    }
    path.write_bytes(b"".join(harmed[harm]))
    found = faults(home)
    assert found
    assert all("was changed, left out or put in" in said for said in found)


def test_a_line_that_is_no_event_is_named(home: Home) -> None:
    add(home, "one")
    path = home.events / "2026-11-16.jsonl"
    path.write_bytes(path.read_bytes() + b"hello\n")
    said = r"events/2026-11-16\.jsonl, line 2: no event \(.+\); files here are written by sales-pipeline task alone"
    with pytest.raises(EventError, match=said):
        list(read(home))
    with pytest.raises(EventError, match="the last line: no event"):
        add(home, "two")
    assert len(faults(home)) == 1


def test_a_full_disk_leaves_the_log_as_it_was(home: Home) -> None:
    first = add(home, "first")
    # the system cuts a file's growth short as a full disk does
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = (home.events / "2026-11-16.jsonl").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40, limits[1]))
    try:
        with pytest.raises(OSError) as error:
            add(home, "second")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert error.value.errno == errno.EFBIG
    assert str(error.value.filename).endswith("events/2026-11-16.jsonl")
    assert (home.events / "2026-11-16.jsonl").read_bytes() == first.line + b"\n"
    assert add(home, "second").seq == 2


def test_forty_writers_at_once_some_killed_lose_no_event_that_was_told(home: Home) -> None:
    # twelve write until they are killed
    draw, counts = random.Random(1), [25] * 28 + [1_000_000] * 12
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(home.root), f"p{number}", str(count)],
            stdout=subprocess.PIPE, text=True, env=environment,
        )
        for number, count in enumerate(counts)
    ]  # fmt: skip
    while not list(home.events.glob("*.jsonl")):
        time.sleep(0.01)
    killed = writers[28:]
    for writer in killed:
        time.sleep(draw.random() / 10)
        writer.kill()
    told: dict[int, tuple[str, int]] = {}
    for writer in writers:
        for line in writer.communicate()[0].splitlines():
            seq, person, which = line.split()
            told[int(seq)] = (person, int(which))
    assert {writer.returncode for writer in killed} == {-signal.SIGKILL}
    assert {writer.returncode for writer in writers if writer not in killed} == {0}
    events = {event.seq: event for event in read(home)}
    assert {seq: (e.person, e.details["number"]) for seq, e in events.items() if seq in told} == told
    # an event that was written and not told of, its writer being killed in between, stands too: each has one at most
    assert len(events) - len(told) <= len(killed)
    assert list(events) == list(range(1, len(events) + 1))
    assert [said for said in faults(home) if "clock" not in said] == []
    assert all(json.loads(event.line) for event in events.values())
