"""What all commands share: the application, its exit codes, opening a home, stopping with one sentence."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from sales_pipeline import company
from sales_pipeline.home import Home, HomeError

app = typer.Typer(
    name="sales-pipeline",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The weekly sales forecast as one pipeline: from a CRM export to a company number, a deck, a workbook and a "
    "database.\n\nExit codes: 0 fine, 1 a fault of ours, 2 wrong usage, 3 unusable input or home, 4 a gate stopped the "
    "week, an approval is refused, or a final week does not pass. What is said of work and makes no sense is refused "
    "with 2 (checkpoint, feedback) or 3 (task).",
)
FAULT, USAGE, INPUT, GATE = 1, 2, 3, 4
HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the company; else SALES_PIPELINE_HOME, else ./data.", show_default=False),
]
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def open_home(home: Path | None) -> tuple[Home, company.Company]:
    try:
        place = Home.find(home).require()
        return place, company.load(place.company_file)
    except (HomeError, company.SettingsError) as error:
        stop("input", str(error))


@contextmanager
def one_sentence(place: Home, as_json: bool = False) -> Iterator[None]:
    """Stop with the sentence of an error that has one, or of what the system refused; others are faults of ours."""
    from sales_pipeline.intake.errors import InputError
    from sales_pipeline.lake import LakeError
    from sales_pipeline.publish import PublicationError
    from sales_pipeline.refusals import explain

    try:
        yield
    except (InputError, HomeError, company.SettingsError, PublicationError) as error:
        stop("input", str(error), as_json)
    except LakeError as error:
        stop("fault", str(error), as_json)
    except Exception as error:
        # brings all that judges documents, which few commands need
        from sales_pipeline.release import take_out_damaged

        refused = explain(place, str(error))
        if refused:
            stop("input", refused, as_json)
        damaged = take_out_damaged(place)
        if damaged:
            stop("fault", damaged, as_json)
        raise


def monday(text: str) -> date:
    """A Monday as it was typed; stops with a sentence when it is none."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        stop("usage", f"{text!r} is not a date: write a Monday as 2026-11-16.")
    if found.weekday():
        near = found - timedelta(days=found.weekday())
        stop("usage", f"{found} is a {found:%A}: weeks are named by their Monday, here {near}.")
    return found


def tables_of(place: Home, settings: company.Company) -> Any:
    from sales_pipeline.weeks import Weeks

    return Weeks(place, settings)


def say(message: str) -> None:
    """A line for people, beside the results."""
    errors.print(message, markup=False)


def waiting(holder: str) -> None:
    say(f"Waiting for {holder}, which is running on this home.")


def stop(kind: str, message: str, as_json: bool = False) -> NoReturn:
    code = {"fault": FAULT, "usage": USAGE, "input": INPUT, "gate": GATE}[kind]
    if as_json:
        print(json.dumps({"error": kind, "message": message}, indent=2))
    say(message)
    raise typer.Exit(code)
