"""The committed sample as plain rows, and what the tests ask of it again and again."""

import csv
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from sales_pipeline.intake.files import VIEW

HOME = Path(__file__).parents[2] / "data"
SEED = 197
OPPORTUNITIES = 1500
NOW = date(2026, 11, 16)
PARTS = ("README.md", "company.yaml", "crm", "minutes", "reference", "submissions", "tasks", "truth", "workflow")
Row = dict[str, str]


@cache
def rows(name: str, home: Path = HOME) -> tuple[Row, ...]:
    """The rows of a CSV file, by column, as text."""
    with (home / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def files(home: Path) -> dict[str, bytes]:
    """The sample's files under a home, by relative path; what runs make there is left out."""
    found = [home / part for part in PARTS if (home / part).is_file()]
    found += [path for part in PARTS for path in (home / part).rglob("*") if path.is_file()]
    found += [home / "events" / name for name in events(home)]
    contents = {path.relative_to(home).as_posix(): path.read_bytes() for path in found}
    return {name: content for name, content in contents.items() if not content.startswith(VIEW)}


def events(home: Path = HOME) -> set[str]:
    """The days of the log that are the sample's own, by file name; runs add later ones."""
    listed = yaml.safe_load((home / "truth" / "sample.yaml").read_text(encoding="utf-8"))["files"]
    return {Path(name).name for name in listed if name.startswith("events/")}


def day(text: str) -> date | None:
    """A date, or None when it can't be read as one."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def amount(text: str) -> Decimal | None:
    """An amount, also when it is written as text, or None."""
    plain = text.replace("$", "").replace(",", "")
    return Decimal(plain) if plain.replace(".", "", 1).isdigit() else None


def quarter(when: date) -> str:
    return f"{when.year}-Q{(when.month + 2) // 3}"


@cache
def histories() -> dict[str, list[Row]]:
    """Changes that can be read, by opportunity, in order."""
    found: dict[str, list[Row]] = {}
    for row in rows("crm/OpportunityHistory.csv"):
        if amount(row["Amount"]) is not None and day(row["CloseDate"]) and row["Probability"].isdigit():
            found.setdefault(row["OpportunityId"], []).append(row)
    return found


@cache
def rates() -> dict[tuple[str, str], Decimal]:
    """Market rates by currency and month."""
    return {
        (row["currency"], row["valid_from"][:7]): Decimal(row["rate"])
        for row in rows("reference/exchange_rates.csv")
        if row["rate_kind"] == "spot"
    }


def dollars(value: Decimal, currency: str, when: date) -> Decimal:
    return value if currency == "USD" else value * rates()[currency, when.isoformat()[:7]]
