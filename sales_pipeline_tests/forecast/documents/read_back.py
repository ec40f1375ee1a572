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
    forecast_facts,
    forecast_presentation,
    forecast_summary,
    forecast_summary_html,
    forecast_summary_pdf,
)
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.home import Home
from sales_pipeline.render import blocks, pdf_fonts
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.run import Run
from sales_pipeline_tests.forecast.documents import deck_numbers, page_text, read_back_files
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
    found += other_forms(folder, page)
    found += actions_said(page, frames, facts)
    found += read_back_files.problems(folder, frames)
    return found + _facts(json.loads((folder / forecast_facts.FILE).read_text(encoding="utf-8")), facts)


def actions_said(page: str, frames: Frames, facts: Facts) -> list[str]:
    """Rows of the ranked recommendations that no action of the week has: owner, day, money, hours."""
    table = next(
        (block for block in blocks.parse(page) if isinstance(block, blocks.Table)
         and any("At stake" in blocks.plain(head) for head in block.heads)), None,
    )  # fmt: skip
    if table is None:
        return []
    money, found = deal_money(facts, frames), []
    rows = [
        (row["owner_name"] or "not named", f"{row['due_date'].day} {row['due_date']:%b}",
         money.cell(row["at_stake_amount"]), money.cell(row["gain_amount"]), f"{row['effort_hours'].normalize():f}")
        for row in frames.rows("forecast_actions")
    ]  # fmt: skip
    for row in table.rows:
        _, _, who, by, stake, _, gain, hours = (blocks.plain(cell).strip() for cell in row)
        if (who, by, stake, gain, hours) not in rows:
            found.append(f"summary: no action is {who}, {by}, {stake}, {gain}, {hours}")
    return found


def other_forms(folder: Path, page: str) -> list[str]:
    """What the page of text says in HTML or PDF and not in Markdown, or the other way round."""
    wanted = blocks.parse(page)
    texts = [blocks.plain(spans) for block in wanted for spans in blocks.parts(block)]
    read = "".join(page_text.html_words((folder / forecast_summary_html.FILE).read_bytes()).said)
    found = [] if page_text.squeezed(read) == page_text.squeezed("".join(texts)) else ["the HTML page says other words"]
    pages = page_text.pdf_pages((folder / forecast_summary_pdf.FILE).read_bytes())
    whole = page_text.squeezed("\n".join(pages))
    found += [f"the PDF lacks {text!r}" for text in texts if page_text.squeezed(pdf_fonts.shown(text)) not in whole]
    said, wanted_figures = page_text.figures("\n".join(pages)), page_text.figures("\n".join(texts))
    found += [f"the PDF lacks the figure {figure}" for figure in sorted(wanted_figures - said)]
    # the numbers of a list are drawn, not said
    extra = [figure for figure in said - wanted_figures if len(figure) > 1]
    return found + [f"the PDF says {figure}" for figure in sorted(extra)]


def _facts(published: Mapping[str, list[Mapping[str, object]]], facts: Facts) -> list[str]:
    said = {str(fact["id"]): fact for fact in published["facts"]}
    wanted = {fact["id"]: fact for fact in json.loads(facts.to_json())["facts"]}
    if said.keys() != wanted.keys():
        return [f"facts published and not: {sorted(said.keys() ^ wanted.keys())[:5]}"]
    return [f"fact {id}: {said[id]['value']} is not {wanted[id]['value']}" for id in said if said[id] != wanted[id]]
