"""forecast_dashboard.html: the week on one page that opens in any browser and asks no network, from the company down to
every representative: course, bridge, units, coverage, accuracy, risk, data."""

from sales_pipeline.forecast.documents.dashboard import accuracy, bridge, course, coverage, hygiene, page, risk, units
from sales_pipeline.forecast.documents.dashboard.cards import cards
from sales_pipeline.forecast.documents.dashboard.payload import payload
from sales_pipeline.forecast.documents.dashboard.week import Week
from sales_pipeline.forecast.documents.facts import FACT_TABLES
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render import html, vega_code
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.run import Run
from sales_pipeline.render.text import keep_order

FILE = "forecast_dashboard.html"
TABLES = (
    *FACT_TABLES, "commit_concentration", "deal_risk", "deal_risk_drivers", "forecast_course", "hygiene_counts",
    "range_record",
)  # fmt: skip
PARTS = (course, bridge, units, coverage, accuracy, risk, hygiene)


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    week = Week(Story(frames, facts, run, keep_order))
    title = f"{run.company}: {run.period_label} sales forecast, week of {run.as_of_text}"
    styles = [page.colours() + page.asset("dashboard.css")]
    if not week.nodes:
        return html.page(title, styles, page.body(week, (), None, (), html.Html("")), [])
    parts, company, shown = tuple(part.part(week) for part in PARTS), accuracy.company(week), cards(week)
    said = html.script_json(payload(week, parts, company, shown))
    data = html.tag("script", said, type="application/json", id="data")
    body = page.body(week, parts, company, shown, data)
    return html.page(title, styles, body, [vega_code.code(), page.asset("dashboard.js")], vega_code.NOTICE)
