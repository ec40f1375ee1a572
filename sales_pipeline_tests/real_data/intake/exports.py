"""Third-party exports beside the repository, imported as a person would."""

from pathlib import Path

from sales_pipeline.home import Home
from sales_pipeline.intake.import_report import ImportReport
from sales_pipeline.intake.importer import import_home

SHARED = Path(__file__).parents[4] / "shared" / "data"


MAPPINGS = Path(__file__).parents[1] / "mappings"


def imported(preset: str, folder: str, home: Path) -> tuple[Home, ImportReport]:
    """A home made from every export of a folder; `preset` is a preset's name or a mapping file."""
    report = import_home(preset, home, sorted((SHARED / folder).glob("*.csv")))
    return Home(home), report
