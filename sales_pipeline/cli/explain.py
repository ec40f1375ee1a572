"""`explain`: from a published figure down to the rows it comes from."""

import json
from typing import Annotated

import typer

from sales_pipeline.cli.base import HomeOption, app, monday, one_sentence, open_home, stop


@app.command(epilog="Example: sales-pipeline explain company.current.expected_amount --week 2026-11-16")
def explain(
    figure: Annotated[
        str, typer.Argument(help="A figure's id, a node (id or name, with or without :measure), or a deal's id.")
    ],
    week: Annotated[str | None, typer.Option(help="A published Monday; default: the newest.")] = None,
    deals: Annotated[int, typer.Option(min=1, help="How many deals to show under each figure.")] = 5,
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")] = False,
) -> None:
    """Say where a figure comes from: units below, deals, cell of yields, source file and line.

    Figures' ids stand in the notes of the deck, on the HTML pages (rest the pointer on a figure) and in
    forecast_facts.json.
    """
    from sales_pipeline.explain import ExplainError
    from sales_pipeline.explain import explain as told

    place, _ = open_home(home)
    with one_sentence(place, as_json):
        try:
            found = told(place, figure, monday(week) if week else None, deals)
        except ExplainError as error:
            stop("usage", str(error), as_json)
    print(json.dumps(found.data(), indent=2, default=str) if as_json else "\n".join(found.lines()))
