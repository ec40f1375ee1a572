"""Dynamics 365: outcome in the state, closing values in columns of their own, an audit of changes, a process."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sales_pipeline_tests.intake.homes import Built, built, lines

STATE = "opportunity_id, valid_from, stage_name, amount_local, close_date, is_closed, is_won"
HEADER = (
    "opportunityid,name,_parentaccountid_value,_ownerid_value,statecode,stepname,closeprobability,estimatedvalue,"
    "actualvalue,estimatedclosedate,actualclosedate,createdon,modifiedon"
)
AUDIT = "objectid,createdon,attributename,oldvalue,newvalue"
STAGES = "stage_name,forecast_category\nQualify,pipeline\nPropose,best_case\nClose,commit\n"


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 3, day, hour)


def dynamics(root: Path, **files: str) -> Built:
    named = {f"crm/{name}.csv": content for name, content in files.items()}
    return built(root, {"crm/mapping.yaml": "preset: dynamics365\n", "reference/stages.csv": STAGES, **named})


WON = "w,Won,a1,o1,1,Close,100,100,95,2026-04-30,2026-03-12,2026-03-02T10:00:00Z,2026-03-12T16:00:00Z"
OPEN = "o,Open,a1,o1,0,Propose,40,70,,2026-05-31,,2026-03-02T10:00:00Z,2026-03-05T10:00:00Z"
LOST = "l,Lost,a1,o2,2,Qualify,0,50,0,2026-05-31,2026-03-10,2026-03-03T10:00:00Z,2026-03-10T10:00:00Z"


def test_the_outcome_is_the_state_and_closing_values_take_their_place(tmp_path: Path) -> None:
    home = dynamics(tmp_path, opportunities=lines(HEADER, WON, OPEN, LOST))
    assert home.states(STATE) == [
        ("l", at(3), None, None, None, False, False),
        ("l", at(10, 0), "Qualify", Decimal(0), date(2026, 3, 10), True, False),
        ("o", at(2), None, None, None, False, False),
        ("o", at(5), "Propose", Decimal(70), date(2026, 5, 31), False, False),
        ("w", at(2), None, None, None, False, False),
        ("w", at(12, 0), "Close", Decimal(95), date(2026, 3, 12), True, True),
    ]
    assert home.rows("SELECT opportunity_id, account_id FROM opportunities ORDER BY 1") == [
        ("l", "a1"), ("o", "a1"), ("w", "a1"),
    ]  # fmt: skip


def test_the_audit_tells_what_was_when(tmp_path: Path) -> None:
    home = dynamics(tmp_path, opportunities=lines(HEADER, WON, OPEN), audit=lines(
        AUDIT,
        "w,2026-03-05T10:00:00Z,stepname,Qualify,Propose",
        "w,2026-03-05T10:00:00Z,estimatedvalue,120,100",
        "w,2026-03-09T10:00:00Z,stepname,Propose,Close",
        "w,2026-03-09T10:00:00Z,estimatedclosedate,2026-03-31,2026-04-30",
        "w,2026-03-12T16:00:00Z,statecode,Open,Won",
        "w,2026-03-12T16:00:00Z,actualvalue,,95",
    ))  # fmt: skip
    assert home.states(STATE) == [
        # of an open deal what the log never changed is what it says today
        ("o", at(2), "Propose", Decimal(70), date(2026, 5, 31), False, False),
        # and what nobody logs, its chance, is known from the last modification on
        ("o", at(5), "Propose", Decimal(70), date(2026, 5, 31), False, False),
        ("w", at(2), "Qualify", Decimal(120), date(2026, 3, 31), False, False),
        ("w", at(5), "Propose", Decimal(100), date(2026, 3, 31), False, False),
        ("w", at(9), "Close", Decimal(100), date(2026, 4, 30), False, False),
        ("w", at(12, 16), "Close", Decimal(100), date(2026, 4, 30), True, True),
        ("w", at(12, 16), "Close", Decimal(95), date(2026, 3, 12), True, True),
    ]
    assert home.counts("opportunity_history") == (6, 6, 0)


def test_a_closed_deal_never_says_early_what_closing_brought(tmp_path: Path) -> None:
    home = dynamics(
        tmp_path,
        opportunities=lines(HEADER, WON, OPEN),
        audit=lines(AUDIT, "o,2026-03-05T10:00:00Z,estimatedvalue,60,70", "w,2026-03-12T16:00:00Z,statecode,0,1"),
    )
    assert home.states("opportunity_id, valid_from, amount_local, is_won") == [
        ("o", at(2), Decimal(60), False), ("o", at(5), Decimal(70), False),
        ("o", at(5), Decimal(70), False),
        ("w", at(2), None, False), ("w", at(12, 16), None, True), ("w", at(12, 16), Decimal(95), True),
    ]  # fmt: skip


def test_a_lost_deal_keeps_its_last_open_amount(tmp_path: Path) -> None:
    home = dynamics(tmp_path, opportunities=lines(HEADER, LOST), audit=lines(
        AUDIT, "l,2026-03-05T10:00:00Z,estimatedvalue,40,50", "l,2026-03-10T10:00:00Z,statecode,Open,Lost",
    ))  # fmt: skip
    assert home.states("valid_from, amount_local, is_closed")[-1] == (at(10), Decimal(50), True)
    assert home.rows("SELECT amount_local FROM opportunity_history WHERE valid_to IS NULL") == [(Decimal(50),)]


def test_the_process_says_since_when_its_stage_is_active(tmp_path: Path) -> None:
    home = dynamics(
        tmp_path,
        opportunities=lines(HEADER, OPEN),
        opportunitysalesprocess=lines(
            "businessprocessflowinstanceid,_opportunityid_value,_activestageid_value,activestagestartedon",
            "b1,o,s1,2026-03-04T09:00:00Z",
        ),
        processstage=lines("processstageid,stagename", "s1,Qualify"),
    )
    assert home.states("valid_from, stage_name") == [(at(2), None), (at(4, 9), "Qualify"), (at(5), "Propose")]


def test_an_export_of_a_view_is_read_by_its_titles(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/mapping.yaml": "preset: dynamics365\n", "reference/stages.csv": STAGES,
        "crm/All Opportunities 3-9-2026.csv": lines(
            "(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,Account,Owner,"
            "Status,Pipeline Phase,Est. Revenue,Actual Revenue,Est. Close Date,Actual Close Date,Created On",
            'o,x,3/5/2026 10:00 AM,Deal,Acme,Ann Example,Open,Propose,"$1,070.00",,5/31/2026,,3/2/2026 10:00 AM',
        ),
    })  # fmt: skip
    assert home.states("valid_from, stage_name, amount_local, close_date, owner_id") == [
        (at(2), None, None, None, "Ann Example"),
        (at(5), "Propose", Decimal(1070), date(2026, 5, 31), "Ann Example"),
    ]
