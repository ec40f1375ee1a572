"""`notify`: tells people what there is to tell, now and not at the next full hour."""

from datetime import date
from typing import Annotated

import typer

from sales_pipeline.cli.base import HomeOption, app, monday, one_sentence, open_home, say, stop, tables_of, waiting
from sales_pipeline.home import Home
from sales_pipeline.render.phrases import n_of


@app.command(epilog="Example: sales-pipeline notify --week 2026-11-16 --dry-run --home acme")
def notify(
    week: Annotated[str | None, typer.Option(help="Monday of the week; default: the newest published.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be sent through channels, and send nothing.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Tell people what is new about their work: on their pages, and through the channels of company.yaml."""
    from sales_pipeline.lock import run_lock
    from sales_pipeline.telling.tell import tell, would_tell

    place, settings = open_home(home)
    chosen = _published(place, monday(week) if week else None)
    with one_sentence(place), run_lock(place, waiting):
        tables = tables_of(place, settings)
        if dry_run:
            due = would_tell(tables, chosen)
            for each in due:
                print(f"{each.told[0]['person_name']} ({each.channel}): {n_of(len(each.told), 'notification')}")
            say(f"{n_of(len(due), 'message')} of week {chosen} would be sent.")
            return
        counts = tell(tables, chosen)
        for (outcome, channel), count in sorted(counts.items()):
            print(f"{channel}: {n_of(count, 'message')} {outcome}")
        say(f"Week {chosen}: {n_of(sum(counts.values()), 'message')}; pages in {place.outputs(chosen)}.")


def _published(place: Home, week: date | None) -> date:
    """The week, which people see; stops where none is published."""
    from sales_pipeline.outputs import published_weeks

    known = published_weeks(place)
    if not known or (week and week not in known):
        stop("input", f"{f'Week {week}' if week else 'No week'} is {'not ' if week else ''}published: run it first.")
    return week or known[-1]
