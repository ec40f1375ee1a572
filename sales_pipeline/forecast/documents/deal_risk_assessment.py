"""deal_risk_assessment.md: the deals to work on, what may become of them, why and what to do; where commit hangs."""

from sales_pipeline.forecast.documents import cover, recommendations, risk_parts
from sales_pipeline.forecast.documents.facts import risk
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render import markdown
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.markdown import esc
from sales_pipeline.render.run import Run

FILE = "deal_risk_assessment.md"
TABLES = (
    "deal_risk", "deal_risk_drivers", "commit_concentration", "push_hazard", "hygiene_counts", "pipeline_snapshot",
    "history_quality", "forecast_actions",
)  # fmt: skip


def own_facts(frames: Frames, facts: Facts, run: Run) -> Facts:
    """The figures it says, of deals that no other document names."""
    return risk.build(frames, facts.money_format)


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    story = Story(frames, own_facts(frames, facts, run), run, esc)
    return markdown.render(__package__, "deal_risk_assessment.md.j2", values(story)).encode("utf-8")


def values(story: Story) -> dict[str, object]:
    """What the template shows; a part that the week has no rows for is empty, and left out there."""
    return {
        "title": risk_parts.headline(story),
        "scope": cover.scope(story),
        "lineage": cover.lineage(story),
        "notes": [story.long_text(note) for note in story.run.notes],
        "lead": risk_parts.lead(story),
        "first": recommendations.first_deals(story),
        "numeric": recommendations.NUMERIC,
        "listed": risk_parts.listed(story),
        "overview": risk_parts.overview(story),
        "deals": risk_parts.details(story),
        "concentrated": risk_parts.concentrated(story),
        "concentration": risk_parts.concentration(story),
        "pushes": risk_parts.pushes(story),
        "unpushed": risk_parts.unpushed(story),
        "hygiene": risk_parts.hygiene(story),
    }
