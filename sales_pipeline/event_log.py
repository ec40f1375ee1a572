"""The log of events: what people did and said about their work, as JSON lines that are only ever added to.

A file a day under `events/`. Every record has its number, and the hash of the record before it, across days too, so
that a record changed, left out or put in shows. An event is there, whole and on the disk, when `append` returns; one
that a kill or a full disk cut short was never told to anybody and is taken out by whoever writes next. Order is that of
the numbers: clocks are set back and forward. What events mean is not known here.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

from sales_pipeline import files
from sales_pipeline.home import Home

BEGINNING = "0" * 64
# who tells what nobody in particular did
SYSTEM = "sales-pipeline"
# in the words of a fault that no hand made
CLOCK_SET_BACK = "the clock was set back"
_LOCK, _DAYS = ".lock", "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].jsonl"
# of a file's end read at a time to find its last line
_STRETCH = 4096
Details = Mapping[str, str | int | bool | None]


class EventError(Exception):
    """A log that can't be added to; the message says which file and line, what is wrong and what to do."""


@dataclass(frozen=True)
class Event:
    """One record. `at` is UTC, `subject` what it is about, such as a task's instance; `before` the hash of the last."""

    seq: int
    at: str
    kind: str
    subject: str
    person: str
    details: Details
    before: str

    @property
    def line(self) -> bytes:
        """The record as it stands in its file, without the line's end."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class NewEvent:
    """What is to be told: it gets its number, instant and link to the last when it is added."""

    kind: str
    subject: str
    person: str
    details: Details


def append(home: Home, kind: str, subject: str, person: str, details: Details, now: datetime) -> Event:
    """Add an event and have it on the disk; EventError when the log's end can't be read, OSError when it can't grow."""
    [event] = append_all(home, [NewEvent(kind, subject, person, details)], now)
    return event


def append_all(home: Home, told: Sequence[NewEvent], now: datetime) -> list[Event]:
    """Add events in one write: on a full disk none is there, after a kill maybe the first of them."""
    if not told:
        return []
    with _locked(home):
        last, day = _last(home)
        made: list[Event] = []
        for new in told:
            last = following(last, new, now)
            made.append(last)
        # a clock set back does not begin an earlier file: the files' order is that of the numbers
        _write(home, max(now.astimezone(UTC).date(), day or date.min), made)
    return made


def following(last: Event | None, new: NewEvent, now: datetime) -> Event:
    """The record of what is told, with its number and its link to the last."""
    return Event(
        last.seq + 1 if last else 1, now.astimezone(UTC).isoformat(timespec="milliseconds"), new.kind, new.subject,
        new.person, new.details, _hash(last.line) if last else BEGINNING,
    )  # fmt: skip


def read(home: Home) -> Iterator[Event]:
    """Every event in order. EventError at the first line that is no event; a line without its end is not there yet."""
    for path in _days(home):
        for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], 1):
            yield _event(home, path, number, line)


def faults(home: Home) -> list[str]:
    """What was done to the log by other hands, in words: records changed, missing, put in; and clocks set back."""
    found: list[str] = []
    expected, before, latest = 1, BEGINNING, ""
    for path in _days(home):
        for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], 1):
            where = f"{home.relative(path)}, line {number}"
            try:
                event = _event(home, path, number, line)
            except EventError as error:
                found.append(str(error))
                continue
            if (event.seq, event.before) != (expected, before):
                found.append(
                    f"{where}: record {event.seq} does not follow record {expected - 1} as it stands: one of them was "
                    "changed, left out or put in; compare with a backup"
                )
            if event.at < latest:
                found.append(f"{where}: {CLOCK_SET_BACK}; its order is that of its number, {event.seq}")
            expected, before, latest = event.seq + 1, _hash(line), max(latest, event.at)
    return found


@contextmanager
def _locked(home: Home) -> Iterator[None]:
    home.events.mkdir(parents=True, exist_ok=True)
    with open(home.events / _LOCK, "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _days(home: Home) -> list[Path]:
    return sorted(home.events.glob(_DAYS))


def _last(home: Home) -> tuple[Event | None, date | None]:
    """The newest event and the day of its file; what a killed writer left after it is taken out."""
    for path in reversed(_days(home)):
        with open(path, "r+b") as file:
            line = _last_line(file)
        if line:
            return _event(home, path, 0, line), date.fromisoformat(path.stem)
    return None, None


def _last_line(file: IO[bytes]) -> bytes:
    """The last whole line of a file, which then ends with it."""
    end, tail = file.seek(0, os.SEEK_END), b""
    while end > 0 and tail.count(b"\n") < 2:
        end = max(end - _STRETCH, 0)
        file.seek(end)
        tail = file.read()
    whole, cut, torn = tail.rpartition(b"\n")
    if torn:
        file.truncate(end + len(whole) + len(cut))
    return whole.rpartition(b"\n")[2]


def _write(home: Home, day: date, made: list[Event]) -> None:
    path = home.events / f"{day.isoformat()}.jsonl"
    is_new = not path.exists()
    with files.naming(path), open(path, "ab", buffering=0) as file:
        length = file.tell()
        try:
            _put(file, b"".join(event.line + b"\n" for event in made))
            os.fsync(file.fileno())
        except OSError:
            # a disk that is full takes a part of it
            file.truncate(length)
            raise
    if is_new:
        files.sync_folder(home.events)


def _put(file: IO[bytes], line: bytes) -> None:
    while line:
        line = line[file.write(line) :]


def _event(home: Home, path: Path, number: int, line: bytes) -> Event:
    try:
        return Event(**json.loads(line))
    except (TypeError, ValueError) as error:
        where = f"line {number}" if number else "the last line"
        raise EventError(
            f"{home.relative(path)}, {where}: no event ({error}); files here are written by sales-pipeline task alone: "
            "restore it from a backup"
        ) from error


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
