"""A row a changed field: states put together field by field, what was before told by the first change."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sales_pipeline_tests.intake.homes import DEALS, HISTORY, built, lines

LOG = "OpportunityId,CreatedDate,Field,OldValue,NewValue"
ANN, BOB = "005000000000001AAA", "005000000000002AAA"
STATE = "opportunity_id, valid_from, stage_name, amount_local, close_date, owner_id"


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 3, day, hour)


def deal(number: int, stage: str, amount: int, modified: int, owner: str = ANN) -> str:
    stamps = f"2026-03-02T10:00:00Z,2026-03-{modified:02}T10:00:00Z"
    return f"{number},Deal {number},{owner},{stage},{amount},2026-04-30,{stamps}"


def test_states_are_put_together_from_fields_and_from_what_they_were_before(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/Opportunity.csv": lines(DEALS, deal(1, "Won", 80, 16, BOB), deal(2, "Open", 5, 20)),
        "crm/OpportunityFieldHistory.csv": lines(
            LOG,
            "1,2026-03-02T10:00:00Z,created,,",
            "1,2026-03-05T10:00:00Z,StageName,Open,Proposal",
            "1,2026-03-05T10:00:00Z,Amount,100,80",
            f"1,2026-03-09T10:00:00Z,Owner,{ANN},{BOB}",
            "1,2026-03-09T10:00:00Z,Owner,Ann Example,Bob Example",
            "1,2026-03-10T10:00:00Z,Description,a,b",
            "1,2026-03-16T10:00:00Z,StageName,Proposal,Won",
        ),
    })  # fmt: skip
    # nobody logs the close date here: it is known from the last modification on
    assert home.states(STATE) == [
        ("1", at(2), "Open", Decimal(100), None, ANN),
        ("1", at(5), "Proposal", Decimal(80), None, ANN),
        ("1", at(9), "Proposal", Decimal(80), None, BOB),
        ("1", at(16), "Won", Decimal(80), None, BOB),
        ("1", at(16), "Won", Decimal(80), date(2026, 4, 30), BOB),
        # a field that others changed and this deal didn't had its value all along
        ("2", at(2), "Open", Decimal(5), None, ANN),
        ("2", at(20), "Open", Decimal(5), date(2026, 4, 30), ANN),
    ]
    assert home.counts("opportunity_history") == (7, 7, 0)
    assert home.rejected() == []


def test_a_value_taken_away_is_unknown_from_then_on(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/OpportunityFieldHistory.csv": lines(
            LOG, "1,2026-03-05T10:00:00Z,Amount,,100", "1,2026-03-06T10:00:00Z,Amount,100,",
            "1,2026-03-07T10:00:00Z,StageName,Open,Lost", "1,2026-03-07T10:00:00Z,Probability,20,0",
        ),
    })  # fmt: skip
    assert home.states("valid_from, stage_name, amount_local, stated_probability, is_closed") == [
        (at(5), "Open", Decimal(100), Decimal("0.2"), False),
        (at(6), "Open", None, Decimal("0.2"), False),
        (at(7), "Lost", None, Decimal(0), True),
    ]


def test_beside_whole_states_the_log_adds_what_they_leave_out(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/OpportunityHistory.csv": lines(
            HISTORY.removesuffix(",OwnerId"),
            "1,2026-03-02T10:00:00Z,Open,100,2026-04-30",
            "1,2026-03-09T10:00:00Z,Proposal,100,2026-05-31",
        ),
        "crm/OpportunityFieldHistory.csv": lines(
            LOG, "1,2026-03-09T10:00:00Z,StageName,Open,Proposal", f"1,2026-03-05T10:00:00Z,Owner,{ANN},{BOB}",
        ),
    })  # fmt: skip
    assert home.states(STATE) == [
        ("1", at(2), "Open", Decimal(100), date(2026, 4, 30), ANN),
        ("1", at(5), "Open", Decimal(100), date(2026, 4, 30), BOB),
        ("1", at(9), "Proposal", Decimal(100), date(2026, 5, 31), BOB),
    ]


def test_a_week_sees_the_same_whether_the_export_was_made_then_or_later(tmp_path: Path) -> None:
    log = [
        "1,2026-03-05T10:00:00Z,StageName,Open,Proposal", "2,2026-03-06T10:00:00Z,Amount,5,7",
        "1,2026-03-12T10:00:00Z,Amount,100,80", "2,2026-03-13T10:00:00Z,StageName,Open,Lost",
    ]  # fmt: skip
    early = built(tmp_path / "early", {
        "crm/Opportunity.csv": lines(DEALS, deal(1, "Proposal", 100, 5), deal(2, "Open", 7, 6)),
        "crm/OpportunityFieldHistory.csv": lines(LOG, *log[:2]),
    })  # fmt: skip
    late = built(tmp_path / "late", {
        "crm/Opportunity.csv": lines(DEALS, deal(1, "Proposal", 80, 12), deal(2, "Lost", 7, 13)),
        "crm/OpportunityFieldHistory.csv": lines(LOG, *log),
    })  # fmt: skip
    for day in range(3, 10):
        then = f"TIMESTAMP '2026-03-{day:02} 00:00:00'"
        holds = f"valid_from < {then} AND coalesce(valid_to >= {then}, true)"
        seen = f"SELECT opportunity_id, stage_name, amount_local, is_closed FROM opportunity_history WHERE {holds}"
        assert len(early.rows(seen)) == 2
        assert late.rows(f"{seen} ORDER BY 1") == early.rows(f"{seen} ORDER BY 1"), day


def test_a_value_that_cannot_be_used_rejects_its_row(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/OpportunityFieldHistory.csv": lines(
            LOG, "1,2026-03-05T10:00:00Z,Amount,100,tbd", "1,2026-03-06T10:00:00Z,Amount,n/a,100",
            "1,2026-02-30,Amount,1,2", "1,2026-03-07T10:00:00Z,StageName,,Open",
        ),
    })  # fmt: skip
    assert home.rejected() == [
        (2, "NewValue", "tbd", "is no amount like 1,234.50"),
        (3, "OldValue", "n/a", "is no amount like 1,234.50"),
        (4, "CreatedDate", "2026-02-30", "is no date like 2026-03-31"),
    ]
    assert home.counts("opportunity_history") == (4, 1, 3)
