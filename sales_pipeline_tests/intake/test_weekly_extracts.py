"""A full export a week: differences make the history, and what a later export lacks is deleted from it on."""

from datetime import date, datetime
from pathlib import Path

import pytest

from sales_pipeline.intake.errors import InputError
from sales_pipeline_tests.intake.homes import Built, built, lines

HEADER = "Deal ID,Deal Name,Owner,Stage,Amount,Close Date,Created Date"
PRESET: dict[str, str | bytes] = {"crm/mapping.yaml": "preset: weekly_extracts\n"}


def deal(number: int, stage: str = "Open", amount: str = "100") -> str:
    return f"{number},Deal {number},ann,{stage},{amount},2026-04-30,2026-02-02"


def at(day: int) -> datetime:
    return datetime(2026, 3, day)


def extracts(root: Path, **days: list[str]) -> Built:
    files = {f"crm/deals 2026-03-{day.removeprefix('d')}.csv": lines(HEADER, *rows) for day, rows in days.items()}
    return built(root, {**PRESET, **files})


def states(home: Built) -> list[tuple[object, ...]]:
    shown = "opportunity_id, valid_from, stage_name, is_deleted"
    return [row for row in home.states(shown) if row[1] != datetime(2026, 2, 2)]


def test_differences_between_the_weeks_make_the_history(tmp_path: Path) -> None:
    weeks = {"d01": [deal(1), deal(2)], "d08": [deal(1), deal(2, "Proposal")], "d15": [deal(1), deal(2)]}
    home = extracts(tmp_path, **weeks)
    assert states(home) == [
        ("1", at(1), "Open", False),
        ("2", at(1), "Open", False), ("2", at(8), "Proposal", False), ("2", at(15), "Open", False),
    ]  # fmt: skip
    assert home.rows("SELECT extracted_on FROM source_files WHERE table_name = 'opportunities' ORDER BY 1") == [
        (date(2026, 3, 1),), (date(2026, 3, 8),), (date(2026, 3, 15),),
    ]  # fmt: skip


def test_a_deal_that_a_later_export_lacks_is_deleted_from_it_on_and_may_come_back(tmp_path: Path) -> None:
    weeks = {"d08": [deal(2)], "d15": [deal(2)], "d22": [deal(1), deal(2)], "d29": [deal(2)]}
    home = extracts(tmp_path, d01=[deal(1), deal(2)], **weeks)
    assert states(home) == [
        ("1", at(1), "Open", False), ("1", at(8), "Open", True), ("1", at(22), "Open", False),
        ("1", at(29), "Open", True), ("2", at(1), "Open", False),
    ]  # fmt: skip
    places = "SELECT source_file, source_line FROM opportunity_history WHERE valid_from >= '2026-03-08' ORDER BY ALL"
    assert home.rows(places) == [
        ("crm/deals 2026-03-08.csv", 1), ("crm/deals 2026-03-22.csv", 2), ("crm/deals 2026-03-29.csv", 1),
    ]  # fmt: skip


def test_a_deal_that_comes_back_unchanged_does_so_when_it_is_seen(tmp_path: Path) -> None:
    header, row = f"{HEADER},Last Modified Date", f"{deal(1)},2026-02-09"
    files: dict[str, str | bytes] = {
        "crm/deals_20260301.csv": lines(header, row, f"{deal(2)},2026-02-09"),
        "crm/deals_20260308.csv": lines(header, f"{deal(2)},2026-02-09"),
        "crm/deals_20260315.csv": lines(header, row),
    }
    shown = "opportunity_id, valid_from, is_deleted"
    assert built(tmp_path, {**PRESET, **files}).states(shown) == [
        ("1", datetime(2026, 2, 2), False), ("1", datetime(2026, 2, 9), False), ("1", at(8), True),
        ("1", at(15), False),
        ("2", datetime(2026, 2, 2), False), ("2", datetime(2026, 2, 9), False), ("2", at(15), True),
    ]  # fmt: skip


def test_a_rejected_row_still_shows_its_deal(tmp_path: Path) -> None:
    home = extracts(tmp_path, d01=[deal(1), deal(2)], d08=[deal(1, amount="tbd"), deal(2)])
    assert states(home) == [("1", at(1), "Open", False), ("2", at(1), "Open", False)]
    assert home.rejected() == [(2, "Amount", "tbd", "is no amount like 1,234.50")]


def test_an_export_with_an_unreadable_row_proves_nothing_missing(tmp_path: Path) -> None:
    rows = {"d01": [deal(1), deal(2)], "d08": ["1,Deal", deal(2)]}
    assert states(extracts(tmp_path / "one", **rows)) == [("1", at(1), "Open", False), ("2", at(1), "Open", False)]
    # the next whole one does
    home = extracts(tmp_path / "two", **rows, d15=[deal(2)])
    assert states(home) == [("1", at(1), "Open", False), ("1", at(15), "Open", True), ("2", at(1), "Open", False)]


def test_several_files_of_a_day_are_one_export(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "crm/deals_north_2026_03_01.csv": lines(HEADER, deal(1)),
        "crm/deals_south_2026_03_01.csv": lines(HEADER, deal(2)),
        "crm/deals_north_2026_03_08.csv": lines(HEADER, deal(2)),
        "crm/deals_south_2026_03_08.csv": lines(HEADER, deal(1)),
    }
    assert [row[2:] for row in states(built(tmp_path, {**PRESET, **files}))] == [("Open", False), ("Open", False)]


@pytest.mark.parametrize("name", ["deals.csv", "deals_2026-02-30.csv", "deals_120260301.csv"])
def test_a_name_without_a_day_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as error:
        built(tmp_path, {**PRESET, f"crm/{name}": lines(HEADER, deal(1))})
    assert str(error.value) == (
        f"{name} is not named like %Y-%m-%d or %Y_%m_%d or %Y%m%d, from which the day of the extract is read; rename "
        "it, or correct sources.opportunities.file_date in crm/mapping.yaml"
    )
