"""forecast_summary.md: the week on one page of text: the number, what changed and why, what it takes, what is asked."""

from sales_pipeline.forecast.documents import (
    cover,
    movements,
    need_words,
    outlook,
    range_words,
    recommendations,
    selection,
    sentences,
    statements,
    summary_outlook,
    summary_parts,
    wording,
)
from sales_pipeline.forecast.documents.asks import asks
from sales_pipeline.forecast.documents.facts import FACT_TABLES
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render import markdown
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.markdown import esc
from sales_pipeline.render.run import Run

FILE = "forecast_summary.md"
TABLES = FACT_TABLES


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    story = Story(frames, facts, run, esc)
    return markdown.render(__package__, "forecast_summary.md.j2", values(story)).encode("utf-8")


def values(story: Story) -> dict[str, object]:
    """What the template shows; a part that the week has no rows for is empty, and left out there."""
    bridges = (("open_pipeline", "last_week"), ("closed_won", "last_week"), ("open_pipeline", "period_start"))
    return {
        "title": sentences.headline(story),
        "scope": cover.scope(story),
        "lineage": cover.lineage(story),
        "notes": [story.long_text(note) for note in story.run.notes],
        "lead": _said(
            sentences.origin(story),
            _clause(range_words.range_and_chance(story)),
            sentence(range_words.place(story)),
            sentences.what_changed(story),
        ),
        "position": summary_parts.position(story),
        "why": [said for bridge in bridges if (said := movements.why(story, *bridge))],
        "lost_or_late": sentence(movements.lost_or_late(story)),
        "moves": movements.largest(story, "last_week"),
        "by_unit": sentences.by_unit(story),
        "units": summary_parts.units(story),
        "close": _said(_clause(range_words.close(story)), _clause(range_words.slipped(story))),
        "pace": _said(*(sentence(text) for text in (need_words.course(story), need_words.par(story)))),
        "takes": _said(sentences.what_it_takes(story), sentence(statements.reach(story))),
        "needs": summary_outlook.needs(story),
        "risk_lead": summary_parts.risk_lead(story),
        "deal_unit": summary_parts.deal_unit(story),
        "risks": summary_parts.risks(story),
        "upside": summary_parts.upside(story),
        "swing": summary_outlook.swing(story),
        "calls": _said(summary_parts.calls(story), _clause(range_words.layers(story))),
        "record": _said(sentence(statements.record(story)), _reason(story), _clause(range_words.chances(story))),
        "gates": sentence(statements.gates(story)),
        "broken": summary_parts.broken(story),
        "emptiness": statements.emptiness(story),
        "lacking": [statements.lacking(story, row) for row in selection.unanswered(story.frames)],
        "asks": asks(story),
        "recommended": recommendations.recommended(story),
        "numeric": recommendations.NUMERIC,
    }


def _said(*texts: str) -> str:
    return " ".join(text for text in texts if text)


def _clause(text: str) -> str:
    return f"{text}." if text else ""


def _reason(story: Story) -> str:
    row = outlook.standing(story.frames)
    if row is None:
        return ""
    name = wording.METHOD_NAMES.get(row["forecast_method"], wording.plain(row["forecast_method"]))
    reason = story.long_text(row["reason"])
    return f"Its method is {name.lower()} ({reason[:1].lower()}{reason[1:].rstrip('.')})."
