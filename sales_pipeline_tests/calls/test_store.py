"""An accepted call gets a name of its own, whole or not at all, whatever else is being kept at the moment."""

import csv
import io
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sales_pipeline.calls.store import accept, csv_of, slug
from sales_pipeline.home import Home
from sales_pipeline_tests.calls.calling import WEEK

ROW = {
    "submitter_id": "=ann", "node_id": "=ann", "layer": "representative", "period_id": "FY2026-Q1",
    "category": "commit", "amount": "5.00", "currency": "USD", "reason_code": "risk", "note": '=cmd|"/c calc"!A0',
    "submitted_at": "2026-01-26T09:00:00.000000Z",
}  # fmt: skip


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_what_was_sent_and_what_is_read_lie_side_by_side(tmp_path: Path) -> None:
    home = Home(tmp_path)
    kept = accept(home, WEEK, "My call.XLSX", b"as sent", [ROW])
    assert home.relative(kept) == "submissions/2026-01-26/ann-0001.csv"
    assert (kept.parent / "received" / "ann-0001.xlsx").read_bytes() == b"as sent"
    again = accept(home, WEEK, "other.csv", b"again", [ROW])
    assert again.name == "ann-0002.csv"
    assert names(kept.parent) == ["ann-0001.csv", "ann-0002.csv"]


def test_no_name_is_taken_twice_even_where_only_what_was_sent_is_left(tmp_path: Path) -> None:
    home = Home(tmp_path)
    received = home.submitted(WEEK) / "received"
    received.mkdir(parents=True)
    (received / "ann-0001.csv").write_bytes(b"of a kill in between")
    assert accept(home, WEEK, "a.xlsx", b"new", [ROW]).name == "ann-0002.csv"
    assert (received / "ann-0001.csv").read_bytes() == b"of a kill in between"


def test_many_at_once_are_all_kept(tmp_path: Path) -> None:
    home = Home(tmp_path)

    def one(number: int) -> Path:
        ending = ("xlsx", "csv")[number % 2]
        return accept(home, WEEK, f"a.{ending}", str(number).encode(), [{**ROW, "note": str(number)}])

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(one, range(24)))
    assert len(set(kept)) == 24
    for number, path in enumerate(kept):
        assert f",{number}," in path.read_text(encoding="utf-8")
        received = list((path.parent / "received").glob(f"{path.stem}.*"))
        assert [each.read_bytes() for each in received] == [str(number).encode()]
    assert not list(home.submissions.rglob(".*"))


def test_a_kill_before_the_end_leaves_nothing_that_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, link = Home(tmp_path), os.link

    def killed(source: Path, target: Path) -> None:
        if target.parent.name != "received":
            raise KeyboardInterrupt
        link(source, target)

    monkeypatch.setattr(os, "link", killed)
    with pytest.raises(KeyboardInterrupt):
        accept(home, WEEK, "a.xlsx", b"sent", [ROW])
    assert names(home.submitted(WEEK)) == []


def test_words_do_not_run_in_a_spreadsheet_and_ids_stay_exact() -> None:
    row = next(csv.DictReader(io.StringIO(csv_of([ROW]).decode())))
    assert (row["submitter_id"], row["note"]) == ("=ann", "'" + ROW["note"])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("005FH01", "005FH01"), ("../../etc", "etc"), ("名前", "call"), ("a" * 99, "a" * 48), ("CON: x?", "CON-x")],
)
def test_names_of_files_are_plain(text: str, wanted: str) -> None:
    assert slug(text) == wanted
