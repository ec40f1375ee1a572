"""Law 5 on real exports: with every row stamped after a week cut out of the files, the week sees the same tables."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from sales_pipeline import company
from sales_pipeline.home import Home
from sales_pipeline_tests.intake.cut import rewrite, seen
from sales_pipeline_tests.intake.homes import Built
from sales_pipeline_tests.real_data.intake.exports import MAPPINGS, imported

pytestmark = pytest.mark.real_data
Row = dict[str, str]


def sees_the_same(home: Home, week: date, cuts: dict[str, Callable[[Row], Row | None]]) -> None:
    settings = company.load(home.company_file)
    whole = seen(Built(home), settings, week)
    shutil.copytree(home.root, home.root.with_name("cut"))
    shorter = Home(home.root.with_name("cut"))
    gone = [rewrite(shorter.crm / file, cut) for file, cut in cuts.items()]
    assert sum(gone) > 50
    assert all(gone)
    known = seen(Built(shorter), settings, week)
    assert len(known["opportunity_history"]) > 400
    for name, rows in whole.items():
        assert known[name] == rows, name


@pytest.mark.parametrize("week", [date(2012, 1, 2), date(2014, 10, 6)])
def test_quicksight(tmp_path: Path, week: date) -> None:
    home, _ = imported("status_log", "quicksight_sales_pipeline_to_2014", tmp_path / "home")
    sees_the_same(home, week, {
        "sales_pipeline_status_log.csv": lambda row: (
            row if datetime.strptime(row["Date"], "%m/%d/%Y").date() < week else None
        ),
    })  # fmt: skip


@pytest.mark.parametrize("week", [date(2017, 5, 1), date(2017, 10, 2)])
def test_maven(tmp_path: Path, week: date) -> None:
    home, _ = imported("created_closed", "maven_crm_sales_opportunities", tmp_path / "home")

    def cut(row: Row) -> Row | None:
        if row["engage_date"] >= week.isoformat():
            return None
        if row["close_date"] >= week.isoformat():
            return {**row, "deal_stage": "", "close_date": "", "close_value": ""}
        return row

    sees_the_same(home, week, {"sales_pipeline.csv": cut})


@pytest.mark.parametrize("week", [date(2020, 10, 5), date(2021, 10, 4)])
def test_powerbi(tmp_path: Path, week: date) -> None:
    home, _ = imported(str(MAPPINGS / "powerbi_regional_sales.yaml"), "powerbi_regional_sales", tmp_path / "home")

    def cut(row: Row) -> Row | None:
        if row["Opportunity Created On"] >= week.isoformat():
            return None
        if row["Status"] == "Open" or row["CloseDate"] >= week.isoformat():
            return {**row, "Status": "", "CloseDate": "", "Value": ""}
        return row

    sees_the_same(home, week, {"Opportunities.csv": cut})


@pytest.mark.parametrize("week", [date(2015, 5, 18), date(2015, 6, 1)])
def test_salesforce_demo(tmp_path: Path, week: date) -> None:
    home, _ = imported(str(MAPPINGS / "salesforce_dtc_demo.yaml"), "salesforce_dtc_demo", tmp_path / "home")

    def later_facts(row: Row) -> Row | None:
        """Of a deal closed by then everything is known, of one created by then that it is there and whose it is."""
        if row["CreatedDate"] >= week.isoformat():
            return None
        if row["ForecastCategory"] == "Closed" and row["CloseDate"] < week.isoformat():
            return row
        if row["StageName"] == "Closed Lost" and row["CloseDate"] < week.isoformat():
            return row
        return {**row, **dict.fromkeys(("Amount", "CloseDate", "StageName", "ForecastCategory"), "")}

    def stamped(row: Row) -> Row | None:
        return row if row.get("CreatedDate", row.get(" CreatedDate", "")) < week.isoformat() else None

    def emptied(row: Row) -> Row:
        """A blank line is no row, and those after it keep their lines, which are their ids."""
        return stamped(row) or dict.fromkeys(row, "")

    cuts: dict[str, Callable[[Row], Row | None]] = {
        "DTC_Opportunity.csv": later_facts, "DTC_OpportunityHistory.csv": stamped, "DTC_Task.csv": emptied,
        "DTC_Event.csv": emptied,
    }  # fmt: skip
    sees_the_same(home, week, cuts)
