"""`validate`: whether a final week holds, from its files alone."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from sales_pipeline import clock
from sales_pipeline.cli.base import GATE, HomeOption, app, monday, one_sentence, open_home, stop


@app.command(epilog="Example: sales-pipeline validate --week 2026-11-16 --json")
def validate(
    week: Annotated[str | None, typer.Option(help="Monday of the final week; default: the newest.")] = None,
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")] = False,
) -> None:
    """Check a final week from its files, the handoff and the database: PASS, FIXABLE (what, by whom) or BLOCKED."""
    from sales_pipeline.approvals.final_files import final_weeks
    from sales_pipeline.approvals.known import Known
    from sales_pipeline.approvals.validation import validate as judge
    from sales_pipeline.event_log import EventError

    place, settings = open_home(home)
    finals = final_weeks(place)
    if not (week or finals):
        stop("input", "No week is final yet: approve one with `sales-pipeline approve`.", as_json)
    asked = monday(week) if week else finals[-1]
    chosen = asked.isoformat()
    with one_sentence(place, as_json):
        try:
            # a folder that is gone is a finding; a week that was never final is a slip, and no output that fails
            if asked not in finals and not Known(place, settings, asked, clock.now()).finalised:
                stop("input", f"Week {chosen} is not final: approve it with `sales-pipeline approve`.", as_json)
            verdict = judge(place, settings, chosen, clock.now())
        except EventError as error:
            stop("input", str(error), as_json)
    if as_json:
        print(json.dumps({**asdict(verdict), "outcome": verdict.outcome.upper()}, indent=2))
    else:
        print(f"{verdict.outcome.upper()}: week {chosen}" + (f", run {verdict.run_id}" if verdict.run_id else ""))
        print("".join(f"  {finding}\n" for finding in verdict.findings), end="")
    if verdict.outcome != "pass":
        raise typer.Exit(GATE)
