"""What the log of events says was told: read anew before anything is sent, for the tables may be older.

A sending is noted before it begins and its answer after it came. A message that was begun and has no answer may have
arrived: it is sent again as it was, with its id.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sales_pipeline import event_log
from sales_pipeline.event_log import SYSTEM, Event, NewEvent
from sales_pipeline.home import Home
from sales_pipeline.notification_rules import FILES
from sales_pipeline.telling.message import Answer, Message

SENDING, REFUSED, DELIVERED, UNDELIVERED = "sending", "refused", "delivered", "undelivered"
WRITTEN = "written"


@dataclass(frozen=True)
class Open:
    """A message that is neither accepted nor given up: how often it was refused, and when it may be tried again."""

    week: str
    message_id: str
    refused_count: int = 0
    next_try_at: datetime | None = None


@dataclass
class Told:
    """The keys that need no telling any more, the messages that are still open, and what each message tells."""

    keys: set[str] = field(default_factory=set)
    open: dict[str, Open] = field(default_factory=dict)
    tells: dict[str, set[str]] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """Take an event in. A thing told has an event of its own, of which a kill may leave the first ones alone."""
        message = str(event.details.get("message_id") or "")
        if event.kind in (DELIVERED, UNDELIVERED):
            self.keys |= {event.subject, *self.tells.get(message, ())}
            self.open.pop(message, None)
        elif event.kind == SENDING:
            self.tells.setdefault(message, set()).add(event.subject)
            earlier = self.open.get(message) or Open(str(event.details["week"]), message)
            # begun again: whatever was said before, this try has no answer yet
            self.open[message] = replace(earlier, next_try_at=None)
        elif event.kind == REFUSED and message in self.open:
            self.open[message] = _refused(self.open[message], datetime.fromisoformat(str(event.details["until_at"])))


def _refused(before: Open, until: datetime) -> Open:
    again = before.next_try_at == until
    return replace(before, refused_count=before.refused_count + (not again), next_try_at=until)


def told(home: Home) -> Told:
    """What was told, over all weeks: what is owed for longer than a week keeps its key."""
    found = Told()
    for event in event_log.read(home):
        found.hear(event)
    return found


def note(
    home: Home, kind: str, message: Message, now: datetime, answer: Answer | None = None, until: datetime | None = None
) -> None:
    """Note what happened to everything that a message tells."""
    details = {
        "week": message.week, "to_person_id": message.person_id, "channel": message.channel,
        "message_id": message.message_id, "outcome": answer.said if answer else None,
        "until_at": until.isoformat() if until else None,
    }  # fmt: skip
    kept = {name: value for name, value in details.items() if value is not None}
    event_log.append_all(home, [NewEvent(kind, key, SYSTEM, kept) for key in message.keys], now)


def note_pages(home: Home, week: str, written: Iterable[tuple[str, str]], now: datetime) -> None:
    """Note what stands on pages: keys with their persons."""
    details = {"week": week, "channel": FILES, "outcome": WRITTEN}
    event_log.append_all(
        home, [NewEvent(DELIVERED, key, SYSTEM, {**details, "to_person_id": person}) for key, person in written], now
    )
