"""`submit`: writes the templates people fill with their calls, and takes filled ones in once they are right."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from sales_pipeline import clock, company
from sales_pipeline.calendar import WEEK, monday_at_or_before
from sales_pipeline.cli.base import (
    INPUT,
    HomeOption,
    app,
    monday,
    one_sentence,
    open_home,
    say,
    stop,
    tables_of,
    waiting,
)
from sales_pipeline.home import TEMPLATES, Home
from sales_pipeline.render.phrases import n_of


@app.command(epilog="Example: sales-pipeline submit --template --all --week 2026-11-16 --home acme")
def submit(
    file: Annotated[Path | None, typer.Argument(help="A filled template, or a CSV of calls.")] = None,
    template: Annotated[bool, typer.Option("--template", help="Write templates instead of taking a call in.")] = False,
    week: Annotated[
        str | None, typer.Option(help="Monday of the call; default: the template's, else the newest.")
    ] = None,
    node: Annotated[list[str] | None, typer.Option(help="Template of whoever calls for this unit or person.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Templates of everybody who is asked for a call.")] = False,
    to: Annotated[Path | None, typer.Option(help="Folder for templates; else submissions/<week>/templates.")] = None,
    home: HomeOption = None,
) -> None:
    """Check a filled call, cell by cell, before it is accepted; or, with --template, write what people fill in."""
    from sales_pipeline.lock import run_lock

    if template == (file is not None):
        stop("usage", "Name the file of a call, or ask for templates with --template; not both.")
    if template and everybody == bool(node):
        stop("usage", "Say whose templates: --all, or --node with the id of a unit or person.")
    if not template and (node or everybody or to):
        stop("usage", "--node, --all and --to are for --template.")
    place, settings = open_home(home)
    chosen = monday(week) if week else None
    with one_sentence(place), run_lock(place, waiting):
        tables = tables_of(place, settings)
        if file is None:
            _write_templates(place, tables, _checked(settings, tables, chosen), node or [], to)
        else:
            _take_in(place, tables, file, chosen)


def now() -> datetime:
    """The instant at which a call comes in, UTC without a zone as tables hold it."""
    return clock.now().replace(tzinfo=None)


def _checked(settings: company.Company, tables: Any, week: date | None) -> date:
    """The week, by default the newest the data can answer; calls may be sent ahead for the next Monday."""
    today = now().replace(tzinfo=UTC).astimezone(settings.zone).date()
    found = week or tables.default_week(today)
    if found < settings.first_week:
        stop("usage", f"{found} is before the first week ({settings.first_week}, first_week in company.yaml).")
    if found > monday_at_or_before(today) + WEEK:
        stop("usage", f"{found} is too far ahead: calls are sent for the running week or the next Monday's.")
    return found


def _write_templates(place: Home, tables: Any, week: date, nodes: list[str], to: Path | None) -> None:
    from sales_pipeline.calls.known import Known
    from sales_pipeline.calls.store import slug
    from sales_pipeline.calls.template import template
    from sales_pipeline.run_identity import run_of

    known = Known(tables, week)
    seats = [seat for seat in known.seats if not nodes or seat.node_id in nodes]
    lacking = sorted(set(nodes) - {seat.node_id for seat in seats})
    if lacking or not seats:
        stop(
            "input",
            f"Nobody is asked for a call for {', '.join(lacking) or 'anything'} in week {week}: representatives, and "
            "managers, regional VPs and the CRO who are members of a unit, are (reference/people.csv, "
            "organisation_members.csv).",
        )
    folder = to or place.submitted(week) / TEMPLATES
    folder.mkdir(parents=True, exist_ok=True)
    run = run_of(tables, week)
    for person_id, name in _names({seat.person_id: seat.person_name for seat in seats}, slug):
        path = folder / f"{name}.xlsx"
        path.write_bytes(template(known, person_id, run))
        print(path)
    people = len({seat.person_id for seat in seats})
    say(f"{n_of(people, 'template')} for week {week} in {folder}.")


def _names(people: dict[str, str], slug: Any) -> Iterable[tuple[str, str]]:
    """A file name for each person, by name and id; like ones are numbered."""
    taken: dict[str, int] = {}
    for person_id, person_name in sorted(people.items()):
        name = slug(f"{person_name} {person_id}", 80).casefold()
        taken[name] = taken.get(name, 0) + 1
        yield person_id, name if taken[name] == 1 else f"{name}-{taken[name]}"


def _take_in(place: Home, tables: Any, file: Path, chosen: date | None) -> None:
    from sales_pipeline.calls.check import check
    from sales_pipeline.calls.known import Known
    from sales_pipeline.calls.reading import UnreadableError, read
    from sales_pipeline.calls.store import accept
    from sales_pipeline.calls.understood import understood

    try:
        content = file.read_bytes()
        sent = read(file.name, content)
    except OSError as error:
        stop("input", f"{file} can't be read ({error.strerror}): check that it is there and may be opened")
    except UnreadableError as error:
        stop("input", str(error))
    if chosen and sent.week and chosen != sent.week:
        stop(
            "input",
            f"{file.name} is a template of week {sent.week}, not of {chosen}: leave --week out, or fill that week's",
        )
    week = _checked(tables.company, tables, sent.week or chosen)
    known = Known(tables, week)
    checked = check(sent, known, now())
    if checked.problems:
        print("\n".join(str(problem) for problem in checked.problems))
        say(f"{file.name} was not accepted: {n_of(len(checked.problems), 'cell')} to correct.")
        raise typer.Exit(INPUT)
    kept = accept(place, week, file.name, content, checked.values)
    print("\n".join(understood(known, checked)))
    print(f"Kept as {place.relative(kept)}; the next `sales-pipeline run` counts it.")
