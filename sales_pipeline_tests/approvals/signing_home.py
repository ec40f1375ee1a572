"""A small home whose forecast people approve: two managers, finance, a CRO; published without Dagster."""

from datetime import date
from pathlib import Path

from sales_pipeline import company
from sales_pipeline.home import Home
from sales_pipeline.work import show
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.survival import small_run

WEEK = small_run.WEEK
NOON = "2026-01-06T12:00:00Z"
PEOPLE = tiny_home.FILES["reference/people.csv"] + (
    "max,Max,,manager,cora,2024-01-01,\n"
    "fay,Fay,,finance,cora,2024-01-01,\n"
    "cora,Cora,,cro,,2024-01-01,\n"
    "gus,Gus,,finance,cora,2024-01-01,2026-01-02\n"
    "new,New,,finance,cora,2026-02-01,\n"
    "olga,Olga,,sales_operations,cora,2024-01-01,\n"
)  # fmt: skip


def make(root: Path, settings: str = "") -> Home:
    home = tiny_home.make(root)
    tiny_home.put(root, "reference/people.csv", PEOPLE)
    tiny_home.put(root, "company.yaml", tiny_home.COMPANY + settings)
    return home


def publish(home: Home, week: date = WEEK) -> None:
    """What a run does of a week, and how its work stands then."""
    drawer = small_run.prepare(home)
    small_run.release(drawer, week)
    show(drawer.weeks, week)


def change_input(home: Home) -> None:
    changed = tiny_home.FILES["reference/quotas.csv"].replace("5000.00", "6000.00")
    tiny_home.put(home.root, "reference/quotas.csv", changed)


def settings_of(home: Home) -> company.Company:
    return company.load(home.company_file)
