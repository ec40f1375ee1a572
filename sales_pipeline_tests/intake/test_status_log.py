"""A row a status change: states as they came, amounts kept when a deal is lost, people dated by the log."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sales_pipeline_tests.intake.homes import built, lines

LOG = {
    "crm/mapping.yaml": "preset: status_log\n",
    "crm/log.csv": lines(
        "Date,Salesperson,Lead Name,Segment,Region,Target Close,Forecasted Monthly Revenue,Opportunity Stage",
        "3/2/2026,Ann,A,SMB,US,5/1/2026,100,Open",
        "3/9/2026,Ann,A,SMB,US,6/1/2026,80,Proposal",
        "3/16/2026,Ann,A,SMB,US,3/16/2026,0,Lost",
        "3/9/2026,Bob,B,Enterprise,EMEA,3/9/2026,0,Lost",
        "3/23/2026,Ann,C,SMB,EMEA,5/1/2026,40,Open",
    ),
}


def test_a_lost_deal_keeps_its_last_open_amount(tmp_path: Path) -> None:
    home = built(tmp_path, LOG)
    assert home.states("opportunity_id, change_seq, valid_from, amount_local, close_date, is_closed") == [
        ("A", 1, datetime(2026, 3, 2), Decimal(100), date(2026, 5, 1), False),
        ("A", 2, datetime(2026, 3, 9), Decimal(80), date(2026, 6, 1), False),
        ("A", 3, datetime(2026, 3, 16), Decimal(80), date(2026, 3, 16), True),
        ("B", 1, datetime(2026, 3, 9), Decimal(0), date(2026, 3, 9), True),
        ("C", 1, datetime(2026, 3, 23), Decimal(40), date(2026, 5, 1), False),
    ]
    assert home.rows("SELECT opportunity_id, segment, created_at FROM opportunities ORDER BY 1") == [
        ("A", "SMB", datetime(2026, 3, 2)),
        ("B", "Enterprise", datetime(2026, 3, 9)),
        ("C", "SMB", datetime(2026, 3, 23)),
    ]


def test_people_stand_where_the_log_first_shows_them_and_move_with_it(tmp_path: Path) -> None:
    home = built(tmp_path, LOG)
    columns = "person_id, node_id, valid_from, valid_to, known_at"
    assert home.rows(f"SELECT {columns} FROM organisation_members ORDER BY 1, 3") == [
        ("Ann", "us", date(2026, 3, 2), date(2026, 3, 23), date(2026, 3, 3)),
        ("Ann", "emea", date(2026, 3, 23), None, date(2026, 3, 24)),
        ("Bob", "emea", date(2026, 3, 9), None, date(2026, 3, 10)),
    ]
    assert home.rows("SELECT node_id, level, valid_from FROM organisation_nodes ORDER BY 3, 1") == [
        ("company", "company", date(1900, 1, 1)),
        ("us", "region", date(2026, 3, 2)),
        ("emea", "region", date(2026, 3, 9)),
    ]
    assert home.counts("organisation_members") == (5, 5, 0)
