# Where the approval of the week's forecast stands: a row for each approval that counts, or is still to be given, in the
# order of the roles. An approval is of exactly the content that was published when it was given: once the published
# content is another, it is void. A rejection stands until the content changes.
# grain: week, subject_id, approver_order
import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.approving import FORECAST, Approval, Place, Row, Rules, approval, work_of


def approvals(
    this_week: pa.Table,
    settings: pa.Table,
    work_clock: pa.Table,
    work_events: pa.Table,
    people: pa.Table,
    call_seats: pa.Table,
    submissions: pa.Table,
    task_queue: pa.Table,
) -> pa.Table:
    """The places of approval of a week, as of its clock."""
    week, [rules], [clock] = this_week.to_pylist()[0]["week"], settings.to_pylist(), work_clock.to_pylist()
    events = [event for event in work_events.to_pylist() if event["event_week"] == week]
    work = work_of(events, call_seats.to_pylist(), submissions.to_pylist(), task_queue.to_pylist(), week)
    found = approval(rules_of(rules), events, people.to_pylist(), work, clock["as_of_at"])
    rows = [
        {"week": week, "subject_id": FORECAST, "approver_order": order, **as_row(found, place)}
        for order, place in enumerate(found.places(), 1)
    ]
    return pa.Table.from_pylist(rows, schema=contract.arrow_schema(contract.catalogue()["approvals"]))


def rules_of(settings: Row) -> Rules:
    roles = tuple(settings["approvals_roles"].split(", "))
    return Rules(roles, settings["approvals_manager_quorum"] == "all", settings["approvals_signatures"] == "required")


def as_row(found: Approval, place: Place) -> Row:
    decision = place.decision
    person = found.people.get(place.person_id or "")
    return {
        "role": place.role, "state": place.state, "person_id": place.person_id,
        "person_name": person["person_name"] if person else None,
        "decided_at": decision.at if decision else None, "until_at": decision.until_at if decision else None,
        "reason": decision.reason if decision else None,
        "content_digest": decision.content_digest if decision else None,
        "is_signed": decision.is_signed if decision else False,
    }  # fmt: skip
