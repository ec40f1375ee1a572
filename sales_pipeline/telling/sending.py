"""Sending messages through channels: each noted before it is sent and after it was answered, tried again with a wait
that doubles, and given up after so many tries.

What is open from before goes first, as it was written, with the id it had.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sales_pipeline import clock
from sales_pipeline.company import Company
from sales_pipeline.execution.quiet_hours import Quiet, telling_time
from sales_pipeline.home import Home
from sales_pipeline.notification_rules import FILES
from sales_pipeline.telling import channels, digest, log
from sales_pipeline.telling.final_forecast import attached
from sales_pipeline.telling.message import Answer, Message, attachments, id_of, keep, kept
from sales_pipeline.telling.rows import Row, Rows

# a channel that refuses so many in a row is left alone until the next pass
PATIENCE = 3


@dataclass(frozen=True)
class Due:
    """What one person is to be told now through one channel."""

    person_id: str
    channel: str
    told: tuple[Row, ...]


@dataclass
class Sender:
    """Sends what is due in a home; counts what became of it by channel."""

    home: Home
    company: Company
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused_in_a_row: Counter[str] = field(default_factory=Counter)

    def resume(self, rows: Rows, told: log.Told) -> None:
        """Send again what was cut off or refused before, once its time has come."""
        for message, state in self._open(told):
            is_time = state.next_try_at is None or state.next_try_at <= rows.now.replace(tzinfo=UTC)
            if is_time and not self._is_quiet(rows.now, rows.zone_of(message.person_id)):
                self._send(message, state.refused_count)

    def _open(self, told: log.Told) -> list[tuple[Message, log.Open]]:
        """Messages to be sent again; what one tells that was taken away, or whose channel was, is told anew."""
        found = [(kept(self.home, each.week, each.message_id), each) for each in told.open.values()]
        known = [(message, each) for message, each in found if message and message.channel in self._channels]
        return sorted(known, key=lambda pair: pair[0].message_id)

    @property
    def _channels(self) -> frozenset[str]:
        return frozenset(self.company.notifications.channels)

    def due(self, rows: Rows, told: log.Told) -> list[Due]:
        """What is to be told now, a person and channel at a time: new, not too old, and nobody's quiet hours."""
        under_way = {key for message, _ in self._open(told) for key in message.keys}
        oldest = rows.now - timedelta(days=self.company.notifications.forget_days)
        groups: dict[tuple[str, str], list[Row]] = {}
        for row in rows["notifications"]:
            is_new = row["notification_key"] not in told.keys | under_way and row["since_at"] >= oldest
            if is_new and row["channel"] != FILES and row["send_from_at"] <= rows.now:
                groups.setdefault((row["person_id"], row["channel"]), []).append(row)
        return [
            Due(person, channel, tuple(groups[person, channel]))
            for person, channel in sorted(groups)
            if not self._is_quiet(rows.now, rows.zone_of(person))
        ]

    def send_all(self, rows: Rows, due: Iterable[Due]) -> None:
        """Write each message down as it is told, then send it."""
        for each in due:
            message = self._written(rows, each)
            keep(self.home, message)
            self._send(message)

    def _send(self, message: Message, refused_count: int = 0) -> None:
        """One try: noted, sent, and its answer noted."""
        if self.refused_in_a_row[message.channel] >= PATIENCE:
            self.counts["left for later", message.channel] += 1
            return
        log.note(self.home, log.SENDING, message, clock.now())
        channel = self.company.notifications.channels[message.channel]
        answer = channels.send(channel, message, attachments(self.home, message))
        self._note(message, answer, refused_count + 1)

    def _note(self, message: Message, answer: Answer, tries: int) -> None:
        now, rules = clock.now(), self.company.notifications
        kind, until = log.DELIVERED, None
        if not answer.is_accepted and tries >= rules.try_count:
            kind = log.UNDELIVERED
        elif not answer.is_accepted:
            wait = timedelta(minutes=rules.retry_minutes) * 2 ** (tries - 1)
            kind, until = log.REFUSED, now + max(wait, timedelta(seconds=answer.wait_seconds))
        log.note(self.home, kind, message, now, answer, until)
        self.refused_in_a_row[message.channel] = 0 if answer.is_accepted else self.refused_in_a_row[message.channel] + 1
        self.counts[kind, message.channel] += 1

    def _is_quiet(self, now: datetime, zone: ZoneInfo) -> bool:
        rules = self.company.notifications
        return telling_time(now, zone, Quiet(rules.quiet_from_hour, rules.quiet_until_hour, rules.quiet_weekends)) > now

    def _written(self, rows: Rows, due: Due) -> Message:
        keys = tuple(sorted(row["notification_key"] for row in due.told))
        person = due.told[0]
        return Message(
            message_id=id_of(due.person_id, due.channel, keys), week=rows.week.isoformat(), person_id=due.person_id,
            person_name=person["person_name"], email=person["email"], channel=due.channel,
            subject=digest.subject(rows, list(due.told)), text=digest.text(rows, due.person_id, due.told),
            written_at=rows.now.replace(tzinfo=UTC).isoformat(timespec="seconds"), keys=keys,
            attached=attached(self.home, self.company, rows, person["role"], list(due.told)),
        )  # fmt: skip
