"""Logs of changed fields to whole states: each row says what one field became, and maybe what it was before.

A state is what every field was last set to. Where the log says what a value was before, its first change also
tells the value since the deal's creation; a logged field that a deal never changed had today's value all along.
A log without such values is one that begins with the first value of each field.
"""

from sales_pipeline.intake import shapes
from sales_pipeline.intake.mapping import Mapping, Source
from sales_pipeline.intake.plain import one_per_key
from sales_pipeline.intake.sql_text import literal
from sales_pipeline.intake.staging import SCHEMA, Staging, staged

LOG, CHANGES = staged("field_changes"), staged("opportunity_history")
EVENTS, NOW = f"{SCHEMA}.events", f"{SCHEMA}.deals_now"
PLACE = "file_no, source_line"
CREATED, STATE, FIELD = 0, 1, 2


def merge(staging: Staging, mapping: Mapping) -> None:
    """Put whole states in place of the staged changes, where fields were logged; stages and lookups are settled."""
    sources = {key: source for key, source in mapping.sources.items() if source.table == "field_changes"}
    if not staging.rows(f"SELECT 1 FROM {LOG} LIMIT 1"):
        return
    sets = {name: _sets(name, sources) for name in shapes.STATE}
    _collect(staging, sources, sets)
    flags = ", ".join(f"bool_or({condition})" for condition in sets.values())
    logged = [name for name, found in zip(sets, staging.rows(f"SELECT {flags} FROM {LOG}")[0], strict=True) if found]
    had_before = [name for name in logged if any(name in s.fields and _says_before(s) for s in sources.values())]
    told = [name for name in had_before if name in staging.mapped["opportunities"]]
    _write(staging, {name: f"CASE WHEN {_is_same(name, mapping)} THEN n.{name} END" for name in told})


def unused(staging: Staging, mapping: Mapping) -> list[tuple[str, int]]:
    """Logged fields that fill nothing, and how many rows are about them."""
    used = " OR ".join(_sets(name, mapping.sources, filled=False) for name in shapes.STATE)
    return staging.rows(
        f"SELECT field, count(*) FROM {LOG} WHERE NOT ({used}) GROUP BY field ORDER BY count(*) DESC, field"
    )


def _is_same(name: str, mapping: Mapping) -> str:
    """Whether a deal's row now says what the log would; read from several columns it may be what closing brought."""
    several = [
        literal(key)
        for key, source in mapping.sources.items()
        if source.table == "opportunities" and name in source.columns and source.columns[name].several != "first"
    ]
    return f"n.source_key NOT IN ({', '.join(several)}) OR NOT coalesce(n.is_closed, true)" if several else "true"


def _says_before(source: Source) -> bool:
    return "old_value" in source.columns


def _sets(name: str, sources: dict[str, Source], *, filled: bool = True) -> str:
    """Whether a row of the log sets this column."""
    conditions = ["false"]
    for key, source in sources.items():
        if name in source.fields:
            said = f" AND ({name} IS NOT NULL OR old_{name} IS NOT NULL)" if filled and _says_before(source) else ""
            conditions.append(f"(source_key = {literal(key)} AND {source.fields[name].is_one_of('field')}{said})")
    return " OR ".join(conditions)


def _collect(staging: Staging, sources: dict[str, Source], sets: dict[str, str]) -> None:
    """Every event in a deal's life: its creation, its whole states, and its changed fields, each by what it sets."""
    told = staging.mapped["opportunity_history"]
    befores = [literal(key) for key, source in sources.items() if _says_before(source)]
    before = f"source_key IN ({', '.join(befores)})" if befores else "false"
    nothing = ", ".join("NULL" for _ in (*shapes.FIXED, *shapes.STATE))
    whole = ", ".join(
        f"struct_pack(v := {name}, old := {name}, known := false)" if name in told else "NULL" for name in shapes.STATE
    )
    single = ", ".join(
        f"CASE WHEN {sets[name]} THEN struct_pack(v := {name}, old := old_{name}, known := {before}) END AS s_{name}"
        for name in shapes.STATE
    )
    staging.run(f"CREATE OR REPLACE TABLE {NOW} AS {one_per_key('opportunities')}")
    staging.run(f"""
        CREATE OR REPLACE TABLE {EVENTS} AS
        SELECT opportunity_id, changed_at, {FIELD} AS kind, {PLACE}, {_typed_nulls()}, {single}
        FROM {LOG} WHERE {" OR ".join(f"({condition})" for condition in sets.values())}
        UNION ALL
        SELECT opportunity_id, changed_at, {STATE}, {PLACE}, {", ".join(shapes.FIXED)}, {whole} FROM {CHANGES}
        UNION ALL
        SELECT opportunity_id, created_at, {CREATED}, {PLACE}, {nothing} FROM {NOW}
        WHERE created_at IS NOT NULL AND {str(bool(befores)).lower()}""")


def _typed_nulls() -> str:
    return ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in shapes.FIXED)


def _write(staging: Staging, tracked: dict[str, str]) -> None:
    """One state for each instant: what is set by then, else what it was before it was first set."""
    fixed = ", ".join(f"first_value({name} IGNORE NULLS) OVER life AS {name}" for name in shapes.FIXED)
    seen = ", ".join(
        f"last_value(s_{name} IGNORE NULLS) OVER so_far AS l_{name}, first_value(s_{name} IGNORE NULLS) OVER life "
        f"AS f_{name}"
        for name in shapes.STATE
    )
    state = ", ".join(
        f"CASE WHEN l_{name} IS NOT NULL THEN l_{name}.v WHEN f_{name} IS NOT NULL THEN "
        f"CASE WHEN f_{name}.known THEN f_{name}.old END ELSE {tracked.get(name, 'NULL')} END"
        # a currency is fixed in practice, and no amount is worth anything without it
        if name != "currency"
        else "CASE WHEN l_currency IS NOT NULL THEN l_currency.v ELSE n.currency END"
        for name in shapes.STATE
    )
    order = f"PARTITION BY opportunity_id ORDER BY changed_at, kind, {PLACE}"
    staging.run(f"DELETE FROM {CHANGES}")
    staging.run(f"""
        INSERT INTO {CHANGES} (opportunity_id, changed_at, source_key, {PLACE}, {", ".join(shapes.FIXED)},
            {", ".join(shapes.STATE)})
        SELECT opportunity_id, changed_at, 'field_changes', e.file_no, e.source_line,
            {", ".join(f"e.{name}" for name in shapes.FIXED)}, {state}
        FROM (
            SELECT * EXCLUDE ({", ".join(shapes.FIXED)}), {fixed}, {seen},
                lead(changed_at) OVER so_far = changed_at AND (kind = {CREATED} OR lead(kind) OVER so_far = {FIELD})
                AS goes_on
            FROM {EVENTS}
            WINDOW so_far AS ({order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
                life AS ({order} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        ) e LEFT JOIN {NOW} n USING (opportunity_id)
        WHERE NOT coalesce(goes_on, false)""")
