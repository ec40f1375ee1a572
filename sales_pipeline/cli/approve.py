"""`approve`, `reject`: a person's decision on a week's forecast; `finalise`: what is approved becomes final."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date
from pathlib import Path
from typing import Annotated, Any

import typer

from sales_pipeline import clock, company
from sales_pipeline.cli.base import HomeOption, app, monday, one_sentence, open_home, say, stop, tables_of, waiting
from sales_pipeline.cli.progress import ProgressLine
from sales_pipeline.home import Home

DocArgument = Annotated[str, typer.Argument(metavar="DOC", help="What is decided about: the forecast, as a whole.")]
WeekOption = Annotated[str | None, typer.Option(help="Monday of the forecast; default: the newest published.")]
PersonOption = Annotated[str, typer.Option("--as", help="Who decides, by the id in reference/people.")]
ReasonOption = Annotated[str, typer.Option(help="Why: it is kept with the decision.")]
KeyOption = Annotated[Path | None, typer.Option(help="Ed25519 key made by ssh-keygen, to sign with.")]
SignatureOption = Annotated[Path | None, typer.Option(help="What `ssh-keygen -Y sign` made of --statement.")]
StatementOption = Annotated[bool, typer.Option("--statement", help="Print what is to be signed, and decide nothing.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


@app.command(
    epilog='Example: sales-pipeline approve --week 2026-11-16 --as 005FH0000000003 --reason "Read and checked"'
)
def approve(
    person: PersonOption,
    reason: ReasonOption,
    doc: DocArgument = "forecast",
    week: WeekOption = None,
    key: KeyOption = None,
    signature: SignatureOption = None,
    statement: StatementOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Approve exactly what is published of a week; the last approval makes it final."""
    _decide(doc, home, week, (person, True, reason), (key, signature, statement), as_json)


@app.command(epilog='Example: sales-pipeline reject --week 2026-11-16 --as 005FH0000000003 --reason "EMEA is too high"')
def reject(
    person: PersonOption,
    reason: ReasonOption,
    doc: DocArgument = "forecast",
    week: WeekOption = None,
    key: KeyOption = None,
    signature: SignatureOption = None,
    statement: StatementOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Reject what is published of a week: nobody can approve it until it has changed."""
    _decide(doc, home, week, (person, False, reason), (key, signature, statement), as_json)


@app.command(epilog="Example: sales-pipeline finalise --week 2026-11-16")
def finalise(week: WeekOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Make an approved week final, where its last approval could not; refused where what lies there isn't approved."""
    from sales_pipeline.lock import run_lock

    place, settings = open_home(home)
    with one_sentence(place, as_json), run_lock(place, waiting):
        _finish(place, _chosen(place, week), settings, as_json)


def _decide(
    doc: str, home: Path | None, week: str | None, said: tuple[str, bool, str],
    signing: tuple[Path | None, Path | None, bool], as_json: bool,
) -> None:  # fmt: skip
    from sales_pipeline.approvals.decide import Asked, decide, statement
    from sales_pipeline.approvals.known import Known
    from sales_pipeline.documents import documents
    from sales_pipeline.lock import run_lock
    from sales_pipeline.run_identity import run_id

    key, signature, is_statement = signing
    if doc != "forecast":
        what = "is not decided about alone" if doc.partition(".")[0] in documents() else "is no document"
        stop("usage", f"{doc} {what}: the forecast is decided about, as a whole; leave it out.", as_json)
    if sum((key is not None, signature is not None, is_statement)) > 1:
        stop("usage", "Give one of --key, --signature and --statement.", as_json)
    place, settings = open_home(home)
    with one_sentence(place, as_json), run_lock(place, waiting), _refusals(as_json):
        chosen = _chosen(place, week)
        tables = tables_of(place, settings)
        tables.take_in()
        known = Known(place, settings, chosen, clock.now())
        asked = Asked(*said, run_id(tables, chosen))
        if is_statement:
            sys.stdout.buffer.write(statement(known, asked).message)
            sys.stdout.buffer.flush()
            return
        decide(known, asked, *_signers(key, signature))
        _tell(place, settings, chosen, said, as_json)


def _chosen(place: Home, week: str | None) -> date:
    from sales_pipeline.outputs import published_weeks

    if week:
        return monday(week)
    published = published_weeks(place)
    if not published:
        stop("input", "No week is published yet: make one with `sales-pipeline run`.")
    return published[-1]


@contextmanager
def _refusals(as_json: bool) -> Iterator[None]:
    from sales_pipeline.approvals.asked import RefusedError
    from sales_pipeline.approvals.sshsig import SignatureError
    from sales_pipeline.event_log import EventError

    try:
        yield
    except RefusedError as error:
        stop("gate", str(error), as_json)
    except (SignatureError, EventError) as error:
        stop("input", str(error), as_json)


def _signers(key: Path | None, signature: Path | None) -> tuple[Any, str | None]:
    from sales_pipeline.approvals.sshsig import private_key

    try:
        return (
            private_key(key.read_bytes(), str(key)) if key else None,
            signature.read_text(encoding="utf-8") if signature else None,
        )
    except (OSError, UnicodeDecodeError) as error:
        stop("input", f"{key or signature} can't be read: check that it is there and holds text")
        raise AssertionError from error


def _tell(place: Home, settings: company.Company, week: date, said: tuple[str, bool, str], as_json: bool) -> None:
    """How the approval stands after a decision; the last one makes the week final."""
    from sales_pipeline.approvals.known import Known
    from sales_pipeline.defs.approving import show_approval

    known = Known(place, settings, week, clock.now())
    if known.approval.is_complete:
        _finish(place, week, settings, as_json)
        return
    show_approval(known, say)
    name, role = known.approval.people[said[0]]["person_name"], known.approval.next_role()
    if as_json:
        print(json.dumps(_data(known), indent=2))
    elif said[1]:
        print(f"{name} approved week {week}. Next: {role}.")
    else:
        print(f"{name} rejected week {week}: once it has changed, publish it again with `sales-pipeline run`.")


def _finish(place: Home, week: date, settings: company.Company, as_json: bool) -> None:
    from sales_pipeline.approvals import final_files
    from sales_pipeline.approvals.known import Known
    from sales_pipeline.defs.approving import run_finalise

    with ProgressLine(f"Week {week}") as shown:
        outcome = run_finalise(place, week, lambda step, total: shown.step(step.name, total), say)
    if outcome.kind != "ok":
        stop(outcome.kind, outcome.message, as_json)
    known = Known(place, settings, week, clock.now())
    if as_json:
        print(json.dumps(_data(known), indent=2))
    else:
        files = final_files.shown(place, week)
        print(f"Week {week} is approved and final: {len(files)} files in {place.relative(place.final(week))}.")


def _data(known: Any) -> dict[str, Any]:
    from sales_pipeline.approvals.known import is_final

    return {
        "week": known.week.isoformat(), "content_digest": known.published.details.get("content_digest"),
        "is_final": is_final(known),
        "approvals": [
            {
                "role": place.role, "state": place.state, "person_id": place.person_id,
                "until_at": place.decision.until_at.replace(tzinfo=UTC).isoformat()
                if place.decision and place.decision.until_at else None,
            }
            for place in known.approval.places()
        ],
    }  # fmt: skip
