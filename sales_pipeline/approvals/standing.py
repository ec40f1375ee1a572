"""In a few words: what is final of a week, whether that is what is published, and who is still to approve."""

from dataclasses import dataclass
from typing import Literal

from sales_pipeline.approvals.known import Known, is_final
from sales_pipeline.execution.approving import APPROVED, REJECTED

State = Literal["unpublished", "waiting", "rejected", "approved", "final", "stale"]


@dataclass(frozen=True)
class Standing:
    """How it stands; `approved`: but not final; `stale`: what is final is of an earlier content."""

    state: State
    text: str


def standing(known: Known) -> Standing:
    """How a week stands between publication and final."""
    if known.published is None:
        return Standing("unpublished", "not published")
    if is_final(known):
        return Standing("final", f"final in outputs/final/{known.week} (run {_run(known.finalised)})")
    if known.approval.is_complete:
        return Standing(
            "approved", f"approved but not final: `sales-pipeline finalise --week {known.week}` makes it so"
        )
    said = _asked(known)
    if known.finalised:
        earlier = f"final is of an earlier content (run {_run(known.finalised)}), and stays until this one is approved"
        return Standing("stale", f"{earlier}; {said}")
    is_rejected = any(place.state == REJECTED for place in known.approval.places())
    return Standing("rejected" if is_rejected else "waiting", said)


def _asked(known: Known) -> str:
    """The first place that is not approved, in words."""
    place = next(place for place in known.approval.places() if place.state != APPROVED)
    person = known.approval.people.get(place.person_id or "")
    who = person["person_name"] if person else place.role
    if place.state == REJECTED and place.decision:
        return f"rejected by {who} ({place.decision.reason})"
    words = {"void": " again: the content has changed", "expired": " again: the approval has expired"}
    return f"waits for {who}{words.get(place.state, '')}"


def _run(event: object) -> str:
    details = getattr(event, "details", {})
    return str(details.get("run_id"))
