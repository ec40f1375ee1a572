"""One row in 200 of the CRM files is dirty, found here from the files alone; few enough are unusable."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from sales_pipeline.sample import generate
from sales_pipeline_tests.sample.committed import HOME, Row, day, rows

FILES = sorted(path.name for path in (HOME / "crm").glob("*.csv"))
IDS = {
    "Account.csv": ("Id",),
    "Contact.csv": ("Id",),
    "Opportunity.csv": ("Id",),
    "OpportunityContactRole.csv": ("OpportunityId", "ContactId"),
    "Product2.csv": ("Id",),
    "Task.csv": ("Id",),
}
NUMBERS = ("Amount", "Probability", "Quantity", "TotalPrice", "ListPrice__c", "SplitPercentage")
DATES = ("CloseDate", "CreatedDate", "ActivityDate", "LastModifiedDate")
FILLED = {
    "Account.csv": ("Name", "Segment__c", "Industry", "BillingCountry"),
    "Contact.csv": ("AccountId", "Title"),
    "Opportunity.csv": ("AccountId", "Amount", "CloseDate", "LeadSource", "Type"),
    "OpportunityContactRole.csv": ("Role",),
    "OpportunityHistory.csv": ("StageName", "Amount", "CloseDate", "OwnerId"),
    "Task.csv": ("WhatId", "Type", "Subject", "ActivityDate"),
}


def is_number(text: str) -> bool:
    return text.replace("$", "").replace(",", "").replace(".", "", 1).isdigit()


def unusable(row: Row) -> bool:
    """A number or date that can't be read as one."""
    numbers = any(row.get(name) and not is_number(row[name]) for name in NUMBERS)
    return numbers or any(row.get(name) and day(row[name]) is None for name in DATES)


def blemished(file: str, row: Row) -> bool:
    """Readable, but not clean: money as text, an owner nobody knows, a blank where none belongs."""
    people = {person["person_id"] for person in rows("reference/people.csv")}
    as_text = any("$" in row.get(name, "") for name in NUMBERS)
    stranger = "OwnerId" in row and row["OwnerId"] not in people
    return as_text or stranger or any(not row[name] for name in FILLED.get(file, ()))


def repeated(file: str) -> int:
    """Rows whose id was there before; of a history, rows that are there twice."""
    keys = Counter(tuple(row[name] for name in IDS.get(file, row)) for row in rows(f"crm/{file}"))
    return 0 if file == "OpportunityLineItem.csv" else sum(count - 1 for count in keys.values())


def lost_steps() -> int:
    """Next steps that vanish for one change and come back."""
    steps = defaultdict(list)
    for row in rows("crm/OpportunityHistory.csv"):
        if not row["StageName"].startswith("Closed"):
            steps[row["OpportunityId"]].append(row["NextStep"])
    return sum(not step and any(found) for found in steps.values() for step in found)


@pytest.fixture(scope="module")
def dirty() -> Counter[str]:
    """Dirty rows by file."""
    found = Counter({file: repeated(file) for file in FILES})
    for file in FILES:
        found[file] += sum(unusable(row) or blemished(file, row) for row in rows(f"crm/{file}"))
    found["OpportunityHistory.csv"] += lost_steps()
    return found


def test_half_a_percent_is_dirty(dirty: Counter[str]) -> None:
    total = sum(len(rows(f"crm/{file}")) for file in FILES)
    assert 0.003 < sum(dirty.values()) / total < 0.007


def test_the_truth_lists_just_these_rows(dirty: Counter[str]) -> None:
    listed = Counter(row["file"].removeprefix("crm/") for row in rows("truth/dirt.csv"))
    assert listed == +dirty


def test_the_truth_names_their_lines() -> None:
    for entry in rows("truth/dirt.csv"):
        row = rows(entry["file"])[int(entry["line"]) - 2]
        file = entry["file"].removeprefix("crm/")
        assert unusable(row) == (entry["is_unusable"] == "true"), entry
        if entry["kind"] in ("money as text", "unknown owner"):
            assert blemished(file, row), entry
        elif entry["kind"] == "blank":
            assert not row[entry["column"]], entry
        elif entry["kind"] == "duplicate":
            ids = IDS.get(file, tuple(row))
            earlier = rows(entry["file"])[int(entry["line"]) - 3]
            assert [row[name] for name in ids] == [earlier[name] for name in ids], entry


def test_every_kind_occurs() -> None:
    kinds = {row["kind"] for row in rows("truth/dirt.csv")}
    assert kinds == {"money as text", "unknown owner", "impossible date", "duplicate", "blank", "wrong type"}


@pytest.mark.parametrize("file", FILES)
def test_less_than_one_percent_is_unusable(file: str) -> None:
    found = rows(f"crm/{file}")
    assert sum(unusable(row) for row in found) + repeated(file) < len(found) / 100


def test_small_samples_stay_usable(tmp_path: Path) -> None:
    generate(tmp_path, 25, 9)
    for file in FILES:
        found = rows(f"crm/{file}", tmp_path)
        assert sum(unusable(row) for row in found) <= 1 + len(found) / 100, file


def test_what_a_run_needs_first_and_last_of_a_deal_is_clean() -> None:
    lines = defaultdict(list)
    for row in rows("crm/OpportunityHistory.csv"):
        lines[row["OpportunityId"]].append(row)
    for changes in lines.values():
        assert not unusable(changes[0])
        assert not unusable(changes[-1])


def test_an_older_duplicate_is_older() -> None:
    seen: dict[str, Row] = {}
    pairs = 0
    for row in rows("crm/Opportunity.csv"):
        if row["Id"] in seen:
            pairs += 1
            assert row["LastModifiedDate"] < seen[row["Id"]]["LastModifiedDate"]
        seen[row["Id"]] = row
    assert pairs >= 1
