"""Small plans written out in a test, and what a build makes of them."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from sales_pipeline.company import load
from sales_pipeline.home import Home
from sales_pipeline.intake.build import InputError, Known, build
from sales_pipeline_tests.intake.homes import ONE_DEAL, lines, scratch, write_home

KNOWN = Known(
    frozenset({"pipeline_snapshot", "forecast_rollup", "forecast_summary"}),
    frozenset({"bridges_balance"}),
    frozenset({"contact_count", "has_economic_buyer"}),
)
PEOPLE = lines("person_id,role", "ann,representative", "fay,finance")
WEEKLY = """\
initiatives:
  - id: weekly
    title: The week
    pattern: forecast
    tier: 2
    owner: sales_operations
    recurs: week
    checkpoints:
      - id: review
        title: Review
        when: Tue 15:00
        needs: [forecast_rollup, bridges_balance]
        approvers: [manager, cro]
        escalates_to: cro
    tasks:
      - id: extract
        title: Extract
        role: sales_operations
        deliverable: pipeline_snapshot
        effort_hours: 2
        due: Mon 10:00
      - id: roll_up
        title: Roll up
        role: sales_analyst
        deliverable: forecast_rollup
        skills: [forecasting, excel]
        segment: Enterprise
        effort_hours: 1.5
        depends_on: [extract]
        due: -1d 17:00
        acceptance: It adds up
        parallel: false
      - id: send
        title: Send
        role: sales_operations
        deliverable: forecast_summary
        effort_hours: 0.5
        depends_on: [review]
        due: +4h
"""


class Planned:
    """The plan's tables of one build."""

    def __init__(self, root: Path, plan: str | None, *known: Known | None, **files: str) -> None:
        self.home = planned(root, plan, files)
        self.connection = duckdb.connect()
        build(self.connection, self.home, load(self.home.company_file), *(known or (KNOWN,)))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return found


def planned(root: Path, plan: str | None, files: dict[str, str]) -> Home:
    """A home of one deal with a plan and requests."""
    more: dict[str, str | bytes] = {} if plan is None else {"workflow/plan.yaml": plan}
    requests = {f"tasks/pending/{name}.yaml": text for name, text in files.items()}
    return write_home(root, {**ONE_DEAL, "reference/people.csv": PEOPLE, **more, **requests})


def refused(root: Path, plan: str | None, **files: str) -> list[str]:
    """The lines of the refusal of a plan."""
    home = planned(root, plan, files)
    with pytest.raises(InputError) as error:
        build(scratch(), home, load(home.company_file), KNOWN)
    return str(error.value).splitlines()


def changed(old: str, new: str, plan: str = WEEKLY) -> str:
    """The weekly plan with one thing in it put otherwise."""
    assert old in plan
    return plan.replace(old, new, 1)
