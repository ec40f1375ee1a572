"""A run is named by what was visible at its week, the settings and the version; not by files, order or clock."""

from datetime import date
from pathlib import Path

import pytest

from sales_pipeline import run_identity
from sales_pipeline.calendar import WEEK
from sales_pipeline.home import Home
from sales_pipeline.run_identity import run_id, run_of
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.tiny_home import CHANGES, put, weeks_of

LAST = date(2026, 2, 9)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return tiny_home.make(tmp_path / "home")


def test_where_a_fact_stands_does_not_matter(home: Home) -> None:
    original = run_id(weeks_of(home), LAST)
    assert len(original) == 12
    (home.crm / "OpportunityHistory.csv").rename(home.crm / "OpportunityHistory_2026.csv")
    calls = home.submissions / "2026-01-26"
    (calls / "calls.csv").rename(calls / "other.csv")
    put(home.root, "reference/people.csv", reordered(tiny_home.FILES["reference/people.csv"]))
    assert run_id(weeks_of(home), LAST) == original


def reordered(text: str) -> str:
    header, *lines = text.splitlines(keepends=True)
    return header + "".join(reversed(lines))


def test_what_comes_later_does_not_matter(home: Home) -> None:
    original = run_id(weeks_of(home), LAST)
    later = ("D6", "2026-02-08T23:00:00.000Z", "Closed Won", "9.00", "USD", "2026-02-09", "bob", "false")
    tiny_home.write_deals(home.root, [*CHANGES, later])
    assert run_id(weeks_of(home), LAST) == original
    assert run_id(weeks_of(home), LAST + WEEK) != original


def test_facts_settings_week_and_version_matter(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {run_id(weeks_of(home), LAST), run_id(weeks_of(home), LAST - WEEK)}
    tiny_home.write_deals(home.root, [(*CHANGES[0][:3], "1000.01", *CHANGES[0][4:]), *CHANGES[1:]])
    found.add(run_id(weeks_of(home), LAST))
    put(home.root, "company.yaml", tiny_home.COMPANY.replace("Tiny", "Other"))
    found.add(run_id(weeks_of(home), LAST))
    monkeypatch.setattr(run_identity, "package_version", lambda: "99")
    found.add(run_id(weeks_of(home), LAST))
    assert len(found) == 5


def test_a_run_prints_the_instant_of_its_week_in_the_companys_zone(home: Home) -> None:
    run = run_of(weeks_of(home), LAST)
    assert run.as_of.isoformat() == "2026-02-09T00:00:00+01:00"
    assert (run.week, run.period_label, run.weeks_left, run.status) == ("2026-02-09", "Q1 FY26", 7, "draft")
