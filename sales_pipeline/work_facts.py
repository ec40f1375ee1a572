"""What a week's work is judged by besides tables: the instant as of which it stands, and the events it sees.

A week sees the events about itself, and those about earlier weeks that came before its end. While it runs it stands as
of now; one that is over as of its end, or of what people said about it last. What events mean is not known here.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import pyarrow as pa

from sales_pipeline import clock, event_log
from sales_pipeline.calendar import WEEK, instant, monday_at_or_before
from sales_pipeline.company import Company
from sales_pipeline.event_log import Event
from sales_pipeline.home import Home

CLOCK = pa.schema([("week", pa.date32()), ("as_of_at", pa.timestamp("us")), ("is_over", pa.bool_())])
LOG = pa.schema([
    ("event_number", pa.int64()), ("event_at", pa.timestamp("us")), ("event_week", pa.date32()), ("kind", pa.string()),
    ("subject_id", pa.string()), ("person_id", pa.string()), ("details", pa.string()),
])  # fmt: skip
# of the column `details`: JSON text
WEEK_TOLD = "week"


@dataclass(frozen=True)
class _Told:
    """An event: the week it is about, when it came, its row, and that row as text."""

    about: date
    at: datetime
    row: dict[str, Any]
    text: str


class WorkFacts:
    """The clock and the log of one home, looked at once; EventError where the log can't be read."""

    def __init__(self, home: Home, company: Company) -> None:
        self._home, self._company = home, company
        self._tables: dict[date, dict[str, pa.Table]] = {}
        self._digests: dict[tuple[str, date], str] = {}

    @cached_property
    def now(self) -> datetime:
        """UTC without a zone, as tables hold it."""
        return clock.now().replace(tzinfo=None)

    @cached_property
    def _events(self) -> list[_Told]:
        return [_told(self._week_of(event), event) for event in event_log.read(self._home)]

    def tables(self, week: date) -> dict[str, pa.Table]:
        """`work_clock` and `event_log` as a week sees them."""
        # a week's tables ask for them one by one, and the log only grows
        if week not in self._tables:
            seen = [told.row for told in self._seen(week)]
            self._tables[week] = {
                "work_clock": pa.Table.from_pylist([self._clock(week)], schema=CLOCK),
                "event_log": pa.Table.from_pylist(seen, schema=LOG),
            }
        return self._tables[week]

    def told(self, week: date) -> frozenset[date]:
        """The earlier weeks about which people had told something by the end of a week."""
        end = instant(week + WEEK, self._company.zone)
        return frozenset(
            told.about for told in self._events
            if told.about < week and told.at < end and told.row["person_id"] != event_log.SYSTEM
        )  # fmt: skip

    def digest(self, name: str, week: date) -> str:
        """What a week sees of one of them, in digits."""
        if (name, week) not in self._digests:
            is_clock = name == "work_clock"
            rows = [json.dumps(self._clock(week), default=str)] if is_clock else [e.text for e in self._seen(week)]
            self._digests[name, week] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return self._digests[name, week]

    def _seen(self, week: date) -> list[_Told]:
        end = instant(week + WEEK, self._company.zone)
        return [told for told in self._events if told.about == week or (told.about < week and told.at < end)]

    def _clock(self, week: date) -> dict[str, Any]:
        end = instant(week + WEEK, self._company.zone)
        # a run that looks at it again, or tells of it, would give it more hours in which to be late
        said = (told.at for told in self._events if told.about == week and told.row["person_id"] != event_log.SYSTEM)
        last = max(said, default=end)
        return {"week": week, "as_of_at": min(self.now, max(end, last)), "is_over": self.now >= end}

    def _week_of(self, event: Event) -> date:
        """The week an event is about: the one it names, else the one it came in."""
        told = event.details.get(WEEK_TOLD)
        if isinstance(told, str):
            return date.fromisoformat(told)
        return monday_at_or_before(datetime.fromisoformat(event.at).astimezone(self._company.zone).date())


def _told(about: date, event: Event) -> _Told:
    at = datetime.fromisoformat(event.at).replace(tzinfo=None)
    row = {
        "event_number": event.seq, "event_at": at, "event_week": about, "kind": event.kind,
        "subject_id": event.subject, "person_id": event.person,
        "details": json.dumps(event.details, ensure_ascii=False, sort_keys=True),
    }  # fmt: skip
    return _Told(about, at, row, json.dumps(row, default=str))
