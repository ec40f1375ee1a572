"""A generated company as the files of a home: what the CRM and the reference tables say of it up to a week."""

from datetime import date
from pathlib import Path

import numpy as np

from sales_pipeline.home import Home
from sales_pipeline_tests.tiny_home import FILES, put, write_deals
from sales_pipeline_tests.truth.generator import LOST, STAGES, WON, Company, Deals

TEAMS = 5
CATEGORIES = ("pipeline", "pipeline", "best_case", "most_likely", "commit", "closed", "omitted")
STATED = ("0.10", "0.20", "0.40", "0.60", "0.80", "1", "0")
SETTINGS = """\
name: Made up
currency: USD
time_zone: UTC
first_week: {first_week}
"""


def write(root: Path, made: Company, written: list[tuple[int, Deals]], first_week: date) -> Home:
    """The home; changes stand at 15:00 of their day, one row a deal and day."""
    put(root, "company.yaml", SETTINGS.format(first_week=first_week))
    put(root, "crm/mapping.yaml", FILES["crm/mapping.yaml"])
    put(root, "crm/Account.csv", FILES["crm/Account.csv"])
    put(root, "reference/stages.csv", "\n".join(_stages(made)) + "\n")
    for name, lines in _organisation(made).items():
        put(root, f"reference/{name}.csv", "\n".join(lines) + "\n")
    write_deals(root, _changes(made, written))
    return Home(root)


def _changes(made: Company, written: list[tuple[int, Deals]]) -> list[tuple[str, ...]]:
    rows: list[tuple[int, int, tuple[str, ...]]] = []
    for day, deals in written:
        at = f"{_day(made, day)}T15:00:00.000Z"
        for n in range(len(deals)):
            deal, stage, owner = int(deals.number[n]), STAGES[deals.stage[n]], f"rep{deals.owner[n]:02d}"
            amount, close = f"{deals.amount[n]:.2f}", _day(made, int(deals.close[n]))
            rows.append((deal, day, (name(deal), at, stage, amount, "USD", close, owner, "false")))
    return [row for _, _, row in sorted(rows)]


def name(deal: int) -> str:
    return f"D{deal:05d}"


def _day(made: Company, day: int) -> str:
    return str(made.days.start + np.timedelta64(day, "D"))


def _stages(made: Company) -> list[str]:
    lines = ["stage_name,stage_order,forecast_category,stated_probability,is_closed,is_won,is_confirmed,valid_from"]
    for order, (stage, category, stated) in enumerate(zip(STAGES, CATEGORIES, STATED, strict=True)):
        closed, won = str(order in (WON, LOST)).lower(), str(order == WON).lower()
        lines.append(f"{stage},{order + 1},{category},{stated},{closed},{won},true,{_day(made, 0)}")
    return lines


def _organisation(made: Company) -> dict[str, list[str]]:
    start = _day(made, 0)
    people = ["person_id,person_name,email,role,manager_id,hired_on,left_on", f"boss,Boss,,cro,,{start},"]
    nodes = ["node_id,node_name,parent_node_id,level,valid_from,valid_to,known_at", f"top,Made up,,company,{start},,"]
    members = ["person_id,node_id,valid_from,valid_to,known_at", f"boss,top,{start},,"]
    nodes += [f"team{n},Team {n},top,team,{start},," for n in range(TEAMS)]
    for n, joined in enumerate(made.joined):
        hired = _day(made, max(int(joined), 0))
        people.append(f"rep{n:02d},Representative {n},,representative,boss,{hired},")
        members.append(f"rep{n:02d},team{n % TEAMS},{hired},,")
    return {"people": people, "organisation_nodes": nodes, "organisation_members": members}
