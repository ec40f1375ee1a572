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


def sees_the_same(home: Home, file: str, week: date, cut: Callable[[Row], Row | None]) -> None:
    settings = company.load(home.company_file)
    whole = seen(Built(home), settings, week)
    shutil.copytree(home.root, home.root.with_name("cut"))
    shorter = Home(home.root.with_name("cut"))
    assert rewrite(shorter.crm / file, cut) > 50
    known = seen(Built(shorter), settings, week)
    assert len(known["opportunity_history"]) > 400
    for name, rows in whole.items():
        assert known[name] == rows, name


@pytest.mark.parametrize("week", [date(2012, 1, 2), date(2014, 10, 6)])
def test_quicksight(tmp_path: Path, week: date) -> None:
    home, _ = imported("status_log", "quicksight_sales_pipeline_to_2014", tmp_path / "home")
    sees_the_same(
        home,
        "sales_pipeline_status_log.csv",
        week,
        lambda row: row if datetime.strptime(row["Date"], "%m/%d/%Y").date() < week else None,
    )


@pytest.mark.parametrize("week", [date(2017, 5, 1), date(2017, 10, 2)])
def test_maven(tmp_path: Path, week: date) -> None:
    home, _ = imported("created_closed", "maven_crm_sales_opportunities", tmp_path / "home")

    def cut(row: Row) -> Row | None:
        if row["engage_date"] >= week.isoformat():
            return None
        if row["close_date"] >= week.isoformat():
            return {**row, "deal_stage": "", "close_date": "", "close_value": ""}
        return row

    sees_the_same(home, "sales_pipeline.csv", week, cut)


@pytest.mark.parametrize("week", [date(2020, 10, 5), date(2021, 10, 4)])
def test_powerbi(tmp_path: Path, week: date) -> None:
    home, _ = imported(str(MAPPINGS / "powerbi_regional_sales.yaml"), "powerbi_regional_sales", tmp_path / "home")

    def cut(row: Row) -> Row | None:
        if row["Opportunity Created On"] >= week.isoformat():
            return None
        if row["Status"] == "Open" or row["CloseDate"] >= week.isoformat():
            return {**row, "Status": "", "CloseDate": "", "Value": ""}
        return row

    sees_the_same(home, "Opportunities.csv", week, cut)
