"""What telling reads of a week: the tables as rows, looked at once, and the clock on which people read of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sales_pipeline import sql
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import date_text
from sales_pipeline.weeks import Weeks

Row = dict[str, Any]
TABLES = (
    "notifications", "digests", "task_states", "task_links", "blockers", "escalations", "approvals", "progress",
    "checkpoint_reviews", "revenue_milestones",
)  # fmt: skip
WHERE_THERE = ("success_metrics",)
UNDATED = ("people", "work_profiles", "plan_risks", "plan_initiatives")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Rows:
    """The rows of a week by table: what it shows stands as of one instant, and is told at another (both UTC)."""

    week: date
    company: str
    zone: ZoneInfo
    as_of: datetime
    now: datetime
    tables: dict[str, list[Row]]
    currency: str = "USD"

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]

    @cached_property
    def people(self) -> dict[str, Row]:
        return {row["person_id"]: row for row in self["people"]}

    @cached_property
    def zones(self) -> dict[str, ZoneInfo]:
        return {row["person_id"]: ZoneInfo(row["time_zone"]) for row in self["work_profiles"]}

    @cached_property
    def tasks(self) -> dict[str, Row]:
        """The week's tasks, the most important first."""
        ordered = sorted(self["task_states"], key=lambda row: (row["priority_order"], row["instance_id"]))
        return {row["instance_id"]: row for row in ordered}

    def name(self, person_id: str | None) -> str:
        person = self.people.get(person_id or "")
        return str(person["person_name"]) if person else person_id or "nobody"

    def zone_of(self, person_id: str) -> ZoneInfo:
        """The clock of a person's quiet hours: their own zone where it is known, else the company's."""
        return self.zones.get(person_id, self.zone)

    def clock(self, at: datetime | None) -> str:
        """A moment as people read it: "Tue 17 Nov 12:00" on the company's clock."""
        if at is None:
            return ""
        local = at.replace(tzinfo=UTC).astimezone(self.zone)
        return f"{_DAYS[local.weekday()]} {date_text(local.date(), year=False)} {local:%H:%M}"

    def money(self, amount: Decimal) -> str:
        return Money.for_amounts(self.currency, [amount]).text(amount)

    def below(self, person_id: str) -> set[str]:
        """Everybody who reports to a person, at any distance."""
        found: set[str] = set()
        level = {person_id}
        while level:
            level = {row["person_id"] for row in self["people"] if row["manager_id"] in level} - found
            found |= level
        return found - {person_id}


def rows_of(weeks: Weeks, week: date, now: datetime) -> Rows:
    """The rows of a week; its tables are made where they are no longer true."""
    wanted = [name for name in (*TABLES, *WHERE_THERE) if name in sql.tables()]
    found = {name: table.to_pylist() for name, table in weeks.frames(wanted, week).items()}
    for name in UNDATED:
        found[name] = weeks.lake.read(name).to_pylist()
    [clock] = weeks.work.tables(week)["work_clock"].to_pylist()
    company, plain = weeks.company, now.astimezone(UTC).replace(tzinfo=None)
    return Rows(week, company.name, company.zone, clock["as_of_at"], plain, found, company.currency)
