"""What a week's work is judged by besides tables: the instant as of which it stands, and the events it sees.

A week sees the events about itself, and those about earlier weeks that came before its end. While it runs it stands as
of now; one that is over as of its end, or of what was said about it last. What events mean is not known here.
"""

import hashlib
import json
from datetime import date, datetime
from functools import cached_property

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
# that people were told of a week is nothing that happened in it: else telling the rest of one that is over would give
# it more hours in which to be late, and more to tell
TELLING = frozenset({"sending", "refused", "delivered", "undelivered"})


class WorkFacts:
    """The clock and the log of one home, looked at once; EventError where the log can't be read."""

    def __init__(self, home: Home, company: Company) -> None:
        self._home, self._company = home, company

    @cached_property
    def now(self) -> datetime:
        """UTC without a zone, as tables hold it."""
        return clock.now().replace(tzinfo=None)

    @cached_property
    def _events(self) -> list[tuple[date, datetime, Event]]:
        return [(self._week_of(event), _at(event), event) for event in event_log.read(self._home)]

    def tables(self, week: date) -> dict[str, pa.Table]:
        """`work_clock` and `event_log` as a week sees them."""
        end = instant(week + WEEK, self._company.zone)
        seen = [(w, at, e) for w, at, e in self._events if w == week or (w < week and at < end)]
        last = max((at for about, at, e in seen if about == week and e.kind not in TELLING), default=end)
        row = {"week": week, "as_of_at": min(self.now, max(end, last)), "is_over": self.now >= end}
        return {
            "work_clock": pa.Table.from_pylist([row], schema=CLOCK),
            "event_log": pa.Table.from_pylist([_row(*each) for each in seen], schema=LOG),
        }

    def told(self, week: date) -> frozenset[date]:
        """The earlier weeks about which people had told something by the end of a week."""
        end = instant(week + WEEK, self._company.zone)
        return frozenset(w for w, at, e in self._events if w < week and at < end and e.person != event_log.SYSTEM)

    def digest(self, name: str, week: date) -> str:
        """What a week sees of one of them, in digits."""
        rows = self.tables(week)[name].to_pylist()
        return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()

    def _week_of(self, event: Event) -> date:
        """The week an event is about: the one it names, else the one it came in."""
        told = event.details.get(WEEK_TOLD)
        if isinstance(told, str):
            return date.fromisoformat(told)
        return monday_at_or_before(datetime.fromisoformat(event.at).astimezone(self._company.zone).date())


def _at(event: Event) -> datetime:
    return datetime.fromisoformat(event.at).replace(tzinfo=None)


def _row(about: date, at: datetime, event: Event) -> dict[str, object]:
    details = json.dumps(event.details, ensure_ascii=False, sort_keys=True)
    return {
        "event_number": event.seq, "event_at": at, "event_week": about, "kind": event.kind,
        "subject_id": event.subject, "person_id": event.person, "details": details,
    }  # fmt: skip
