"""Draws the pictures of docs/ from docs/measured/: SVG, a panel per set, the same figures giving the same bytes.

What may be drawn is in docs/measure.py; docs/generate.py writes the files.
"""

import csv
from collections.abc import Iterable
from html import escape
from itertools import groupby
from math import sqrt
from pathlib import Path

from sales_pipeline.render.theme import rgb

MEASURED = Path(__file__).parent / "measured"
Row = dict[str, str]
SIDE, LEFT, TOP, GAP, FOOT = 170, 46, 84, 46, 50
# dots of an area in proportion to the deals behind them, within what can be seen and told apart
SMALLEST, LARGEST, ONE_DEAL = 3.0, 8.0, 0.12
BANDS = ("0", "1", "2", "3+")
# the line of counts below them
COUNTS = 14


def pictures() -> dict[str, str]:
    """Every picture by its path under docs/."""
    return {"gallery/calibration.svg": _calibration(), "gallery/push_count.svg": _push_count()}


def _sets(name: str) -> list[tuple[str, list[Row]]]:
    with (MEASURED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(each, list(rows)) for each, rows in groupby(csv.DictReader(file), lambda row: row["set"])]


def _calibration() -> str:
    """Chances given beside the share won: the diagonal is a promise kept."""
    sets = _sets("reliability")
    panels = []
    for place, (name, rows) in enumerate(sets):
        x, count = _left(place), sum(int(row["deal_count"]) for row in rows)
        panels += [
            _frame(x, name, f"{count:,} chances", (("0%", 0), ("50%", 0.5), ("100%", 1)), "chance given"),
            _line([(x, TOP + SIDE), (x + SIDE, TOP)], "muted", "4 4"),
            *(_chance(x, row) for row in rows),
        ]
    heading = _heading(
        "Of deals given a chance, how many were won?",
        "Across: the chance given. Up: the share won. Dashed: a promise kept. Larger dots: more deals.",
    )
    return _svg("Chances given to open deals beside the share won", len(sets), heading, panels)


def _chance(x: float, row: Row) -> str:
    given, won = float(row["mean_probability"]), float(row["won_ratio"])
    radius = min(max(ONE_DEAL * sqrt(int(row["deal_count"])), SMALLEST), LARGEST)
    told = f"given {given:.0%}, won {won:.0%} of {int(row['deal_count']):,}"
    return _dot(x + given * SIDE, _y(won), radius, "main", told)


def _push_count() -> str:
    """What became of deals by how often they had been pushed, beside deals of the same stages and due dates."""
    panels, place = [], 0
    for name, rows in _sets("push_hazard"):
        bands = _bands(rows)
        if sum(1 for deals, _ in bands if deals) > 1:
            for outcome, label in (("won", "won in the quarter"), ("slipped", "slipped past it")):
                panels.append(_pushed(_left(place), f"{name.partition(',')[0]}: {label}", bands, outcome))
                place += 1
    heading = _heading(
        "Deals due in a quarter, by how often their date had moved into a later month",
        "Filled: deals pushed so often. Hollow: what deals of the same stages and due dates did, pushed or not.",
    )
    return _svg("What became of deals by how often they had been pushed", place, heading, panels, COUNTS)


def _bands(rows: list[Row]) -> list[tuple[int, dict[str, float]]]:
    """Deals, and the sums of their columns, of each band; three pushes and more are one."""
    columns = [column for column in rows[0] if column.endswith("_count")]
    sums = [dict.fromkeys(columns, 0.0) for _ in BANDS]
    for row in rows:
        band = sums[min(int(row["push_band"].rstrip("+")), len(BANDS) - 1)]
        for column in columns:
            band[column] += float(row[column])
    return [(round(band["deal_count"]), band) for band in sums]


def _pushed(x: float, title: str, bands: list[tuple[int, dict[str, float]]], outcome: str) -> str:
    told = [(place, deals, band) for place, (deals, band) in enumerate(bands) if deals]
    across = {place: x + SIDE * (place + 0.5) / len(BANDS) for place in range(len(BANDS))}
    alike = [(across[place], _y(band[f"alike_{outcome}_count"] / deals)) for place, deals, band in told]
    own = [(across[place], _y(band[f"{outcome}_count"] / deals)) for place, deals, band in told]
    words = [
        f"{BANDS[place]} pushes: {band[f'{outcome}_count'] / deals:.0%} of {deals:,}, "
        f"alike {band[f'alike_{outcome}_count'] / deals:.0%}"
        for place, deals, band in told
    ]
    ticks = [(f"{band}", (place + 0.5) / len(BANDS)) for place, band in enumerate(BANDS)]
    counts = [_text(across[place], TOP + SIDE + 32, f"{deals:,}", "muted", 10) for place, deals, _ in told]
    return "".join([
        _frame(x, title, "", ticks, "pushes, and deals at a Monday", lower=COUNTS),
        *counts,
        _line(alike, "soft", "5 4"),
        _line(own, "main", ""),
        *(_dot(*point, 5, "soft", each, hollow=True) for point, each in zip(alike, words, strict=True)),
        *(_dot(*point, 4, "main", each) for point, each in zip(own, words, strict=True)),
    ])  # fmt: skip


def _left(place: int) -> float:
    return LEFT + place * (SIDE + GAP)


def _y(share: float) -> float:
    return TOP + (1 - share) * SIDE


def _frame(
    x: float, title: str, subtitle: str, ticks: Iterable[tuple[str, float]], across: str, lower: float = 0
) -> str:
    """The square of a panel: title, grid of shares, labels."""
    shares = [(share, _y(share)) for share in (0, 0.5, 1)]
    grid = "".join(
        _line([(x, y), (x + SIDE, y)], "line", "") + _text(x - 9, y + 4, f"{share:.0%}", "muted", 10, "end")
        for share, y in shares
    )
    below = "".join(_text(x + place * SIDE, TOP + SIDE + 17, words, "muted", 10) for words, place in ticks)
    return (
        _text(x, TOP - 12, title, "ink", 12, "start", bold=True)
        + (_text(x + SIDE - 4, TOP + SIDE - 7, subtitle, "muted", 10, "end") if subtitle else "")
        + grid
        + below
        + _text(x + SIDE / 2, TOP + SIDE + 36 + lower, across, "muted", 11)
    )


def _heading(title: str, note: str) -> str:
    return _text(16, 26, title, "ink", 15, "start", bold=True) + _text(16, 46, note, "muted", 12, "start")


def _text(x: float, y: float, words: str, role: str, size: int, anchor: str = "middle", *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="#{rgb(role)}"{weight}>'
        f"{escape(words)}</text>\n"
    )


def _line(points: list[tuple[float, float]], role: str, dashes: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    width = 1 if role == "line" else 1.5
    return f'<polyline points="{path}" fill="none" stroke="#{rgb(role)}" stroke-width="{width}"{dashed}/>\n'


def _dot(x: float, y: float, radius: float, role: str, told: str, *, hollow: bool = False) -> str:
    fill, edge, density = ("white", role, 1) if hollow else (role, "white", 0.85)
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#{rgb(fill)}" fill-opacity="{density}" '
        f'stroke="#{rgb(edge)}" stroke-width="1.5"><title>{escape(told)}</title></circle>\n'
    )


def _svg(label: str, count: int, heading: str, panels: list[str], lower: float = 0) -> str:
    width, height = _left(count) - GAP + 20, TOP + SIDE + FOOT + lower
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="Helvetica, Arial, sans-serif" role="img" aria-label="{escape(label)}">\n'
        f'<rect width="{width}" height="{height}" rx="6" fill="#{rgb("white")}"/>\n'
        f"{heading}{''.join(panels)}</svg>\n"
    )
