"""forecast_dashboard.html: the week on one page that opens in any browser and asks no network, from the company down to
every representative: course, bridge, units, coverage, accuracy, risk, data."""

from sales_pipeline.forecast.documents.facts import FACT_TABLES
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.run import Run
from sales_pipeline.render.text import keep_order

FILE = "forecast_dashboard.html"
TABLES = (
    *FACT_TABLES, "commit_concentration", "deal_risk", "deal_risk_drivers", "forecast_course", "hygiene_counts",
)  # fmt: skip


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    # Altair takes half a second to import, which starts that draw nothing should not wait for
    from sales_pipeline.forecast.documents.dashboard.drawing import draw

    return draw(Story(frames, facts, run, keep_order))
