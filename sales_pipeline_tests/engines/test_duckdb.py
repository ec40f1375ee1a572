"""A query sees its inputs as they were known at the week; a result that differs from its contract is refused."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sales_pipeline import contract
from sales_pipeline.calendar import WEEK
from sales_pipeline.company import Company
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.lake import Lake, LakeError
from sales_pipeline.sql import Input
from sales_pipeline.week_tables import week_tables
from sales_pipeline_tests.sql_case import put

MONDAY = date(2026, 3, 30)
COMPANY = Company(name="Any", currency="USD", first_week=date(2026, 1, 5), time_zone="Europe/Berlin")
# Monday 00:00 in Berlin, where clocks went forward the day before
CUT = datetime(2026, 3, 29, 22)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.connect(week_tables(COMPANY, MONDAY)) as opened:
        yield opened


def seen(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, name: str, rows: list[dict[str, Any]], *columns: str
) -> list[tuple[Any, ...]]:
    """The columns of an undated table as a query of the week sees them."""
    put(connection, Lake(tmp_path), name, None, rows)
    engine.offer(connection, Lake(tmp_path), Input(name, "undated"), [])
    made: list[tuple[Any, ...]] = connection.execute(f"SELECT {', '.join(columns)} FROM {name} ORDER BY ALL").fetchall()
    return made


def test_a_change_stamped_at_the_weeks_own_instant_belongs_to_the_next_week(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    before = datetime(2026, 3, 29, 21, 59, 59, 999999)
    rows = [
        {"opportunity_id": "early", "change_seq": 1, "valid_from": datetime(2026, 1, 1), "valid_to": before},
        {"opportunity_id": "early", "change_seq": 2, "valid_from": before, "valid_to": CUT},
        {"opportunity_id": "early", "change_seq": 3, "valid_from": CUT},
    ]
    made = seen(connection, tmp_path, "opportunity_history", rows, "change_seq", "valid_to")
    assert made == [(1, before), (2, None)]


def test_a_dated_row_counts_from_its_day_and_a_blank_one_always(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows: list[dict[str, Any]] = [
        {"account_id": "blank", "known_at": None},
        {"account_id": "before", "known_at": datetime(2026, 3, 29, 21)},
        {"account_id": "after", "known_at": CUT},
    ]
    assert seen(connection, tmp_path, "accounts", rows, "account_id") == [("before",), ("blank",)]
    waivers = [{"gate": name, "known_at": day} for name, day in (("monday", MONDAY), ("later", date(2026, 3, 31)))]
    assert seen(connection, tmp_path, "waivers", waivers, "gate") == [("monday",)]


def test_ends_that_lie_after_the_week_are_open(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    people = [
        {"person_id": "gone", "left_on": MONDAY},
        {"person_id": "leaving", "left_on": date(2026, 3, 31)},
    ]
    assert seen(connection, tmp_path, "people", people, "person_id", "left_on") == [("gone", MONDAY), ("leaving", None)]
    nodes = [
        {"node_id": "ended", "valid_to": MONDAY},
        {"node_id": "ending", "valid_to": date(2026, 3, 31)},
    ]
    made = seen(connection, tmp_path, "organisation_nodes", nodes, "node_id", "valid_to")
    assert made == [("ended", MONDAY), ("ending", None)]


def test_a_successor_known_later_has_not_ended_a_row_yet(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rates = [
        rate("EUR", date(2026, 1, 1), date(2026, 2, 1), date(2026, 1, 1)),
        rate("EUR", date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 30)),
        rate("EUR", date(2026, 3, 1), None, date(2026, 3, 1)),
        rate("GBP", date(2026, 1, 1), date(2026, 2, 1), date(2026, 1, 1)),
        rate("GBP", date(2026, 2, 1), None, date(2026, 4, 30)),
        rate("SEK", date(2026, 1, 1), date(2026, 2, 1), date(2026, 1, 1)),
    ]
    made = seen(connection, tmp_path, "exchange_rates", rates, "currency", "valid_from", "valid_to")
    assert made == [
        ("EUR", date(2026, 1, 1), date(2026, 3, 1)),
        ("EUR", date(2026, 3, 1), None),
        ("GBP", date(2026, 1, 1), None),
        ("SEK", date(2026, 1, 1), date(2026, 2, 1)),
    ]


def rate(currency: str, start: date, end: date | None, known: date) -> dict[str, Any]:
    return {
        "currency": currency,
        "rate_kind": "spot",
        "valid_from": start,
        "valid_to": end,
        "known_at": known,
        "rate": 1,
    }


def test_the_first_rate_known_by_the_week_reaches_back(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first, second = date(2026, 1, 1), date(2026, 2, 1)
    lake = Lake(tmp_path)
    rows = [
        rate("EUR", first, second, first), rate("EUR", second, None, second),
        # told later than the week: until then the next one is the first
        rate("GBP", first, second, MONDAY + WEEK), rate("GBP", second, None, second),
    ]  # fmt: skip
    put(connection, lake, "exchange_rates", None, rows)
    engine.offer(connection, lake, Input("exchange_rates", "undated"), [])
    shown = connection.execute("SELECT currency, valid_from, starts_on FROM exchange_rates ORDER BY ALL").fetchall()
    assert shown == [("EUR", first, None), ("EUR", second, second), ("GBP", second, None)]


def test_weekly_inputs_show_the_weeks_they_name(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    lake, weeks = Lake(tmp_path), [MONDAY - 2 * WEEK, MONDAY - WEEK, MONDAY, MONDAY + WEEK]
    for week in weeks:
        put(connection, lake, "node_ancestors", week, [{"node_id": f"of {week}"}])
    shown = {
        "node_ancestors": (Input("node_ancestors", "this"), [MONDAY]),
        "node_ancestors_last_week": (Input("node_ancestors", "last_week"), [MONDAY - WEEK]),
        "node_ancestors_to_date": (Input("node_ancestors", "to_date"), weeks[:3]),
    }
    for view, (needed, chosen) in shown.items():
        engine.offer(connection, lake, needed, chosen)
        made = connection.execute(f"SELECT week, node_id FROM {view} ORDER BY week").fetchall()
        assert made == [(week, f"of {week}") for week in chosen]


def test_a_week_before_the_first_is_an_empty_table_with_its_columns(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    engine.offer(connection, Lake(tmp_path), Input("nodes", "last_week"), [])
    made = connection.execute("DESCRIBE nodes_last_week").fetchall()
    assert [(row[0], row[1]) for row in made] == [
        (c.name, c.sql_type) for c in contract.columns(contract.catalogue()["nodes"])
    ]
    assert connection.execute("SELECT count(*) FROM nodes_last_week").fetchone() == (0,)


def test_sessions_see_nothing_of_each_other(tmp_path: Path) -> None:
    later = MONDAY + WEEK
    with engine.connect(week_tables(COMPANY, MONDAY)) as one, engine.connect(week_tables(COMPANY, later)) as other:
        put(one, Lake(tmp_path), "waivers", None, [{"gate": "any"}])
        engine.offer(one, Lake(tmp_path), Input("waivers", "undated"), [])
        assert one.execute("SELECT week FROM this_week").fetchone() == (MONDAY,)
        assert other.execute("SELECT week FROM this_week").fetchone() == (later,)
        with pytest.raises(duckdb.CatalogException):
            other.execute("SELECT * FROM waivers")
    with engine.connect({}) as next_one, pytest.raises(duckdb.CatalogException):
        next_one.execute("SELECT * FROM this_week")


def test_a_workspace_is_a_database_of_its_own_and_gone_when_it_is_closed(tmp_path: Path) -> None:
    with engine.workspace(tmp_path / "lake") as one, engine.workspace(tmp_path / "lake") as other:
        one.execute("CREATE TABLE waivers AS SELECT 1 AS gate")
        other.execute("CREATE TABLE waivers AS SELECT 2 AS gate")
        assert one.execute("SELECT gate FROM waivers").fetchall() == [(1,)]
    assert list((tmp_path / "lake").iterdir()) == []


def test_a_file_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    for gate in ("one", "two", "six"):
        with engine.connect(week_tables(COMPANY, MONDAY)) as connection:
            assert seen(connection, tmp_path, "waivers", [{"gate": gate}], "gate") == [(gate,)]


def test_the_zone_of_the_machine_does_not_matter(connection: duckdb.DuckDBPyConnection) -> None:
    made = connection.execute("SELECT CAST(CAST(TIMESTAMP '2026-01-05' AS TIMESTAMPTZ) AS VARCHAR)").fetchone()
    assert made == ("2026-01-05 00:00:00+00",)


def test_a_home_with_a_quote_in_its_path_is_no_trouble(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = tmp_path / "l'équipe"
    assert seen(connection, folder, "waivers", [{"gate": "any"}], "gate") == [("any",)]


PLANS = {
    "node_id": "'a'", "period_start_date": "DATE '2026-01-01'", "plan_amount": "CAST(1 AS DECIMAL(18,2))",
    "currency": "'USD'", "rate_policy": "'spot'", "plan_version": "'1'", "known_at": "DATE '2026-01-01'",
}  # fmt: skip


def select(**changed: str) -> str:
    return "SELECT " + ", ".join(f"{value} AS {name}" for name, value in {**PLANS, **changed}.items() if value)


def test_a_result_has_the_contracts_types_in_the_order_of_the_grain(connection: duckdb.DuckDBPyConnection) -> None:
    later = select(node_id="'b'", plan_amount="2")
    text = f"-- words\n{later} UNION ALL {select()};\n"
    made = engine.rows(connection, engine.typed(connection, "plans", text))
    assert [(row["node_id"], row["plan_amount"]) for row in made] == [("a", Decimal("1.00")), ("b", Decimal("2.00"))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (select(plan_amount="CAST(1 AS DOUBLE)"), "plans.plan_amount is DOUBLE: round it once"),
        (select(plan_amount="CAST(1 AS DECIMAL(18,2)) * CAST(1 AS DECIMAL(18,6))"), "is DECIMAL.*round it once"),
        (select(period_start_date="TIMESTAMP '2026-01-01 23:00:00'"), "is TIMESTAMP: say in the SQL which day"),
        (select(node_id=""), "plans differs from its contract: missing node_id; not in it nothing"),
        (select(more="1"), "plans differs from its contract: missing nothing; not in it more"),
        (f"SELECT known_at, * EXCLUDE (known_at) FROM ({select()})", "in another order than its contract: node_id, "),
    ],
)
def test_a_result_that_differs_from_the_contract_is_refused(
    connection: duckdb.DuckDBPyConnection, text: str, said: str
) -> None:
    with pytest.raises(LakeError, match=said):
        engine.typed(connection, "plans", text)


def test_a_fraction_is_not_silently_made_a_count(connection: duckdb.DuckDBPyConnection) -> None:
    columns = contract.columns(contract.catalogue()["source_files"])
    text = "SELECT " + ", ".join(f"{'1.5' if c.name == 'row_count' else 'NULL'} AS {c.name}" for c in columns)
    with pytest.raises(LakeError, match=r"row_count is DECIMAL\(2,1\): round it once in the SQL, to BIGINT"):
        engine.typed(connection, "source_files", text)
