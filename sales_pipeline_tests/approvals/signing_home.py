"""A small home whose forecast people approve: two managers, finance, a CRO; who made its work."""

from datetime import datetime
from pathlib import Path

from sales_pipeline import company
from sales_pipeline.approvals.decide import Asked, decide
from sales_pipeline.approvals.known import Known
from sales_pipeline.event_log import Event
from sales_pipeline.home import Home
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


def change_input(home: Home) -> None:
    changed = tiny_home.FILES["reference/quotas.csv"].replace("5000.00", "6000.00")
    tiny_home.put(home.root, "reference/quotas.csv", changed)


def settings_of(home: Home) -> company.Company:
    return company.load(home.company_file)


def known_of(home: Home, at: str = NOON) -> Known:
    return Known(home, settings_of(home), WEEK, datetime.fromisoformat(at))


def asked(home: Home, person: str, reason: str = "read and checked", *, yes: bool = True) -> Asked:
    """A person's wish, with the inputs as they were published."""
    published = known_of(home).published
    return Asked(person, yes, reason, str(published.details["run_id"]) if published else "")


def say(home: Home, person: str, *, yes: bool = True, at: str = NOON) -> Event:
    """A decision as the command takes it."""
    return decide(known_of(home, at), asked(home, person, yes=yes))


def approve_all(home: Home) -> None:
    for person in ("eve", "fay", "cora"):
        say(home, person)


def require_signatures(home: Home) -> None:
    """Ask for signatures without another run: of a run the settings are part."""
    text = home.company_file.read_text(encoding="utf-8")
    tiny_home.put(home.root, "company.yaml", text + "approvals: {signatures: required}\n")
