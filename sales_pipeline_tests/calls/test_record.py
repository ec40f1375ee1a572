"""What a past call was worth, from a home: the system replayed as it stood, the call as sent, what came in the end."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline_tests import tiny_home

# nine weeks left in the second quarter, as on 26 January in the first
WEEK = date(2026, 4, 27)
CALLS = """\
eve,top,manager,FY2026-Q1,commit,2000.00,USD,,,risk,Half of it,2026-01-26T08:00:00Z
ann,ann,representative,FY2026-Q1,commit,1400.00,USD,,,judgement,,2026-01-26T09:00:00Z
ann,ann,representative,FY2026-Q1,commit,9.00,USD,,,judgement,,2026-02-01T23:00:00Z
"""


def record(folder: Path, people: bool) -> dict[tuple[str, str], dict[str, object]]:
    home = tiny_home.make(folder / f"home {people}")
    path = home.submissions / "2026-01-26" / "calls.csv"
    path.write_text(path.read_text(encoding="utf-8") + CALLS, encoding="utf-8")
    home.company_file.write_text(tiny_home.COMPANY + f"calls:\n  show_people: {people}\n", encoding="utf-8")
    weeks = tiny_home.weeks_of(home)
    tables = weeks.frames(["call_record", "override_value"], WEEK)
    groups = {row["grouped_by"] for row in tables["override_value"].to_pylist()}
    assert ("person" in groups) == people
    return {(row["node_id"], row["layer"]): row for row in tables["call_record"].to_pylist()}


@pytest.mark.parametrize("people", [False, True])
def test_a_past_call_stands_against_the_system_as_it_was_and_what_came(tmp_path: Path, people: bool) -> None:
    found = record(tmp_path, people)
    # D1 stood at 1,200 and was won at 1,150; Bob's deals stood at 3,575.58 and brought nothing
    whole = found["top", "manager"]
    assert (whole["as_of_date"], whole["period_id"], whole["weeks_left"]) == (date(2026, 1, 26), "FY2026-Q1", 9)
    assert (whole["system_amount"], whole["call_amount"], whole["actual_amount"]) == (
        Decimal("4775.58"), Decimal("2000.00"), Decimal("1150.00"),
    )  # fmt: skip
    assert whole["below_amount"] == Decimal("4975.58")
    assert (whole["value_amount"], whole["layer_value_amount"]) == (Decimal("2775.58"), Decimal("2975.58"))
    assert (whole["submitter_id"], whole["reason_code"]) == ("eve" if people else None, "risk")
    # Ann's later call counts, the one after the lock does not; it is shown by unit, and by person where allowed
    assert found["north", "representative"]["call_amount"] == Decimal("4975.58")
    assert {node for node, _ in found} == {"top", "north"} | ({"ann"} if people else set())
    if people:
        ann = found["ann", "representative"]
        assert (ann["call_amount"], ann["value_amount"]) == (Decimal("1400.00"), Decimal("-200.00"))
