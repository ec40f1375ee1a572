"""Nothing is collected while starting up, once a part; afterwards all is as it was."""

import gc
from collections.abc import Iterator

import pytest

from sales_pipeline import starting


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(starting, "_done", set())
    yield
    gc.unfreeze()
    assert gc.isenabled()


def test_what_starting_made_is_left_out_of_collections() -> None:
    gc.unfreeze()
    with starting.starting("modules"):
        assert not gc.isenabled()
        made = [[] for _ in range(100)]  # type: ignore[var-annotated]
    assert gc.isenabled()
    assert gc.get_freeze_count() > len(made)


def test_a_part_counts_once_so_that_later_weeks_are_collected() -> None:
    with starting.starting("graph"):
        pass
    gc.unfreeze()
    with starting.starting("graph"):
        assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_a_start_that_fails_leaves_collections_on() -> None:
    with pytest.raises(OSError, match="no module"), starting.starting("modules"):
        raise OSError("no module")
    assert gc.isenabled()


def test_whoever_turned_collections_off_keeps_them_off() -> None:
    gc.disable()
    try:
        with starting.starting("modules"):
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
