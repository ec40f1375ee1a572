"""A week depends on what was known then and on nothing else: not on later rows, not on which weeks ran before."""

import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from sales_pipeline import contract, sql
from sales_pipeline.calendar import WEEK, instant, weeks
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.home import Home
from sales_pipeline.intake.errors import InputError
from sales_pipeline.provenance import PROVENANCE
from sales_pipeline.run_identity import run_id
from sales_pipeline.sql import Input
from sales_pipeline.weeks import GATE_RESULTS, Weeks, settled
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.conftest import WEEK as NEWEST
from sales_pipeline_tests.conftest import copy_sample
from sales_pipeline_tests.tiny_home import CHANGES, FIRST, LAST, put, weeks_of

MIDDLE = date(2026, 1, 26)
Files = dict[str, bytes]


@pytest.fixture
def home(tiny: Home) -> Home:
    return tiny


def weekly() -> list[str]:
    return settled()


def files(home: Home, week: date | None = None) -> Files:
    """The bytes of the lake's weekly files, of one week or of all."""
    found = home.lake.glob(f"*/{week or '*'}.parquet")
    return {path.relative_to(home.lake).as_posix(): path.read_bytes() for path in found}


def figures(tables: Weeks, week: date) -> dict[str, list[dict[str, Any]]]:
    """Every row of a week, without where it came from."""
    hidden = PROVENANCE | {"detail"}
    return {
        name: [
            {column: value for column, value in row.items() if column not in hidden}
            for row in tables.lake.read(name, week).to_pylist()
        ]
        for name in weekly()
    }


@pytest.mark.parametrize("week", [pytest.param(MIDDLE, marks=pytest.mark.long), LAST])
def test_a_week_alone_equals_the_same_week_after_all_before_it(tiny_weeks: Path, tmp_path: Path, week: date) -> None:
    alone = tiny_home.make(tmp_path / "elsewhere")
    weeks_of(alone).replay(week)
    assert files(alone, week) == files(Home(tiny_weeks), week)
    assert len(files(alone, week)) == len(weekly())


def test_rerunning_an_old_week_changes_no_other(home: Home) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.lake.rglob("*.parquet")}
    tables, contents = weeks_of(home), files(home)
    for name in weekly():
        tables.build(name, MIDDLE)
    touched = {path for path, stamp in before.items() if path.stat().st_mtime_ns != stamp}
    assert {path.stem for path in touched} == {MIDDLE.isoformat()}
    assert len(touched) == len(weekly())
    assert files(home) == contents


def test_a_week_that_is_up_to_date_is_not_made_again(home: Home) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.lake.rglob("*.parquet")}
    for week in weeks(FIRST, LAST):
        weeks_of(home).replay(week)
    assert {path: path.stat().st_mtime_ns for path in home.lake.rglob("*.parquet")} == before


@pytest.mark.parametrize(
    "week",
    [pytest.param(week, marks=[] if week in (MIDDLE, LAST) else pytest.mark.long) for week in weeks(FIRST, LAST)],
)
def test_what_comes_later_changes_nothing(tiny_weeks: Path, tmp_path: Path, week: date) -> None:
    whole = weeks_of(Home(tiny_weeks))
    cut = weeks_of(cut_home(tmp_path / "home", whole, week))
    cut.replay(week)
    assert figures(cut, week) == figures(whole, week)
    assert run_id(cut, week) == run_id(whole, week)


def cut_home(root: Path, whole: Weeks, week: date) -> Home:
    """The tiny home as its files would have been at the week's instant."""
    limit = instant(week, whole.company.zone)
    known = [change for change in CHANGES if datetime.fromisoformat(change[1]).replace(tzinfo=None) < limit]
    home = tiny_home.make(root, known)
    for name in ("organisation_nodes", "organisation_members", "exchange_rates"):
        header, *lines = tiny_home.FILES[f"reference/{name}.csv"].splitlines(keepends=True)
        put(root, f"reference/{name}.csv", header + "".join(line for line in lines if known_on(header, line) <= week))
    if week < date(2026, 2, 16):
        people = tiny_home.FILES["reference/people.csv"]
        put(root, "reference/people.csv", people.replace("2026-02-15", ""))
    if week < MIDDLE:
        shutil.rmtree(home.submissions)
    return home


def known_on(header: str, line: str) -> date:
    row = dict(zip(header.strip().split(","), line.strip().split(","), strict=True))
    return date.fromisoformat(row["known_at"] or row["valid_from"])


def test_the_cut_test_cuts_something_every_week(tiny_weeks: Path, tmp_path: Path) -> None:
    whole = weeks_of(Home(tiny_weeks))
    sizes = [
        len(cut_home(tmp_path / str(week), whole, week).crm.joinpath("OpportunityHistory.csv").read_text().splitlines())
        for week in weeks(FIRST, LAST)
    ]
    assert sizes == [5, 6, 8, 10, 12, 13]


def test_a_last_week_that_is_stale_is_made_again_first(home: Home) -> None:
    before = rollup(home, LAST - WEEK)
    added = ("D7", "2026-01-29T09:00:00.000Z", "Proposal", "900.00", "USD", "2026-03-15", "ann", "false")
    tiny_home.write_deals(home.root, [*CHANGES, added])
    weeks_of(home).ensure("forecast_change", LAST)
    assert rollup(home, LAST - WEEK) == before + 900
    changes = weeks_of(home).lake.read("forecast_change", LAST).to_pylist()
    top = [row for row in changes if row["node_id"] == "top" and row["measure"] == "open_pipeline_amount"]
    assert any(row["last_week_amount"] == before + 900 for row in top)
    # nothing asked for the week before that one, so it waits until something does
    assert rollup(home, LAST - 2 * WEEK) == rollup_of(weeks_of(home), LAST - 2 * WEEK)


def rollup(home: Home, week: date) -> Any:
    """The company's commit in this period, as the lake has it."""
    return rollup_of(weeks_of(home), week)


def rollup_of(tables: Weeks, week: date) -> Any:
    found = tables.lake.read("forecast_rollup", week).to_pylist()
    return next(row["commit_amount"] for row in found if row["node_id"] == "top" and row["horizon"] == "current")


def test_a_file_that_is_damaged_is_made_again_with_the_same_bytes(home: Home) -> None:
    contents = files(home)
    tables = weeks_of(home)
    for name, damage in (("nodes", b""), ("deal_states", b"PAR1"), ("forecast_rollup", b"nonsense")):
        tables.lake.path(name, LAST).write_bytes(damage)
    tables.lake.path("forecast_bridge", LAST).write_bytes(contents[f"forecast_bridge/{LAST}.parquet"][:-9])
    tables.lake.path("pipeline_snapshot", LAST).unlink()
    weeks_of(home).replay(LAST)
    assert files(home) == contents


def test_an_undated_file_that_is_damaged_is_made_again(home: Home) -> None:
    path = weeks_of(home).lake.path("stages")
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    assert weeks_of(home).take_in()
    assert path.read_bytes() == whole


def test_a_changed_text_makes_its_table_and_what_reads_it_anew(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: weeks_of(home).expected(name, LAST) for name in sql.tables()}
    changed = dict(sql.tables())
    changed["commit_forecast"] = replace(changed["commit_forecast"], text=changed["commit_forecast"].text + " ")
    monkeypatch.setattr(sql, "tables", lambda: changed)
    after = {name: weeks_of(home).expected(name, LAST) for name in sql.tables()}
    different = {name for name in before if after[name] != before[name]}
    assert {"commit_forecast", "forecast_rollup", "forecast_change"} <= different
    assert not different & {"nodes", "deal_states", "pipeline_snapshot", "forecast_bridge"}


def test_a_changed_setting_makes_every_week_anew(home: Home) -> None:
    put(home.root, "company.yaml", tiny_home.COMPANY + "gates: {stale_days: 3}\n")
    tables = weeks_of(home)
    assert all(tables.lake.fingerprint(name, LAST) != tables.expected(name, LAST) for name in weekly())
    tables.replay(LAST)
    assert all(tables.lake.fingerprint(name, LAST) == tables.expected(name, LAST) for name in weekly())
    verdict = next(v for v in tables.verdicts("pipeline_snapshot", LAST) if v.gate == "open_deals_move")
    assert (verdict.state, verdict.row_count) == ("warn", 3)


def test_files_are_taken_in_once_until_they_change(home: Home) -> None:
    assert not weeks_of(home).take_in()
    put(home.root, "reference/waivers.csv", "gate,week,person_id,reason\nany,2026-01-05,eve,Known\n")
    tables = weeks_of(home)
    assert tables.take_in()
    assert not tables.take_in()
    assert tables.lake.read("waivers")["gate"].to_pylist() == ["any"]
    assert not weeks_of(home).take_in()


def test_an_unusable_file_replaces_nothing(home: Home) -> None:
    before = {path: path.read_bytes() for path in home.lake.glob("*.parquet")}
    put(home.root, "reference/stages.csv", "stage_name,nonsense\nDiscovery,1\n")
    with pytest.raises(InputError):
        weeks_of(home).replay(LAST)
    assert {path: path.read_bytes() for path in home.lake.glob("*.parquet")} == before


def test_what_a_killed_run_left_in_the_lake_is_swept(home: Home) -> None:
    left = home.lake / "nodes" / f".{LAST}.parquet.1.tmp"
    left.write_bytes(b"half")
    weeks_of(home).replay(LAST)
    assert not left.exists()


def test_a_waiver_lets_its_gate_pass_in_its_week_and_while_it_holds(home: Home) -> None:
    def states() -> list[str]:
        found = {}
        for week in (MIDDLE, LAST):
            weeks_of(home).ensure(GATE_RESULTS, week)
            for row in weeks_of(home).lake.read(GATE_RESULTS, week).to_pylist():
                found[row["gate"], week] = row["state"]
        return [found["open_deals_have_an_amount", week] for week in (MIDDLE, LAST)]

    assert states() == ["error", "error"]
    header, line = "gate,week,person_id,reason,expires_on\n", "open_deals_have_an_amount,{},eve,Known,{}\n"
    put(home.root, "reference/waivers.csv", header + line.format(LAST, LAST) + line.format(MIDDLE, FIRST))
    assert states() == ["error", "waived"]


def test_every_table_of_a_week_keeps_its_contract(tiny_weeks: Path) -> None:
    lake = weeks_of(Home(tiny_weeks)).lake
    for week in (FIRST, LAST):
        for name in weekly():
            found = contract.breaches(contract.catalogue()[name], lake.read(name, week), sql.grain(name))
            assert found.empty, f"{name} {week}: {found.to_dict('records')[:3]}"


def test_frames_are_made_when_they_are_asked_for_in_the_order_of_their_grain(tmp_path: Path) -> None:
    tables = weeks_of(tiny_home.make(tmp_path / "home"))
    found = tables.frames(iter(["nodes", "forecast_rollup"]), MIDDLE)
    keys = [tuple(str(row[name]) for name in sql.grain("nodes")) for row in found["nodes"].to_pylist()]
    assert keys == sorted(keys)
    assert list(found) == ["nodes", "forecast_rollup"]
    assert tables.lake.weeks("deal_states") == [MIDDLE]


def test_weeks_before_the_first_are_not_shown(tiny_weeks: Path) -> None:
    tables = weeks_of(Home(tiny_weeks))
    assert tables.weeks_of(Input("nodes", "this"), LAST) == [LAST]
    assert tables.weeks_of(Input("nodes", "last_week"), LAST) == [LAST - WEEK]
    assert tables.weeks_of(Input("nodes", "last_week"), FIRST) == []
    assert tables.weeks_of(Input("nodes", "to_date"), LAST) == weeks(FIRST, LAST)
    assert tables.weeks_of(Input("stages", "undated"), LAST) == []
    # the weeks of the current and the previous period
    assert tables.weeks_of(Input("nodes", "to_date"), date(2026, 8, 3))[0] == date(2026, 4, 6)
    # those of the current one alone, this week among them
    assert tables.weeks_of(Input("nodes", "of_period"), date(2026, 7, 13)) == [date(2026, 7, 6), date(2026, 7, 13)]
    assert tables.weeks_of(Input("nodes", "of_period"), LAST)[0] == FIRST
    # and of these every fourth from the first, last week's and this one
    assert tables.weeks_of(Input("nodes", "spaced"), date(2026, 8, 10)) == [
        date(2026, 7, 6),
        date(2026, 8, 3),
        date(2026, 8, 10),
    ]
    assert tables.weeks_of(Input("nodes", "spaced"), date(2026, 7, 6)) == [date(2026, 7, 6)]


@pytest.mark.parametrize(
    ("changed_at", "today", "week"),
    [
        ("2026-02-10T09:00:00.000Z", date(2026, 3, 5), date(2026, 2, 16)),
        # Sunday 23:59 in Berlin, and Monday 00:00
        ("2026-02-15T22:59:59.000Z", date(2026, 3, 5), date(2026, 2, 16)),
        ("2026-02-15T23:00:00.000Z", date(2026, 3, 5), date(2026, 2, 23)),
        # never after the Monday of today
        ("2026-02-10T09:00:00.000Z", date(2026, 2, 12), date(2026, 2, 9)),
        ("2026-02-10T09:00:00.000Z", date(2026, 2, 16), date(2026, 2, 16)),
    ],
)
def test_the_default_week_is_the_first_that_knows_the_newest_change(
    tmp_path: Path, changed_at: str, today: date, week: date
) -> None:
    change = ("D1", changed_at, "Proposal", "1.00", "USD", "2026-03-20", "ann", "false")
    assert weeks_of(tiny_home.make(tmp_path / "home", [change])).default_week(today) == week


@pytest.mark.parametrize("week", [date(2025, 2, 17), pytest.param(NEWEST, marks=pytest.mark.long)])
def test_the_order_in_which_rows_lie_does_not_matter(tmp_path: Path, week: date) -> None:
    """On the sample, made full of ties: a window or limit without a total order shows."""
    plain = weeks_of(copy_sample(tmp_path / "plain"))
    plain.take_in()
    shutil.copytree(plain.home.root, tmp_path / "reversed")
    upside_down = weeks_of(Home(tmp_path / "reversed"))
    for tables, direction in ((plain, "ASC"), (upside_down, "DESC")):
        with engine.workspace(tmp_path) as connection:
            for name in sql.undated():
                source = f"read_parquet('{tables.lake.path(name)}', file_row_number = true)"
                query = f"SELECT {tied(name)} FROM {source} ORDER BY file_row_number {direction}"
                mark = tables.lake.fingerprint(name) or ""
                chain = tables.lake.chain(name)
                tables.lake.replace(tables.lake.stage(connection, query, name, None, mark, chain), name)
        tables.replay(week)
    first, last = (tables.lake.read("accounts")["source_line"][0].as_py() for tables in (plain, upside_down))
    assert (first < last, files(upside_down.home, week)) == (True, files(plain.home, week))


def tied(name: str) -> str:
    """The columns of a table with instants cut to days, money to ten thousands and names to their first letter."""
    made = {"TIMESTAMP": "date_trunc('day', {0})", "DECIMAL(18,2)": "CAST(round({0}, -4) AS DECIMAL(18,2))"}
    names = {"opportunity_name", "account_name", "person_name", "node_name", "product_name"}
    shown = []
    for column in contract.columns(contract.catalogue()[name]):
        form = "left({0}, 1)" if column.name in names else made.get(column.sql_type, "{0}")
        shown.append(f"{form.format(column.name)} AS {column.name}")
    return ", ".join(shown)
