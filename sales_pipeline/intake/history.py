"""Deals' changes to validity ranges: opportunity_history, the store of record.

Three kinds of rows meet, in this order where they share an instant: a deal's creation, its recorded
changes, and its state in an extract. A row of an extract says what was true when it was made: a deal
closed in it and open before was closed at its close date; anything else is known at its last change,
else at the date of the extract. So a row stamped before and after a week keeps its early facts there,
and outcome, close date, amount and stage stay unknown until they came about.
"""

from sales_pipeline.intake import amounts, shapes, vanished
from sales_pipeline.intake.course import ranges
from sales_pipeline.intake.dates import local_day, midnight
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.mapping import Mapping
from sales_pipeline.intake.plain import one_per_key
from sales_pipeline.intake.sql_text import literal
from sales_pipeline.intake.stages import FLAGS, in_force
from sales_pipeline.intake.staging import SCHEMA, Staging, staged

EXTRACT = f"{SCHEMA}.extract_rows"
ROWS = f"{SCHEMA}.state_rows"
STATES, RANGES = f"{SCHEMA}.states", f"{SCHEMA}.ranges"
FIRST, LAST = f"{SCHEMA}.first_rows", f"{SCHEMA}.last_rows"
CREATED, CHANGED, EXTRACTED = 0, 1, 2
ORDER = "PARTITION BY opportunity_id ORDER BY changed_at, kind, file_no, source_line"
STATE = ", ".join(shapes.STATE)
FLAGGED = ("is_closed", "is_won")


def build(staging: Staging, mapping: Mapping) -> None:
    """Fill the table opportunity_history."""
    _collect_extracts(staging)
    _collect_changes(staging)
    _add_extracts(staging)
    vanished.add(staging, mapping, EXTRACT, ROWS, EXTRACTED)
    _add_creations(staging)
    _change_meanings(staging)
    amounts.complete(staging, mapping, ROWS, ORDER)
    _write(staging)


def _state(staging: Staging) -> str:
    """The columns of a state read from `d`, completed by the company's currency and what the stage `f` means."""
    completed = {
        "currency": f"coalesce(d.currency, {literal(staging.company.currency)})",
        "is_closed": "coalesce(d.is_closed, f.is_closed, false)",
        "is_won": "coalesce(d.is_won, f.is_won, false)",
        "is_deleted": "coalesce(d.is_deleted, false)",
    }
    return ", ".join(f"{completed.get(name, 'd.' + name)} AS {name}" for name in shapes.STATE)


def _collect_extracts(staging: Staging) -> None:
    """Rows of extracts, when each deal closed, and the instant at which the extract was made."""
    day, close = (midnight(of, staging.company) for of in ("e.day", "d.close_date"))
    known = f"coalesce(d.modified_at, {day}, {close})"
    days = ", ".join(f"({no}, DATE '{day}')" for no, day in staging.extracted.items()) or "(-1, NULL::DATE)"
    staging.run(f"""
        CREATE TABLE {EXTRACT} AS
        WITH deals AS (
            SELECT d.opportunity_id, d.created_at, d.modified_at, d.source_key, d.file_no, d.source_line, e.day,
                {_state(staging)}
            FROM {staged("opportunities")} d
            LEFT JOIN (VALUES {days}) e(file_no, day) ON e.file_no = d.file_no
            LEFT JOIN {FLAGS} f ON f.stage_name = d.stage_name AND {in_force(known)}
        ), closings AS (
            SELECT *, CASE WHEN is_closed THEN {midnight("close_date", staging.company)} END AS closed_at FROM deals
        ), dated AS (
            SELECT * EXCLUDE (day), coalesce(
                {midnight("day", staging.company)},
                max(greatest(created_at, modified_at, CASE WHEN modified_at IS NULL THEN closed_at END))
                    OVER (PARTITION BY file_no)
            ) AS extracted_at
            FROM closings
        )
        SELECT *, lag(coalesce(modified_at, extracted_at)) OVER (
            PARTITION BY opportunity_id ORDER BY extracted_at, file_no, source_line
        ) AS earlier_at
        FROM dated""")
    for (file_no,) in staging.rows(f"SELECT file_no FROM {EXTRACT} WHERE extracted_at IS NULL ORDER BY 1 LIMIT 1"):
        raise InputError(
            f"{staging.names[file_no]} holds no date from which to tell when its deals were known; set extracted_on "
            "for its source in crm/mapping.yaml"
        )


def _collect_changes(staging: Staging) -> None:
    """Recorded changes; of each deal the last of them, and from the first what is fixed about the deal.

    Currency and owner are earlier facts: where no log says them, changes have those of the deal's first extract.
    """
    changes = staged("opportunity_history")
    logged = staging.mapped["opportunity_history"] | staging.mapped["field_changes"]
    silent = [name for name in ("currency", "owner_id") if name not in logged]
    said = ", ".join(f"coalesce(c.{name}, e.{name}) AS {name}" for name in silent)
    whole = f"""(
        SELECT c.* REPLACE ({said}) FROM {changes} c LEFT JOIN (
            SELECT opportunity_id, currency, owner_id FROM {EXTRACT}
            QUALIFY row_number() OVER (
                PARTITION BY opportunity_id ORDER BY extracted_at, file_no, source_line
            ) = 1
        ) e USING (opportunity_id))"""
    staging.run(f"""
        CREATE TABLE {ROWS} AS
        SELECT d.opportunity_id, d.changed_at, {CHANGED} AS kind, d.file_no, d.source_line, {_state(staging)}
        FROM {whole if silent else changes} d
        LEFT JOIN {FLAGS} f ON f.stage_name = d.stage_name AND {in_force("d.changed_at")}""")
    staging.run(f"""
        CREATE TABLE {FIRST} AS
        SELECT opportunity_id, changed_at, file_no, source_line, {", ".join(shapes.FIXED)} FROM {changes}
        QUALIFY row_number() OVER (PARTITION BY opportunity_id ORDER BY changed_at, file_no, source_line) = 1""")
    staging.run(f"DROP TABLE {changes}")
    staging.run(f"""
        CREATE TABLE {LAST} AS SELECT * FROM {ROWS}
        QUALIFY row_number() OVER (
            PARTITION BY opportunity_id ORDER BY changed_at DESC, file_no DESC, source_line DESC
        ) = 1""")


def _add_extracts(staging: Staging) -> None:
    """States of extracts that say something newer than the last recorded change."""
    told = staging.mapped["opportunities"]
    state = ", ".join(
        f"d.{name}" if name in told or name in FLAGGED else f"coalesce(l.{name}, d.{name}) AS {name}"
        for name in shapes.STATE
    )
    # whether a stage closes a deal is read from the stage on both sides
    compared = [name for name in shapes.STATE if name in told and name not in (*FLAGGED, "change_reason")]
    # beside recorded changes a row that should say when it was last modified and doesn't says nothing of its time
    undated = (
        "CASE WHEN l.opportunity_id IS NULL THEN d.extracted_at END" if "modified_at" in told else "d.extracted_at"
    )
    known = f"coalesce(d.modified_at, {undated})"
    differs = " OR ".join(f"d.{name} IS DISTINCT FROM l.{name}" for name in compared) or "false"
    staging.run(f"""
        INSERT INTO {ROWS}
        WITH states AS (
            SELECT d.opportunity_id, d.file_no, d.source_line, {state}, d.created_at,
                greatest(l.changed_at, d.earlier_at) AS last_at,
                {known} AS known_at,
                CASE
                    WHEN d.is_closed AND d.closed_at IS NOT NULL AND NOT coalesce(l.is_closed, false)
                    THEN least(d.closed_at, d.modified_at)
                    ELSE {known}
                END AS came_about_at
            FROM {EXTRACT} d LEFT JOIN {LAST} l USING (opportunity_id)
            WHERE l.opportunity_id IS NULL OR {differs}
        )
        SELECT opportunity_id,
            CASE
                WHEN last_at IS NULL THEN greatest(came_about_at, created_at)
                WHEN came_about_at >= last_at THEN came_about_at
                ELSE known_at
            END AS changed_at, {EXTRACTED}, file_no, source_line, {STATE}
        FROM states WHERE last_at IS NULL OR greatest(came_about_at, known_at) >= last_at""")


def _add_creations(staging: Staging) -> None:
    """Deals created before the first state that is known: open, everything else unknown."""
    known = {"currency": "f.currency", "owner_id": "f.owner_id"} | dict.fromkeys((*FLAGGED, "is_deleted"), "false")
    staging.run(f"""
        INSERT INTO {ROWS}
        SELECT c.opportunity_id, c.created_at, {CREATED}, c.file_no, c.source_line,
            {", ".join(known.get(name, "NULL") for name in shapes.STATE)}
        FROM {EXTRACT} c
        JOIN (SELECT * FROM {ROWS} QUALIFY row_number() OVER ({ORDER}) = 1) f USING (opportunity_id)
        WHERE c.created_at < f.changed_at
        QUALIFY row_number() OVER (
            PARTITION BY c.opportunity_id ORDER BY c.created_at, c.file_no, c.source_line
        ) = 1""")


def _change_meanings(staging: Staging) -> None:
    """Deals in a stage when it comes to mean another outcome, unless the source says itself which are closed.

    A meaning counts for the week that begins with its first day, so the change comes just before it.
    """
    if any("is_closed" in staging.mapped[table] for table in shapes.DEALS):
        return
    meant = {"is_closed": "f.is_closed", "is_won": "f.is_won", "change_reason": "NULL"}
    staging.run(f"""
        INSERT INTO {ROWS}
        SELECT r.opportunity_id, f.from_at - INTERVAL 1 MICROSECOND, {CHANGED}, f.file_no, f.source_line,
            {", ".join(meant.get(name, "r." + name) for name in shapes.STATE)}
        FROM {FLAGS} f JOIN (
            SELECT *, lead(changed_at) OVER ({ORDER}) AS until FROM {ROWS}
            WHERE opportunity_id IN (
                SELECT opportunity_id FROM {ROWS} JOIN {FLAGS} USING (stage_name) WHERE is_other)
        ) r ON r.stage_name = f.stage_name AND r.changed_at < f.from_at AND (r.until >= f.from_at OR r.until IS NULL)
        WHERE f.is_other AND f.from_at < f.to_at""")


def _write(staging: Staging) -> None:
    """States that differ from the one before, numbered, each valid until the next; a reason alone is no new state."""
    changed = " OR ".join(
        f"{name} IS DISTINCT FROM lag({name}) OVER changes"
        if name != "change_reason"
        else "(change_reason IS NOT NULL AND change_reason IS DISTINCT FROM lag(change_reason) OVER changes)"
        for name in shapes.STATE
    )
    staging.run(f"""
        CREATE TABLE {STATES} AS
        SELECT opportunity_id, changed_at AS valid_from, {STATE}, created_date, known_date, source_file, source_line
        FROM (
            SELECT * FROM {ROWS} WINDOW changes AS ({ORDER})
            QUALIFY row_number() OVER changes = 1 OR {changed}
        )
        JOIN {SCHEMA}.names USING (file_no)
        LEFT JOIN ({_begun(staging)}) USING (opportunity_id)
        ORDER BY opportunity_id, changed_at, kind, file_no, source_line""")
    staging.run(f"CREATE TABLE {RANGES} AS {ranges(STATES)}")
    staging.run(f"INSERT INTO opportunity_history BY NAME SELECT * FROM {STATES} POSITIONAL JOIN {RANGES}")


def _begun(staging: Staging) -> str:
    """The days each deal was created, as its extract says, else its first recorded change, and was first known."""
    return f"""
        SELECT opportunity_id, {local_day("coalesce(e.created_at, h.changed_at)", staging.company)} AS created_date,
            {local_day("first_at", staging.company)} AS known_date
        FROM (SELECT opportunity_id, min(changed_at) AS first_at FROM {ROWS} GROUP BY opportunity_id)
        LEFT JOIN ({one_per_key("opportunities")}) e USING (opportunity_id)
        LEFT JOIN {FIRST} h USING (opportunity_id)"""
