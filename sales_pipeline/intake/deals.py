"""opportunities and opportunity_products: what is fixed about a deal, from its extract, else from its first change."""

from sales_pipeline.intake import shapes
from sales_pipeline.intake.plain import one_per_key
from sales_pipeline.intake.staging import SCHEMA, Staging, staged

_OWN = tuple(name for name in shapes.FIXED if name != "product_id")


def build(staging: Staging) -> None:
    """Fill opportunities and opportunity_products; opportunity_history must be there."""
    staging.run(
        f"CREATE TABLE {SCHEMA}.first_known AS SELECT opportunity_id, valid_from AS known_at FROM opportunity_history WHERE change_seq = 1"
    )
    facts = ", ".join(f"coalesce(e.{name}, h.{name}) AS {name}" for name in shapes.FIXED)
    staging.run(
        f"CREATE TABLE {SCHEMA}.deals AS SELECT opportunity_id, {facts}, "
        "coalesce(e.created_at, h.changed_at) AS created_at, k.known_at, coalesce(e.file_no, h.file_no) AS file_no, "
        "CASE WHEN e.file_no IS NULL THEN h.source_line ELSE e.source_line END AS source_line "
        f"FROM {SCHEMA}.first_known k LEFT JOIN ({one_per_key('opportunities')}) e USING (opportunity_id) "
        f"LEFT JOIN (SELECT * FROM {staged('opportunity_history')} QUALIFY row_number() OVER "
        "(PARTITION BY opportunity_id ORDER BY changed_at, file_no, source_line) = 1) h USING (opportunity_id)"
    )
    staging.run(
        f"INSERT INTO opportunities SELECT opportunity_id, {', '.join(_OWN)}, created_at, known_at, n.source_file, source_line "
        f"FROM {SCHEMA}.deals JOIN {SCHEMA}.names n USING (file_no)"
    )
    _write_products(staging)


def _write_products(staging: Staging) -> None:
    """Line items as given; and for deals that name one product and have none, that product."""
    staging.run(
        "INSERT INTO opportunity_products SELECT opportunity_id, product_id, row_number() OVER "
        "(PARTITION BY opportunity_id, product_id ORDER BY file_no, source_line), quantity, amount_local, known_at "
        f"FROM {staged('opportunity_products')}"
    )
    staging.run(
        f"INSERT INTO opportunity_products SELECT opportunity_id, product_id, 1, NULL, NULL, known_at FROM {SCHEMA}.deals "
        f"WHERE product_id IS NOT NULL AND opportunity_id NOT IN (SELECT opportunity_id FROM {staged('opportunity_products')})"
    )
