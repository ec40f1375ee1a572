"""Where everything lies in a home folder. The environment is read here and nowhere else."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ENVIRONMENT_VARIABLE = "SALES_PIPELINE_HOME"
CLOCK_VARIABLE = "SALES_PIPELINE_NOW"
# folders of a week's submissions that are no input: what is made for people, and what they sent as it came
TEMPLATES, RECEIVED = "templates", "received"


class HomeError(Exception):
    """A home that can't be used; the message says what is missing and what to do."""


@dataclass(frozen=True)
class Home:
    """The paths of one company's folder."""

    root: Path

    @classmethod
    def find(cls, chosen: Path | str | None = None) -> "Home":
        """The home that was asked for, else the environment's, else ./data."""
        return cls(Path(chosen or os.environ.get(ENVIRONMENT_VARIABLE) or "data").resolve())

    @staticmethod
    def secret(name: str) -> str | None:
        """What a variable of the environment holds, such as the address of a channel; None where it isn't set."""
        return os.environ.get(name) or None

    @staticmethod
    def clock() -> str | None:
        """The instant at which the clock was set to stand, as it was written; None where the machine's clock goes."""
        return os.environ.get(CLOCK_VARIABLE) or None

    @property
    def company_file(self) -> Path:
        return self.root / "company.yaml"

    @property
    def crm(self) -> Path:
        return self.root / "crm"

    @property
    def mapping_file(self) -> Path:
        return self.crm / "mapping.yaml"

    @property
    def reference(self) -> Path:
        return self.root / "reference"

    @property
    def calendars(self) -> Path:
        """Calendars of people's absences, a file each."""
        return self.reference / "availability"

    @property
    def submissions(self) -> Path:
        return self.root / "submissions"

    def submitted(self, week: date) -> Path:
        """Where the calls of a week lie."""
        return self.submissions / week.isoformat()

    @property
    def workflow(self) -> Path:
        return self.root / "workflow"

    @property
    def plan_file(self) -> Path:
        return self.workflow / "plan.yaml"

    @property
    def requests(self) -> Path:
        """Where tasks are dropped as files."""
        return self.root / "tasks" / "pending"

    @property
    def events(self) -> Path:
        """What people did and said about their work, a file a day; only ever added to."""
        return self.root / "events"

    def messages(self, week: date) -> Path:
        """What people were told through channels, as it was sent; kept."""
        return self.root / "messages" / week.isoformat()

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def database(self) -> Path:
        return self.root / "analytics.duckdb"

    @property
    def dagster(self) -> Path:
        return self.root / ".dagster"

    @property
    def lock_file(self) -> Path:
        return self.root / ".run.lock"

    def outputs(self, week: date) -> Path:
        return self.root / "outputs" / week.isoformat()

    @property
    def finals(self) -> Path:
        return self.root / "outputs" / "final"

    def final(self, week: date) -> Path:
        """Where the approved documents of a week lie, with what their validator is handed."""
        return self.finals / week.isoformat()

    def drawn(self, week: date) -> Path:
        """Where documents wait until their week is published."""
        return self.lake / "documents" / week.isoformat()

    @property
    def page_code(self) -> Path:
        """The script of pages that live on, made once."""
        return self.lake / "page_code"

    def relative(self, path: Path) -> str:
        """A path as files and messages name it: relative to the home, with forward slashes."""
        return path.relative_to(self.root).as_posix()

    def require(self) -> "Home":
        """This home, if it has a company.yaml and exports; else HomeError with the way out."""
        if not self.company_file.is_file():
            raise HomeError(
                f"{self.root} is not a home: company.yaml is missing. "
                "Make one with `sales-pipeline import` or `sales-pipeline sample`, or name another with --home."
            )
        return self
