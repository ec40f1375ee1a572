"""One row a deal: created, closed, last state. What was unknown in a week stays unknown in it."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sales_pipeline_tests.intake.homes import built, lines

HEADER = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"
STAGES = lines(
    "stage_name,stage_order,forecast_category,stated_probability,is_closed,is_won",
    "Prospecting,1,pipeline,0.1,false,false",
    "Engaging,2,pipeline,0.3,false,false",
    "Won,3,closed,1,true,true",
    "Lost,4,omitted,0,true,false",
)
MAPPING = """preset: created_closed
sources:
  opportunities:
    extracted_on: 2026-03-31
    columns:
      product_id: {column: product, values: {GTXPro: GTX Pro}}
      product_family: {column: product, values: {GTXPro: GTX Pro}}
"""
ROWS = (
    "W,Ann,GTXPro,Acme,Won,2026-03-03,2026-03-12,4500",
    "L,Ann,GTX Pro,Acme,Lost,2026-03-03,2026-03-20,0",
    "E,Bob,MG,,Engaging,2026-03-10,,",
    "P,Bob,MG,,Prospecting,,,",
)


def maven(root: Path, *rows: str) -> Any:
    return built(root, {
        "crm/mapping.yaml": MAPPING,
        "reference/stages.csv": STAGES,
        "crm/products.csv": lines("product,series,sales_price", "GTX Pro,GTX,4821", "MG,MG,55"),
        "crm/sales_teams.csv": lines(
            "sales_agent,manager,regional_office", "Ann,Mia,East", "Bob,Mia,East", "Cy,Max,West"
        ),
        "crm/sales_pipeline.csv": lines(HEADER, *rows),
    })  # fmt: skip


def test_a_deal_is_worth_its_list_price_until_it_is_won(tmp_path: Path) -> None:
    home = maven(tmp_path, *ROWS)
    shown = "opportunity_id, valid_from, stage_name, amount_local, close_date, is_closed, is_won"
    assert home.states(shown) == [
        ("E", datetime(2026, 3, 10), "Engaging", Decimal(55), None, False, False),
        ("L", datetime(2026, 3, 3), "Engaging", Decimal(4821), None, False, False),
        ("L", datetime(2026, 3, 20), "Lost", Decimal(4821), date(2026, 3, 20), True, False),
        ("P", datetime(2026, 3, 31), "Prospecting", Decimal(55), None, False, False),
        ("W", datetime(2026, 3, 3), "Engaging", Decimal(4821), None, False, False),
        ("W", datetime(2026, 3, 12), "Won", Decimal(4500), date(2026, 3, 12), True, True),
    ]


def test_a_deal_is_worth_the_line_items_known_by_then_until_it_is_won(tmp_path: Path) -> None:
    items = """  line_items:
    table: opportunity_products
    files: items.csv
    columns: {opportunity_id: deal, product_id: product, amount_local: total, known_at: added}
history: {amount_until_won: line_items}
"""
    home = built(tmp_path, {
        "crm/mapping.yaml": MAPPING + items,
        "reference/stages.csv": STAGES,
        "crm/sales_pipeline.csv": lines(HEADER, *ROWS),
        "crm/items.csv": lines(
            "deal,product,total,added",
            "W,GTX Pro,1000,", "W,MG,55.50,2026-03-03", "W,GTX Pro,7000,2026-03-05", "L,MG,60,2026-03-20",
        ),
    })  # fmt: skip
    assert home.states("opportunity_id, stage_name, amount_local") == [
        ("E", "Engaging", None),
        ("L", "Engaging", None),
        ("L", "Lost", Decimal(0)),
        ("P", "Prospecting", None),
        ("W", "Engaging", Decimal("1055.50")),
        ("W", "Won", Decimal(4500)),
    ]


def test_a_deal_without_any_date_is_known_from_the_extract_on(tmp_path: Path) -> None:
    home = maven(tmp_path, *ROWS)
    assert home.rows("SELECT created_at, known_at FROM opportunities WHERE opportunity_id = 'P'") == [
        (None, datetime(2026, 3, 31))
    ]


def test_products_are_matched_by_the_declared_names(tmp_path: Path) -> None:
    home = maven(tmp_path, *ROWS)
    assert home.rows("SELECT opportunity_id, product_id, line_number FROM opportunity_products ORDER BY 1") == [
        ("E", "MG", 1), ("L", "GTX Pro", 1), ("P", "MG", 1), ("W", "GTX Pro", 1),
    ]  # fmt: skip
    assert home.rows("SELECT DISTINCT product_family FROM opportunities ORDER BY 1") == [("GTX Pro",), ("MG",)]


def test_the_organisation_is_built_from_the_columns_that_name_it(tmp_path: Path) -> None:
    home = maven(tmp_path, *ROWS)
    assert home.rows("SELECT node_id, node_name, parent_node_id, level FROM organisation_nodes ORDER BY 1") == [
        ("company", "Acme", None, "company"),
        ("east", "East", "company", "region"),
        ("east-mia", "Team Mia", "east", "team"),
        ("west", "West", "company", "region"),
        ("west-max", "Team Max", "west", "team"),
    ]
    assert home.rows("SELECT person_id, node_id FROM organisation_members ORDER BY 1") == [
        ("Ann", "east-mia"), ("Bob", "east-mia"), ("Cy", "west-max"), ("Max", "west-max"), ("Mia", "east-mia"),
    ]  # fmt: skip
    assert home.rows("SELECT person_id, role, manager_id FROM people ORDER BY 1") == [
        ("Ann", "representative", "Mia"), ("Bob", "representative", "Mia"), ("Cy", "representative", "Max"),
        ("Max", "manager", None), ("Mia", "manager", None),
    ]  # fmt: skip


def test_cutting_what_came_after_a_week_leaves_the_week_as_it_was(tmp_path: Path) -> None:
    whole = maven(tmp_path / "whole", *ROWS)
    cut = maven(
        tmp_path / "cut",
        "W,Ann,GTXPro,Acme,Won,2026-03-03,2026-03-12,4500",
        "L,Ann,GTX Pro,Acme,,2026-03-03,,",
        "E,Bob,MG,,Engaging,2026-03-10,,",
        "P,Bob,MG,,Prospecting,,,",
    )
    known = """
        SELECT opportunity_id, change_seq, valid_from, stage_name, amount_local, close_date, is_closed, owner_id
        FROM opportunity_history WHERE valid_from < TIMESTAMP '2026-03-16' ORDER BY ALL"""
    assert whole.rows(known) == cut.rows(known)
    assert len(whole.rows(known)) == 4
