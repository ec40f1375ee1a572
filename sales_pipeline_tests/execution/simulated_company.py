"""The company of the simulated team: seven people at work and one who only signs, a plan of five tasks, who is away
when, and the channel by which its manager is told.

Who is away in which week is drawn before anything else: it stands in the files from the beginning.
"""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from sales_pipeline.home import Home
from sales_pipeline_tests.tiny_home import CHANGES, COMPANY, FILES, put, write_deals

# who gives what is somebody's to somebody else, unblocks, and whom both answer to
MANAGER, BOSS, OPERATIONS, FINANCE = "eve", "kim", "ola", "fay"
SELLERS, ANALYSTS = ("ann", "bob"), ("ada", "ari")
ROLES = {
    **dict.fromkeys(SELLERS, "representative"), **dict.fromkeys(ANALYSTS, "sales_analyst"), MANAGER: "manager",
    BOSS: "cro", OPERATIONS: "sales_operations", FINANCE: "finance",
}  # fmt: skip
ABOVE = {**dict.fromkeys(ROLES, BOSS), **dict.fromkeys(SELLERS, MANAGER), BOSS: ""}
DESK = "TEAM_DESK"
SETTINGS = f"""\
gates: {{missing_calls_error_ratio: 1, overdue_error_ratio: 1, required_fields_error_ratio: 1}}
service_levels: {{senior_tier: 0}}
notifications:
  channels: {{desk: {{url_env: {DESK}}}}}
  by_role: {{manager: desk}}
"""
PLAN = """\
initiatives:
  - id: week
    title: The week
    pattern: review
    tier: 1
    owner: manager
    recurs: week
    tasks:
      - {id: extract, title: Extract, role: sales_operations, deliverable: pipeline_snapshot,
         effort_hours: 1, due: Mon 10:00}
      - {id: prepare, title: Prepare, role: representative, per: submitter, deliverable: pipeline_movements,
         effort_hours: 2, due: Mon 14:00}
      - {id: gather, title: Gather, role: manager, per: submitter, deliverable: forecast_rollup,
         effort_hours: 3, depends_on: [prepare], due: Tue 14:00}
      - {id: confirm, title: Confirm, role: representative, per: submitter, deliverable: deal_risk,
         effort_hours: 1, depends_on: [gather], due: Thu 11:00}
      - {id: study, title: Study, role: sales_analyst, deliverable: forecast_actions,
         effort_hours: 2, depends_on: [gather], due: Thu 12:00}
"""
RATES = "currency,rate_kind,valid_from,valid_to,rate,known_at\nEUR,spot,2025-01-01,,1.100000,\n"
Away = dict[date, frozenset[str]]


def make(root: Path, away: Away) -> Home:
    """The company's home: the tiny one with a whole team, a plan, and nothing that stops a week."""
    put(root, "company.yaml", COMPANY + SETTINGS)
    kept = {name: text for name, text in FILES.items() if not name.startswith("submissions/")}
    own = {
        "reference/people.csv": _people(), "reference/availability.csv": _calendar(away), "workflow/plan.yaml": PLAN,
        "reference/exchange_rates.csv": RATES,
    }  # fmt: skip
    for name, text in {**kept, **own}.items():
        put(root, name, text)
    write_deals(root, [change for change in CHANGES if change[0] != "D5"])
    return Home(root)


def absences(first: date, count: int, chance: Random) -> Away:
    """Who is away from Monday to Thursday; of the analysts now and then both: then nobody is there for their task."""
    drawn = ((), ("ann",), ("bob",), ("ari",), ("ada",), ANALYSTS, (), ())
    return {first + timedelta(days=7 * number): frozenset(chance.choice(drawn)) for number in range(count)}


def correct_rate(home: Home, week: date, number: int) -> None:
    """A rate of exchange that became known for the week after it was published: its content is another."""
    path = home.reference / "exchange_rates.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"EUR,spot,{week},,{1.2 + number / 100:.6f},{week}\n")


def _people() -> str:
    lines = (f"{name},{name.title()},,{role},{ABOVE[name]},2024-01-01," for name, role in ROLES.items())
    return "\n".join(["person_id,person_name,email,role,manager_id,hired_on,left_on", *lines, ""])


def _calendar(away: Away) -> str:
    lines = (
        f"{name},absence,{week},{week + timedelta(days=3)},2026-01-01"
        for week, names in away.items()
        for name in sorted(names)
    )
    return "\n".join(["person_id,kind,starts_on,ends_on,known_at", *lines, ""])
