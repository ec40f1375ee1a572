"""People, units and who stands where, out of a list of people with the units above them.

The path of unit names from the top is a unit's id; a level may name the person who leads it. Where the
list is dated (a log of deals), people and units are there from the first day they appear on, and a person
moves on the first day under another unit.
"""

from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.mapping import Level, Mapping
from sales_pipeline.intake.plain import ALWAYS, ranges, reject
from sales_pipeline.intake.sql_text import literal
from sales_pipeline.intake.staging import SCHEMA, Staging, staged

ROOT = "company"
_KEY = "organisation"
STAYS = f"{SCHEMA}.stays"
NODES, MEMBERS, PEOPLE = staged("organisation_nodes"), staged("organisation_members"), staged("people")


def derive(staging: Staging, mapping: Mapping) -> None:
    """Add what the mapping's levels say to the staged people, units and members."""
    for key, source in mapping.sources.items():
        if source.table == _KEY:
            _collect_stays(staging, key, len(source.levels))
            if staging.rows(f"SELECT 1 FROM {STAYS} LIMIT 1"):
                _derive(staging, source.levels)


def _collect_stays(staging: Staging, key: str, depth: int) -> None:
    """One row per person and stretch of days under one unit."""
    units = ", ".join(f"{_path(n)} AS node_{n}" for n in range(depth + 1))
    staging.run(f"""
        CREATE OR REPLACE TABLE {STAYS} AS
        WITH listed AS (
            SELECT * EXCLUDE (valid_from), coalesce(valid_from, {ALWAYS}) AS valid_from, {units}
            FROM {staged(_KEY)} WHERE source_key = {literal(key)}
        ), days AS (
            SELECT * FROM listed
            QUALIFY row_number() OVER (PARTITION BY person_id, valid_from ORDER BY file_no DESC, source_line DESC) = 1
        )
        SELECT *, node_{depth} AS node FROM days
        QUALIFY node IS DISTINCT FROM lag(node) OVER (PARTITION BY person_id ORDER BY valid_from)""")


def _path(depth: int) -> str:
    """Id of the unit at a depth: the company, or the names from the top as one word. A blank level is passed over."""
    names = "".join(f", unit_{n}" for n in range(1, depth + 1))
    words = f"trim(regexp_replace(lower(concat_ws(' ', ''{names})), '[^\\p{{L}}\\p{{N}}]+', '-', 'g'), '-')"
    return f"coalesce(nullif({words}, ''), {literal(ROOT)})"


def _derive(staging: Staging, levels: tuple[Level, ...]) -> None:
    company = literal(staging.company.name)
    _add_nodes(staging, f"SELECT {literal(ROOT)}, {company}, NULL, 'company', {ALWAYS} FROM {STAYS}")
    for number, level in enumerate(levels, 1):
        name = f"replace({literal(level.name)}, '{{}}', unit_{number})"
        there = f"FROM {STAYS} WHERE unit_{number} IS NOT NULL"
        parent, kind = f"node_{number - 1}", literal(level.level)
        _add_nodes(staging, f"SELECT node_{number}, {name}, {parent}, {kind}, valid_from {there}")
        if level.led_by_value:
            _add_people(
                staging,
                f"SELECT unit_{number}, unit_{number}, NULL, {literal(level.role)}, NULL, NULL, NULL {there}",
            )
            _add_members(
                staging, f"SELECT unit_{number}, min(node_{number}), min(valid_from) {there} GROUP BY unit_{number}"
            )
    leaders = [f"unit_{n}" for n, level in enumerate(levels, 1) if level.led_by_value]
    manager = f"coalesce({', '.join([*reversed(leaders), 'NULL'])})"
    stranger = f"FROM {STAYS} WHERE person_id NOT IN (SELECT person_id FROM {PEOPLE} WHERE source_key = '{_KEY}')"
    _add_members(staging, f"SELECT person_id, node, valid_from {stranger}")
    _add_people(
        staging,
        f"SELECT person_id, coalesce(person_name, person_id), email, coalesce(role, 'representative'), {manager}, "
        f"hired_on, left_on {stranger} QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY valid_from DESC) = 1",
    )


def _add_nodes(staging: Staging, query: str) -> None:
    """Units by id, name, parent, level and first day: each once, from its earliest day."""
    staging.run(f"""
        INSERT INTO {NODES}
            (node_id, node_name, parent_node_id, level, valid_from, known_at, source_key, file_no, source_line)
        SELECT id, min(name), min(parent), min(level), min(start), {_known("min(start)")}, '{_KEY}', -1, 1
        FROM ({query}) AS units(id, name, parent, level, start)
        WHERE id NOT IN (SELECT node_id FROM {NODES} WHERE source_key = '{_KEY}') GROUP BY id""")


def _add_people(staging: Staging, query: str) -> None:
    columns = "person_id, person_name, email, role, manager_id, hired_on, left_on"
    staging.run(f"""
        INSERT INTO {PEOPLE} ({columns}, source_key, file_no, source_line)
        SELECT DISTINCT {columns}, '{_KEY}', -1, 1 FROM ({query}) AS persons({columns})""")


def _add_members(staging: Staging, query: str) -> None:
    staging.run(f"""
        INSERT INTO {MEMBERS} (person_id, node_id, valid_from, known_at, source_key, file_no, source_line)
        SELECT person, node, start, {_known("start")}, '{_KEY}', -1, 1 FROM ({query}) AS stays(person, node, start)""")


def _known(start: str) -> str:
    """A day's deals are known to weeks that begin after it, and so is what is read from them."""
    return f"CASE WHEN {start} = {ALWAYS} THEN {ALWAYS} ELSE {start} + 1 END"


def drop_strangers(staging: Staging) -> None:
    """Members of units nobody knows are set aside; their deals then count under Unassigned."""
    unknown = f"node_id NOT IN (SELECT node_id FROM {NODES})"
    reject(staging, "organisation_members", unknown, "node_id", "is no unit of organisation_nodes")


def check(staging: Staging) -> None:
    """InputError unless the units, if there are any, make one tree."""
    nodes = f"({ranges('organisation_nodes')})"
    for file_no, line, node, parent in staging.rows(f"""
        SELECT file_no, source_line, node_id, parent_node_id FROM {nodes}
        WHERE parent_node_id NOT IN (SELECT node_id FROM {nodes}) ORDER BY file_no, source_line LIMIT 1"""):
        where = f"{staging.names[file_no]}, line {line}" if file_no >= 0 else "crm/mapping.yaml"
        raise InputError(
            f"{where}: the parent {parent!r} of unit {node!r} is no unit itself; add a row for it to "
            "reference/organisation_nodes.csv, or correct the name"
        )
    roots = staging.rows(f"SELECT DISTINCT node_id FROM {nodes} WHERE parent_node_id IS NULL ORDER BY 1")
    if len(roots) > 1:
        raise InputError(
            f"reference/organisation_nodes.csv: {len(roots)} units have no parent "
            f"({', '.join(row[0] for row in roots[:5])}); exactly one, the company, may have none"
        )
    _refuse_circles(staging, nodes)


def _refuse_circles(staging: Staging, nodes: str) -> None:
    """A unit that stands above itself on some day would make sums endless."""
    found = staging.rows(f"""
        WITH RECURSIVE tree AS MATERIALIZED (
            SELECT node_id, parent_node_id, valid_from, coalesce(valid_to, DATE '9999-01-01') AS valid_to FROM {nodes}
        ), up AS (
            SELECT node_id AS start, parent_node_id AS node_id, valid_from, valid_to, 1 AS steps FROM tree
            UNION ALL
            SELECT up.start, tree.parent_node_id, greatest(up.valid_from, tree.valid_from),
                least(up.valid_to, tree.valid_to), steps + 1
            FROM up JOIN tree USING (node_id)
            WHERE up.node_id <> up.start AND steps < 100
                AND greatest(up.valid_from, tree.valid_from) < least(up.valid_to, tree.valid_to)
        )
        SELECT DISTINCT start FROM up WHERE node_id = start ORDER BY 1 LIMIT 1""")
    for (node,) in found:
        raise InputError(
            f"reference/organisation_nodes.csv: unit {node!r} stands above itself; correct its parent_node_id"
        )
