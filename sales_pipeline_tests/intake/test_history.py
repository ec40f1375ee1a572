"""opportunity_history: ranges, order, unchanged states, extracts beside changes, and what one row a deal can say."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sales_pipeline_tests.intake.homes import DEALS, HISTORY, built, lines

STATE = "opportunity_id, valid_from, valid_to, stage_name, amount_local, is_closed"


def at(day: int, hour: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour)


def test_each_change_holds_until_the_next(tmp_path: Path) -> None:
    home = built(tmp_path, {"crm/OpportunityHistory.csv": lines(
        HISTORY,
        "1,2026-03-09T10:00:00.000Z,Won,90,2026-03-09,ann",
        "1,2026-03-02T10:00:00.000Z,Open,100,2026-04-30,ann",
        "1,2026-03-05T10:00:00.000Z,Proposal,90,2026-04-30,ann",
        "2,2026-03-05T10:00:00.000Z,Open,5,,bob",
    )})  # fmt: skip
    assert home.states(
        "opportunity_id, change_seq, valid_from, valid_to, stage_name, is_closed, is_won, source_line"
    ) == [
        ("1", 1, at(2, 10), at(5, 10), "Open", False, False, 3),
        ("1", 2, at(5, 10), at(9, 10), "Proposal", False, False, 4),
        ("1", 3, at(9, 10), None, "Won", True, True, 2),
        ("2", 1, at(5, 10), None, "Open", False, False, 5),
    ]
    assert home.rows("SELECT opportunity_id, created_at, known_at FROM opportunities ORDER BY 1") == [
        ("1", at(2, 10), at(2, 10)),
        ("2", at(5, 10), at(5, 10)),
    ]


def test_at_one_instant_the_order_of_the_file_decides(tmp_path: Path) -> None:
    home = built(tmp_path, {"crm/OpportunityHistory.csv": lines(
        HISTORY,
        "1,2026-03-02T10:00:00Z,Open,100,2026-04-30,ann",
        "1,2026-03-02T10:00:00Z,Proposal,100,2026-04-30,ann",
        "1,2026-03-02T10:00:00Z,Open,80,2026-04-30,ann",
    )})  # fmt: skip
    assert home.states("change_seq, stage_name, amount_local, valid_to") == [
        (1, "Open", Decimal(100), at(2, 10)),
        (2, "Proposal", Decimal(100), at(2, 10)),
        (3, "Open", Decimal(80), None),
    ]


def test_a_state_that_says_nothing_new_is_no_change(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/OpportunityHistory_1.csv": lines(
            HISTORY,
            "1,2026-03-02T10:00:00Z,Open,100,2026-04-30,ann",
            "1,2026-03-05T10:00:00Z,Open,100.00,2026-04-30,ann",
            "1,2026-03-06T10:00:00Z,Won,100,2026-03-06,ann",
        ),
        # a later export holds the same changes once more
        "crm/OpportunityHistory_2.csv": lines(
            HISTORY, "1,2026-03-02T10:00:00Z,Open,100,2026-04-30,ann", "1,2026-03-06T10:00:00Z,Won,100,2026-03-06,ann",
        ),
    })  # fmt: skip
    assert home.states("change_seq, valid_from, stage_name") == [(1, at(2, 10), "Open"), (2, at(6, 10), "Won")]
    assert home.counts("opportunity_history") == (5, 5, 0)


def test_a_reason_makes_a_change_of_its_own_only_when_it_is_new(tmp_path: Path) -> None:
    header = "OpportunityId,CreatedDate,StageName,CloseDate,Reason__c"
    home = built(tmp_path, {"crm/OpportunityHistory.csv": lines(
        header,
        "1,2026-03-02T10:00:00Z,Open,2026-04-30,",
        "1,2026-03-03T10:00:00Z,Open,2026-05-31,budget",
        "1,2026-03-04T10:00:00Z,Open,2026-05-31,",
        "1,2026-03-05T10:00:00Z,Open,2026-05-31,holiday",
    )})  # fmt: skip
    assert home.states("change_seq, valid_from, change_reason") == [
        (1, at(2, 10), None), (2, at(3, 10), "budget"), (3, at(5, 10), "holiday"),
    ]  # fmt: skip


def test_an_extract_that_agrees_adds_nothing(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/OpportunityHistory.csv": lines(HISTORY, "1,2026-03-02T10:00:00Z,Open,100,2026-04-30,ann"),
        "crm/Opportunity.csv": lines(
            DEALS, '1,Deal,ann,Open,"$100.00",2026-04-30,2026-03-02T10:00:00Z,2026-03-20T10:00:00Z'
        ),
    })  # fmt: skip
    assert home.states(STATE) == [("1", at(2, 10), None, "Open", Decimal(100), False)]
    assert home.rows("SELECT opportunity_name, source_file FROM opportunities") == [("Deal", "crm/Opportunity.csv")]


def test_an_extract_that_knows_more_is_a_change_at_its_last_modification(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/OpportunityHistory.csv": lines(
            HISTORY, "1,2026-03-02T10:00:00Z,Open,100,2026-04-30,ann", "2,2026-03-02T10:00:00Z,Open,100,2026-04-30,ann",
        ),
        "crm/Opportunity.csv": lines(
            DEALS,
            "1,Deal,ann,Proposal,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-20T10:00:00Z",
            # older than the last change: it has nothing to add
            "2,Deal,ann,Proposal,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-02T09:00:00Z",
        ),
    })  # fmt: skip
    assert home.states("opportunity_id, valid_from, stage_name, source_file") == [
        ("1", at(2, 10), "Open", "crm/OpportunityHistory.csv"),
        ("1", at(20, 10), "Proposal", "crm/Opportunity.csv"),
        ("2", at(2, 10), "Open", "crm/OpportunityHistory.csv"),
    ]


def test_what_only_the_extract_tracks_joins_the_state_at_its_instant(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/OpportunityHistory.csv": lines(HISTORY, "1,2026-03-02T10:00:00Z,Open,100,2026-04-30,ann"),
        "crm/Opportunity.csv": lines(
            "Id,StageName,Amount,CloseDate,OwnerId,NextStep,CreatedDate,LastModifiedDate",
            "1,Open,100,2026-04-30,ann,Call,2026-03-02T10:00:00Z,2026-03-05T10:00:00Z",
        ),
    })  # fmt: skip
    assert home.states("valid_from, next_step, amount_local") == [
        (at(2, 10), None, Decimal(100)), (at(5, 10), "Call", Decimal(100)),
    ]  # fmt: skip


def test_a_deal_closed_in_the_extract_alone_closed_on_its_close_date(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/OpportunityHistory.csv": lines(HISTORY, "1,2026-03-02T10:00:00Z,Open,100,2026-04-30,ann"),
        "crm/Opportunity.csv": lines(
            DEALS, "1,Deal,ann,Won,90,2026-03-11,2026-03-02T10:00:00Z,2026-06-01T10:00:00Z"
        ),
    })  # fmt: skip
    assert home.states(STATE) == [
        ("1", at(2, 10), at(11), "Open", Decimal(100), False),
        ("1", at(11), None, "Won", Decimal(90), True),
    ]


def test_a_deal_changed_on_the_day_it_closed_closed_when_it_was_last_modified(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/OpportunityHistory.csv": lines(HISTORY, "1,2026-03-11T10:00:00Z,Open,100,2026-04-30,ann"),
        "crm/Opportunity.csv": lines(
            DEALS, "1,Deal,ann,Won,90,2026-03-11,2026-03-11T10:00:00Z,2026-03-11T16:00:00Z"
        ),
    })  # fmt: skip
    assert home.states("valid_from, stage_name") == [(at(11, 10), "Open"), (at(11, 16), "Won")]


def test_without_history_only_creation_close_and_the_last_state_are_known(tmp_path: Path) -> None:
    home = built(tmp_path, {"crm/Opportunity.csv": lines(
        DEALS,
        "1,Won one,ann,Won,90,2026-03-11,2026-03-02T10:00:00Z,2026-06-01T10:00:00Z",
        "2,Open one,bob,Proposal,70,2026-07-31,2026-03-02T10:00:00Z,2026-03-20T10:00:00Z",
        "3,Closed at once,bob,Lost,10,2026-03-02,2026-03-02T10:00:00Z,2026-03-02T10:00:00Z",
    )})  # fmt: skip
    assert home.states(f"{STATE}, close_date, owner_id") == [
        ("1", at(2, 10), at(11), None, None, False, None, "ann"),
        ("1", at(11), None, "Won", Decimal(90), True, date(2026, 3, 11), "ann"),
        ("2", at(2, 10), at(20, 10), None, None, False, None, "bob"),
        ("2", at(20, 10), None, "Proposal", Decimal(70), False, date(2026, 7, 31), "bob"),
        ("3", at(2, 10), None, "Lost", Decimal(10), True, date(2026, 3, 2), "bob"),
    ]


def test_a_deal_older_than_its_first_change_is_open_and_unknown_until_then(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/OpportunityHistory.csv": lines(HISTORY, "1,2026-03-09T10:00:00Z,Open,100,2026-04-30,ann"),
        "crm/Opportunity.csv": lines(
            DEALS, "1,Deal,ann,Open,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-09T10:00:00Z"
        ),
    })  # fmt: skip
    assert home.states("valid_from, stage_name, amount_local, owner_id") == [
        (at(2, 10), None, None, "ann"), (at(9, 10), "Open", Decimal(100), "ann"),
    ]  # fmt: skip


def test_flags_come_from_the_columns_else_from_the_stage(tmp_path: Path) -> None:
    home = built(tmp_path, {"crm/Opportunity.csv": lines(
        "Id,StageName,IsClosed,IsWon,CloseDate,CreatedDate,LastModifiedDate",
        "1,Proposal,true,false,2026-03-02,2026-03-02T00:00:00Z,2026-03-02T00:00:00Z",
        "2,Won,,,2026-03-02,2026-03-02T00:00:00Z,2026-03-02T00:00:00Z",
        "3,,,,,2026-03-02T00:00:00Z,2026-03-02T00:00:00Z",
    )})  # fmt: skip
    assert home.states("opportunity_id, is_closed, is_won, is_deleted, currency") == [
        ("1", True, False, False, "USD"), ("2", True, True, False, "USD"), ("3", False, False, False, "USD"),
    ]  # fmt: skip


def test_the_newest_of_two_rows_of_one_id_stays_and_the_other_is_named(tmp_path: Path) -> None:
    home = built(tmp_path, {"crm/Opportunity.csv": lines(
        DEALS,
        "1,Newer,ann,Open,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-09T10:00:00Z",
        "1,Older,ann,Open,80,2026-04-30,2026-03-02T10:00:00Z,2026-03-05T10:00:00Z",
    )})  # fmt: skip
    assert home.rows("SELECT opportunity_name, source_line FROM opportunities") == [("Newer", 2)]
    assert home.rejected() == [(3, None, "1", "superseded by line 2, a newer row of the same id")]
    assert home.counts("opportunities") == (2, 1, 1)
    assert home.states("valid_from, amount_local") == [(at(2, 10), None), (at(9, 10), Decimal(100))]


def test_extracts_of_several_dates_are_states_of_their_dates(tmp_path: Path) -> None:
    header = "Id,Name,OwnerId,StageName,Amount,CloseDate,CreatedDate"
    home = built(tmp_path, {
        "crm/mapping.yaml": lines(
            "preset: salesforce", "sources:", "  opportunities: {file_date: Opportunity_%Y-%m-%d.csv}"
        ),
        "crm/Opportunity_2026-03-09.csv": lines(header, "1,Deal,ann,Open,100,2026-04-30,2026-03-02"),
        "crm/Opportunity_2026-03-16.csv": lines(header, "1,Deal!,ann,Proposal,90,2026-04-30,2026-03-02"),
    }, time_zone="Europe/Berlin")  # fmt: skip
    assert home.states("valid_from, stage_name, amount_local") == [
        (datetime(2026, 3, 1, 23), None, None),
        (datetime(2026, 3, 8, 23), "Open", Decimal(100)),
        (datetime(2026, 3, 15, 23), "Proposal", Decimal(90)),
    ]
    assert home.rows("SELECT opportunity_name FROM opportunities") == [("Deal!",)]
    assert home.rejected() == []
    assert home.rows("SELECT extracted_on FROM source_files WHERE table_name = 'opportunities' ORDER BY 1") == [
        (date(2026, 3, 9),), (date(2026, 3, 16),),
    ]  # fmt: skip


def test_beside_changes_a_row_without_its_last_modification_adds_nothing(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/OpportunityHistory.csv": lines(HISTORY, "1,2026-03-02T10:00:00Z,Open,100,2026-04-30,ann"),
        "crm/Opportunity.csv": lines(
            DEALS,
            "1,Deal,ann,,,,2026-03-02T10:00:00Z,",
            "2,Deal,ann,Open,5,2026-04-30,2026-03-02T10:00:00Z,2026-03-09T10:00:00Z",
        ),
    })  # fmt: skip
    assert home.states(STATE)[0] == ("1", at(2, 10), None, "Open", Decimal(100), False)


def test_a_close_dated_back_before_an_extract_that_shows_the_deal_open_is_known_from_the_next(tmp_path: Path) -> None:
    header = "Id,StageName,CloseDate,CreatedDate"
    home = built(tmp_path, {
        "crm/mapping.yaml": lines(
            "preset: salesforce", "sources:", "  opportunities: {file_date: Opportunity_%Y-%m-%d.csv}"
        ),
        "crm/Opportunity_2026-03-09.csv": lines(header, "1,Open,2026-04-30,2026-03-02", "2,Open,2026-04-30,2026-03-02"),
        "crm/Opportunity_2026-03-16.csv": lines(header, "1,Won,2026-03-05,2026-03-02", "2,Won,2026-03-12,2026-03-02"),
        "crm/Opportunity_2026-03-23.csv": lines(header, "1,Won,2026-03-05,2026-03-02", "2,Won,2026-03-12,2026-03-02"),
    })  # fmt: skip
    assert home.states("opportunity_id, valid_from, stage_name") == [
        ("1", at(2), None), ("1", at(9), "Open"), ("1", at(16), "Won"),
        ("2", at(2), None), ("2", at(9), "Open"), ("2", at(12), "Won"),
    ]  # fmt: skip


def test_owner_and_currency_that_only_the_extract_says_hold_from_the_start(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/Opportunity.csv": lines(
            f"{DEALS},CurrencyIsoCode", "1,Deal,ann,Proposal,100,2026-04-30,2026-03-02,2026-03-20,EUR"
        ),
        "crm/OpportunityHistory.csv": lines(
            "OpportunityId,CreatedDate,StageName,Amount", "1,2026-03-05,Open,70", "1,2026-03-20,Proposal,100",
            "2,2026-03-05,Open,5",
        ),
        "reference/exchange_rates.csv": "currency,valid_from,rate\nEUR,2026-01-01,1.1\n",
    })  # fmt: skip
    assert home.states("opportunity_id, valid_from, owner_id, currency, amount_local, close_date") == [
        ("1", datetime(2026, 3, 2), "ann", "EUR", None, None),
        ("1", datetime(2026, 3, 5), "ann", "EUR", Decimal(70), None),
        ("1", datetime(2026, 3, 20), "ann", "EUR", Decimal(100), None),
        ("1", datetime(2026, 3, 20), "ann", "EUR", Decimal(100), date(2026, 4, 30)),
        ("2", datetime(2026, 3, 5), None, "USD", Decimal(5), None),
    ]
