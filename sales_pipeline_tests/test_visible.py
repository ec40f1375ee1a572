"""Two files get the same digits for a week exactly when the week sees the same rows in both."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sales_pipeline import contract, sql
from sales_pipeline.calendar import WEEK, instant, weeks
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.lake import Lake, LakeError
from sales_pipeline.provenance import PROVENANCE
from sales_pipeline.visible import Chain
from sales_pipeline.visible_chain import chain, sums
from sales_pipeline_tests.sql_case import put

Row = dict[str, Any]
# clocks change in all but two of the zones between the first and the last
MONDAYS = weeks(date(2026, 3, 2), date(2026, 4, 13))
ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland")]


def day(draw: st.DrawFn, _: ZoneInfo) -> date:
    return draw(st.sampled_from(MONDAYS[:-1])) + timedelta(days=draw(st.sampled_from((-1, 0, 1))))


def moment(draw: st.DrawFn, zone: ZoneInfo) -> datetime:
    """At the instant of a week, or next to it."""
    return instant(day(draw, zone), zone) + timedelta(microseconds=draw(st.sampled_from((-1, 0, 1))))


def blank(one: Callable[[st.DrawFn, ZoneInfo], Any]) -> Callable[[st.DrawFn, ZoneInfo], Any]:
    return lambda draw, zone: one(draw, zone) if draw(st.booleans()) else None


def among(*values: Any) -> Callable[[st.DrawFn, ZoneInfo], Any]:
    return lambda draw, _: draw(st.sampled_from(values))


# of each kind of table one: its key, when it is known, what it says and where that ends
TABLES: dict[str, dict[str, Callable[[st.DrawFn, ZoneInfo], Any]]] = {
    "opportunity_history": {
        "opportunity_id": among("D1", "D2"), "change_seq": among(1, 2, 3), "valid_from": moment,
        "valid_to": blank(moment), "stage_name": among("A", "B", None), "source_line": among(1, 2),
    },
    "accounts": {
        "account_id": among("A1", "A2", "A3"), "known_at": blank(moment), "segment": among("x", "y", None, ""),
        "source_file": among("one", "two"),
    },
    "exchange_rates": {
        "currency": among("EUR", "GBP"), "valid_from": day, "valid_to": blank(day), "known_at": day,
        "rate": among(Decimal(1), Decimal(2)),
    },
    "organisation_members": {
        "person_id": among("ann", "bob"), "valid_from": day, "valid_to": blank(day), "known_at": day,
        "node_id": among("north", "south"),
    },
    "people": {"person_id": among("ann", "bob", "eve"), "left_on": blank(day), "person_name": among("x", "y")},
    "waivers": {"gate": among("a", "b"), "known_at": day, "reason": among("x", "y")},
    "products": {"product_id": among("P1", "P2"), "list_price": among(Decimal(1), None)},
}  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, ZoneInfo, list[Row], list[Row]]:
    """A table as it was and as it is now: the same rows in another order, but for a few."""
    name, zone = draw(st.sampled_from(sorted(TABLES))), draw(st.sampled_from(ZONES))
    before = [_row(draw, name, zone) for _ in range(draw(st.integers(0, 6)))]
    after = draw(st.permutations(before))
    for _ in range(draw(st.integers(0, 2))):
        kind = draw(st.sampled_from(("gone", "new", "changed"))) if after else "new"
        if kind == "changed":
            place, column = draw(st.integers(0, len(after) - 1)), draw(st.sampled_from(sorted(TABLES[name])))
            after[place] = {**after[place], column: TABLES[name][column](draw, zone)}
        elif kind == "gone":
            after.pop()
        else:
            after.append(_row(draw, name, zone))
    return name, zone, _by_key(name, before), _by_key(name, after)


def _row(draw: st.DrawFn, name: str, zone: ZoneInfo) -> Row:
    return {column: one(draw, zone) for column, one in TABLES[name].items()}


def _by_key(name: str, rows: list[Row]) -> list[Row]:
    return list({tuple(row.get(column) for column in sql.grain(name)): row for row in rows}.values())


def written(folder: Path, name: str, rows: list[Row], zone: ZoneInfo) -> Chain:
    lake = Lake(folder)
    with engine.connect({}) as connection:
        put(connection, lake, name, None, rows)
        return Chain(lake, name, chain(connection, name, f"read_parquet('{lake.path(name)}')", zone), zone)


def shown(made: Chain, week: date) -> tuple[Counter[Any], Counter[Any]]:
    """The rows a week sees, as the engine shows them to a query: without where they came from, and whole."""
    with engine.connect({}) as connection:
        rows = engine.rows(connection, engine.as_known(made.lake, made.name, week, instant(week, made.zone)))
    facts = Counter(tuple(value for name, value in row.items() if name not in PROVENANCE) for row in rows)
    return facts, Counter(tuple(row.values()) for row in rows)


@given(histories())
@settings(max_examples=100)
def test_digits_are_equal_exactly_when_the_rows_seen_are(drawn: tuple[str, ZoneInfo, list[Row], list[Row]]) -> None:
    name, zone, *both = drawn
    with TemporaryDirectory() as folder:
        one, other = (written(Path(folder) / str(number), name, rows, zone) for number, rows in enumerate(both))
        for week in MONDAYS:
            facts, whole = (a == b for a, b in zip(shown(one, week), shown(other, week), strict=True))
            first, last = one.seen(week), other.seen(week)
            assert (first.facts == last.facts, first.whole == last.whole) == (facts, whole)


@pytest.fixture
def connection() -> Any:
    with engine.connect({}) as opened:
        yield opened


def test_what_is_known_later_than_any_calendar_is_never_seen(tmp_path: Path) -> None:
    none: list[Row] = []
    for at in (datetime(2200, 6, 1), datetime(9999, 12, 31, 23, 59)):
        late = written(tmp_path / str(at.year), "accounts", [{"account_id": "A1", "known_at": at}], ZONES[1])
        assert late.seen(MONDAYS[0]) == written(tmp_path / "none", "accounts", none, ZONES[1]).seen(MONDAYS[0])
    early = written(tmp_path / "early", "accounts", [{"account_id": "A1", "known_at": datetime(11, 1, 1)}], ZONES[1])
    always = written(tmp_path / "always", "accounts", [{"account_id": "A1", "known_at": None}], ZONES[1])
    assert early.seen(MONDAYS[0]).facts.split(": ")[1].startswith("1 rows")
    assert always.seen(MONDAYS[0]).facts.split(": ")[1].startswith("1 rows")
    assert early.seen(MONDAYS[0]) != always.seen(MONDAYS[0])


def test_rows_that_exchange_a_value_are_other_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Hashes combined bit by bit would miss it."""
    model = contract.catalogue()["waivers"]

    def of(*rows: tuple[str, str]) -> Any:
        listed = ", ".join(
            f"('{gate}', DATE '2026-01-05', '{who}', 'r', NULL, DATE '2026-01-05')" for gate, who in rows
        )
        names = ", ".join(c.name for c in contract.columns(model))
        return sums(connection, model, f"(SELECT * FROM (VALUES {listed}) AS v({names}))")

    for number in range(20):
        assert of((f"a{number}", "x"), (f"b{number}", "y")) != of((f"a{number}", "y"), (f"b{number}", "x"))
    assert of(("a", "x"), ("a", "x")) != of(("a", "x"))


def test_the_digits_of_given_rows_are_these_on_every_machine_and_version(connection: duckdb.DuckDBPyConnection) -> None:
    """The run id printed in documents rests on them."""
    words = ", ".join(f"CAST(NULL AS VARCHAR) AS {n}" for n in ("industry", "country", "state", "city"))
    rows = f"""(SELECT 'A' || i AS account_id, 'Größe' AS account_name, CAST(NULL AS VARCHAR) AS parent_account_id,
        '' AS segment, {words}, TIMESTAMP '2026-01-05 00:00:00.000001' AS known_at,
        'crm/Account.csv' AS source_file, CAST(i AS BIGINT) AS source_line FROM range(3) AS r(i))"""
    found = sums(connection, contract.catalogue()["accounts"], rows)
    assert found == (3, 18409715841265467622, 16252539871589254959)


def test_a_file_without_a_chain_says_what_to_do(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    put(connection, Lake(tmp_path), "waivers", None, [])
    with pytest.raises(
        LakeError, match=r"waivers\.parquet doesn't say what each week sees of it: remove it and run again"
    ):
        Lake(tmp_path).chain("waivers")


def test_every_undated_table_has_a_chain_that_ends_at_all_its_rows(tmp_path: Path) -> None:
    """Also tables no history above is drawn of."""
    for name in sql.undated():
        weekly = any(c.name == "week" for c in contract.columns(contract.catalogue()[name]))
        made = written(tmp_path / name, name, [{"week": MONDAYS[0]} if weekly else {}], ZONES[1])
        rows, facts, places = _sums(made, MONDAYS[-1])
        assert (rows, facts > 0) == (1, True), name
        assert (places > 0) == bool(PROVENANCE & {c.name for c in contract.columns(made.model)}), name
        assert made.seen(MONDAYS[-1]) == made.seen(MONDAYS[-1] + 99 * WEEK)


def _sums(made: Chain, week: date) -> tuple[int, int, int]:
    rows, facts, places = (
        made.seen(week).whole.rpartition(": ")[2].replace(" rows", "").replace("from ", "").split(", ")
    )
    return int(rows), int(facts, 16), int(places, 16)
