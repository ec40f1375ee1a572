"""Two real exports, from files to published documents by the commands a person types."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from sales_pipeline.home import Home
from sales_pipeline_tests.conftest import REPOSITORY, command
from sales_pipeline_tests.forecast.documents import read_back

pytestmark = pytest.mark.real_data
EXPORTS = REPOSITORY.parent / "shared" / "data"

OUTCOMES = """
SELECT count(*), count(*) FILTER (is_won), count(*) FILTER (is_closed AND NOT is_won), count(*) FILTER (NOT is_closed)
FROM (
    SELECT * FROM opportunity_history
    QUALIFY row_number() OVER (PARTITION BY opportunity_id ORDER BY change_seq DESC) = 1
)
"""


def published(tmp_path: Path, preset: str, export: str, week: str) -> Home:
    """A home made by `import` and published by `run`."""
    home = tmp_path / "home"
    files = sorted(str(path) for path in (EXPORTS / export).glob("*.csv"))
    imported = command("import", "--preset", preset, "--home", str(home), *files)
    assert imported.exit_code == 0, imported.output
    result = command("run", "--home", str(home), "--week", week)
    assert result.exit_code == 0, result.output
    return Home(home)


def ask(home: Home, query: str) -> tuple[object, ...]:
    with duckdb.connect(str(home.database), read_only=True) as connection:
        return connection.execute(query).fetchone() or ()


@pytest.fixture(scope="module")
def maven(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("maven")
    return published(folder, "created_closed", "maven_crm_sales_opportunities", "2017-10-02")


def test_maven_comes_through_to_documents(maven: Home) -> None:
    assert ask(maven, OUTCOMES) == (8800, 4238, 2473, 2089)
    assert ask(maven, "SELECT count(*) FROM rejected_rows") == (0,)
    assert ask(maven, "SELECT count(DISTINCT level) FROM latest_nodes") == (4,)
    _documents_are_there(maven, "2017-10-02")


def test_maven_product_written_in_two_ways_is_one(maven: Home) -> None:
    source = (EXPORTS / "maven_crm_sales_opportunities" / "sales_pipeline.csv").read_text(encoding="utf-8")
    written = [line.split(",")[0] for line in source.splitlines() if ",GTXPro," in line]
    assert len(written) == 1480
    matched = "SELECT count(*) FROM opportunity_products WHERE product_id = 'GTX Pro' AND opportunity_id IN "
    assert ask(maven, matched + str(tuple(written))) == (1480,)


def test_maven_open_deals_are_worth_their_list_price_until_won(maven: Home) -> None:
    wrong = """
        SELECT count(*) FROM latest_pipeline_snapshot AS deal
        JOIN opportunity_products USING (opportunity_id) JOIN products USING (product_id)
        WHERE deal.state = 'open' AND deal.amount <> products.list_price
    """
    assert ask(maven, wrong) == (0,)
    assert ask(maven, "SELECT count(*) > 500 FROM latest_pipeline_snapshot WHERE state = 'open'") == (True,)


def test_quicksight_comes_through_to_documents(tmp_path: Path) -> None:
    home = published(tmp_path, "status_log", "quicksight_sales_pipeline_to_2014", "2014-10-06")
    read = "SELECT row_count, accepted_count, rejected_count FROM source_files WHERE table_name = 'opportunity_history'"
    assert ask(home, read) == (6066, 6066, 0)
    assert "amount_kind: monthly" in home.company_file.read_text(encoding="utf-8")
    assert ask(home, "SELECT count(*) FROM latest_nodes WHERE instant = 'now' AND level = 'region'") == (3,)
    # a lost row says 0: the amount stands in the row before
    assert ask(home, "SELECT count(*) FROM latest_pipeline_snapshot WHERE state = 'lost' AND amount = 0") == (0,)
    _documents_are_there(home, "2014-10-06")


def _documents_are_there(home: Home, week: str) -> None:
    names = {path.name for path in (home.root / "outputs" / week).iterdir()}
    assert {"forecast_presentation.pptx", "variance_analysis.xlsx", "forecast_summary.md"} <= names
    summary = (home.root / "outputs" / week / "forecast_summary.md").read_text(encoding="utf-8")
    assert "None" not in summary
    assert "nan" not in summary.lower().split()
    assert read_back.problems(home, date.fromisoformat(week), home.root) == []
