"""Amounts that a source leaves blank, filled as the mapping says: by list price, line items or the last open one."""

from sales_pipeline.intake.mapping import Mapping
from sales_pipeline.intake.plain import one_per_key
from sales_pipeline.intake.staging import Staging, staged


def complete(staging: Staging, mapping: Mapping, rows: str, order: str) -> None:
    """Fill amounts in the table `rows` of states; `order` is the window that puts those of a deal in order."""
    if mapping.history.amount_until_won == "list_price":
        _price_open_deals(staging, rows)
    elif mapping.history.amount_until_won == "line_items":
        _add_up_line_items(staging, rows)
    if mapping.history.lost_zero_amount == "last_open":
        _keep_lost_amounts(staging, rows, order)


def _price_open_deals(staging: Staging, rows: str) -> None:
    """Open deals without an amount are worth the list price of their product."""
    staging.run(f"""
        UPDATE {rows} SET amount_local = list_price
        FROM (
            SELECT o.opportunity_id, p.list_price, p.currency AS priced_in
            FROM ({one_per_key("opportunities")}) o JOIN ({one_per_key("products")}) p USING (product_id)
        ) AS offers
        WHERE offers.opportunity_id = {rows}.opportunity_id
            AND NOT is_closed AND amount_local IS NULL AND priced_in = {rows}.currency""")


def _add_up_line_items(staging: Staging, rows: str) -> None:
    """Open deals without an amount are worth their line items, as far as these are known by then."""
    staging.run(f"""
        UPDATE {rows} SET amount_local = offered
        FROM (
            SELECT r.rowid AS place, sum(i.amount_local) AS offered
            FROM {rows} r JOIN {staged("opportunity_products")} i USING (opportunity_id)
            WHERE NOT r.is_closed AND r.amount_local IS NULL AND (i.known_at IS NULL OR i.known_at <= r.changed_at)
            GROUP BY r.rowid
        ) AS offers
        WHERE offers.place = {rows}.rowid""")


def _keep_lost_amounts(staging: Staging, rows: str, order: str) -> None:
    """Deals lost at nothing keep the last amount they had while open."""
    staging.run(f"""
        UPDATE {rows} SET amount_local = last_open
        FROM (
            SELECT rowid AS place, last_value(CASE WHEN NOT is_closed THEN amount_local END IGNORE NULLS)
                OVER ({order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_open
            FROM {rows}
        ) AS earlier
        WHERE earlier.place = {rows}.rowid AND last_open IS NOT NULL
            AND is_closed AND NOT is_won AND coalesce(amount_local, 0) = 0""")
