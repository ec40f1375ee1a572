"""The QuickSight sales pipeline: a row a status, monthly revenue, lost rows at 0, deals that begin as lost."""

import csv
from datetime import datetime

import pytest

from sales_pipeline import company, contract
from sales_pipeline.intake.build import tables
from sales_pipeline_tests.intake.homes import Built
from sales_pipeline_tests.real_data.intake.exports import SHARED, imported

pytestmark = pytest.mark.real_data
FOLDER = "quicksight_sales_pipeline_to_2014"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Built:
    home, report = imported("status_log", FOLDER, tmp_path_factory.mktemp("log") / "home")
    assert report.rejected == []
    settings = company.load(home.company_file)
    assert (settings.amount_kind, settings.fiscal.period) == ("monthly", "quarter")
    return Built(home)


def test_every_status_row_is_a_state(log: Built) -> None:
    assert log.counts("opportunity_history") == (6_066, 6_066, 0)
    assert log.rows("SELECT count(*), count(DISTINCT opportunity_id), max(valid_from) FROM opportunity_history") == [
        (6_066, 2_769, datetime(2014, 12, 31))
    ]
    assert log.rows("SELECT stage_name, count(*) FROM opportunity_history GROUP BY 1 ORDER BY 1") == [
        ("Closed Lost", 2_287), ("Closed Won", 175), ("Contracting", 203), ("Lead", 2_631), ("Prospect", 597),
        ("Qualified", 173),
    ]  # fmt: skip
    assert log.rows("SELECT count(*) FROM opportunity_history WHERE change_seq = 1 AND is_closed") == [(97,)]


def test_lost_deals_keep_their_last_open_amount_and_all_others_theirs(log: Built) -> None:
    with next((SHARED / FOLDER).glob("*.csv")).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    expected: dict[tuple[str, str], int] = {}
    last_open: dict[str, int] = {}
    for row in rows:
        deal, amount = row["Lead Name"], int(row["Forecasted Monthly Revenue"])
        if row["Opportunity Stage"] == "Closed Lost":
            amount = amount or last_open.get(deal, 0)
        elif row["Opportunity Stage"] != "Closed Won":
            last_open[deal] = amount
        expected[deal, datetime.strptime(row["Date"], "%m/%d/%Y").date().isoformat()] = amount
    made = log.rows(
        "SELECT opportunity_id, CAST(CAST(valid_from AS DATE) AS VARCHAR), amount_local FROM opportunity_history"
    )
    assert {(deal, day): int(amount) for deal, day, amount in made} == expected


def test_regions_and_representatives_come_from_the_log(log: Built) -> None:
    assert log.rows("SELECT node_id, parent_node_id FROM organisation_nodes ORDER BY 1") == [
        ("apac", "company"), ("company", None), ("emea", "company"), ("us", "company"),
    ]  # fmt: skip
    assert log.rows("SELECT node_id, count(*) FROM organisation_members GROUP BY 1 ORDER BY 1") == [
        ("apac", 1), ("emea", 2), ("us", 4),
    ]  # fmt: skip


@pytest.mark.parametrize("name", tables())
def test_table_keeps_its_contract(log: Built, name: str) -> None:
    model = contract.catalogue()[name]
    made = log.connection.sql(f"SELECT * FROM {name}").to_arrow_table()
    broken = contract.breaches(model, made, contract.meta(model, "grain"))
    assert broken.empty, broken.to_string()
