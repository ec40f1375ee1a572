"""Draws docs/gallery/calibration.svg: chances given to open deals beside the share won, after a backtest.

`uv run python docs/calibration.py "QuickSight=acme/analytics.duckdb" …` takes published databases.
"""

import sys
from pathlib import Path

import duckdb

TARGET = Path(__file__).parent / "gallery" / "calibration.svg"
SIZE, LEFT, TOP, GAP = 220, 46, 34, 46
MANY = 30

Bin = tuple[float, float, int]


def main(named: list[str]) -> None:
    sets = [(name, _bins(path)) for name, _, path in (each.partition("=") for each in named)]
    width = LEFT + len(sets) * (SIZE + GAP)
    parts = [_panel(LEFT + place * (SIZE + GAP), name, bins) for place, (name, bins) in enumerate(sets)]
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {TOP + SIZE + 52}" font-family="sans-serif" '
        f'font-size="12" role="img" aria-label="Chances given to open deals against the share that was won">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(parts)}</svg>\n',
        encoding="utf-8",
    )


def _bins(database: str) -> list[Bin]:
    with duckdb.connect(database, read_only=True) as connection:
        return connection.execute(
            "SELECT mean_probability, won_ratio, deal_count FROM forecast_reliability "
            "WHERE method = 'expected_yield' AND horizon = 'current' AND bin >= 0 ORDER BY bin"
        ).fetchall()


def _panel(left: int, name: str, bins: list[Bin]) -> str:
    """One set: the diagonal of a kept promise, a dot per tenth; open where there were few deals."""
    axis = "".join(
        f'<text x="{left - 6}" y="{_y(share) + 4}" text-anchor="end" fill="#555">{share:.0%}</text>'
        f'<text x="{left + share * SIZE}" y="{TOP + SIZE + 18}" text-anchor="middle" fill="#555">{share:.0%}</text>'
        for share in (0, 0.5, 1)
    )
    dots = "".join(
        f'<circle cx="{left + float(chance) * SIZE:.1f}" cy="{_y(float(won)):.1f}" r="5" stroke="#1f4e79" '
        f'stroke-width="2" fill="{"#1f4e79" if count >= MANY else "#ffffff"}"/>'
        for chance, won, count in bins
    )
    return (
        f'<text x="{left}" y="{TOP - 14}" font-weight="bold" fill="#222">{name}</text>'
        f'<rect x="{left}" y="{TOP}" width="{SIZE}" height="{SIZE}" fill="none" stroke="#bbb"/>'
        f'<line x1="{left}" y1="{TOP + SIZE}" x2="{left + SIZE}" y2="{TOP}" stroke="#bbb" stroke-dasharray="4 4"/>'
        f"{axis}{dots}"
        f'<text x="{left + SIZE / 2}" y="{TOP + SIZE + 38}" text-anchor="middle" fill="#222">chance given</text>'
    )


def _y(share: float) -> float:
    return TOP + (1 - share) * SIZE


if __name__ == "__main__":
    main(sys.argv[1:])
