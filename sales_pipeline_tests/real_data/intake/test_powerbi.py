"""Microsoft's regional sales sample: numbers that lead into lists, a status, and stages that would tell the outcome."""

from datetime import datetime

import pytest

from sales_pipeline import contract
from sales_pipeline.intake.build import tables
from sales_pipeline_tests.intake.homes import Built
from sales_pipeline_tests.real_data.intake.exports import MAPPINGS, imported

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def sales(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder, mapping = tmp_path_factory.mktemp("sales") / "home", MAPPINGS / "powerbi_regional_sales.yaml"
    home, report = imported(str(mapping), "powerbi_regional_sales", folder)
    assert (report.rejected, report.before_a_run) == ([], [])
    return Built(home)


def test_every_deal_and_outcome_is_there(sales: Built) -> None:
    outcomes = "SELECT stage_name, is_closed, is_won, count(*) FROM opportunity_history WHERE valid_to IS NULL"
    assert sales.rows(f"{outcomes} GROUP BY ALL ORDER BY ALL") == [
        ("Lost", True, False, 7_385), ("Open", False, False, 5_333), ("Won", True, True, 7_282),
    ]  # fmt: skip
    assert sales.counts("opportunities") == (20_000, 20_000, 0)


def test_nothing_tells_the_outcome_before_it_came_about(sales: Built) -> None:
    early = "FROM opportunity_history WHERE valid_to IS NOT NULL"
    told = "stage_name, forecast_category, stated_probability, amount_local, close_date, is_closed"
    assert sales.rows(f"SELECT DISTINCT {told} {early}") == [(None, None, None, None, None, False)]
    assert sales.rows(f"SELECT count(*) {early}") == [(20_000,)]
    late = "SELECT max(valid_from) FROM opportunity_history WHERE"
    assert sales.rows(f"{late} is_closed") == [(datetime(2021, 11, 10),)]


def test_lists_are_looked_up(sales: Built) -> None:
    assert sales.rows("SELECT count(*), count(DISTINCT account_name) FROM accounts") == [(300, 299)]
    assert sales.rows("SELECT segment, count(*) FROM opportunities GROUP BY 1 ORDER BY 1") == [
        ("US-MIDWEST", 4_300), ("US-NORTHEAST", 1_823), ("US-SOUTH", 9_240), ("US-WEST", 4_637),
    ]  # fmt: skip
    assert sales.rows("SELECT product_family, count(*) FROM opportunities GROUP BY 1 ORDER BY 1") == [
        ("Accessories", 9_044), ("Devices", 6_963), ("Warranties", 3_993),
    ]  # fmt: skip
    assert sales.rows("SELECT count(DISTINCT industry) FROM accounts WHERE industry SIMILAR TO '\\d+'") == [(0,)]


def test_two_levels_stand_above_twenty_owners(sales: Built) -> None:
    assert sales.rows("SELECT level, count(*) FROM organisation_nodes GROUP BY 1 ORDER BY 1") == [
        ("company", 1), ("team", 3),
    ]  # fmt: skip
    assert sales.rows("SELECT role, count(*) FROM people GROUP BY 1 ORDER BY 1") == [
        ("manager", 3), ("representative", 20),
    ]  # fmt: skip
    idle = "SELECT person_id FROM people WHERE role = 'representative' AND person_id NOT IN "
    assert sales.rows(f"{idle} (SELECT owner_id FROM opportunity_history)") == [("15",)]


@pytest.mark.parametrize("name", tables())
def test_table_keeps_its_contract(sales: Built, name: str) -> None:
    model = contract.catalogue()[name]
    made = sales.connection.sql(f"SELECT * FROM {name}").to_arrow_table()
    broken = contract.breaches(model, made, contract.meta(model, "grain"))
    assert broken.empty, broken.to_string()
