"""The documents of a published week, read from their files and compared with the published database."""

from datetime import date, datetime, time
from pathlib import Path

import duckdb
import pyarrow

from sales_pipeline import company
from sales_pipeline.calendar import period_at
from sales_pipeline.contract import arrow_schema, catalogue
from sales_pipeline.documents import Document, documents
from sales_pipeline.forecast import proof
from sales_pipeline.forecast.documents import forecast_presentation
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.proof import forms
from sales_pipeline.home import Home
from sales_pipeline.render import lint
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.run import Run
from sales_pipeline_tests.render.decks import audit

TABLES = sorted({table for document in documents().values() for table in document.tables})


def published_frames(home: Home, week: date) -> Frames:
    """The tables that documents read, as an analyst gets them."""

    def table(connection: duckdb.DuckDBPyConnection, name: str) -> pyarrow.Table:
        relation = connection.sql(f"SELECT * FROM {name} WHERE week = DATE '{week}'")
        return relation.to_arrow_table().cast(arrow_schema(catalogue()[name]))

    with duckdb.connect(str(home.database), read_only=True) as connection:
        return Frames({name: table(connection, name) for name in TABLES})


def published_facts(home: Home, week: date, frames: Frames) -> Facts:
    """The facts that follow from the published tables."""
    settings = company.load(home.company_file)
    period = period_at(settings, week)
    as_of = datetime.combine(week, time(), settings.zone)
    run = Run(
        company=settings.name, week=week.isoformat(), as_of=as_of, period_label=period.label,
        weeks_left=period.weeks_left(week), currency=settings.currency, amount_kind=settings.amount_kind, run_id="",
        settings_hash="", version="", stale_days=settings.gates.stale_days,
    )  # fmt: skip
    return build_facts(frames, run)


def problems(home: Home, week: date, scratch: Path) -> list[str]:
    """Everything the published documents say that the published tables do not, and everything a reader frowns at."""
    frames, folder = published_frames(home, week), home.outputs(week)
    facts, outside = published_facts(home, week, frames), proof.outside(frames)
    found = audit((folder / forecast_presentation.FILE).read_bytes(), scratch)
    for document in documents().values():
        blob = (folder / document.file).read_bytes()
        said = [*_differences(folder, document, frames, facts, outside), *lint.problems(document.file, blob, outside)]
        found += [f"{document.file}: {problem}" for problem in said]
    return found


def _differences(folder: Path, document: Document, frames: Frames, facts: Facts, outside: tuple[str, ...]) -> list[str]:
    blob = (folder / document.file).read_bytes()
    if document.form_of:
        page = (folder / documents()[document.form_of].file).read_text(encoding="utf-8")
        return forms.differences(document.file, blob, page)
    return proof.differences(document.file, blob, frames, facts, outside)
