"""Two exports with Salesforce's names: a demo joined by name with a history of few deals, and one without owners."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline import contract
from sales_pipeline.intake.build import tables
from sales_pipeline_tests.intake.homes import Built
from sales_pipeline_tests.real_data.intake.exports import MAPPINGS, imported

pytestmark = pytest.mark.real_data
OUTCOMES = (
    "SELECT is_closed, is_won, count(*) FROM opportunity_history WHERE valid_to IS NULL GROUP BY ALL ORDER BY ALL"
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder, mapping = tmp_path_factory.mktemp("demo") / "home", MAPPINGS / "salesforce_dtc_demo.yaml"
    home, report = imported(str(mapping), "salesforce_dtc_demo", folder)
    assert (report.rejected, report.before_a_run) == ([], [])
    assert "crm/DTC_Case.csv: not read, no source of crm/mapping.yaml claims it" in report.read
    return Built(home)


def test_every_deal_and_outcome_of_the_demo_is_there(demo: Built) -> None:
    assert demo.rows(OUTCOMES) == [(False, False, 191), (True, False, 463), (True, True, 1_345)]
    assert demo.counts("opportunities") == (1_999, 1_999, 0)
    assert demo.counts("opportunity_history") == (387, 387, 0)


def test_the_history_of_the_demo_is_read_though_its_header_holds_blanks(demo: Built) -> None:
    states = "FROM opportunity_history WHERE source_file = 'crm/DTC_OpportunityHistory.csv'"
    assert demo.rows(f"SELECT count(DISTINCT opportunity_id), min(valid_from), max(valid_from) {states}") == [
        (291, datetime(2014, 11, 16), datetime(2015, 7, 8))
    ]
    # every open deal has one, and its extract says nothing else
    assert demo.rows(f"SELECT count(*), count(owner_id) {states} AND valid_to IS NULL AND NOT is_closed") == [
        (191, 191)
    ]
    assert demo.rows("SELECT count(*) FROM opportunity_history WHERE NOT is_closed AND valid_to IS NULL") == [(191,)]
    one = (
        f"SELECT amount_local, stated_probability, forecast_category {states} AND opportunity_id LIKE '%McLaughlin130'"
    )
    assert demo.rows(f"{one} ORDER BY valid_from") == [
        (Decimal(624_500), Decimal("0.9"), "commit"), (Decimal(1_249_000), Decimal("0.9"), "commit"),
    ]  # fmt: skip


def test_names_of_the_demo_join(demo: Built) -> None:
    assert demo.rows("SELECT count(*) FROM opportunities JOIN accounts USING (account_id)") == [(1_999,)]
    items = "SELECT count(*), count(DISTINCT product_id) FROM opportunity_products JOIN products USING (product_id)"
    assert demo.rows(items) == [(3_999, 17)]
    assert demo.rows("SELECT count(*) FROM activities JOIN opportunities USING (opportunity_id)") == [(3_998,)]
    owners = (
        "SELECT count(DISTINCT owner_id) FROM opportunity_history JOIN organisation_members ON owner_id = person_id"
    )
    assert demo.rows(owners) == [(18,)]


@pytest.mark.parametrize("name", tables())
def test_table_keeps_its_contract(demo: Built, name: str) -> None:
    model = contract.catalogue()[name]
    made = demo.connection.sql(f"SELECT * FROM {name}").to_arrow_table()
    broken = contract.breaches(model, made, contract.meta(model, "grain"))
    assert broken.empty, broken.to_string()


def test_an_export_without_owners_in_american_dates(tmp_path: Path) -> None:
    home, report = imported(str(MAPPINGS / "sf_in_powerbi.yaml"), "sf_in_powerbi", tmp_path / "home")
    assert (report.rejected, report.before_a_run) == ([], [])
    assert "crm/Lead.csv: not read, no source of crm/mapping.yaml claims it" in report.read
    made = Built(home)
    assert made.counts("opportunities") == (36, 36, 0)
    assert made.counts("opportunity_history") == (48, 48, 0)
    assert made.rows(OUTCOMES) == [(False, False, 16), (True, False, 8), (True, True, 12)]
    assert made.rows("SELECT max(valid_from), count(owner_id) FROM opportunity_history") == [
        (datetime(2026, 3, 7, 21), 0)
    ]
