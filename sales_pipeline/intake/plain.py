"""What holds for every staged table: defaults, lookups, double ids, ends of ranges, and reference/ before crm/."""

from sales_pipeline.company import Company
from sales_pipeline.intake import shapes
from sales_pipeline.intake.mapping import Lookup, Mapping
from sales_pipeline.intake.sources import REFERENCE_KEY
from sales_pipeline.intake.sql_text import literal
from sales_pipeline.intake.staging import SCHEMA, Staging, staged

ALWAYS = "DATE '1900-01-01'"
DATED = ("organisation_nodes", "organisation_members", "stages", "exchange_rates", "skills")
# a row in reference/ replaces what the mapping derived for the same of these
_WINS_BY = {
    "people": ("person_id",),
    "organisation_nodes": ("node_id",),
    "organisation_members": ("person_id",),
    "stages": ("stage_name",),
    "quotas": ("node_id", "period_start_date"),
    "plans": ("node_id", "period_start_date", "plan_version"),
    "exchange_rates": ("currency", "rate_kind"),
}


def defaults(company: Company) -> dict[str, dict[str, str]]:
    """What a blank means, by table and column, in the order in which they build on each other."""
    home_currency = literal(company.currency)
    return {
        "accounts": {"account_name": "account_id"},
        "products": {"product_name": "product_id", "currency": home_currency},
        "people": {
            "person_name": "person_id", "role": "'representative'", "seniority": "'middle'", "weekly_hours": "40",
            "time_zone": literal(company.time_zone),
        },
        "organisation_nodes": {"valid_from": ALWAYS, "known_at": "valid_from"},
        "organisation_members": {"valid_from": ALWAYS, "known_at": "valid_from"},
        "stages": {"valid_from": ALWAYS, "known_at": "valid_from", "is_confirmed": "true",
            "is_closed": "forecast_category = 'closed'", "is_won": "is_closed AND forecast_category = 'closed'"},
        "quotas": {"effective_from": "period_start_date", "known_at": "period_start_date", "currency": home_currency},
        "plans": {
            "plan_version": "'1'", "rate_policy": "'plan'", "known_at": "period_start_date", "currency": home_currency,
        },
        "exchange_rates": {"rate_kind": "'spot'", "known_at": "valid_from"},
        "waivers": {"known_at": "week"},
        "skills": {"valid_from": ALWAYS, "known_at": "valid_from"},
    }  # fmt: skip


def settle(staging: Staging, mapping: Mapping) -> None:
    """Bring every staged table but those of deals to one row a key and file."""
    for table, columns in defaults(staging.company).items():
        for column, value in columns.items():
            staging.run(f"UPDATE {staged(table)} SET {column} = {value} WHERE {column} IS NULL")
    for table in DATED:
        reject(staging, table, "valid_to <= valid_from", "valid_to", "ends before it starts")
    for table in shapes.PLAIN:
        supersede(staging, table, "source_line")
    look_up(staging, mapping)
    for table, names in _WINS_BY.items():
        _reference_wins(staging, table, ", ".join(names))


def reject(staging: Staging, target: str, condition: str, column: str, reason: str) -> None:
    """Set aside staged rows that meet a condition."""
    found = staging.rows(f"SELECT file_no, count(*) FROM {staged(target)} WHERE {condition} GROUP BY file_no")
    if not found:
        return
    row_id = shapes.fields(target)[0].name
    staging.run(f"""
        INSERT INTO {SCHEMA}.rejected
        SELECT file_no, source_line, {literal(target)}, {literal(column)}, CAST({column} AS VARCHAR),
            {literal(reason)}, {row_id}, {shapes.stamp(target) or "NULL"}
        FROM {staged(target)} WHERE {condition}""")
    staging.run(f"DELETE FROM {staged(target)} WHERE {condition}")
    _count(staging, target, found)


def supersede(staging: Staging, target: str, newest: str) -> None:
    """Of several rows of one id in a file the newest stays; in later files ids come again by nature.

    A file of deals repeats the customer on each: there a row that says the same again is no second one.
    """
    names = ", ".join(shapes.key(target))
    twins = f"SELECT 1 FROM {staged(target)} GROUP BY {names}, file_no HAVING count(*) > 1 LIMIT 1"
    if not names or not staging.rows(twins):
        return
    losers, said = f"{SCHEMA}.losers", ", ".join(f.name for f in shapes.fields(target))
    of_deals = [str(no) for no, table in staging.counts if table in shapes.DEALS and target in shapes.PLAIN]
    staging.run(f"""
        CREATE OR REPLACE TABLE {losers} AS
        SELECT rowid AS place, file_no, source_line, CAST({shapes.key(target)[0]} AS VARCHAR) AS row_id,
            first_value(source_line) OVER newest AS winner,
            file_no NOT IN ({", ".join([*of_deals, "-2"])})
                OR row({said}) IS DISTINCT FROM first_value(row({said})) OVER newest AS differs,
            first_value({shapes.stamp(target) or "NULL"}) OVER newest AS known_at
        FROM {staged(target)}
        WINDOW newest AS (PARTITION BY {names}, file_no ORDER BY {newest} DESC NULLS LAST, source_line DESC)
        QUALIFY row_number() OVER newest > 1""")
    staging.run(f"""
        INSERT INTO {SCHEMA}.rejected
        SELECT file_no, source_line, {literal(target)}, NULL, row_id,
            'superseded by line ' || winner || ', a newer row of the same id', row_id, known_at
        FROM {losers} WHERE differs""")
    staging.run(f"DELETE FROM {staged(target)} WHERE rowid IN (SELECT place FROM {losers})")
    _count(staging, target, staging.rows(f"SELECT file_no, count(*) FROM {losers} WHERE differs GROUP BY file_no"))


def one_per_key(target: str) -> str:
    """A query for the newest row of each key over all files."""
    names = ", ".join(shapes.key(target))
    newest = "modified_at DESC NULLS LAST, " if target == "opportunities" else ""
    return f"""SELECT * FROM {staged(target)}
        QUALIFY row_number() OVER (PARTITION BY {names} ORDER BY {newest}file_no DESC, source_line DESC) = 1"""


def ranges(target: str) -> str:
    """The same for dated tables, each row ended by the next of its thing."""
    thing = ", ".join(name for name in shapes.key(target) if name != "valid_from")
    following = f"lead(valid_from) OVER (PARTITION BY {thing} ORDER BY valid_from)"
    return f"SELECT * REPLACE (least(valid_to, {following}) AS valid_to) FROM ({one_per_key(target)})"


def _count(staging: Staging, table: str, found: list[tuple[int, int]]) -> None:
    for file_no, number in found:
        if file_no >= 0:
            staging.move_to_rejected(file_no, table, number)


def look_up(staging: Staging, mapping: Mapping) -> None:
    """Replace what the mapping says is to be found in another table; labels first, for they fill those tables too."""
    wanted: list[tuple[str, str, str, Lookup]] = []
    for key, source in mapping.sources.items():
        logged = {prefix + name: rule for name, rule in source.fields.items() for prefix in ("", "old_")}
        for column, rule in {**source.columns, **logged}.items():
            if rule.lookup is not None:
                wanted.append((key, source.table, column, rule.lookup))
    for key, table, column, lookup in sorted(wanted, key=lambda item: item[3].table != "labels"):
        _replace(staging, key, table, column, lookup)


def _replace(staging: Staging, key: str, table: str, column: str, lookup: Lookup) -> None:
    """Put the other table's column in place of the value; one without its match stays an id, but no attribute."""
    own = f"source_key = {literal(key)}"
    there = one_per_key(lookup.table) if shapes.key(lookup.table) else f"SELECT * FROM {staged(lookup.table)}"
    of = f" AND source_key = {literal(lookup.source)}" if lookup.source else ""
    # a list may name a pair twice; rows of a keyed table are different things of one name
    pairs = "SELECT" if shapes.key(lookup.table) else "SELECT DISTINCT"
    known = f"""(
        SELECT old, min(new) AS new
        FROM ({pairs} {lookup.by} AS old, {lookup.take} AS new FROM ({there}) WHERE {lookup.by} IS NOT NULL{of})
        GROUP BY old HAVING count(*) = 1) AS known"""
    if not lookup.keeps:
        staging.run(
            f"UPDATE {staged(table)} SET {column} = NULL WHERE {own} AND {column} NOT IN (SELECT old FROM {known})"
        )
    staging.run(f"UPDATE {staged(table)} SET {column} = new FROM {known} WHERE {own} AND {column} = old")


def _reference_wins(staging: Staging, table: str, names: str) -> None:
    own = f"source_key = {literal(REFERENCE_KEY)}"
    staging.run(f"""
        DELETE FROM {staged(table)}
        WHERE NOT {own} AND ({names}) IN (SELECT ({names}) FROM {staged(table)} WHERE {own})""")
