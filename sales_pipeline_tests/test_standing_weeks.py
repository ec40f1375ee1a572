"""New files make anew exactly the weeks that see something else than before; all other weeks stand untouched."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from sales_pipeline import sql
from sales_pipeline.calendar import WEEK
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.home import Home
from sales_pipeline.visible_chain import chain
from sales_pipeline.weeks import GATE_RESULTS, settled
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.tiny_home import CHANGES, FILES, put, weeks_of

WEEKS = [date(2026, 1, 26), date(2026, 2, 2), date(2026, 2, 9)]
NEXT = WEEKS[-1] + WEEK
# what the newest week sees, and what only the next will
EARLIER = [change for change in CHANGES if change[1] < "2026-02-09"]
LATER: list[tuple[str, ...]] = [
    ("D6", "2026-02-10T10:00:00.000Z", "Proposal", "750.00", "USD", "2026-03-31", "bob", "false"),
    ("D7", "2026-02-10T11:00:00.000Z", "Discovery", "100.00", "USD", "2026-03-31", "ann", "false"),
]
Stamps = dict[str, tuple[int, int]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tiny_home.make(tmp_path_factory.mktemp("standing") / "home")
    tiny_home.write_deals(home.root, EARLIER)
    for week in WEEKS:
        weeks_of(home).replay(week)
    return home.root


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Home:
    shutil.copytree(made, tmp_path / "home")
    return Home(tmp_path / "home")


def stamps(home: Home) -> Stamps:
    """When each weekly file was written, and which file of the disk it is."""
    files = {path: path.stat() for path in home.lake.glob("*/*.parquet")}
    return {path.relative_to(home.lake).as_posix(): (at.st_mtime_ns, at.st_ino) for path, at in files.items()}


def stale(home: Home) -> list[date]:
    """The weeks of which a table would be made anew."""
    tables = weeks_of(home)
    return [
        week
        for week in WEEKS
        if any(tables.lake.fingerprint(name, week) != tables.expected(name, week) for name in sql.settled())
    ]


def replace(home: Home, name: str, old: str, new: str) -> None:
    assert old in FILES[name]
    put(home.root, name, FILES[name].replace(old, new))


def test_a_file_of_later_changes_leaves_every_past_week_and_a_run_makes_the_new_one(home: Home) -> None:
    aside = tiny_home.make(home.root.parent / "aside", LATER)
    before = stamps(home)
    (home.crm / "OpportunityHistory_2026-02-16.csv").write_bytes((aside.crm / "OpportunityHistory.csv").read_bytes())
    assert stale(home) == []
    weeks_of(home).replay(NEXT)
    after = stamps(home)
    assert {name: stamp for name, stamp in after.items() if name in before} == before
    assert {Path(name).stem for name in after.keys() - before.keys()} == {str(NEXT)}
    assert {Path(name).parent.name for name in after.keys() - before.keys()} == set(settled())


def test_an_export_sent_again_with_its_lines_moved_leaves_what_later_weeks_read(home: Home) -> None:
    """Only the tables that show lines are made again, and only when their week is asked for."""
    before = stamps(home)
    tiny_home.write_deals(home.root, [*EARLIER, *LATER])
    for path in home.crm.glob("Opportunity*.csv"):
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([header, *reversed(lines)]) + "\n", encoding="utf-8")
    weeks_of(home).replay(NEXT)
    assert {name: stamp for name, stamp in stamps(home).items() if name in before} == before
    weeks_of(home).replay(WEEKS[-1])
    changed = {name for name, stamp in stamps(home).items() if name in before and before[name] != stamp}
    assert {"deal_states", "pipeline_snapshot", "pipeline_movements"} <= {Path(name).parent.name for name in changed}
    assert not {"forecast_rollup", "nodes", "forecast_bridge"} & {Path(name).parent.name for name in changed}
    assert {Path(name).stem for name in changed} == {str(WEEKS[-1])}
    [row] = [
        r for r in weeks_of(home).lake.read("pipeline_snapshot", WEEKS[-1]).to_pylist() if r["opportunity_id"] == "D1"
    ]
    line = (home.crm / row["source_file"].removeprefix("crm/")).read_text(encoding="utf-8").splitlines()
    assert line[row["source_line"] - 1].startswith("D1,")


@pytest.mark.parametrize(
    ("at", "weeks"),
    [
        ("2026-01-12T09:00:00.000Z", WEEKS),
        ("2026-01-29T09:00:00.000Z", WEEKS[1:]),
        # Monday 00:00 in Berlin is for the week after
        ("2026-02-01T23:00:00.000Z", WEEKS[2:]),
        ("2026-02-01T22:59:59.999Z", WEEKS[1:]),
    ],
)
def test_a_change_told_late_is_seen_by_the_weeks_after_it(home: Home, at: str, weeks: list[date]) -> None:
    told = ("D6", at, "Proposal", "701.00", "USD", "2026-04-30", "bob", "false")
    tiny_home.write_deals(home.root, [*EARLIER, told])
    assert stale(home) == weeks


def test_only_the_weeks_that_see_a_change_are_made_again(home: Home) -> None:
    told = ("D6", "2026-01-29T09:00:00.000Z", "Proposal", "701.00", "USD", "2026-04-30", "bob", "false")
    tiny_home.write_deals(home.root, [*EARLIER, told])
    before = stamps(home)
    for week in WEEKS:
        weeks_of(home).replay(week)
    changed = {name for name, stamp in stamps(home).items() if before.get(name) != stamp}
    # what was read of each file is of no week, so gates are judged again
    assert {Path(name).stem for name in changed if not name.startswith(GATE_RESULTS)} == {str(w) for w in WEEKS[1:]}
    assert stale(home) == []


NODES, MEMBERS, RATES, PEOPLE, STAGES = (
    f"reference/{name}.csv"
    for name in ("organisation_nodes", "organisation_members", "exchange_rates", "people", "stages")
)


@pytest.mark.parametrize(
    ("file", "old", "new", "weeks"),
    [
        # an end counts from its day, whenever it is written down
        (NODES, "south,South,top,team,2026-01-21,,", "south,South,top,team,2026-01-21,2026-02-10,", []),
        (NODES, "south,South,top,team,2026-01-21,,", "south,South,top,team,2026-01-21,2026-02-09,", WEEKS[2:]),
        (NODES, "south,South,top,team,2026-01-21,,", "south,South,top,team,2026-01-21,2026-01-27,", WEEKS[1:]),
        (PEOPLE, "2024-01-01,2026-02-15", "2024-01-01,2026-02-12", []),
        (PEOPLE, "2024-01-01,2026-02-15", "2024-01-01,2026-02-04", WEEKS[2:]),
        (PEOPLE, "bob,Bob,", "bob,Robert,", WEEKS),
        # a rate in force earlier than it is known
        (RATES, "1.200000,2026-02-10", "1.300000,2026-02-10", []),
        (RATES, "1.200000,2026-02-10", "1.300000,2026-02-09", WEEKS[2:]),
        (RATES, "2026-01-19,,1.150000,", "2026-01-19,,1.140000,", WEEKS),
        # known earlier, the move ends the membership before it earlier too
        (MEMBERS, "2026-01-21,,2026-02-04", "2026-01-21,,2026-02-10", WEEKS[2:]),
        (MEMBERS, "2026-01-21,,2026-02-04", "2026-01-21,,2026-01-30", WEEKS[1:]),
        (STAGES, "Closed Lost", "Proposal,2,best_case,0.60,false,false,true,2026-02-10\nClosed Lost", []),
        (STAGES, "Closed Lost", "Proposal,2,best_case,0.60,false,false,true,2026-01-28\nClosed Lost", WEEKS[1:]),
        (STAGES, "Proposal,2,commit", "Proposal,2,best_case", WEEKS),
    ],
)
def test_reference_data_are_seen_by_the_weeks_that_know_them(
    home: Home, file: str, old: str, new: str, weeks: list[date]
) -> None:
    replace(home, file, old, new)
    assert weeks_of(home).take_in()
    assert stale(home) == weeks


def test_the_chain_made_of_received_rows_is_that_of_the_file(home: Home) -> None:
    tables = weeks_of(home)
    for name in sql.undated():
        with engine.connect({}) as connection:
            read = f"read_parquet('{tables.lake.path(name)}')"
            assert chain(connection, name, read, tables.company.zone) == tables.lake.chain(name), name
