"""What a state says of its deal's course: against a plain walk through the deal, and unmoved by what comes later."""

from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.intake.course import COURSE, with_course

Row = dict[str, Any]
BEGIN = datetime(2026, 1, 1)
KINDS = {
    "opportunity_id": pa.string(), "change_seq": pa.int64(), "valid_from": pa.timestamp("us"),
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


def numbered(deals: list[list[Row]]) -> list[Row]:
    """States of deals in order, won only where closed, a day apart."""
    return [
        {**row, "is_won": row["is_won"] and row["is_closed"], "opportunity_id": f"D{number}", "change_seq": seq,
         "valid_from": BEGIN + timedelta(days=seq)}
        for number, states in enumerate(deals) for seq, row in enumerate(states, 1)
    ]  # fmt: skip


def told(rows: list[Row]) -> list[Row]:
    with duckdb.connect() as connection:
        connection.register("states", pa.Table.from_pylist(rows, schema=pa.schema(KINDS.items())))
        query = f"SELECT * FROM ({with_course('SELECT * FROM states')}) ORDER BY opportunity_id, change_seq"
        return connection.sql(query).to_arrow_table().to_pylist()


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
    rows = numbered(deals)
    assert [{name: row[name] for name in COURSE} for row in told(rows)] == walked(rows)


@given(deals, st.integers(1, 5))
def test_nothing_of_it_changes_when_more_becomes_known(deals: list[list[Row]], known: int) -> None:
    """What a week sees is what it saw then."""
    rows = numbered(deals)
    early = [row for row in rows if row["change_seq"] <= known]
    assert told(early) == [row for row in told(rows) if row["change_seq"] <= known]


def test_states_keep_the_rest_of_their_columns() -> None:
    rows = numbered(
        [[{"stage_name": "Talk", "close_date": None, "is_closed": False, "is_won": False, "is_deleted": False}]]
    )
    [made] = told(rows)
    assert list(made) == [*KINDS, *(name for name in made if name in COURSE)]
    assert {name: made[name] for name in KINDS} == rows[0]
