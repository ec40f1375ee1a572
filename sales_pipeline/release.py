"""How a week becomes visible, and what a run does first: mend what a killed one left. Nothing here knows Dagster.

Everything is written beside what people see before the first thing is moved: a full disk stops a week while
the earlier one is still there whole.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sales_pipeline import clock, event_log, files
from sales_pipeline.document_checks import DocumentError, verdicts
from sales_pipeline.documents import Drawer, documents
from sales_pipeline.home import Home
from sales_pipeline.lake import Lake
from sales_pipeline.outputs import heal_documents, show_documents, stage_documents
from sales_pipeline.publish import publish_database
from sales_pipeline.render.run import Run
from sales_pipeline.weeks import Weeks

PUBLISHED = "published"


@dataclass(frozen=True)
class Release:
    """A week that people see: its run, where its documents and the database lie."""

    run: Run
    folder: Path
    database: Path


def release(drawer: Drawer, week: date) -> Release:
    """Put a week into the database and show its documents; its gates are judged before.

    The very bytes that are shown are judged: DocumentError where one disagrees with the tables or does not read well.
    """
    weeks, run = drawer.weeks, drawer.run(week)
    drawn = {name: drawer.ensure(name, week).read_bytes() for name in documents()}
    if broken := [verdict.sentence for verdict in verdicts(drawer, week, drawn) if not verdict.holds]:
        raise DocumentError(f"Week {week} is not published. {' '.join(broken)}")
    stage_documents(weeks.home, week, run.run_id, {documents()[name].file: blob for name, blob in drawn.items()})
    database = publish_database(weeks.home, weeks.lake, {week: run})
    shown = Release(run, show_documents(weeks.home, week), database)
    _note(weeks, week, run, drawn)
    return shown


def _note(weeks: Weeks, week: date, run: Run, drawn: Mapping[str, bytes]) -> None:
    """Tell the log of events that a week was published, where it wasn't told that of this content."""
    told = {"week": week.isoformat(), "run_id": run.run_id, "content_digest": content_digest(drawn)}
    before = [e.details for e in event_log.read(weeks.home) if (e.kind, e.subject) == (PUBLISHED, week.isoformat())]
    if before[-1:] != [told]:
        event_log.append(weeks.home, PUBLISHED, week.isoformat(), event_log.SYSTEM, told, clock.now())
    weeks.look_at_work()


def content_digest(drawn: Mapping[str, bytes]) -> str:
    """A hash over documents by name."""
    parts = [f"{name}={hashlib.sha256(blob).hexdigest()}" for name, blob in sorted(drawn.items())]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def take_out_damaged(home: Home) -> str | None:
    """What to say of lake files that can't be read, after they were taken out; None where all can."""
    found = [home.relative(path) for path in Lake(home.lake).remove_damaged()]
    if not found:
        return None
    which = f"{', '.join(found[:3])}{f' and {len(found) - 3} more' if len(found) > 3 else ''}"
    return f"{which}: damaged, and taken out of the lake; run again, and it is made anew."


def heal(home: Home) -> None:
    """Sweep what a killed run left aside, and bring back documents it had moved; the caller holds the lock."""
    files.sweep(home.lake)
    heal_documents(home)
