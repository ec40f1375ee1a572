"""The backtest: past weeks as they were made then, beside what came, through the command too."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sales_pipeline import company
from sales_pipeline.backtest import backtest, span
from sales_pipeline.calendar import WEEK
from sales_pipeline.home import Home
from sales_pipeline.publish import publish_database
from sales_pipeline.run_identity import run_of
from sales_pipeline.weeks import Weeks
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.conftest import command
from sales_pipeline_tests.test_docs import sql_in

MONDAYS = [date(2025, 11, 3), date(2025, 11, 10)]
AS_OF = date(2026, 2, 2)
# the newest change is made in the week before


def history() -> Iterator[tuple[str, ...]]:
    """Two deals a fortnight and representative over two years, in turn won and lost within three months."""
    for number in range(104):
        day = date(2024, 1, 1) + number * WEEK
        for place, owner in enumerate(("ann", "bob")):
            deal, amount, close = f"{owner}{number}", f"{1000 + 37 * number % 500}.00", str(day + 10 * WEEK)
            end = "Closed Won" if (number + place) % 3 else "Closed Lost"
            steps = [(day, "Discovery"), (day + 4 * WEEK, "Proposal"), (day + 10 * WEEK, end)]
            for at, stage in steps:
                if at < AS_OF:
                    yield deal, f"{at}T09:00:00.000Z", stage, amount, "USD", close, owner, "false"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = tiny_home.make(tmp_path_factory.mktemp("backtest"), list(history()))
    tiny_home.put(made.root, "company.yaml", tiny_home.COMPANY.replace("2026-01-05", "2025-07-07"))
    return made


@pytest.fixture(scope="module")
def weeks(home: Home) -> Weeks:
    settings = company.load(home.company_file)
    backtest(home, settings, MONDAYS, AS_OF, 1, lambda week, total: None)
    return Weeks(home, settings)


def rows(made: Weeks, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made.lake.read(name).to_pylist()
    return found


def test_what_it_says_of_a_week_is_what_the_week_said(weeks: Weeks) -> None:
    all_said = rows(weeks, "forecast_backtest")
    said = {(row["week"], row["node_id"]): row for row in all_said if row["method"] == "standing"}
    for monday in MONDAYS:
        for row in weeks.frames(["forecast_rollup"], monday)["forecast_rollup"].to_pylist():
            if row["horizon"] == "current":
                assert said[monday, row["node_id"]]["forecast_amount"] == row["expected_amount"]
    assert {row["week"] for row in said.values()} == set(MONDAYS)


def test_it_is_judged_by_what_was_won_in_the_end(weeks: Weeks) -> None:
    won = {"ann": Decimal(0), "bob": Decimal(0)}
    for _, at, stage, amount, _, _, owner, _ in history():
        if stage == "Closed Won" and "2025-10-01" <= at < "2026-01-01":
            won[owner] += Decimal(amount)
    won |= dict.fromkeys(("top", "north"), won["ann"] + won["bob"])
    for row in rows(weeks, "forecast_backtest"):
        assert row["actual_amount"] == won.get(row["node_id"], 0)
        assert row["error_amount"] == row["forecast_amount"] - row["actual_amount"]


def test_every_method_is_scored_at_every_level_and_chances_are_kept_track_of(weeks: Weeks) -> None:
    methods = {"expected_yield", "stated_corrected", "stated", "pace", "mean_of_four", "last_period", "standing"}
    overall = [row for row in rows(weeks, "forecast_accuracy") if row["period_id"] == "*" and row["weeks_left"] == -1]
    assert {(row["method"], row["level"]) for row in overall} == {
        (method, level) for method in methods for level in ("company", "team", "representative")
    }
    assert {row["range_count"] > 0 for row in overall if row["method"] == "standing"} == {True}
    chances = {row["method"]: row for row in rows(weeks, "forecast_reliability") if row["bin"] == -1}
    assert chances["expected_yield"]["brier_score"] < chances["stated"]["brier_score"]


def test_two_processes_give_the_same_rows_as_one(home: Home, weeks: Weeks, tmp_path: Path) -> None:
    other = tiny_home.make(tmp_path / "home", list(history()))
    tiny_home.put(other.root, "company.yaml", home.company_file.read_text(encoding="utf-8"))
    backtest(other, company.load(other.company_file), MONDAYS, AS_OF, 2, lambda week, total: None)
    again = Weeks(other, company.load(other.company_file))
    for name in ("forecast_backtest", "forecast_accuracy", "forecast_reliability"):
        assert again.lake.read(name).equals(weeks.lake.read(name))


def test_the_command_prints_the_record_and_puts_it_into_the_database(home: Home, weeks: Weeks) -> None:
    weeks.replay(MONDAYS[1])
    publish_database(home, weeks.lake, {MONDAYS[1]: run_of(weeks, MONDAYS[1])})
    first, last = map(str, MONDAYS)
    asked = ("backtest", "--home", str(home.root), "--from", first, "--to", last, "--processes", "1")
    told = command(*asked)
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert lines[0] == f"2 Mondays, {MONDAYS[0]} to {MONDAYS[1]}, against what is known on {AS_OF}."
    assert lines[1].startswith("Took ")
    assert [line.split()[0] for line in lines[5:12]] == [
        "standing", "expected_yield", "last_period", "mean_of_four", "pace", "stated", "stated_corrected",
    ]  # fmt: skip
    data = json.loads(command(*asked, "--json").stdout)
    assert (data["weeks"], data["as_of"]) == (2, str(AS_OF))
    with duckdb.connect(str(home.database), read_only=True) as connection:
        found = connection.execute("SELECT count(*) FROM forecast_backtest").fetchone()
        shown = connection.execute(sql_in("queries.md")[-1]).fetchall()
    assert found == (len(rows(weeks, "forecast_backtest")),)
    # a level and method each, as the command prints them
    printed = [row for row in data["accuracy"] if row["horizon"] == "current"]
    figures = ("level", "method", "wape_ratio", "bias_ratio", "coverage_ratio")
    assert sorted((r[0], r[1], *(_number(r[place]) for place in (3, 4, 6))) for r in shown) == sorted(
        tuple(row[name] for name in figures) for row in printed
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("--from", "2025-06-30"), "--from and --to are Mondays from 2025-07-07 (first_week in company.yaml) on."),
        (("--from", "2025-11-04"), "2025-11-04 is a Tuesday: weeks are named by their Monday, here 2025-11-03."),
        (("--from", "2026-01-05"), "No Monday lies from 2026-01-05 to 2025-12-29."),
        (
            ("--from", "2026-01-05", "--to", "2026-01-12"),
            "The newest week of the data is 2026-02-02: only weeks before 2026-01-01 are of a period that has ended.",
        ),
        (("--to", "2026-02-09"), "--to 2026-02-09 lies after the newest week of the data, 2026-02-02."),
    ],
)
def test_weeks_that_cannot_be_judged_are_refused(home: Home, asked: tuple[str, ...], sentence: str) -> None:
    told = command("backtest", "--home", str(home.root), *asked)
    assert told.exit_code == 2
    assert sentence in told.stderr


def test_by_default_it_replays_the_last_eight_ended_periods() -> None:
    settings = company.Company.model_validate({"name": "C", "currency": "USD", "first_week": date(2020, 1, 6)})
    assert span(settings, AS_OF) == (date(2024, 1, 1), date(2025, 12, 29))
