"""`ui`: the Dagster UI of a home, on the same run history as the command."""

from typing import Annotated

import typer

from sales_pipeline.cli.base import HomeOption, app, one_sentence, open_home


@app.command(epilog="Example: sales-pipeline ui --home acme --port 3000")
def ui(
    home: HomeOption = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 3000,
) -> None:
    """Start the Dagster UI, the schedule and the sensor on a home; Ctrl-C ends them."""
    from sales_pipeline.defs.serve import serve

    place, _ = open_home(home)
    with one_sentence(place):
        serve(place, port)
