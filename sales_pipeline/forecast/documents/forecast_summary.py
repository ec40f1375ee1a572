"""forecast_summary.md: the week on one page of text: the number, what changed and why, what it takes, what is asked."""

from sales_pipeline.forecast.documents import movements, selection, sentences, statements, summary_parts
from sales_pipeline.forecast.documents.asks import asks
from sales_pipeline.forecast.documents.facts import FACT_TABLES
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render import markdown
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.markdown import esc
from sales_pipeline.render.phrases import n_of
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
        "scope": _scope(story),
        "notes": [story.long_text(note) for note in story.run.notes],
        "lead": _said(sentences.origin(story), sentences.what_changed(story)),
        "position": summary_parts.position(story),
        "why": [said for bridge in bridges if (said := movements.why(story, *bridge))],
        "moves": movements.largest(story, "last_week"),
        "by_unit": sentences.by_unit(story),
        "units": summary_parts.units(story),
        "takes": _said(sentences.what_it_takes(story), sentence(statements.reach(story))),
        "risk_lead": summary_parts.risk_lead(story),
        "deal_unit": summary_parts.deal_unit(story),
        "risks": summary_parts.risks(story),
        "upside": summary_parts.upside(story),
        "calls": summary_parts.calls(story),
        "record": sentence(statements.record(story)),
        "gates": sentence(statements.gates(story)),
        "broken": summary_parts.broken(story),
        "emptiness": statements.emptiness(story),
        "lacking": [statements.lacking(story, row) for row in selection.unanswered(story.frames)],
        "asks": asks(story),
    }


def _scope(story: Story) -> str:
    run = story.run
    left = n_of(run.weeks_left, "week", words=True)
    return (
        f"{esc(run.company)}, {esc(run.period_label)}, {left} left. Data as of {run.as_of_text}; run {run.run_id}, "
        f"status {esc(run.status)}. Amounts in {story.measure}."
    )


def _said(*texts: str) -> str:
    return " ".join(text for text in texts if text)
