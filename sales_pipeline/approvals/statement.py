"""What an approval says, word for word: the bytes that are signed, and read again from the event that keeps it.

Everything an approval is bound to stands in it, so that a signature can't be moved to another week, content, person,
reason or time: the publication by the number of its event, and a word that is used once.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sales_pipeline.calendar import instant
from sales_pipeline.company import Company
from sales_pipeline.event_log import Event

_NONCE_DIGITS = 32


@dataclass(frozen=True)
class Statement:
    """One decision of one person about one publication; times are ISO instants in UTC."""

    company: str
    subject: str
    week: str
    decision: str
    person_id: str
    role: str
    run_id: str
    content_digest: str
    published_number: int
    note: str
    until_at: str
    nonce: str

    @property
    def message(self) -> bytes:
        """The exact bytes to sign: JSON, a line a field, in the order of their names."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def nonce(published: Event, person: str, decided: int) -> str:
    """A word for a person's next decision about a publication: another after each decision, and in each log."""
    text = f"{published.before}|{published.seq}|{person}|{decided}"
    return hashlib.sha256(text.encode()).hexdigest()[:_NONCE_DIGITS]


def until(company: Company, now: datetime, days_ago: int = 0) -> str:
    """How long an approval of today holds: whole days of the company: what is signed is the same all day."""
    today = now.astimezone(company.zone).date() - timedelta(days=days_ago)
    end = today + timedelta(days=company.approvals.expires_days + 1)
    return f"{instant(end, company.zone).isoformat()}Z"


def of_event(event: Event, company: str) -> Statement:
    """The statement that an approval or rejection keeps; a detail that is missing is blank, and no signature fits."""
    number = event.details.get("published_number")

    def said(name: str) -> str:
        return str(event.details.get(name) or "")

    return Statement(
        company, event.subject, said("week"), event.kind, event.person, said("role"), said("run_id"),
        said("content_digest"), number if isinstance(number, int) else 0, said("note"), said("until_at"), said("nonce"),
    )  # fmt: skip
