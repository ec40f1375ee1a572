"""The page as bytes: the head of the week, its parts, and what the script draws."""

from importlib.resources import files

from sales_pipeline.execution.board.cards import board
from sales_pipeline.execution.board.load import load
from sales_pipeline.execution.board.metrics import metrics
from sales_pipeline.execution.board.standing import Standing
from sales_pipeline.execution.board.timeline import timeline
from sales_pipeline.execution.board.trouble import blockers, checkpoints, escalations
from sales_pipeline.execution.board.views import Part, section
from sales_pipeline.render import html_shell, vega_code
from sales_pipeline.render.html import Html, join, script_json, tag
from sales_pipeline.render.phrases import date_text, percent

PARTS = (blockers, escalations, board, timeline, load, checkpoints, metrics)


def draw(standing: Standing, code: str) -> bytes:
    """The page of a week as its work stands; `code` is the script that draws charts."""
    run = standing.run
    title = f"{run.company}: progress of work, week of {date_text(run.as_of.date())}"
    parts = [part for part in (make(standing) for make in PARTS) if part]
    data = script_json(_data(parts))
    return html_shell.page(
        title, run, _asset("progress.css"), _body(standing, parts), [code, _asset("progress.js")],
        vega_code.NOTICE, tag("script", data, type="application/json", id="data"),
    )  # fmt: skip


def _asset(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _data(parts: list[Part]) -> dict[str, object]:
    charts = [chart for part in parts for chart in part.charts]
    return {
        "config": vega_code.CONFIG,
        "charts": [{"id": chart.id, "spec": chart.spec, "rows": list(chart.rows)} for chart in charts],
    }


def _body(standing: Standing, parts: list[Part]) -> Html:
    ways = tag("nav", *(tag("a", part.title, href=f"#{part.id}") for part in parts), aria_label="Parts")
    main = tag("main", *(section(part) for part in parts), id="main")
    return join([_head(standing), ways, main, _foot(standing)], "\n")


def _head(standing: Standing) -> Html:
    run = standing.run
    whose = tag(
        "p", tag("b", run.company), f" {run.period_label}, week of {date_text(run.as_of.date())}", class_="whose"
    )
    theme = tag("button", "Dark", type="button", id="theme", aria_pressed="false", hidden=True)
    figures = [tag("div", tag("dt", words), tag("dd", value, class_=role)) for words, value, role in _figures(standing)]
    made = tag("p", f"As of {standing.when(standing.as_of)} ({standing.zone.key}); run {run.run_id}", class_="made")
    return tag("header", whose, theme, tag("h1", _headline(standing)), tag("dl", *figures, class_="headline"), made)


def _headline(standing: Standing) -> str:
    tasks = standing.tasks
    if not tasks:
        return "No work is owed this week"
    done = sum(row["state"] == "completed" for row in tasks)
    late = sum(row["is_late"] and row["state"] != "completed" for row in tasks)
    return f"{done:,} of {len(tasks):,} tasks are done" + (
        f", {late:,} {'is' if late == 1 else 'are'} late" if late else ""
    )


def _figures(standing: Standing) -> list[tuple[str, str, str | None]]:
    """Counts of the board, and how much of the work is done."""
    tasks = standing.tasks
    open_tasks = [row for row in tasks if row["state"] != "completed"]
    hours = sum(row["effort_hours"] for row in tasks)
    done = sum(row["effort_hours"] for row in tasks if row["state"] == "completed")
    late, blocked = sum(row["is_late"] for row in open_tasks), sum(row["state"] == "blocked" for row in tasks)
    nobody = sum(row["person_id"] is None for row in open_tasks)
    return [
        ("Done, by hours", percent(done / hours) if hours else "–", None), ("Open", f"{len(open_tasks):,}", None),
        ("Late", f"{late:,}", "worse" if late else None), ("Blocked", f"{blocked:,}", "worse" if blocked else None),
        ("Nobody's", f"{nobody:,}", "worse" if nobody else None),
    ]  # fmt: skip


def _foot(standing: Standing) -> Html:
    week = standing.run.week
    return tag(
        "footer",
        tag("p", f"Rows are those of week {week} in analytics.duckdb; the page is written anew as work goes on. ",
            tag("code", f"sales-pipeline task list --week {week}"), " says the same at this moment."),
    )  # fmt: skip
