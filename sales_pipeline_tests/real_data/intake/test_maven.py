"""Maven Analytics' CRM sample: created and closed known, products by other names, open deals without amount or date."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from sales_pipeline import company, contract
from sales_pipeline.intake.build import tables
from sales_pipeline_tests.intake.homes import Built
from sales_pipeline_tests.real_data.intake.exports import imported

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def maven(tmp_path_factory: pytest.TempPathFactory) -> Built:
    home, report = imported(
        "created_closed", "maven_crm_sales_opportunities", tmp_path_factory.mktemp("maven") / "home"
    )
    assert report.rejected == []
    assert company.load(home.company_file).fiscal.period == "month"
    assert "crm/mapping.yaml: product GTXPro of 1,480 deals is read as GTX Pro" in report.proposed
    return Built(home)


def test_every_deal_and_outcome_is_there(maven: Built) -> None:
    assert maven.rows("SELECT count(*) FROM opportunities") == [(8_800,)]
    assert maven.rows(
        "SELECT is_closed, is_won, count(*) FROM opportunity_history WHERE valid_to IS NULL GROUP BY ALL ORDER BY ALL"
    ) == [(False, False, 2_089), (True, False, 2_473), (True, True, 4_238)]
    assert maven.counts("opportunities") == (8_800, 8_800, 0)


def test_open_deals_are_worth_the_list_price_and_won_ones_their_close_value(maven: Built) -> None:
    assert maven.rows("SELECT count(*) FROM opportunity_history WHERE amount_local IS NULL") == [(0,)]
    assert maven.rows("""
        SELECT count(*) FROM opportunity_history h JOIN opportunity_products USING (opportunity_id)
        JOIN products p USING (product_id) WHERE NOT h.is_won AND h.amount_local <> p.list_price""") == [(0,)]
    assert maven.rows("SELECT sum(amount_local) FROM opportunity_history WHERE is_won") == [(Decimal(10_005_534),)]
    assert maven.rows("SELECT count(*) FROM opportunity_history WHERE NOT is_closed AND close_date IS NOT NULL") == [
        (0,)
    ]


def test_the_other_name_of_a_product_is_matched(maven: Built) -> None:
    assert maven.rows("""
        SELECT count(*) FILTER (WHERE product_id = 'GTX Pro'), count(*) FILTER (WHERE product_id = 'GTXPro'), count(*)
        FROM opportunity_products JOIN products USING (product_id)""") == [(1_480, 0, 8_800)]


def test_states_begin_when_the_file_says(maven: Built) -> None:
    assert maven.rows("""
        SELECT stage_name, count(*), min(valid_from), max(valid_from) FROM opportunity_history GROUP BY 1 ORDER BY 1
        """) == [
        ("Engaging", 8_300, datetime(2016, 10, 20), datetime(2017, 12, 27)),
        ("Lost", 2_473, datetime(2017, 3, 1), datetime(2017, 12, 31)),
        ("Prospecting", 500, datetime(2017, 12, 31), datetime(2017, 12, 31)),
        ("Won", 4_238, datetime(2017, 3, 1), datetime(2017, 12, 31)),
    ]


def test_the_organisation_has_three_regions_six_teams_and_everybody(maven: Built) -> None:
    assert maven.rows("SELECT level, count(*) FROM organisation_nodes GROUP BY 1 ORDER BY 1") == [
        ("company", 1), ("region", 3), ("team", 6),
    ]  # fmt: skip
    assert maven.rows("SELECT role, count(*) FROM people GROUP BY 1 ORDER BY 1") == [
        ("manager", 6),
        ("representative", 35),
    ]
    assert maven.rows("""
        SELECT count(DISTINCT owner_id) FROM opportunity_history JOIN organisation_members ON owner_id = person_id
        """) == [(30,)]
    assert maven.rows("SELECT min(valid_from), count(*) FROM organisation_members") == [(date(1900, 1, 1), 41)]


@pytest.mark.parametrize("name", tables())
def test_table_keeps_its_contract(maven: Built, name: str) -> None:
    model = contract.catalogue()[name]
    made = maven.connection.sql(f"SELECT * FROM {name}").to_arrow_table()
    broken = contract.breaches(model, made, contract.meta(model, "grain"))
    assert broken.empty, broken.to_string()
