"""`backtest`: how right past forecasts would have been, replayed week by week."""

import json
import os
from datetime import date
from typing import Annotated, Any

import typer

from sales_pipeline import clock
from sales_pipeline.cli.base import HomeOption, app, monday, one_sentence, open_home, stop, tables_of, waiting
from sales_pipeline.cli.progress import ProgressLine
from sales_pipeline.company import Company


@app.command(epilog="Example: sales-pipeline backtest --from 2025-01-06 --to 2025-12-29 --home acme")
def backtest(
    first: Annotated[
        str | None,
        typer.Option("--from", help="First Monday to replay; default: of the last eight ended periods."),
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="Last Monday to replay; default: of the last ended period.")
    ] = None,
    processes: Annotated[int, typer.Option(min=1, help="Weeks made at the same time.")] = min(os.cpu_count() or 1, 4),
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")] = False,
) -> None:
    """Replay past weeks with nothing later visible, and say how right their forecasts, ranges and chances were.

    Fills forecast_backtest, forecast_accuracy and forecast_reliability, and puts them into the published database.
    """
    from sales_pipeline.backtest import backtest as replay
    from sales_pipeline.backtest import span
    from sales_pipeline.calendar import weeks
    from sales_pipeline.lock import run_lock
    from sales_pipeline.publish import publish_database

    place, settings = open_home(home)
    with one_sentence(place, as_json), run_lock(place, waiting):
        tables = tables_of(place, settings)
        as_of = tables.default_week(clock.now().astimezone(settings.zone).date())
        usual = span(settings, as_of)
        begin, end = monday(first) if first else usual[0], monday(last) if last else usual[1]
        chosen = weeks(begin, end)
        if not chosen:
            stop("usage", f"No Monday lies from {begin} to {end}.")
        _check(chosen, settings, as_of)
        with ProgressLine("Backtest") as shown:
            replayed = replay(
                place, settings, chosen, as_of, processes, lambda week, total: shown.step(str(week), total)
            )
        if place.database.exists():
            publish_database(place, tables.lake, {})
        told = _told(tables, replayed)
    print(json.dumps(told, indent=2) if as_json else _text(told))


def _check(chosen: list[date], settings: Company, as_of: date) -> None:
    """Stop unless there is a week to replay, with an end that is known."""
    from sales_pipeline.calendar import period_at

    if chosen[0] < settings.first_week:
        stop("usage", f"--from and --to are Mondays from {settings.first_week} (first_week in company.yaml) on.")
    ended = period_at(settings, as_of).start
    if chosen[0] >= ended:
        stop(
            "usage",
            f"The newest week of the data is {as_of}: only weeks before {ended} are of a period that has ended.",
        )
    if chosen[-1] > as_of:
        stop("usage", f"--to {chosen[-1]} lies after the newest week of the data, {as_of}.")


def _told(tables: Any, replayed: Any) -> dict[str, Any]:
    """The figures over all replayed weeks."""
    accuracy = tables.lake.read("forecast_accuracy").to_pylist()
    chances = tables.lake.read("forecast_reliability").to_pylist()
    overall = [row for row in accuracy if row["period_id"] == "*" and row["weeks_left"] == -1]
    figures = ("wape_ratio", "bias_ratio", "skill_ratio", "coverage_ratio", "pinball_ratio")
    return {
        "from": str(replayed.mondays[0]),
        "to": str(replayed.mondays[-1]),
        "weeks": len(replayed.mondays),
        "as_of": str(replayed.as_of),
        "seconds": round(replayed.seconds, 1),
        "times_one_week": round(replayed.seconds / replayed.week_seconds, 1),
        "accuracy": [
            {key: row[key] for key in ("horizon", "level", "method")} | {key: _number(row[key]) for key in figures}
            for row in overall
        ],
        "brier": [
            {"horizon": row["horizon"], "method": row["method"], "brier_score": _number(row["brier_score"])}
            for row in chances
            if row["bin"] == -1
        ],
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _text(told: dict[str, Any]) -> str:
    """Two tables for people: of the running period and of the next."""
    lines = [
        f"{told['weeks']} Mondays, {told['from']} to {told['to']}, against what is known on {told['as_of']}.",
        f"Took {told['seconds']:.0f} s, {told['times_one_week']:.0f} times one week's tables.",
    ]
    for horizon, title in (("current", "the running period"), ("next", "the next period")):
        lines += ["", f"Forecast of {title}: missed / won (WAPE), by level", *_table(told, horizon)]
    return "\n".join(lines)


def _table(told: dict[str, Any], horizon: str) -> list[str]:
    rows = {(row["method"], row["level"]): row for row in told["accuracy"] if row["horizon"] == horizon}
    levels = list(dict.fromkeys(level for _, level in rows))
    methods = sorted({method for method, _ in rows}, key=lambda m: (m != "standing", m))
    brier = {row["method"]: row["brier_score"] for row in told["brier"] if row["horizon"] == horizon}
    lines = [f"{'':18}" + "".join(f"{level:>16}" for level in levels) + f"{'Brier of deals':>16}"]
    for method in methods:
        cells = [rows.get((method, level), {}).get("wape_ratio") for level in levels]
        lines.append(
            f"{method:18}" + "".join(f"{_share(cell):>16}" for cell in cells) + f"{_score(brier.get(method)):>16}"
        )
    inside = [rows.get(("standing", level), {}).get("coverage_ratio") for level in levels]
    return [*lines, f"{'inside the range':18}" + "".join(f"{_share(cell):>16}" for cell in inside)]


def _share(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.1%}"


def _score(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
