"""Commands that make a home or look after one: `sample`, `import`, `doctor`, `publish`."""

from pathlib import Path
from typing import Annotated

import typer

from sales_pipeline.cli.base import INPUT, HomeOption, app, one_sentence, open_home, stop, tables_of, waiting
from sales_pipeline.home import Home
from sales_pipeline.render.phrases import n_of


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
        stop("usage", str(error))
    print(f"{home} holds a company with {opportunities:,} opportunities. Next: sales-pipeline run --home {home}")


@app.command("import", epilog="Example: sales-pipeline import --preset status_log --home acme exports/status_log.csv")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Exports to copy into the new home.")],
    preset: Annotated[str, typer.Option(help="Shape of the export (docs/sources.md), or a mapping file.")],
    home: Annotated[Path, typer.Option("--home", help="New folder to make.")],
    name: Annotated[str | None, typer.Option(help="Company's name; else the folder's.")] = None,
    currency: Annotated[str | None, typer.Option(help="Company's currency, ISO 4217; else proposed.")] = None,
    time_zone: Annotated[str, typer.Option(help="Company's time zone, such as Europe/Berlin.")] = "UTC",
    amount_kind: Annotated[str | None, typer.Option(help="acv, tcv, arr or monthly; else proposed.")] = None,
    period: Annotated[str | None, typer.Option(help="quarter or month; else proposed.")] = None,
) -> None:
    """Make a home from exports: copies them, writes settings, and proposes a category and chance for every stage."""
    from sales_pipeline.intake.errors import InputError
    from sales_pipeline.intake.importer import import_home

    try:
        report = import_home(
            preset, home, files,
            name=name, currency=currency, time_zone=time_zone, amount_kind=amount_kind, period=period,
        )  # fmt: skip
    except InputError as error:
        stop("input", str(error))
    print("\n".join(report.lines()))


@app.command(epilog="Example: sales-pipeline doctor --home acme")
def doctor(home: HomeOption = None) -> None:
    """Say what is installed, what the home holds, what is wrong with it and what to do."""
    from sales_pipeline.doctor import examine

    findings = examine(Home.find(home))
    print("\n".join(str(finding) for finding in findings))
    if any(finding.stops for finding in findings):
        raise typer.Exit(INPUT)


@app.command(epilog="Example: sales-pipeline publish --home acme")
def publish(home: HomeOption = None) -> None:
    """Make analytics.duckdb anew from the lake: every week of which it holds all tables and no gate stopped."""
    from sales_pipeline.lock import run_lock
    from sales_pipeline.publish import publish_database, publishable
    from sales_pipeline.run_identity import run_of

    place, settings = open_home(home)
    with one_sentence(place), run_lock(place, waiting):
        tables = tables_of(place, settings)
        whole = publishable(tables.lake)
        if not whole:
            stop("input", "The lake holds no whole week yet: make one with `sales-pipeline run`.")
        database = publish_database(place, tables.lake, {week: run_of(tables, week) for week in whole}, anew=True)
    print(f"{database} holds {n_of(len(whole), 'week')}, {whole[0]} to {whole[-1]}.")
