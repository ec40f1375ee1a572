"""HubSpot's deals and property history: ids of stages become names, dates are milliseconds, links lie in files."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sales_pipeline_tests.intake.homes import Built, built, lines

FILES: dict[str, str | bytes] = {
    "crm/mapping.yaml": "preset: hubspot\n",
    "crm/deal_data.csv": lines(
        "deal_id,is_deleted,deal_pipeline_id,deal_pipeline_stage_id,owner_id,property_dealname,property_amount,"
        "property_closedate,property_createdate,property_dealtype",
        "11,false,p,s2,o1,First,90,2026-04-30 00:00:00,2026-03-02 9:15:00,newbusiness",
        "12,false,p,s3,o2,Second,,,2026-03-03 10:00:00.123,",
    ),
    "crm/deal_property_history_data.csv": lines(
        "deal_id,timestamp,_fivetran_synced,source,name,source_id,value",
        "11,2026-03-02 09:15:00.000,2026-03-09,CRM_UI,dealstage,,s1",
        "11,2026-03-02 09:15:00.000,2026-03-09,CRM_UI,amount,,100",
        "11,2026-03-02 09:15:00.000,2026-03-09,CRM_UI,hubspot_owner_id,,o1",
        "11,2026-03-05 08:00:00.000,2026-03-09,CRM_UI,dealstage,,s2",
        "11,2026-03-06 08:00:00.000,2026-03-09,CRM_UI,closedate,,1777507200000",
        "11,2026-03-07 08:00:00.000,2026-03-09,CRM_UI,amount,,",
        "11,2026-03-08 08:00:00.000,2026-03-09,CRM_UI,hs_num_contacts,,3",
        "12,2026-03-03 10:00:00.123,2026-03-09,CRM_UI,dealstage,,s1",
        "12,2026-03-04 10:00:00.000,2026-03-09,CRM_UI,dealstage,,s3",
    ),
    "crm/deal_pipeline_stage_data.csv": lines(
        "stage_id,label,pipeline_id,closed_won", "s1,Open,p,FALSE", "s2,Proposal,p,FALSE", "s3,Won,p,TRUE",
    ),
    "crm/deal_company_data.csv": lines("company_id,deal_id", "c1,11", "c1,12", "c2,12"),
    "crm/company_data.csv": lines("id,property_name,property_city", "c1,Acme,Bern", "c2,Other,Rome"),
    "crm/owner_data.csv": lines(
        "owner_id,email,first_name,last_name", "o1,a@x.example,Ann,Example", "o2,b@x.example,,Other"
    ),
    "crm/engagement_call_data.csv": lines(
        "engagement_id,property_hs_timestamp", "e1,2026-03-04 10:00:00", "e2,2026-03-05"
    ),
    "crm/engagement_deal_data.csv": lines("deal_id,engagement_id", "11,e1"),
    "crm/deal_contact_data.csv": lines("contact_id,deal_id", "k1,11"),
}  # fmt: skip


def test_states_follow_the_properties(tmp_path: Path) -> None:
    home = built(tmp_path, FILES)
    assert home.states("opportunity_id, valid_from, stage_name, amount_local, close_date, owner_id") == [
        ("11", datetime(2026, 3, 2, 9, 15), "Open", Decimal(100), None, "o1"),
        ("11", datetime(2026, 3, 5, 8), "Proposal", Decimal(100), None, "o1"),
        ("11", datetime(2026, 3, 6, 8), "Proposal", Decimal(100), date(2026, 4, 30), "o1"),
        ("11", datetime(2026, 3, 7, 8), "Proposal", None, date(2026, 4, 30), "o1"),
        ("12", datetime(2026, 3, 3, 10, 0, 0, 123000), "Open", None, None, None),
        ("12", datetime(2026, 3, 4, 10), "Won", None, None, None),
    ]
    assert home.counts("opportunity_history") == (9, 9, 0)


def test_what_lies_in_files_of_its_own_is_brought_together(tmp_path: Path) -> None:
    home = built(tmp_path, FILES)
    deals = "SELECT opportunity_id, opportunity_name, account_id, opportunity_type FROM opportunities ORDER BY 1"
    assert home.rows(deals) == [
        ("11", "First", "c1", "new"), ("12", "Second", None, None),
    ]  # fmt: skip
    assert home.rows("SELECT person_name FROM people ORDER BY person_id") == [("Ann Example",), ("Other",)]
    assert home.rows("SELECT activity_id, opportunity_id, activity_type, activity_date FROM activities ORDER BY 1") == [
        ("e1", "11", "Call", date(2026, 3, 4)), ("e2", None, "Call", date(2026, 3, 5)),
    ]  # fmt: skip
    assert home.rows("SELECT opportunity_id, contact_id FROM opportunity_contacts") == [("11", "k1")]
    assert home.rejected() == []


def test_an_export_of_the_interface_is_read_by_its_titles(tmp_path: Path) -> None:
    home: Built = built(tmp_path, {
        "crm/mapping.yaml": "preset: hubspot\n",
        "crm/hubspot-crm-exports-all-deals-2026-03-09.csv": lines(
            "Record ID,Deal Name,Deal Stage,Deal owner,Amount,Close Date,Create Date,Last Modified Date,Is Closed Won",
            "11,First,Proposal,Ann Example,90,2026-04-30 10:00,2026-03-02 09:15,2026-03-05 08:00,false",
        ),
    })  # fmt: skip
    assert home.states("valid_from, stage_name, owner_id, is_won") == [
        (datetime(2026, 3, 2, 9, 15), None, "Ann Example", False),
        (datetime(2026, 3, 5, 8), "Proposal", "Ann Example", False),
    ]
