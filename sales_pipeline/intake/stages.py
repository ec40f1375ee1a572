"""What each stage means, and the two refusals that keep deals from vanishing: an unmapped stage, a missing rate."""

from sales_pipeline.intake.dates import midnight
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.mapping import Mapping
from sales_pipeline.intake.plain import ALWAYS, ranges
from sales_pipeline.intake.sql_text import literal
from sales_pipeline.intake.staging import SCHEMA, Staging, staged

FLAGS = f"{SCHEMA}.stage_flags"
NEVER, LATE, EVER = (f"TIMESTAMP '{year}-01-01'" for year in ("0001", "9998", "9999"))


def derive(staging: Staging, mapping: Mapping) -> None:
    """Add the mapping's own stages to the staged ones, in its order."""
    for order, (name, rule) in enumerate(mapping.stages.items(), 1):
        staging.run(
            f"""
            INSERT INTO {staged("stages")} (
                stage_name, stage_order, forecast_category, stated_probability, is_closed, is_won, is_confirmed,
                valid_from, known_at, source_key, file_no, source_line
            ) VALUES (?, ?, ?, ?, ?, ?, true, {ALWAYS}, {ALWAYS}, 'stages', -1, ?)""",
            [name, order, rule.category, rule.probability, rule.is_closed, rule.is_won, order],
        )


def settle(staging: Staging) -> None:
    """Stages without a place come after the others, by line; then remember since when which stages close a deal."""
    staging.run(
        f"UPDATE {staged('stages')} SET stage_order = place FROM (SELECT rowid AS r, row_number() OVER "
        f"(ORDER BY stage_order NULLS LAST, file_no, source_line) AS place FROM {staged('stages')}) p "
        f"WHERE p.r = {staged('stages')}.rowid AND stage_order IS NULL"
    )
    # a meaning holds from the day it is in force and known, the first one before it too
    known_from = midnight("greatest(valid_from, known_at)", staging.company)
    staging.run(f"""
        CREATE OR REPLACE TABLE {FLAGS} AS
        SELECT *, lead(from_at, 1, {EVER}) OVER (PARTITION BY stage_name ORDER BY valid_from) AS to_at,
            from_at > {NEVER} AND (min(is_closed) OVER stage <> max(is_closed) OVER stage
                OR min(is_won) OVER stage <> max(is_won) OVER stage) AS is_other
        FROM (
            SELECT stage_name, is_closed, is_won, valid_from, file_no, source_line, CASE
                WHEN row_number() OVER (PARTITION BY stage_name ORDER BY valid_from) = 1 THEN {NEVER}
                ELSE {known_from}
            END AS from_at
            FROM ({ranges("stages")})
        ) WINDOW stage AS (PARTITION BY stage_name)""")


def in_force(at: str) -> str:
    """Whether a meaning `f` is the one in force at an instant; of an unknown instant the newest is."""
    return f"coalesce({at}, {LATE}) >= f.from_at AND coalesce({at}, {LATE}) < f.to_at"


def refuse_unmapped(staging: Staging) -> None:
    """InputError naming the first stage that reference/stages.csv doesn't map."""
    found = staging.rows(
        "SELECT stage_name, file_no, source_line FROM ("
        f"SELECT stage_name, file_no, source_line FROM {staged('opportunities')} "
        f"UNION ALL SELECT stage_name, file_no, source_line FROM {staged('opportunity_history')}) "
        f"WHERE stage_name NOT IN (SELECT stage_name FROM {FLAGS}) ORDER BY file_no, source_line LIMIT 1"
    )
    for stage, file_no, line in found:
        raise InputError(
            f"{staging.names[file_no]}, line {line}: stage {stage!r} has no category; add a row for it to "
            "reference/stages.csv (stage_name, forecast_category, stated_probability, is_closed, is_won)"
        )


def refuse_unrated(staging: Staging) -> None:
    """InputError naming the first currency and day without a rate in force."""
    found = staging.rows(
        "SELECT currency, min(CAST(valid_from AS DATE)) AS used_on FROM opportunity_history "
        f"WHERE currency <> {literal(staging.company.currency)} GROUP BY currency HAVING NOT EXISTS ("
        "SELECT 1 FROM exchange_rates r WHERE r.currency = opportunity_history.currency AND r.rate_kind = 'spot' "
        "AND r.valid_from <= min(CAST(opportunity_history.valid_from AS DATE))) ORDER BY used_on, currency LIMIT 1"
    )
    for currency, used_on in found:
        raise InputError(
            f"reference/exchange_rates.csv has no spot rate for {currency} on {used_on}, when it is first used; "
            f"add a row {currency},spot,{used_on},RATE ({staging.company.currency} for one {currency})"
        )
