"""Takes a decision: checked, signed where that is asked, and noted; and reads noted ones again, trusting none.

A signature is checked twice: before the decision is noted, and from the event itself before anything becomes final.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sales_pipeline import event_log
from sales_pipeline.approvals import signers, sshsig
from sales_pipeline.approvals.asked import RefusedError, refuse
from sales_pipeline.approvals.known import PUBLISHED, Known
from sales_pipeline.approvals.signers import Signer
from sales_pipeline.approvals.sshsig import SignatureError
from sales_pipeline.approvals.statement import Statement, nonce, of_event, until
from sales_pipeline.event_log import Details, Event
from sales_pipeline.execution.approving import APPROVED, FORECAST, REJECTED


@dataclass(frozen=True)
class Asked:
    """What a person wants to decide about a week, and what the inputs would be as a run now."""

    person: str
    is_approval: bool
    reason: str
    run_id: str


def statement(known: Known, asked: Asked, days_ago: int = 0) -> Statement:
    """What the person would say; RefusedError where they may not."""
    role = refuse(known, asked.person, asked.is_approval, asked.reason, asked.run_id)
    published = known.published
    assert published is not None
    decided = sum(event.person == asked.person for event in known.decisions)
    return Statement(
        known.company.name, FORECAST, known.week.isoformat(), APPROVED if asked.is_approval else REJECTED, asked.person,
        role, asked.run_id, known.content.digest, published.seq, asked.reason.strip(),
        until(known.company, known.now, days_ago), nonce(published, asked.person, decided),
    )  # fmt: skip


def decide(known: Known, asked: Asked, key: Ed25519PrivateKey | None = None, signature: str | None = None) -> Event:
    """Note a decision; RefusedError where it can't be taken, or isn't signed as it must be."""
    said = statement(known, asked)
    if key is not None:
        signature = sshsig.sign(key, said.message)
    if signature is not None:
        said = _signed(known, said, signature)
    elif known.company.approvals.signatures == "required":
        raise RefusedError(
            "Approvals are signed here (approvals.signatures in company.yaml): give --key, or --signature with what "
            "`ssh-keygen -Y sign` made of --statement."
        )
    details: Details = {
        "week": said.week, "role": said.role, "run_id": said.run_id, "content_digest": said.content_digest,
        "note": said.note, "until_at": said.until_at, "nonce": said.nonce, "published_number": said.published_number,
        "signature": signature,
    }  # fmt: skip
    return event_log.append(known.home, said.decision, FORECAST, asked.person, details, known.now)


def _signed(known: Known, today: Statement, signature: str) -> Statement:
    """The statement that was signed: that of today, or of an earlier day whose approval still holds."""
    days = range(known.company.approvals.expires_days + 1)
    said = [replace(today, until_at=until(known.company, known.now, day)) for day in days]
    chosen = next((each for each in said if _fits(signature, each)), today)
    try:
        signers.check(sshsig.verified(signature, chosen.message), today.person_id, known.now, allowed(known))
    except SignatureError as error:
        raise RefusedError(f"The signature does not hold: {error}.") from error
    return chosen


def _fits(signature: str, said: Statement) -> bool:
    try:
        sshsig.verified(signature, said.message)
    except SignatureError:
        return False
    return True


def allowed(known: Known) -> list[Signer]:
    """Whose key is whose; SignatureError when the file is not there or can't be read."""
    path = known.home.reference / signers.FILE
    if not path.is_file():
        raise SignatureError(
            f"reference/{signers.FILE} is not there: write a line `person_id ssh-ed25519 KEY` a person"
        )
    return signers.read(path.read_text(encoding="utf-8"), known.company.zone)


def unsound(known: Known) -> list[str]:
    """What is wrong with the approvals that stand, in words: signatures are verified from the events themselves."""
    if known.company.approvals.signatures != "required":
        return []
    standing = {place.decision.number for place in known.approval.places() if place.decision}
    published = {event.seq: event for event in known.of_kind(PUBLISHED)}
    found, used = [], set[str]()
    for event in known.decisions:
        said = of_event(event, known.company.name)
        if event.seq in standing and (fault := _fault(known, event, said, published, used)):
            found.append(f"The approval of {event.person} (event {event.seq}) does not hold: {fault}.")
        used.add(said.nonce)
    return found


def _fault(
    known: Known, event: Event, said: Statement, published: Mapping[int, Event], used: set[str]
) -> str | None:  # fmt: skip
    about = published.get(said.published_number)
    if about is None or about.details.get("content_digest") != said.content_digest:
        return "it is of no publication of this content"
    if said.nonce in used:
        return "it was given before: each can be used once"
    try:
        found = sshsig.verified(str(event.details.get("signature") or ""), said.message)
        signers.check(found, event.person, datetime.fromisoformat(event.at).astimezone(UTC), allowed(known))
    except SignatureError as error:
        return str(error)
    return None
