"""Everything the file tree promises: a contract for each table, a unit in each name, a setting for each limit."""

import re
from collections.abc import Iterator

import pytest

from sales_pipeline import contract, sql
from sales_pipeline.company import Thresholds
from sales_pipeline.contract import Column
from sales_pipeline.documents import documents
from sales_pipeline.publish import PUBLICATIONS, weekly_tables
from sales_pipeline.sql import Gate
from sales_pipeline.weeks import guarded

# made by Python at the end of a week
PUBLISHED_ONLY = {*sql.RESULTS, PUBLICATIONS}
NAMES = sorted(contract.catalogue())
MONEY, RATIO, COUNT, DAY, INSTANT, FLAG, TEXT = (
    "DECIMAL(18,2)", "DECIMAL(18,6)", "BIGINT", "DATE", "TIMESTAMP", "BOOLEAN", "VARCHAR",
)  # fmt: skip
# the end of a name says the type, wherever the name has that end
TYPE_OF_END = {
    "_amount": MONEY, "_ratio": RATIO, "_probability": RATIO, "_count": COUNT, "_days": COUNT, "_hours": RATIO,
    "_order": COUNT, "_seq": COUNT, "_line": COUNT, "_number": COUNT, "_at": INSTANT, "_date": DAY, "_on": DAY,
    "_id": TEXT, "_name": TEXT,
}  # fmt: skip
# terms of the field, whose unit is in the word
TYPE_OF_WORD = {
    "amount": MONEY, "amount_local": MONEY, "amount_at_plan_rate": MONEY, "amount_at_start_rate": MONEY,
    "amount_at_last_week_rate": MONEY, "list_price": MONEY, "rate": RATIO, "from_rate": RATIO, "measured": RATIO,
    "warn_limit": RATIO, "error_limit": RATIO, "quantity": RATIO, "week": DAY, "valid_from": DAY, "valid_to": DAY,
    "effective_from": DAY, "effective_to": DAY, "depth": COUNT, "distance": COUNT, "weeks_left": COUNT,
    "days_in_stage": COUNT, "probability": RATIO, "p_win_now": RATIO, "p_slip": RATIO, "p_lose": RATIO,
    "parent_p_win_now": RATIO, "score": COUNT, "points": COUNT, "threshold": RATIO, "cell_depth": COUNT,
    "parent_cell_depth": COUNT, "owner_factor": RATIO, "slot_factor": RATIO, "period_slot": COUNT,
    "bin": COUNT, "brier_score": RATIO, "tier": COUNT, "event_week": DAY, "rating": COUNT, "asks_change": FLAG,
}  # fmt: skip
EXCEPTIONS = {
    # of whatever unit the row names
    ("deal_risk_drivers", "value"): RATIO,
    # ranges of a deal's history are instants, those of reference data days
    ("opportunity_history", "valid_from"): INSTANT,
    ("opportunity_history", "valid_to"): INSTANT,
    # reference data become known on a day
    **{
        (name, "known_at"): DAY
        for name in (
            "exchange_rates", "organisation_members", "organisation_nodes", "plans", "quotas", "stages", "waivers",
        )
    },
}  # fmt: skip


def wanted_type(table: str, column: Column) -> str | None:
    """The type a column's name calls for; None when the name says nothing."""
    if (table, column.name) in EXCEPTIONS:
        return EXCEPTIONS[table, column.name]
    if column.name.startswith(("is_", "has_", "in_", "was_")):
        return FLAG
    ends = (kind for end, kind in TYPE_OF_END.items() if column.name.endswith(end))
    return TYPE_OF_WORD.get(column.name) or next(ends, None)


def misnamed(table: str, columns: Iterator[Column] | tuple[Column, ...]) -> list[str]:
    """Columns whose type is not what the name says; what is no text must say what it is."""
    found = []
    for column in columns:
        wanted = wanted_type(table, column)
        if wanted != column.sql_type and not (wanted is None and column.sql_type == TEXT):
            found.append(f"{column.name} is {column.sql_type}, its name says {wanted}")
    return found


def test_each_table_has_a_contract_and_each_contract_a_table() -> None:
    assert {*sql.tables(), *sql.backtests(), *sql.undated(), *PUBLISHED_ONLY} == set(contract.catalogue())
    assert {*weekly_tables(), *sql.backtests(), PUBLICATIONS} | set(sql.undated()) == set(contract.catalogue())


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_named_by_their_unit(name: str) -> None:
    assert misnamed(name, contract.columns(contract.catalogue()[name])) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_column_says_what_it_is_and_money_says_whose(name: str) -> None:
    columns = contract.columns(contract.catalogue()[name])
    assert [c.name for c in columns if not c.meaning] == []
    assert [c.name for c in columns if c.sql_type == MONEY and "currency" not in c.unit] == []
    assert contract.meaning(contract.catalogue()[name]).startswith("One row per ")


@pytest.mark.parametrize("name", NAMES)
def test_the_key_of_a_table_is_made_of_its_columns(name: str) -> None:
    columns = {c.name: c for c in contract.columns(contract.catalogue()[name])}
    key = sql.grain(name)
    assert set(key) <= set(columns)
    if name in weekly_tables() or name == PUBLICATIONS:
        assert key[0] == "week"
        assert next(iter(columns)) == "week"
        assert not [part for part in key if columns[part].nullable]


@pytest.mark.parametrize("name", sql.undated())
def test_what_says_when_a_row_became_known_is_one_of_its_columns(name: str) -> None:
    model = contract.catalogue()[name]
    columns = {c.name: c.sql_type for c in contract.columns(model)}
    known = contract.meta(model, "known")
    assert known is None or columns[known] in (DAY, INSTANT)
    # a table whose rows have a time can't go uncut
    assert known or not {"known_at", "valid_from", "week"} & set(columns)


def test_every_file_parses_and_tables_come_after_what_they_read() -> None:
    order = sql.order()
    assert sorted(order) == sorted(sql.tables())
    for name, table in sql.tables().items():
        forms = ("this", "to_date", "of_period", "spaced")
        needed = [i.name for i in table.inputs if i.form in forms and i.name not in sql.RESULTS]
        assert all(order.index(each) < order.index(name) for each in needed)
    assert sql.gates()


def upstream(name: str) -> set[str]:
    """Weekly tables that must be made for a table, itself included."""
    if name not in sql.tables():
        return set()
    found = {name}
    for needed in sql.tables()[name].inputs:
        if needed.form in ("this", "to_date", "of_period", "spaced"):
            found |= upstream(needed.name)
    return found


def waits_for_itself(gate: Gate) -> list[str]:
    """Inputs of a gate that are made only after the table that the gate stops."""
    blocked = {name for name in sql.tables() if gate.on in upstream_of_any(name)} - {gate.on}
    return sorted({i.name for i in gate.inputs} & blocked)


def upstream_of_any(name: str) -> set[str]:
    """Tables, undated ones too, that a table comes from."""
    weekly = upstream(name)
    return weekly | {i.name for each in weekly for i in sql.tables()[each].inputs if i.form == "undated"}


@pytest.mark.parametrize("name", sorted(sql.gates()))
def test_a_gate_stands_where_nothing_it_reads_waits_for_it(name: str) -> None:
    gate = sql.gates()[name]
    assert gate.on in {*sql.tables(), *sql.undated()}
    assert waits_for_itself(gate) == []
    # what it guards is what it looks at
    assert gate.on in {i.name for i in gate.inputs}


@pytest.mark.parametrize("name", sorted(sql.gates()))
def test_a_gate_is_a_promise_with_limits_that_are_settings(name: str) -> None:
    gate = sql.gates()[name]
    assert re.fullmatch(r"[A-Z].*\.", gate.promise)
    limits = [limit for limit in (gate.warn, gate.error) if limit]
    assert limits
    for limit in limits:
        assert limit in Thresholds.model_fields
        assert limit.rsplit("_", 1)[1] in ("count", "ratio", "amount")
    assert gate.warn is None or "_warn_" in gate.warn
    assert gate.error is None or "_error_" in gate.error


def test_every_limit_of_the_settings_is_used() -> None:
    limits = {limit for gate in sql.gates().values() for limit in (gate.warn, gate.error) if limit}
    texts = " ".join([*(table.text for table in sql.tables().values()), *(gate.text for gate in sql.gates().values())])
    # stale_days reaches the files as a day of this_week
    used = limits | {name for name in Thresholds.model_fields if f"settings.{name}" in texts} | {"stale_days"}
    assert set(Thresholds.model_fields) - used == set()


def test_the_forecast_does_not_depend_on_how_work_stands() -> None:
    lived = {*sql.lived(), "work_gates"}
    assert {sql.tables()[name].domain for name in sql.lived()} == {"execution"}
    assert lived.isdisjoint(i.name for gate in sql.gates_of("gate_results") for i in gate.inputs)
    assert lived.isdisjoint(table for document in documents().values() for table in document.tables)


def test_no_name_is_taken_twice() -> None:
    names = [*contract.catalogue(), *sql.gates(), *documents(), *sql.CALENDAR, *sql.WORK]
    assert len(names) == len(set(names))


def test_gate_results_wait_for_every_weekly_table_that_gates_read() -> None:
    for results in sql.RESULTS:
        read = {i.name for gate in sql.gates_of(results) for i in gate.inputs if i.form == "this"}
        assert set(guarded(results)) == read


@pytest.mark.parametrize("name", sorted(documents()))
def test_a_document_reads_weekly_tables_and_says_what_it_is(name: str) -> None:
    document = documents()[name]
    assert set(document.tables) <= set(weekly_tables())
    assert document.description
    assert document.kind in ("csv", "html", "json", "md", "pdf", "pptx", "xlsx", "yaml")
    assert document.file.removesuffix(f".{document.kind}") == name.removesuffix(f"_{document.kind}")


def test_a_column_that_is_named_against_its_unit_is_seen() -> None:
    kinds = {c.name: c.arrow_type for c in contract.columns(contract.catalogue()["forecast_rollup"])}
    money, count = kinds["closed_amount"], kinds["depth"]
    for name, kind in (("won_count", money), ("closed_amount", count), ("won", count), ("is_won", count)):
        assert len(misnamed("any", (Column(name, kind, False, "", ""),))) == 1
    assert misnamed("any", (Column("closed_amount", money, False, "", ""),)) == []
