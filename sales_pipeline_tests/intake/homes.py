"""Small homes written out in a test, and what a build makes of them."""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from sales_pipeline.company import Company, load
from sales_pipeline.home import Home
from sales_pipeline.intake.build import build

STAGES = """stage_name,stage_order,forecast_category,stated_probability,is_closed,is_won
Open,1,pipeline,0.2,false,false
Proposal,2,best_case,0.5,false,false
Won,3,closed,1,true,true
Lost,4,omitted,0,true,false
"""
HISTORY = "OpportunityId,CreatedDate,StageName,Amount,CloseDate,OwnerId"
DEALS = "Id,Name,OwnerId,StageName,Amount,CloseDate,CreatedDate,LastModifiedDate"


ONE_DEAL: dict[str, str | bytes] = {
    "crm/Opportunity.csv": f"{DEALS}\n1,Deal,ann,Open,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-02T10:00:00Z\n"
}


@cache
def scratch() -> duckdb.DuckDBPyConnection:
    """A connection for builds of which nothing is kept: each leaves nothing to the next, as a build in a home does, and
    opening one costs a tenth of a small build."""
    return duckdb.connect()


class Built:
    """The tables of one build."""

    def __init__(self, home: Home) -> None:
        self.connection = duckdb.connect()
        build(self.connection, home, load(home.company_file))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def states(self, columns: str) -> list[tuple[Any, ...]]:
        """Some columns of every state, in order."""
        return self.rows(f"SELECT {columns} FROM opportunity_history ORDER BY opportunity_id, change_seq")

    def rejected(self) -> list[tuple[Any, ...]]:
        """Line, column, value and reason of everything set aside."""
        return self.rows("SELECT source_line, column_name, value, reason FROM rejected_rows ORDER BY ALL")

    def counts(self, table: str) -> tuple[int, int, int]:
        """Rows read, accepted and rejected for a table, over all files."""
        return self.rows(f"""
            SELECT CAST(sum(row_count) AS BIGINT), CAST(sum(accepted_count) AS BIGINT),
                CAST(sum(rejected_count) AS BIGINT)
            FROM source_files WHERE table_name = '{table}'""")[0]  # type: ignore[return-value]


def write_home(root: Path, files: dict[str, str | bytes], **company: Any) -> Home:
    """A home of the given files; settings, stages and the salesforce preset are there unless given."""
    settings = {"name": "Acme", "currency": "USD", "first_week": "2026-01-05", **company}
    whole: dict[str, str | bytes] = {
        "company.yaml": "".join(f"{key}: {value}\n" for key, value in settings.items()),
        "crm/mapping.yaml": "preset: salesforce\n",
        "reference/stages.csv": STAGES,
        **files,
    }
    for name, content in whole.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Home(root)


def built(root: Path, files: dict[str, str | bytes], **company: Any) -> Built:
    """What a build makes of a small home."""
    return Built(write_home(root, files, **company))


def lines(*rows: str) -> str:
    """Rows as the text of a file."""
    return "".join(f"{row}\n" for row in rows)


ACME = Company.model_validate({"name": "Acme", "currency": "USD", "first_week": "2026-01-05"})
