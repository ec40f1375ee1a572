"""The documents of a published week, read from their files and compared with the published database."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path

import duckdb
import pyarrow

from sales_pipeline import company
from sales_pipeline.calendar import period_at
from sales_pipeline.contract import arrow_schema, catalogue
from sales_pipeline.documents import documents
from sales_pipeline.forecast.documents import (
    forecast_dashboard,
    forecast_facts,
    forecast_presentation,
    forecast_summary,
)
from sales_pipeline.forecast.documents.dashboard.week import Week
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.home import Home
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.run import Run
from sales_pipeline_tests.forecast.documents import deck_numbers, read_back_files
from sales_pipeline_tests.forecast.documents.dashboard_page import Page, fits, in_words, node_figures
from sales_pipeline_tests.forecast.documents.frames_fixture import run as a_run
from sales_pipeline_tests.render.deck_lint import lint
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


def names(frames: Frames) -> tuple[str, ...]:
    """Every text of the tables with a digit, brace or leftover's look: what an outside text may bring into a page."""
    found = set()
    for name in frames:
        for column in frames.table(name).columns:
            if column.type == pyarrow.string():
                texts = column.unique().to_pylist()
                # a number alone, such as an owner's id, brings no figure in and is part of many
                found |= {text for text in texts if text and not text.isalpha() and not text.isdigit()}
    return tuple(sorted(found))


def problems(home: Home, week: date, scratch: Path) -> list[str]:
    """Everything the published documents say that the published tables do not, and everything a reader frowns at."""
    frames, folder = published_frames(home, week), home.outputs(week)
    facts, outside = published_facts(home, week, frames), names(frames)
    deck = (folder / forecast_presentation.FILE).read_bytes()
    page = (folder / forecast_summary.FILE).read_text(encoding="utf-8")
    found = [*lint(deck, outside), *audit(deck, scratch), *deck_numbers.differences(deck, frames, facts, outside)]
    found += [f"summary: {token} is no fact" for token in facts.find_untraced(page, outside)]
    found += read_back_files.problems(folder, frames)
    found += dashboard_problems((folder / forecast_dashboard.FILE).read_text(encoding="utf-8"), frames, facts)
    return found + _facts(json.loads((folder / forecast_facts.FILE).read_text(encoding="utf-8")), facts)


def dashboard_problems(text: str, frames: Frames, facts: Facts) -> list[str]:
    """Every figure of every node, and every fact that the page says."""
    page, nodes = Page(text), Week(Story(frames, facts, a_run())).nodes
    wrong = [
        f"dashboard: {id} is {words}"
        for at, id, words in node_figures(page.data) if not fits(frames, nodes[at].money, id, words)
    ]  # fmt: skip
    said = {id: words for id, words in page.figures.items() if ":" not in id}
    return wrong + [f"dashboard: {id} is {words}" for id, words in said.items() if in_words(facts, id) != words]


def _facts(published: Mapping[str, list[Mapping[str, object]]], facts: Facts) -> list[str]:
    said = {str(fact["id"]): fact for fact in published["facts"]}
    wanted = {fact["id"]: fact for fact in json.loads(facts.to_json())["facts"]}
    if said.keys() != wanted.keys():
        return [f"facts published and not: {sorted(said.keys() ^ wanted.keys())[:5]}"]
    return [f"fact {id}: {said[id]['value']} is not {wanted[id]['value']}" for id in said if said[id] != wanted[id]]
