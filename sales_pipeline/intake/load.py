"""Streams one file through the cast plans of every job that claims it."""

from collections import defaultdict
from pathlib import Path

from sales_pipeline.intake.cast_plan import CHUNK, CastPlan
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.files import unreadable
from sales_pipeline.intake.formats import Formats
from sales_pipeline.intake.job import Job
from sales_pipeline.intake.staging import Staging
from sales_pipeline.intake.text_file import open_text
from sales_pipeline.intake.text_rows import TextFile


def load(staging: Staging, path: Path, name: str, jobs: list[Job]) -> bool:
    """Stage one file; whether any job took it. InputError when it can't be used."""
    by_formats: dict[Formats, list[Job]] = defaultdict(list)
    for job in jobs:
        suited = job.as_read(path)
        by_formats[suited.formats].append(suited)
    try:
        taken = [_load(staging, open_text(path, name, formats), same) for formats, same in by_formats.items()]
    except OSError as error:
        raise unreadable(name, error) from error
    return any(taken)


def _load(staging: Staging, text: TextFile, jobs: list[Job]) -> bool:
    taking = [job for job in jobs if not job.passes_over(text.header)]
    plans = [CastPlan(staging, job, text, staging.number(text.name, text.path)) for job in taking]
    for plan in plans:
        staging.mapped[plan.job.source.table] |= set(plan.columns)
        made_on = plan.job.extracted_on(text.path)
        if made_on:
            staging.extracted[plan.file_no] = made_on
    if plans and not _stream(staging, text, plans) and not all(job.allows_no_rows for job in taking):
        raise InputError(f"{text.name} has a header and no rows: export it again, or take it away")
    return bool(plans)


def _stream(staging: Staging, text: TextFile, plans: list[CastPlan]) -> int:
    wanted = sorted({place for plan in plans for place in plan.places})
    read = 0
    for chunk in text.chunks():
        read += chunk.count
        staging.connection.register(CHUNK, chunk.table(wanted))
        for plan in plans:
            plan.take(chunk)
        staging.connection.unregister(CHUNK)
    return read
