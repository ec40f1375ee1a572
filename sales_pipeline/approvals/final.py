"""Makes an approved week final: its documents drawn as final, judged like any, and shown with the validator's handoff.

Whatever way it is started, it asks itself whether exactly what lies there is approved, and by signatures that hold.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sales_pipeline import event_log
from sales_pipeline.approvals import final_files
from sales_pipeline.approvals.asked import RefusedError, standing_still
from sales_pipeline.approvals.decide import unsound
from sales_pipeline.approvals.final_files import HANDOFF
from sales_pipeline.approvals.handoff import handoff, sign_offs
from sales_pipeline.approvals.known import FINALISED, PUBLISHED, Known
from sales_pipeline.content import approved_documents, file_hash
from sales_pipeline.document_checks import DocumentError, verdicts
from sales_pipeline.documents import Drawer
from sales_pipeline.event_log import Event
from sales_pipeline.execution.approving import APPROVED, FORECAST, REJECTED
from sales_pipeline.home import Home
from sales_pipeline.run_identity import run_of
from sales_pipeline.weeks import Weeks


@dataclass(frozen=True)
class Final:
    """A week that is final: its run, its files, and where they lie."""

    run_id: str
    content_digest: str
    files: tuple[str, ...]
    folder: Path


def finalise(weeks: Weeks, week: date, now: datetime) -> Final:
    """Show a week's documents as final; RefusedError without a full approval of what lies there. The lock is held."""
    weeks.take_in()
    known = Known(weeks.home, weeks.company, week, now)
    refuse_unapproved(known, run_of(weeks, week).run_id)
    drawer = Drawer(weeks, "final", sign_offs(known))
    drawn = {each.name: drawer.ensure(each.name, week).read_bytes() for each in approved_documents()}
    if broken := [verdict.sentence for verdict in verdicts(drawer, week, drawn) if not verdict.holds]:
        raise DocumentError(f"Week {week} is not final. {' '.join(broken)}")
    # drawing makes tables anew whose inputs have changed: then it was of something else
    refuse_unapproved(Known(weeks.home, weeks.company, week, now), drawer.run(week).run_id)
    files = {document.file: drawn[document.name] for document in approved_documents()}
    files[HANDOFF] = handoff(known, drawer.run(week), files)
    folder = final_files.show(weeks.home, week, files)
    _note(weeks.home, week, now)
    return Final(drawer.run(week).run_id, known.content.digest, tuple(files), folder)


def refuse_unapproved(known: Known, run_id: str) -> None:
    """RefusedError unless exactly what lies there is approved in every role, and every signature holds."""
    for said in standing_still(known, run_id):
        raise RefusedError(f"Week {known.week} is not final. {said}")
    lacking = [f"{p.role}: {p.state}" for p in known.approval.places() if p.state != APPROVED]
    if lacking:
        is_rejected = any(place.state == REJECTED for place in known.approval.places())
        move = (
            f"Change what was rejected, and run it again with `sales-pipeline run --week {known.week}`."
            if is_rejected
            else f"Approve it with `sales-pipeline approve --week {known.week}`."
        )
        raise RefusedError(
            f"Week {known.week} is not final: its content is not approved ({', '.join(lacking)}). {move}"
        )
    if faults := unsound(known):
        raise RefusedError(f"Week {known.week} is not final. {' '.join(faults)}")


def _note(home: Home, week: date, now: datetime) -> None:
    """Note that a week is final as it lies there, unless the last such event says so."""
    told: dict[str, str] = {**final_files.said_of(home, week.isoformat()), "evidence": HANDOFF}
    told["evidence_digest"] = file_hash(home.final(week) / HANDOFF)
    last = [event.details for event in _about(home, week) if event.kind == FINALISED][-1:]
    if [{name: details.get(name) for name in told} for details in last] != [told]:
        event_log.append(home, FINALISED, FORECAST, event_log.SYSTEM, {"week": week.isoformat(), **told}, now)


def _about(home: Home, week: date) -> list[Event]:
    return [event for event in event_log.read(home) if event.details.get("week") == week.isoformat()]


def _was_left(home: Home, week: date) -> bool:
    """Whether a week lies there as final, by what people approved, and no event says so: a kill came in between.

    What somebody wrote into a handoff is no such thing: it would be noted as what was made final.
    """
    told, events = final_files.said_of(home, week.isoformat()), _about(home, week)
    said = {kind: [e.details for e in events if e.kind == kind] for kind in (FINALISED, PUBLISHED, APPROVED)}
    content = told.get("content_digest")
    is_approved = bool(content) and all(
        any(details.get("content_digest") == content for details in said[kind]) for kind in (PUBLISHED, APPROVED)
    )
    last = said[FINALISED][-1:]
    return is_approved and not (last and last[0].get("content_digest") == content)


def heal(home: Home, now: datetime) -> None:
    """What a killed run left of a week that was made final: sets half made, and an event that was not noted."""
    final_files.heal(home)
    for week in final_files.final_weeks(home):
        if _was_left(home, week):
            _note(home, week, now)
