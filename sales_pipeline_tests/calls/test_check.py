"""Every wrong cell is told by sheet and cell, with what is wrong and what to do; what is right is taken as it is."""

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sales_pipeline.calls.reading import UnreadableError, read
from sales_pipeline.home import Home
from sales_pipeline_tests.calls.calling import HEADER, NOW, checked, csv_of, filled, said, template_of

REASONS = "timing, size, risk, new_deal, data_error, judgement"
NEW = "take a new template (sales-pipeline submit --template)"
RIGHT = {"Call!I6": 1500, "Call!J6": "judgement"}


@pytest.fixture(scope="module")
def home(tiny_weeks: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(Path(shutil.copytree(tiny_weeks, tmp_path_factory.mktemp("tiny") / "home")))


@pytest.fixture(scope="module")
def blank(home: Home) -> bytes:
    return template_of(home, "ann")


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["call.xlsx: nothing was typed; type at least a call into the yellow cells"]),
    ({"Call!I6": "lots"}, ["Call!I6: 'lots' is no amount; type a number such as 1250000"]),
    ({"Call!I6": "1.2M"}, ["Call!I6: '1.2M' is no amount; type a number such as 1250000"]),
    ({"Call!I6": True}, ["Call!I6: 'true' is no amount; type a number such as 1250000"]),
    ({"Call!I6": datetime(2026, 3, 1)}, ["Call!I6: '2026-03-01 00:00:00' is no amount; type a number such as 1250000"]),
    ({"Call!I6": float(10**14)}, ["Call!I6: '100000000000000' is more than 9,999,999,999,999; type a number such as "
                                  "1250000"]),
    ({"Call!I6": -5}, ["Call!I6: '-5' is below 0; type where the period will land, from 0 up"]),
    ({"Call!I6": 10.555}, ["Call!I6: '10.555' has more than two decimals; round it to the cent"]),
    ({"Call!I6": "=1+1"}, ["Call!I6: holds a formula without a value; type the value, or save the workbook in Excel "
                           "first"]),
    ({"Call!J6": "risk"}, ["Call!I6: a reason or note stands here, but no amount; type the amount"]),
    ({"Call!I6": 1500}, ["Call!J6: the call differs from the system's 1,200.00 by +300.00 and no reason is given; "
                         f"choose one of {REASONS}"]),
    ({"Call!I6": 1500, "Call!J6": "mood"}, [f"Call!J6: 'mood' is no reason; choose one of {REASONS}"]),
    ({**RIGHT, "Call!K6": "x" * 501}, ["Call!K6: the note has 501 characters; shorten it to 500"]),
    ({"Call!I7": 1500}, ["Call!I7: is a figure without a call for FY2026-Q1; type the call too"]),
    ({**RIGHT, "Call!I7": 1400}, ["Call!I7: Most likely 1,400.00 is below call 1,500.00; raise it, or lower the "
                                  "other"]),
    ({**RIGHT, "Call!I7": 1600, "Call!I8": 1599.99}, ["Call!I8: Best case 1,599.99 is below most likely 1,600.00; "
                                                      "raise it, or lower the other"]),
    ({"Deals!I6": "maybe"}, ["Deals!I6: 'maybe' is neither in nor out; type in or out"]),
    ({"Deals!K6": "Soon"}, ["Deals!I6: a reason or note stands here, but not whether the deal is in or out; type in or "
                            "out"]),
    ({"Deals!I6": "out"}, ["Deals!J6: the deal is out against the CRM (commit, due in FY2026-Q1) and no reason is "
                           "given; "
                           f"choose one of {REASONS}"]),
    # what is locked, changed all the same
    ({**RIGHT, "Call!L6": "zed"}, ["Call!L6: 'zed' is nobody in reference/people.csv; write the id of who sends the "
                                   "call"]),
    ({**RIGHT, "Call!M6": "moon"}, [f"Call!M6: 'moon' is no unit or representative in week 2026-01-26; {NEW}"]),
    ({**RIGHT, "Call!M6": None}, [f"Call!M6: blank is no unit or representative in week 2026-01-26; {NEW}"]),
    ({**RIGHT, "Call!M6": "bob"}, ["Call!N6: 'ann' is not asked for a representative call for 'bob'; whoever "
                                   "represents "
                                   "or leads it sends it (reference/organisation_members.csv, people.csv)"]),
    ({**RIGHT, "Call!N6": "boss"}, ["Call!N6: 'boss' is no layer; write one of representative, manager, region, cro"]),
    ({**RIGHT, "Call!N6": "cro"}, ["Call!N6: 'ann' is not asked for a cro call for 'ann'; whoever represents or "
                                   "leads it "
                                   "sends it (reference/organisation_members.csv, people.csv)"]),
    ({**RIGHT, "Call!O6": "FY2025-Q4"}, ["Call!O6: 'FY2025-Q4' is not called in week 2026-01-26; write FY2026-Q1 or "
                                         "FY2026-Q2"]),
    ({**RIGHT, "Call!P6": "wish"}, ["Call!P6: 'wish' is no category; write one of commit, most_likely, best_case, "
                                    "deal"]),
    ({**RIGHT, "Call!Q6": "XAU"}, ["Call!Q6: 'XAU' is no currency with a rate; write one of EUR, USD"]),
    ({**RIGHT, "Call!R6": "D1"}, ["Call!R6: 'D1' stands on a row that is about no deal; remove it, or write category "
                                  "deal"]),
    ({**RIGHT, "Call!S6": "in"}, ["Call!S6: 'in' says in or out where no deal is; remove it, or write category deal"]),
    ({**RIGHT, "Call!T6": "noon"}, ["Call!T6: 'noon' is no instant with its zone; write it as 2026-11-16T08:30:00Z, or "
                                    "leave it blank"]),
    ({**RIGHT, "Call!T6": "2026-01-26T10:00:00Z"}, ["Call!T6: '2026-01-26T10:00:00Z' has not come yet; leave it blank: "
                                                    "it is filled in when the call is taken in"]),
    ({**RIGHT, "Call!I7": 1500, "Call!P7": "commit"}, ["Call!I7: says again what Call!I6 says; keep one of them"]),
    ({"Deals!I6": "in", "Deals!S6": "D9"}, [f"Deals!S6: 'D9' is no open deal due in this or the next period; {NEW}"]),
    ({"Deals!I6": "in", "Deals!S6": "D2"}, ["Deals!S6: 'D2' is no deal of 'ann'; correct one of the two"]),
    ({"Deals!I6": "in", "Deals!Q6": 5}, ["Deals!Q6: '5' is an amount on a row about a deal; remove it: the deal's "
                                         "amount "
                                         "is the CRM's"]),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "wanted"), WRONG, ids=range(len(WRONG)))
def test_a_wrong_cell_is_told_with_what_to_do(
    home: Home, blank: bytes, cells: Mapping[str, Any], wanted: list[str]
) -> None:
    assert said(home, filled(blank, cells)) == wanted


def test_every_wrong_cell_is_told_at_once(home: Home, blank: bytes) -> None:
    cells = {"Call!I6": "lots", "Call!J9": "mood", "Deals!I6": "maybe"}
    assert [line.split(":")[0] for line in said(home, filled(blank, cells))] == ["Call!I6", "Call!J9", "Deals!I6"]


def test_the_order_in_the_rows_is_kept_and_ids_words_and_amounts_are_exact(home: Home, blank: bytes) -> None:
    cells = {
        "Call!I6": "1,500.10", "Call!J6": "judgement", "Call!K6": "- two\nlines", "Call!I7": 1600, "Deals!I6": "OUT",
        "Deals!J6": "risk",
    }  # fmt: skip
    found = checked(home, filled(blank, cells))
    assert found.problems == []
    who = {"submitter_id": "ann", "node_id": "ann", "layer": "representative", "period_id": "FY2026-Q1"}
    stamp = {"submitted_at": "2026-01-26T09:00:00.123456Z"}
    assert found.values == [
        {**who, "category": "commit", "amount": "1500.10", "currency": "USD", "reason_code": "judgement",
         "note": "- two lines", **stamp},
        {**who, "category": "most_likely", "amount": "1600.00", "currency": "USD", "reason_code": "", "note": "",
         **stamp},
        {**who, "category": "deal", "opportunity_id": "D1", "is_included": "false", "reason_code": "risk", "note": "",
         **stamp},
    ]  # fmt: skip


def test_a_call_that_is_the_systems_needs_no_reason_nor_one_in_another_currency(home: Home, blank: bytes) -> None:
    assert said(home, filled(blank, {"Call!I6": 1200})) == []
    assert said(home, filled(blank, {"Call!I6": 1200, "Call!Q6": "EUR"})) == []


def test_a_leader_calls_for_the_own_unit_and_those_below(home: Home) -> None:
    line = "eve,{},manager,FY2026-Q1,commit,10,USD,,,risk,,"
    assert said(home, csv_of(line.format("top"), line.format("bob")), "calls.csv") == []


def test_a_csv_is_told_by_row_and_column(home: Home) -> None:
    content = csv_of(
        "ann,ann,representative,FY2026-Q1,commit,x,USD,,,risk,,2026-01-26T08:00:00Z",
        "ann,ann,representative,FY2026-Q1,deal,,,D1,perhaps,,,2026-01-26T08:00:00",
        "ann,ann,representative,FY2026-Q1,commit,1,USD,,,risk,one, two,",
    )
    assert said(home, content, "calls.csv") == [
        "calls.csv, row 4: 13 values for 12 columns; put values with commas in quotes",
        "calls.csv, row 2, column amount: 'x' is no amount; type a number such as 1250000",
        "calls.csv, row 3, column submitted_at: '2026-01-26T08:00:00' is no instant with its zone; write it as "
        "2026-11-16T08:30:00Z, or leave it blank",
        "calls.csv, row 4, column submitted_at: 'two' is no instant with its zone; write it as "
        "2026-11-16T08:30:00Z, or "
        "leave it blank",
    ]


def test_stamps_that_a_file_gives_are_kept(home: Home) -> None:
    found = checked(
        home, csv_of("ann,ann,representative,FY2026-Q1,commit,5,,,,risk,,2026-01-26T08:00:00+02:00"), "c.csv"
    )
    assert (found.problems, found.sent_at) == ([], datetime(2026, 1, 26, 6))
    assert found.values[0]["submitted_at"] == "2026-01-26T06:00:00.000000Z"


def test_after_the_lock_nothing_is_taken(home: Home, blank: bytes) -> None:
    late = datetime(2026, 2, 1, 23, 0)
    assert said(home, filled(blank, RIGHT), now=late) == [
        "call.xlsx: the calls of week 2026-01-26 have been locked since 2026-02-01 23:00:00 UTC; send a call for the "
        "running week"
    ]
    assert said(home, filled(blank, RIGHT), now=datetime(2026, 2, 1, 22, 59, 59)) == []


COLUMNS = HEADER.replace(",", ", ")


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("call.xlsx", b"no workbook", "call.xlsx can't be read as a workbook: save it as .xlsx without a password"),
        ("call.ods", b"", "call.ods is neither .xlsx nor .csv: fill in the template, or save the file as one of them"),
        ("c.csv", b"", "c.csv, row 1: 'category', 'node_id', 'submitter_id' is missing: the columns are " + COLUMNS),
        ("c.csv", b"submitter_id,node_id,category,mood,node_id", "c.csv, row 1: 'mood' is no column of a submission; "
         "'node_id' stands twice: the columns are " + COLUMNS),
        ("c.csv", "note\né".encode("cp1252"), "c.csv is not UTF-8: save it as CSV UTF-8"),
        ("c.csv", HEADER.encode() + b'\n"', "c.csv is no CSV with commas (unexpected end of data): save it again, "
                                        "quotes "
         "closed"),
        ("c.csv", b"x" * (20 * 2**20 + 1), "c.csv is larger than 20 MB: a call is a page; send the template"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_call_is_told_in_one_sentence(name: str, content: bytes, wanted: str) -> None:
    with pytest.raises(UnreadableError) as error:
        read(name, content)
    assert str(error.value) == wanted


def test_a_workbook_that_is_no_template_is_told(blank: bytes) -> None:
    with pytest.raises(UnreadableError) as error:
        read("call.xlsx", filled(blank, {f"{sheet}!{cell}5": "x" for sheet in ("Call", "Deals") for cell in "LMNO"}))
    assert str(error.value) == (
        "call.xlsx is no template of a call: make one with `sales-pipeline submit --template` and fill that in"
    )


def test_a_sheet_without_end_is_not_walked_through(blank: bytes) -> None:
    with pytest.raises(UnreadableError) as error:
        read("call.xlsx", filled(blank, {"Call!A1048576": "x"}))
    assert str(error.value) == "call.xlsx, sheet 'Call' goes down to row 1,048,576: send the template"


def test_the_clock_of_a_test_is_before_the_lock() -> None:
    assert datetime(2026, 2, 1, 23) > NOW
