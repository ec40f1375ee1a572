"""`run`: makes weeks, shows where it is, and ends with what they say."""

import json
from datetime import date, timedelta
from typing import Annotated, Any

import typer

from sales_pipeline import clock, company
from sales_pipeline.calendar import weeks as mondays
from sales_pipeline.cli.base import HomeOption, app, monday, one_sentence, open_home, say, stop, tables_of, waiting
from sales_pipeline.cli.progress import ProgressLine
from sales_pipeline.starting import starting


@app.command(epilog="Example: sales-pipeline run --week 2026-11-16 --home data")
def run(
    week: Annotated[str | None, typer.Option(help="Monday to forecast; default: the newest in the data.")] = None,
    weeks: Annotated[str | None, typer.Option(help="A range of Mondays, A..B; stops at the first failure.")] = None,
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")] = False,
) -> None:
    """Make a week's forecast: tables, gates, documents, and the published database."""
    with starting("modules"):
        from sales_pipeline.defs.run import run_week
        from sales_pipeline.lock import run_lock
        from sales_pipeline.report import report

    place, settings = open_home(home)
    with one_sentence(place, as_json), run_lock(place, waiting):
        wanted = _wanted(week, weeks, settings, tables_of(place, settings))
        printed = []
        for each in wanted:
            with ProgressLine(f"Week {each}") as shown:
                outcome = run_week(place, each, lambda step, total: shown.step(step.name, total), say)
            if outcome.kind != "ok":
                came = "was published, but not how its work stands" if outcome.is_published else "was not published"
                stop(outcome.kind, f"Week {each} {came}. {outcome.message}", as_json)
            printed.append(report(tables_of(place, settings), each, outcome.seconds))
    if as_json:
        print(json.dumps([item.data for item in printed] if weeks else printed[0].data, indent=2))
    else:
        print("\n\n".join(item.text for item in printed))


def _wanted(week: str | None, weeks: str | None, settings: company.Company, tables: Any) -> list[date]:
    """The Mondays that were asked for, checked; by default the newest the data can answer."""
    today = clock.now().astimezone(settings.zone).date()
    if week and weeks:
        stop("usage", "Give --week or --weeks, not both.")
    if not (week or weeks):
        newest = tables.default_week(today)
        if newest < settings.first_week:
            stop(
                "input",
                f"The newest week the data can answer is {newest}, before first_week in company.yaml "
                f"({settings.first_week}): set first_week to {newest} or earlier, or bring newer exports.",
            )
        return [newest]
    first, _, last = (week or weeks or "").partition("..")
    chosen = mondays(monday(first), monday(last or first))
    if not chosen or chosen[0] < settings.first_week:
        stop("usage", f"--weeks runs from {settings.first_week} (first_week in company.yaml) on, earliest first.")
    if chosen[-1] > today:
        stop("usage", f"{chosen[-1]} has not begun: the newest week is {today - timedelta(days=today.weekday())}.")
    return chosen
