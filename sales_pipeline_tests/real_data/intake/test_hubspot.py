"""A connector's HubSpot tables: values are hashed and no deal has an amount, so this proves intake and no more."""

import pytest

from sales_pipeline import contract
from sales_pipeline.intake.build import tables
from sales_pipeline_tests.intake.homes import Built
from sales_pipeline_tests.real_data.intake.exports import imported

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def hubspot(tmp_path_factory: pytest.TempPathFactory) -> Built:
    home, report = imported("hubspot", "dbt_hubspot_seeds", tmp_path_factory.mktemp("hubspot") / "home")
    assert report.rejected == []
    assert report.before_a_run == []
    assert (report.lacks or [])[0].startswith("account_id:")
    # names of properties are hashed too
    assert any("logged fields that fill nothing: ky4p2Nx3U/ctHYnc+rKWvg== (60)" in line for line in report.proposed)
    return Built(home)


def test_every_row_of_every_table_is_read(hubspot: Built) -> None:
    read = "SELECT source_file, table_name, row_count, accepted_count FROM source_files WHERE table_name NOT IN ('', ?)"
    assert [row[0:4] for row in hubspot.connection.execute(f"{read} ORDER BY 1", ["stages"]).fetchall()] == [
        ("crm/company_data.csv", "accounts", 24, 24),
        ("crm/deal_company_data.csv", "labels", 2, 2),
        ("crm/deal_contact_data.csv", "opportunity_contacts", 11, 11),
        ("crm/deal_data.csv", "opportunities", 44, 44),
        ("crm/deal_pipeline_stage_data.csv", "labels", 71, 71),
        ("crm/deal_property_history_data.csv", "opportunity_history", 100, 100),
        ("crm/deal_stage_data.csv", "opportunity_history", 14, 14),
        ("crm/engagement_call_data.csv", "activities", 1, 1),
        ("crm/engagement_deal_data.csv", "labels", 1, 1),
        ("crm/engagement_meeting_data.csv", "activities", 100, 100),
        ("crm/owner_data.csv", "people", 100, 100),
    ]


def test_deals_and_their_stages_are_there(hubspot: Built) -> None:
    assert hubspot.rows("SELECT count(*) FROM opportunities WHERE source_file = 'crm/deal_data.csv'") == [(44,)]
    entered = (
        "SELECT count(DISTINCT opportunity_id) FROM opportunity_history WHERE source_file LIKE '%deal_stage_data%'"
    )
    assert hubspot.rows(entered) == [(14,)]
    assert hubspot.rows("SELECT count(*) FROM opportunity_history WHERE amount_local IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("name", tables())
def test_table_keeps_its_contract(hubspot: Built, name: str) -> None:
    model = contract.catalogue()[name]
    made = hubspot.connection.sql(f"SELECT * FROM {name}").to_arrow_table()
    broken = contract.breaches(model, made, contract.meta(model, "grain"))
    assert broken.empty, broken.to_string()
