"""How two workers share the suite: units name what is there, and what is made once is made once."""

from pathlib import Path

import pytest

from sales_pipeline_tests.workers import LONGEST, PROCESSES, made_once, unit

TESTS = Path(__file__).parent


def test_units_name_files_that_are_there() -> None:
    assert [name for name in (*PROCESSES, *LONGEST[1:]) if not (TESTS / name).exists()] == []


@pytest.mark.parametrize(
    ("test", "wanted"),
    [
        ("survival/test_kill.py::test_a_kill[intake-0]", "processes"),
        ("test_lock.py::test_the_lock", "processes"),
        ("test_laws.py::test_a_week", "test_laws.py"),
        ("intake/test_load.py::test_lock[test_lock.py::a]", "intake/test_load.py"),
    ],
)
def test_a_file_is_not_divided_and_processes_stay_together(test: str, wanted: str) -> None:
    assert unit(f"sales_pipeline_tests/{test}") == wanted


class Factory:
    """Stands in for pytest's, with a folder of its own below that of the whole run."""

    def __init__(self, run: Path, worker: str) -> None:
        self.own = run / worker

    def getbasetemp(self) -> Path:
        return self.own


def test_the_second_worker_gets_what_the_first_has_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    made: list[Path] = []

    def make(folder: Path) -> tuple[Path, int]:
        made.append(folder)
        return folder, len(made)

    workers: list[pytest.TempPathFactory] = [Factory(tmp_path, name) for name in ("gw0", "gw1")]  # type: ignore[misc]
    assert [made_once(worker, "thing", make) for worker in workers] == [(tmp_path / "thing", 1)] * 2


def test_what_failed_is_made_anew_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    worker: pytest.TempPathFactory = Factory(tmp_path, "gw0")  # type: ignore[assignment]

    def fail(folder: Path) -> int:
        (folder / "left").touch()
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        made_once(worker, "thing", fail)
    assert made_once(worker, "thing", lambda folder: len(list(folder.iterdir()))) == 0
