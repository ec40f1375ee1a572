"""A stage that comes to mean something else: past weeks keep what it meant, deals in it change with it."""

from datetime import date, datetime
from pathlib import Path

import pytest

from sales_pipeline_tests.intake.cut import seen
from sales_pipeline_tests.intake.homes import ACME, Built, built, lines

HEADER = "stage_name,stage_order,forecast_category,stated_probability,is_closed,is_won,valid_from,known_at"
BEFORE = ("Open,1,pipeline,0.2,false,false,,", "Signed,2,closed,1,true,true,,")
CHANGE = "Signed,2,commit,0.9,false,false,2026-03-16,{}"
LOG = lines(
    "Date,Deal,Owner,Stage,Amount", "2026-03-02,early,ann,Open,5", "2026-03-05,early,ann,Signed,5",
    "2026-03-02,left,ann,Signed,7", "2026-03-10,left,ann,Open,7", "2026-03-20,late,ann,Signed,9",
)  # fmt: skip
IS_WON = 12
JUST_BEFORE = datetime(2026, 3, 15, 23, 59, 59, 999_999)


def home(root: Path, *changes: str) -> Built:
    return built(root, {
        "crm/mapping.yaml": "preset: status_log\n", "crm/log.csv": LOG,
        "reference/stages.csv": lines(HEADER, *BEFORE, *changes),
    })  # fmt: skip


def test_a_deal_is_what_its_stage_meant_at_the_time(tmp_path: Path) -> None:
    made = home(tmp_path, CHANGE.format(""))
    assert made.states("opportunity_id, valid_from, stage_name, is_closed, is_won, source_file, source_line") == [
        ("early", datetime(2026, 3, 2), "Open", False, False, "crm/log.csv", 2),
        ("early", datetime(2026, 3, 5), "Signed", True, True, "crm/log.csv", 3),
        # so that the week of Monday the 16th, in which the new meaning is in force, sees it
        ("early", JUST_BEFORE, "Signed", False, False, "reference/stages.csv", 4),
        ("late", datetime(2026, 3, 20), "Signed", False, False, "crm/log.csv", 6),
        ("left", datetime(2026, 3, 2), "Signed", True, True, "crm/log.csv", 4),
        ("left", datetime(2026, 3, 10), "Open", False, False, "crm/log.csv", 5),
    ]


@pytest.mark.parametrize(("known_at", "week"), [("", date(2026, 3, 9)), ("2026-04-06", date(2026, 3, 30))])
def test_a_week_does_not_know_a_meaning_that_comes_later(tmp_path: Path, known_at: str, week: date) -> None:
    changed = seen(home(tmp_path / "changed", CHANGE.format(known_at)), ACME, week)["opportunity_history"]
    assert changed == seen(home(tmp_path / "before"), ACME, week)["opportunity_history"]
    won = {row[0] for row in changed if row[IS_WON]}
    assert won == {"early", "left"} | ({"late"} if known_at else set())


def test_a_row_a_deal_is_what_its_stage_meant_when_it_closed(tmp_path: Path) -> None:
    made = built(tmp_path, {
        "crm/mapping.yaml": "preset: created_closed\n",
        "crm/deals.csv": lines(
            "deal_id,stage,created,close_date,amount", "early,Signed,2026-03-02,2026-03-05,5",
            "late,Signed,2026-03-02,2026-03-20,9",
        ),
        "reference/stages.csv": lines(HEADER, *BEFORE, CHANGE.format("")),
    })  # fmt: skip
    last = "SELECT opportunity_id, is_won FROM opportunity_history WHERE valid_to IS NULL"
    assert made.rows(f"{last} ORDER BY 1") == [("early", False), ("late", False)]
    assert ("early", datetime(2026, 3, 5), True) in made.states("opportunity_id, valid_from, is_won")


def test_a_source_that_says_which_deals_are_closed_is_believed(tmp_path: Path) -> None:
    made = built(tmp_path, {
        "crm/Opportunity.csv": lines(
            "Id,StageName,IsClosed,IsWon,CloseDate,CreatedDate,LastModifiedDate",
            "1,Signed,true,true,2026-03-05,2026-03-02,2026-03-05",
        ),
        "reference/stages.csv": lines(HEADER, *BEFORE, CHANGE.format("")),
    })  # fmt: skip
    assert made.states("is_won") == [(False,), (True,)]
