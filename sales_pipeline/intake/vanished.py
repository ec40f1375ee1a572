"""Deals that a later extract lacks: deleted from that extract on, and back from the first that shows them again.

Only sources that say their extracts are complete. A row that was rejected still shows its deal; an extract
with rows in which no deal can be told proves nothing missing.
"""

from sales_pipeline.intake import shapes
from sales_pipeline.intake.mapping import Mapping
from sales_pipeline.intake.sql_text import literal
from sales_pipeline.intake.staging import SCHEMA, Staging

GONE = f"{SCHEMA}.gone"
STATE = ", ".join("NULL" if name == "change_reason" else f"r.{name}" for name in shapes.STATE if name != "is_deleted")
NAMES = ", ".join(name for name in shapes.STATE if name != "is_deleted")


def add(staging: Staging, mapping: Mapping, extracts: str, rows: str, kind: int) -> None:
    """Add the states in which deals are deleted and back again; `extracts` and `rows` are history.py's."""
    for key, source in mapping.sources.items():
        if source.complete:
            _find(staging, key, extracts)
            _add(staging, rows, kind)


def _find(staging: Staging, key: str, extracts: str) -> None:
    """Deals by the instant from which they are missing and the one at which they are back."""
    staging.run(f"""
        CREATE OR REPLACE TABLE {GONE} AS
        WITH files AS (
            SELECT DISTINCT file_no, extracted_at FROM {extracts} WHERE source_key = {literal(key)}
        ), rejected AS (
            SELECT row_id, extracted_at, file_no, source_line FROM {SCHEMA}.rejected JOIN files USING (file_no)
            WHERE table_name = 'opportunities'
        ), shown AS (
            SELECT opportunity_id, extracted_at, file_no, source_line FROM {extracts}
            WHERE source_key = {literal(key)}
            UNION ALL SELECT * FROM rejected WHERE row_id IS NOT NULL
        ), days AS (
            SELECT extracted_at, min(file_no) AS file_no, CASE WHEN extracted_at NOT IN (
                SELECT extracted_at FROM rejected WHERE row_id IS NULL) THEN extracted_at END AS whole_at
            FROM files GROUP BY extracted_at
        ), steps AS (
            SELECT extracted_at, min(whole_at) OVER later AS gone_at FROM days
            WINDOW later AS (ORDER BY extracted_at ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
        ), seen AS (
            SELECT opportunity_id, extracted_at, min((file_no, source_line)) AS place FROM shown GROUP BY ALL
        ), spans AS (
            SELECT opportunity_id, extracted_at, lead(extracted_at) OVER deal AS back_at, lead(place) OVER deal AS place
            FROM seen WINDOW deal AS (PARTITION BY opportunity_id ORDER BY extracted_at)
        )
        SELECT opportunity_id, gone_at, back_at, days.file_no AS gone_file, place[1] AS back_file, place[2] AS back_line
        FROM spans JOIN steps USING (extracted_at) JOIN days ON days.extracted_at = gone_at
        WHERE gone_at < back_at OR back_at IS NULL""")


def _add(staging: Staging, rows: str, kind: int) -> None:
    """Both are the state that holds at their instant, but for being deleted; read before either is added."""
    last = "QUALIFY row_number() OVER (PARTITION BY g.opportunity_id, g.gone_at ORDER BY {}) = 1".format(
        "r.changed_at DESC, r.kind DESC, r.file_no DESC, r.source_line DESC"
    )
    gone, back = (
        f"SELECT g.opportunity_id, g.{at} AS changed_at, {kind}, {place}, {STATE}, {deleted} AS is_deleted "
        f"FROM {GONE} g JOIN {rows} r ON r.opportunity_id = g.opportunity_id AND r.changed_at <= g.{at} {last}"
        for at, place, deleted in (
            ("gone_at", "g.gone_file, 1", "true"),
            ("back_at", "g.back_file, g.back_line", "r.is_deleted"),
        )
    )
    staging.run(f"""
        INSERT INTO {rows} (opportunity_id, changed_at, kind, file_no, source_line, {NAMES}, is_deleted)
        ({gone}) UNION ALL ({back})""")
