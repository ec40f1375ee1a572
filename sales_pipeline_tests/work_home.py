"""A small home with a plan of its own whose week is made: for tests of what people say about tasks."""

from datetime import date
from pathlib import Path

from sales_pipeline.home import Home
from sales_pipeline_tests import tiny_home

WEEK = date(2026, 1, 26)
PLAN = """\
initiatives:
  - id: forecast
    title: Forecast
    pattern: forecast
    tier: 3
    owner: manager
    recurs: week
    checkpoints:
      - {id: review, title: Review, when: Tue 15:00, needs: [forecast_rollup], approvers: [manager]}
    tasks:
      - {id: send_call, title: Send the call, role: representative, per: submitter, deliverable: submissions,
         effort_hours: 1, due: Mon 12:00}
      - {id: call_team, title: Go through the calls, role: manager, per: submitter, deliverable: commit_forecast,
         effort_hours: 2, depends_on: [send_call], due: Mon 17:00}
      - {id: roll_up, title: Roll up, role: manager, deliverable: forecast_rollup, effort_hours: 1,
         depends_on: [call_team], due: Tue 09:00}
"""
ANN = "forecast/2026-01-26/send_call/ann.representative"
BOB = "forecast/2026-01-26/send_call/bob.representative"
EVE = "forecast/2026-01-26/call_team/top.manager"
ROLL = "forecast/2026-01-26/roll_up"


def make(root: Path) -> Home:
    """The home with the tables of its week."""
    home = tiny_home.make(root)
    tiny_home.put(root, "workflow/plan.yaml", PLAN)
    tiny_home.weeks_of(home).frames(["task_board"], WEEK)
    return home
