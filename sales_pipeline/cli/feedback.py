"""`feedback`: what a reader says of a document, and whether something should change."""

from typing import Annotated

import typer

from sales_pipeline import clock
from sales_pipeline.cli.base import HomeOption, app, monday, one_sentence, open_home, stop, tables_of


@app.command(epilog="Example: sales-pipeline feedback forecast_summary --rating 4 --note 'Clear' --as p001")
def feedback(
    doc: Annotated[str, typer.Argument(help="The document, by its asset key, such as forecast_summary.")],
    person: Annotated[str, typer.Option("--as", help="Who says it: id or name of reference/people.csv.")],
    rating: Annotated[int | None, typer.Option(min=1, max=5, help="1 poor … 5 excellent.")] = None,
    note: Annotated[str, typer.Option(help="What you want to say.")] = "",
    asks_change: Annotated[
        bool, typer.Option("--asks-change", help="The note asks for a change: opens a task.")
    ] = False,
    declines: Annotated[
        int | None,
        typer.Option(help="Instead: say that what the note of this number asks for won't be done; --note why."),
    ] = None,
    week: Annotated[str | None, typer.Option(help="Monday of the document; default: the newest published.")] = None,
    home: HomeOption = None,
) -> None:
    """Rate a published document and say what you think of it; with --asks-change, have somebody change it.

    A change is answered by the next version: the table feedback_responses shows which.
    """
    from sales_pipeline.feedback import FeedbackError, Note, decline, give, request_id
    from sales_pipeline.meant import UnknownError

    if (rating is None) == (declines is None):
        stop("usage", "Give a --rating, or --declines with the number of a note; one of them.")
    place, settings = open_home(home)
    with one_sentence(place):
        tables, now = tables_of(place, settings), clock.now()
        try:
            if declines is not None:
                decline(tables, declines, person, note, now)
                print(f"Note {declines} is declined.")
                return
            event = give(tables, Note(doc, rating or 0, note, person, asks_change), monday(week) if week else None, now)
        except (FeedbackError, UnknownError) as error:
            stop("usage", str(error))
    print(f"Noted as {event.seq}, about {doc} of {event.details['week']}.")
    if asks_change:
        print(f"Its change is asked for as {request_id(event)}; the next `sales-pipeline run` gives it to somebody.")
