"""The final set of a week (X11, H6): shown in one step, the earlier kept; whatever fails, one is there whole."""

import errno
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sales_pipeline.approvals import final_files
from sales_pipeline.approvals.final_files import HANDOFF, heal, show, shown
from sales_pipeline.home import Home
from sales_pipeline_tests.survival.operations import Half, Operation, watched
from sales_pipeline_tests.survival.small_run import left_aside

WEEK = date(2026, 1, 5)
FIRST = {HANDOFF: b"run_id: aaa\n", "deck.pptx": b"deck one", "summary.md": b"one"}
SECOND = {HANDOFF: b"run_id: bbb\n", "deck.pptx": b"deck two", "summary.md": b"two"}
THIRD = {HANDOFF: b"run_id: bbb\n", "summary.md": b"three"}


def kept(home: Home) -> dict[str, dict[str, bytes]]:
    folders = (home.finals / "versions").glob("*/[!.]*")
    return {folder.name: {path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders}


def test_a_set_replaces_the_earlier_one_which_is_kept(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert shown(home, WEEK) == {}
    for each in (FIRST, SECOND, THIRD, FIRST):
        show(home, WEEK, each)
        assert shown(home, WEEK) == each
    assert kept(home) == {"aaa": FIRST, "bbb": SECOND, "bbb-2": THIRD}
    assert left_aside(home) == []


def test_where_folders_can_t_be_exchanged_two_moves_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    monkeypatch.setattr(final_files.ctypes, "CDLL", lambda *_, **__: object())
    for each in (FIRST, SECOND):
        show(home, WEEK, each)
    assert (shown(home, WEEK), kept(home)) == (SECOND, {"aaa": FIRST})
    # a kill between the two
    os.rename(home.final(WEEK), home.finals / f".{WEEK}.old")
    heal(home)
    assert shown(home, WEEK) == SECOND
    assert left_aside(home) == []


class Killed(BaseException):
    """Stands for a kill: nothing after it runs."""


def stop_at(number: int, error: Callable[[], BaseException]) -> Callable[[Operation, Half], None]:
    """Half of the n-th operation is done, then it ends."""
    met = 0

    def meet(operation: Operation, half: Half) -> None:
        nonlocal met
        met += 1
        if met == number:
            half()
            raise error()

    return meet


@pytest.mark.parametrize("exchange", [True, False])
@pytest.mark.parametrize("error", [Killed, lambda: OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))])
def test_whatever_operation_is_the_last_the_old_or_the_new_set_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool, error: Callable[[], BaseException]
) -> None:
    if not exchange:
        monkeypatch.setattr(final_files.ctypes, "CDLL", lambda *_, **__: object())
    stops, ended = 0, False
    while not ended:
        home = Home(tmp_path / str(stops))
        show(home, WEEK, FIRST)
        try:
            with watched(home.root, stop_at(stops + 1, error)):
                show(home, WEEK, SECOND)
            ended = True
        except (Killed, OSError):
            if not exchange:
                heal(home)
            assert shown(home, WEEK) in (FIRST, SECOND), stops
            assert set(kept(home)) <= {"aaa"}
            show(home, WEEK, SECOND)
        assert (shown(home, WEEK), kept(home)) == (SECOND, {"aaa": FIRST}), stops
        assert left_aside(home) == []
        stops += 1
    assert stops > 15
