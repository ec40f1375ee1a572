"""Law 5 on the sample: with every row stamped after a week cut out of the files, the week sees the same tables."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from sales_pipeline import company
from sales_pipeline.calendar import instant
from sales_pipeline.home import Home
from sales_pipeline_tests.intake.cut import rewrite, seen
from sales_pipeline_tests.intake.homes import Built

LATER_FACTS = (
    "StageName", "ForecastCategoryName", "Probability", "Amount", "CloseDate", "NextStep", "LossReason__c",
    "Competitor__c", "EconomicBuyer__c", "DecisionProcess__c", "IsClosed", "IsWon", "IsDeleted", "LastModifiedDate",
)  # fmt: skip


def is_later(text: str, at: datetime) -> bool:
    """Whether a stamp lies at or after an instant; what is no stamp stays."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None) >= at
    except ValueError:
        return False


def cut(row: dict[str, str], at: datetime) -> dict[str, str] | None:
    if is_later(row["CreatedDate"], at):
        return None
    if is_later(row.get("LastModifiedDate", ""), at):
        return {**row, **dict.fromkeys(LATER_FACTS, "")}
    return row


@pytest.mark.parametrize("week", [date(2024, 7, 1), date(2026, 3, 9)])
def test_a_week_does_not_know_what_comes_after_it(sample: Home, week: date) -> None:
    settings = company.load(sample.company_file)
    whole = seen(Built(sample), settings, week)
    at = instant(week, settings.zone)
    files = [path for path in sorted(sample.crm.glob("*.csv")) if path.name != "Product2.csv"]
    assert all(rewrite(path, partial(cut, at=at)) for path in files)
    known = seen(Built(sample), settings, week)
    assert len(known["opportunity_history"]) > 1_000
    for name, rows in whole.items():
        assert known[name] == rows, name
