"""The sales-pipeline command. Results go to stdout, messages and progress to stderr; exit codes are those of --help.

Every command calls one function elsewhere; what needs dagster is imported when it is asked for.
"""

import json
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from sales_pipeline import company
from sales_pipeline.calendar import weeks as mondays
from sales_pipeline.home import Home, HomeError

app = typer.Typer(
    name="sales-pipeline",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The weekly sales forecast as one pipeline: from a CRM export to a company number, a deck, a workbook and a "
    "database.\n\nExit codes: 0 fine, 1 a fault of ours, 2 wrong usage, 3 unusable input, 4 a gate stopped the week.",
)
FAULT, USAGE, INPUT, GATE = 1, 2, 3, 4
HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the company; else SALES_PIPELINE_HOME, else ./data.", show_default=False),
]
errors = Console(stderr=True, highlight=False, soft_wrap=True)


@app.command(epilog="Example: sales-pipeline run --week 2026-11-16 --home data")
def run(
    week: Annotated[str | None, typer.Option(help="Monday to forecast; default: the newest in the data.")] = None,
    weeks: Annotated[str | None, typer.Option(help="A range of Mondays, A..B; stops at the first failure.")] = None,
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")] = False,
) -> None:
    """Make a week's forecast: tables, gates, documents, and the published database."""
    from sales_pipeline.defs.run import run_week
    from sales_pipeline.lock import run_lock
    from sales_pipeline.report import report

    place, settings = _open(home)
    with run_lock(place, lambda holder: errors.print(f"Waiting for {holder}, which is running on this home.")):
        tables = _weeks(place, settings)
        wanted = _wanted(week, weeks, settings, tables)
        printed = []
        for each in wanted:
            with _Progress(each) as shown:
                outcome = run_week(place, each, shown.step)
            if outcome.kind != "ok":
                _stop(outcome.kind, f"Week {each} was not published. {outcome.message}", as_json)
            printed.append(report(_weeks(place, settings), each, outcome.seconds))
    if as_json:
        print(json.dumps([item.data for item in printed] if weeks else printed[0].data, indent=2))
    else:
        print("\n\n".join(item.text for item in printed))


@app.command(epilog="Example: sales-pipeline sample --home demo --opportunities 1500 --seed 1")
def sample(
    home: Annotated[Path, typer.Option("--home", help="Folder to write; new or holding an earlier sample.")],
    opportunities: Annotated[int, typer.Option(min=1, help="Deals in the history.")] = 1500,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
) -> None:
    """Write a complete home for a fictional company, with the truth nobody in a company knows beside it."""
    from sales_pipeline.sample import SampleError, generate

    try:
        generate(home, opportunities, seed)
    except SampleError as error:
        _stop("usage", str(error))
    print(f"{home} holds a company with {opportunities:,} opportunities. Next: sales-pipeline run --home {home}")


@app.command("import", epilog="Example: sales-pipeline import --preset status_log --home acme exports/status_log.csv")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Exports to copy into the new home.")],
    preset: Annotated[str, typer.Option(help="Shape of the export: salesforce, status_log, created_closed …")],
    home: Annotated[Path, typer.Option("--home", help="New folder to make.")],
) -> None:
    """Make a home from exports: copies them, writes settings, and proposes a category and chance for every stage."""
    from sales_pipeline.intake.errors import InputError
    from sales_pipeline.intake.importer import import_home

    try:
        print("\n".join(import_home(preset, home, files).lines()))
    except InputError as error:
        _stop("input", str(error))


def _open(home: Path | None) -> tuple[Home, company.Company]:
    try:
        place = Home.find(home).require()
        return place, company.load(place.company_file)
    except (HomeError, company.SettingsError) as error:
        _stop("input", str(error))


def _weeks(place: Home, settings: company.Company) -> Any:
    from sales_pipeline.weeks import Weeks

    return Weeks(place, settings)


def _wanted(week: str | None, weeks: str | None, settings: company.Company, tables: Any) -> list[date]:
    """The Mondays that were asked for, checked; by default the newest the data can answer."""
    from sales_pipeline.intake.errors import InputError

    today = datetime.now(settings.zone).date()
    if week and weeks:
        _stop("usage", "Give --week or --weeks, not both.")
    if not (week or weeks):
        try:
            newest = tables.default_week(today)
        except InputError as error:
            _stop("input", str(error))
        if newest < settings.first_week:
            _stop(
                "input",
                f"The newest week the data can answer is {newest}, before first_week in company.yaml "
                f"({settings.first_week}): set first_week to {newest} or earlier, or bring newer exports.",
            )
        return [newest]
    first, _, last = (week or weeks or "").partition("..")
    chosen = mondays(_monday(first), _monday(last or first))
    if not chosen or chosen[0] < settings.first_week:
        _stop("usage", f"--weeks runs from {settings.first_week} (first_week in company.yaml) on, earliest first.")
    if chosen[-1] > today:
        _stop("usage", f"{chosen[-1]} has not begun: the newest week is {today - timedelta(days=today.weekday())}.")
    return chosen


def _monday(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        _stop("usage", f"{text!r} is not a date: write a Monday as 2026-11-16.")
    if found.weekday():
        near = found - timedelta(days=found.weekday())
        _stop("usage", f"{found} is a {found:%A}: weeks are named by their Monday, here {near}.")
    return found


def _stop(kind: str, message: str, as_json: bool = False) -> NoReturn:
    code = {"fault": FAULT, "usage": USAGE, "input": INPUT, "gate": GATE}[kind]
    if as_json:
        print(json.dumps({"error": kind, "message": message}, indent=2))
    errors.print(message, markup=False)
    raise typer.Exit(code)


class _Progress:
    """A line on a terminal that says which step is running; nothing elsewhere."""

    def __init__(self, week: date) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
        quiet = not sys.stderr.isatty()
        self._bar = Progress(*columns, TimeElapsedColumn(), console=errors, transient=True, disable=quiet)
        self._task = self._bar.add_task(f"Week {week}: starting", total=None)
        self._week = week

    def __enter__(self) -> "_Progress":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def step(self, step: Any, total: int) -> None:
        self._bar.update(self._task, advance=1, total=total, description=f"Week {self._week}: {step.name}")


def main() -> None:
    """The console script."""
    app()
