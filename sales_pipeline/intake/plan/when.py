"""When something is due, as people write it: `2026-11-30 12:00`, `Mon 12:00`, `last Fri`, `-2d`, `-4h`, `-1d 12:00`.

Read into typed parts; the instant itself is told later, week by week. Times are the company's.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
# a day alone ends with the working day
END_OF_DAY = "17:00"
MAX_OFFSET_DAYS = 366
FIRST_YEAR, LAST_YEAR = 1900, 2200
_TIME = r"(?: (?P<time>(?:[01]\d|2[0-3]):[0-5]\d))?"
_DATE = re.compile(rf"(?P<day>\d{{4}}-\d\d-\d\d){_TIME}")
_WEEKDAY = re.compile(rf"(?P<weekday>{'|'.join(WEEKDAYS)}){_TIME}")
_ORDINAL = re.compile(rf"(?P<ordinal>{'|'.join(ORDINALS)}) (?P<weekday>{'|'.join(WEEKDAYS)}){_TIME}")
_OFFSET = re.compile(rf"(?P<count>[+-]?\d{{1,4}})(?P<unit>[dh]){_TIME}")
FORMS = {
    "week": (_WEEKDAY, "a day of the week such as Mon 12:00"),
    "deal": (_WEEKDAY, "a day of the week such as Thu 10:00"),
    "month": (_ORDINAL, "a day of the month such as first Mon 10:00 or last Fri"),
    "quarter": (_ORDINAL, "a day of the quarter such as first Mon 10:00 or last Fri"),
    "once": (_DATE, "a date such as 2026-11-30 or 2026-11-30 12:00"),
}


@dataclass(frozen=True)
class When:
    """A rule for a moment, in parts; those its kind has not are blank."""

    rule: str
    kind: str
    day: date | None = None
    weekday: int | None = None
    ordinal: int | None = None
    offset_hours: int | None = None
    time: str | None = END_OF_DAY

    def columns(self, prefix: str) -> dict[str, Any]:
        """The parts under the names of the tables."""
        found = {
            "rule": self.rule, "kind": self.kind, "date": self.day, "weekday_number": self.weekday,
            "ordinal_number": self.ordinal, "offset_hours": self.offset_hours, "time": self.time,
        }  # fmt: skip
        return {f"{prefix}_{name}": value for name, value in found.items()}


def moment(text: str, recurrence: str) -> When | None:
    """The moment of a checkpoint, in the form its initiative's recurrence has; None when it has another."""
    found = FORMS[recurrence][0].fullmatch(text)
    if not found:
        return None
    parts = found.groupdict()
    time = parts["time"] or END_OF_DAY
    if "day" in parts:
        try:
            day = date.fromisoformat(parts["day"])
        except ValueError:
            return None
        return When(text, "date", day=day, time=time) if FIRST_YEAR <= day.year < LAST_YEAR else None
    weekday = WEEKDAYS.index(parts["weekday"]) + 1
    if "ordinal" in parts:
        return When(text, "ordinal", weekday=weekday, ordinal=ORDINALS[parts["ordinal"]], time=time)
    return When(text, "weekday", weekday=weekday, time=time)


def due(text: str, recurrence: str) -> When | None:
    """When a task is due: a moment, or an offset from its checkpoint."""
    found = _OFFSET.fullmatch(text)
    if not found:
        return moment(text, recurrence)
    hours = int(found["count"]) * (24 if found["unit"] == "d" else 1)
    # a time of day says which moment of a day, which hours already say
    if abs(hours) > MAX_OFFSET_DAYS * 24 or (found["time"] and found["unit"] == "h"):
        return None
    return When(text, "offset", offset_hours=hours, time=found["time"])


def expected(recurrence: str) -> str:
    """What a due date may look like, for messages."""
    return f"{FORMS[recurrence][1]}, or an offset from its checkpoint such as -1d, -4h or -1d 12:00"
