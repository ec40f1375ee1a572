"""The page as bytes: parts, cards and data put together."""

from sales_pipeline.forecast.documents.dashboard import accuracy, bridge, course, coverage, hygiene, page, risk, units
from sales_pipeline.forecast.documents.dashboard.cards import cards
from sales_pipeline.forecast.documents.dashboard.payload import payload
from sales_pipeline.forecast.documents.dashboard.week import Week
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render import html, html_shell, vega_code

PARTS = (course, bridge, units, coverage, accuracy, risk, hygiene)


def draw(story: Story) -> bytes:
    """The page of a week; without an organisation it says so."""
    run = story.run
    title = f"{run.company}: {run.period_label} sales forecast, week of {run.as_of_text}"
    body, data = _drawn(story)
    scripts, notice = ([vega_code.code(), page.asset("dashboard.js")], vega_code.NOTICE) if data else ([], "")
    return html_shell.page(title, run, page.asset("dashboard.css"), body, scripts, notice, data)


def _drawn(story: Story) -> tuple[html.Html, html.Html]:
    """What stands on the page, and what its script puts there; the week's rows by node end here, for they are many."""
    week = Week(story)
    if not week.nodes:
        return page.body(week, (), None, ()), html.Html("")
    parts, company, shown = tuple(part.part(week) for part in PARTS), accuracy.company(week), cards(week)
    said = html.script_json(payload(week, parts, company, shown))
    return page.body(week, parts, company, shown), html.tag("script", said, type="application/json", id="data")
