"""Whether a person may approve or reject a week's forecast now; if not, why, in one sentence."""

from collections.abc import Iterator
from datetime import UTC

from sales_pipeline.approvals.known import Known, is_final
from sales_pipeline.execution.approving import APPROVED, Approval, Place

SHOWN = 3


class RefusedError(Exception):
    """A decision that can't be taken; the message says why and what to do."""


def refuse(known: Known, person: str, is_approval: bool, reason: str, run_id: str) -> str:
    """The role in which a person decides; RefusedError where they may not. `run_id` is what inputs would give now."""
    for said in _reasons(known, person, is_approval, reason, run_id):
        raise RefusedError(said)
    return str(known.approval.people[person]["role"])


def _reasons(known: Known, person: str, is_approval: bool, reason: str, run_id: str) -> Iterator[str]:
    if not reason.strip():
        yield "Say why with --reason: it is kept with the decision."
    yield from _person(known, person)
    yield from standing_still(known, run_id)
    yield from _rejected(known.approval)
    if not is_approval and is_final(known):
        yield (
            f"Week {known.week} is final as it is, and no rejection takes that back: run it again with what is to be "
            "changed, and approve that; or say what is wrong with `sales-pipeline feedback`."
        )
    if is_approval:
        yield from _order(known.approval, person)


def _person(known: Known, person: str) -> Iterator[str]:
    found, roles = known.approval.people.get(person), known.company.approvals.roles
    today = known.now.astimezone(known.company.zone).date()
    if found is None:
        yield f"Nobody has the id {person} in reference/people: name a person_id of that file."
    elif not known.approval.is_employed(person, today):
        left = found["left_on"]
        gone = left is not None and left < today
        yield (
            f"{found['person_name']} left the company on {left} (reference/people): somebody else must decide."
            if gone
            else f"{found['person_name']} joins the company on {found['hired_on']} only (reference/people)."
        )
    elif found["role"] not in roles:
        yield (
            f"{found['person_name']} is {found['role']}, which approves nothing: approvals are given by "
            f"{', '.join(roles)} (approvals.roles in company.yaml)."
        )


def standing_still(known: Known, run_id: str) -> Iterator[str]:
    """Why what lies there is not what was published, if so: nobody can approve, or make final, anything else."""
    published = known.published
    again = f"run it with `sales-pipeline run --week {known.week}`"
    if published is None and known.week > known.now.astimezone(known.company.zone).date():
        yield f"Week {known.week} has not begun: name one that is published."
    elif published is None:
        yield f"Week {known.week} is not published: {again} first."
    elif published.details.get("content_digest") != known.content.digest:
        yield (
            f"Documents or tables of week {known.week} are not those that were published (run "
            f"{published.details.get('run_id')}): somebody changed, removed or made them anew; {again} again."
        )
    elif published.details.get("run_id") != run_id:
        yield (
            f"Inputs or settings have changed since week {known.week} was published (run "
            f"{published.details.get('run_id')}, now {run_id}): {again} again, and what changed is in it."
        )


def _rejected(found: Approval) -> Iterator[str]:
    for decision in found.decisions:
        if found.is_rejection(decision):
            yield (
                f"{_name(found, decision.person_id)} rejected this content on {decision.at:%Y-%m-%d} "
                f"({decision.reason}): it can be approved once it has changed and is published again."
            )


def _order(found: Approval, person: str) -> Iterator[str]:
    role = found.people[person]["role"]
    name = found.people[person]["person_name"]
    if any(place.state == APPROVED and place.person_id == person for place in found.of_role(role)):
        yield f"{name} has approved this content already, and that holds."
    if found.is_own_work(person):
        yield f"{name} made part of what is approved (tasks of this week): somebody else must approve it."
    for before in found.rules.roles[: found.rules.roles.index(role)]:
        for place in found.of_role(before):
            if place.state != APPROVED:
                yield f"{role} approves after {before}, whose approval {_lacking(found, place)}."
                return


def _lacking(found: Approval, place: Place) -> str:
    if place.decision is None and place.person_id:
        return f"by {_name(found, place.person_id)} is missing: it is given first"
    if place.decision is None:
        return f"is missing: it is given first, by {_who_may(found, place.role)}"
    who = _name(found, place.person_id)
    if place.state == "expired" and place.decision.until_at:
        return f"by {who} expired on {place.decision.until_at.replace(tzinfo=UTC):%Y-%m-%d}: it must be given again"
    return f"by {who} was of an earlier content and is void: it must be given again"


def _who_may(found: Approval, role: str) -> str:
    """Names of those who hold a role today and made nothing of what is approved."""
    names = sorted(
        str(person["person_name"]) for id, person in found.people.items()
        if person["role"] == role and found.is_employed(id, found.as_of_at.date()) and not found.is_own_work(id)
    )  # fmt: skip
    if not names:
        return f"somebody who becomes {role} in reference/people, for nobody who may is there"
    more = f" or {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{' or '.join(names[:SHOWN])}{more}"


def _name(found: Approval, person: str | None) -> str:
    known = found.people.get(person or "")
    return str(known["person_name"]) if known else str(person)
