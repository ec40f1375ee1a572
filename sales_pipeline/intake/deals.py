"""opportunities and opportunity_products: what is fixed about a deal, from its extract, else from its first change."""

from sales_pipeline.intake import shapes
from sales_pipeline.intake.history import FIRST
from sales_pipeline.intake.plain import one_per_key
from sales_pipeline.intake.staging import SCHEMA, Staging, staged

DEALS = f"{SCHEMA}.deals"


def build(staging: Staging) -> None:
    """Fill opportunities and opportunity_products; opportunity_history must be there."""
    facts = ", ".join(f"coalesce(e.{name}, h.{name}) AS {name}" for name in shapes.FIXED)
    staging.run(f"""
        CREATE TABLE {DEALS} AS
        SELECT opportunity_id, {facts}, coalesce(e.created_at, h.changed_at) AS created_at, k.valid_from AS known_at,
            coalesce(e.file_no, h.file_no) AS file_no, coalesce(e.source_line, h.source_line) AS source_line
        FROM (SELECT opportunity_id, valid_from FROM opportunity_history WHERE change_seq = 1) k
        LEFT JOIN ({one_per_key("opportunities")}) e USING (opportunity_id)
        LEFT JOIN {FIRST} h USING (opportunity_id)""")
    own = ", ".join(name for name in shapes.FIXED if name != "product_id")
    staging.run(f"""
        INSERT INTO opportunities
        SELECT opportunity_id, {own}, created_at, known_at, n.source_file, source_line
        FROM {DEALS} JOIN {SCHEMA}.names n USING (file_no)""")
    _write_products(staging)


def _write_products(staging: Staging) -> None:
    """Line items as given; and for deals that name one product and have none, that product."""
    items = staged("opportunity_products")
    staging.run(f"""
        INSERT INTO opportunity_products
        SELECT opportunity_id, product_id,
            row_number() OVER (PARTITION BY opportunity_id, product_id ORDER BY file_no, source_line),
            quantity, amount_local, known_at
        FROM {items}""")
    staging.run(f"""
        INSERT INTO opportunity_products
        SELECT opportunity_id, product_id, 1, NULL, NULL, known_at FROM {DEALS}
        WHERE product_id IS NOT NULL AND opportunity_id NOT IN (SELECT opportunity_id FROM {items})""")
