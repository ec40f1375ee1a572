"""What a state says of its deal's course: against a plain walk through the deal, and unmoved by what comes later."""

from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.intake.course import COURSE, ranges

Row = dict[str, Any]
BEGIN = datetime(2026, 1, 1)
KINDS = {
    "opportunity_id": pa.string(), "valid_from": pa.timestamp("us"),
    "stage_name": pa.string(), "close_date": pa.date32(),
    "is_closed": pa.bool_(), "is_won": pa.bool_(), "is_deleted": pa.bool_(),
}  # fmt: skip

state = st.fixed_dictionaries(
    {
        "stage_name": st.sampled_from([None, "Talk", "Offer"]),
        "close_date": st.none() | st.dates(date(2026, 1, 20), date(2026, 4, 10)),
        "is_closed": st.booleans(),
        "is_won": st.booleans(),
        "is_deleted": st.booleans(),
    }
)
deals = st.lists(st.lists(state, min_size=1, max_size=6), min_size=1, max_size=3)


def dated(deals: list[list[Row]]) -> list[Row]:
    """States of deals in order, won only where closed, a day apart."""
    return [
        {**row, "is_won": row["is_won"] and row["is_closed"], "opportunity_id": f"D{number}",
         "valid_from": BEGIN + timedelta(days=seq)}
        for number, states in enumerate(deals) for seq, row in enumerate(states, 1)
    ]  # fmt: skip


def told(rows: list[Row]) -> list[Row]:
    with duckdb.connect() as connection:
        connection.register("given_rows", pa.Table.from_pylist(rows, schema=pa.schema(KINDS.items())))
        connection.execute("CREATE TABLE states AS FROM given_rows ORDER BY opportunity_id, valid_from")
        found = connection.sql(f"SELECT * FROM states POSITIONAL JOIN ({ranges('states')})").to_arrow_table()
    return list(found.to_pylist())


def kind(row: Row) -> str:
    if row["is_deleted"]:
        return "deleted"
    return "won" if row["is_won"] else "lost" if row["is_closed"] else "open"


def month(day: date) -> tuple[int, int]:
    return day.year, day.month


def walked(rows: list[Row]) -> list[Row]:
    """The same by walking through each deal once."""
    found: list[Row] = []
    before: Row | None = None
    for row in rows:
        if before is None or before["opportunity_id"] != row["opportunity_id"]:
            before, dated = None, None
            course: Row = {**dict.fromkeys(COURSE), "stage_move_count": 0, "push_count": 0}
        course = {
            **course,
            "previous_state": before and kind(before),
            "previous_stage_name": before and before["stage_name"],
            "previous_close_date": before and before["close_date"],
        }
        if row["stage_name"] != course["previous_stage_name"]:
            course["stage_entered_at"] = row["valid_from"]
            moved = before and kind(before) == kind(row) == "open" and row["stage_name"] and before["stage_name"]
            course["stage_move_count"] += bool(moved)
        if row["close_date"]:
            course["push_count"] += dated is not None and month(row["close_date"]) > month(dated)
            course["first_close_date"] = course["first_close_date"] or row["close_date"]
            dated = row["close_date"]
        found.append(course)
        before = row
    return found


@given(deals)
def test_the_course_is_what_a_walk_through_the_deal_finds(deals: list[list[Row]]) -> None:
    rows = dated(deals)
    assert [{name: row[name] for name in COURSE} for row in told(rows)] == walked(rows)


@given(deals)
def test_each_state_ends_when_the_next_begins_and_they_are_numbered(deals: list[list[Row]]) -> None:
    found = [(row["opportunity_id"], row["change_seq"], row["valid_to"]) for row in told(dated(deals))]
    assert found == [
        (f"D{number}", seq, BEGIN + timedelta(days=seq + 1) if seq < len(states) else None)
        for number, states in enumerate(deals) for seq in range(1, len(states) + 1)
    ]  # fmt: skip


@given(deals, st.integers(1, 5))
def test_nothing_of_it_changes_when_more_becomes_known(deals: list[list[Row]], known: int) -> None:
    """What a week sees is what it saw then."""
    rows = dated(deals)
    early = told([row for row in rows if row["valid_from"] <= BEGIN + timedelta(days=known)])
    later = [row for row in told(rows) if row["change_seq"] <= known]
    assert [{name: row[name] for name in COURSE} for row in early] == [
        {name: row[name] for name in COURSE} for row in later
    ]


def test_many_deals_are_told_in_the_order_they_lie_in() -> None:
    """More rows than one thread takes at a time: each still stands beside its own state."""
    one = {
        "stage_name": "Talk",
        "close_date": date(2026, 2, 1),
        "is_closed": False,
        "is_won": False,
        "is_deleted": False,
    }
    with duckdb.connect(config={"threads": 2}) as connection:
        rows = dated([[one, {**one, "close_date": date(2026, 3, 1)}, {**one, "stage_name": "Offer"}]])
        connection.register("given_rows", pa.Table.from_pylist(rows, schema=pa.schema(KINDS.items())))
        connection.execute(
            "CREATE TABLE states AS SELECT g.* REPLACE (printf('D%07d', number) AS opportunity_id) "
            "FROM given_rows g CROSS JOIN range(200000) deals(number) ORDER BY number, valid_from"
        )
        beside = f"states POSITIONAL JOIN ({ranges('states')})"
        differing = connection.sql(
            f"SELECT count(*) FROM {beside} WHERE change_seq <> datediff('day', TIMESTAMP '{BEGIN}', valid_from) "
            "OR push_count <> least(change_seq - 1, 1) OR stage_move_count <> (change_seq = 3)::INT "
            "OR first_close_date <> DATE '2026-02-01'"
        )
        assert differing.fetchall() == [(0,)]
