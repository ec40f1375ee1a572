"""The documents of a published week, read from their files and compared with the published database."""

from datetime import date, datetime, time
from pathlib import Path

import duckdb
import pyarrow

from sales_pipeline import company
from sales_pipeline.calendar import period_at
from sales_pipeline.contract import arrow_schema, catalogue
from sales_pipeline.documents import documents
from sales_pipeline.forecast import proof
from sales_pipeline.forecast.documents import forecast_presentation
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.home import Home
from sales_pipeline.render import lint
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


def published_run(home: Home, week: date) -> Run:
    """What documents print of the week, as far as sentences depend on it."""
    settings = company.load(home.company_file)
    period = period_at(settings, week)
    as_of = datetime.combine(week, time(), settings.zone)
    return Run(
        company=settings.name, week=week.isoformat(), as_of=as_of, period_label=period.label,
        weeks_left=period.weeks_left(week), currency=settings.currency, amount_kind=settings.amount_kind, run_id="",
        settings_hash="", version="", stale_days=settings.gates.stale_days,
    )  # fmt: skip


def differences(home: Home, week: date, file: str, blob: bytes, frames: Frames) -> list[str]:
    """What a file of a published week says and these tables do not."""
    run, folder = published_run(home, week), home.outputs(week)
    document = next(document for document in documents().values() if document.file == file)
    facts = document.facts(frames, frames.once("read_back.facts", lambda tables: build_facts(tables, run)), run)
    others = {each.file: (folder / each.file).read_bytes() for each in documents().values()}
    return proof.differences(file, blob, frames, facts, outside(frames), others)


def outside(frames: Frames) -> tuple[str, ...]:
    """Texts of the tables that look like findings, found once for all files compared with them."""
    return frames.once("read_back.outside", proof.outside)  # type: ignore[no-any-return]


def problems(home: Home, week: date, scratch: Path) -> list[str]:
    """Everything the published documents say that the published tables do not, and everything a reader frowns at."""
    frames, folder = published_frames(home, week), home.outputs(week)
    found = audit((folder / forecast_presentation.FILE).read_bytes(), scratch)
    for document in documents().values():
        blob = (folder / document.file).read_bytes()
        said = [
            *differences(home, week, document.file, blob, frames),
            *lint.problems(document.file, blob, outside(frames)),
        ]
        found += [f"{document.file}: {problem}" for problem in said]
    return found
