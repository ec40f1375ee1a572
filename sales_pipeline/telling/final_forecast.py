"""What goes with the news that a forecast is final: the documents that a person's role may see, as approved."""

from pathlib import Path

from sales_pipeline.company import Company
from sales_pipeline.documents import documents
from sales_pipeline.home import Home
from sales_pipeline.notification_rules import EVERYTHING
from sales_pipeline.telling.message import attach
from sales_pipeline.telling.rows import Row, Rows

FINAL = "final"


def attached(home: Home, company: Company, rows: Rows, role: str | None, told: list[Row]) -> tuple[str, ...]:
    """The files that go with a message, kept beside it; none where it does not tell of a final forecast."""
    if not any(row["kind"] == FINAL for row in told):
        return ()
    folder = home.outputs(rows.week).parent / FINAL / rows.week.isoformat()
    return tuple(attach(home, rows.week, path) for path in seen(folder, company, role))


def seen(folder: Path, company: Company, role: str | None) -> list[Path]:
    """The files of a final set that a role may see."""
    names = next((given for known, given in company.notifications.documents.items() if known == role), ())
    if not folder.is_dir() or not names:
        return []
    there = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    if EVERYTHING in names:
        return there
    wanted = {documents()[name].file for name in names if name in documents()}
    return [path for path in there if path.name in wanted]
