"""Facts of the chances given to deals at this point of past periods, beside the share that was won.

chance.all.<said|came|count|periods>, chance.<likely|unlikely>.<said|came|count>: five in ten on, and less;
chance.apart: how far said and came lie apart in a bin, weighed by its deals
"""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import outlook
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run

_TABLE = "chance_record"
_LIKELY = 5


def add(facts: Facts, frames: Frames, run: Run) -> None:
    bins, whole = outlook.chances(frames), frames.first(_TABLE, bin=-1)
    if whole is None or not bins:
        return
    _group(facts, "chance.all", [whole])
    facts.count("chance.all.periods", whole["period_count"], "period", Source.of(_TABLE, "period_count", bin=-1))
    for name, rows in (
        ("likely", [row for row in bins if row["bin"] >= _LIKELY]),
        ("unlikely", [row for row in bins if row["bin"] < _LIKELY]),
    ):
        _group(facts, f"chance.{name}", rows)
    apart = sum((abs(row["mean_probability"] - row["won_ratio"]) * row["deal_count"] for row in bins), Decimal(0))
    cells = (Source.of(_TABLE, "mean_probability"), Source.of(_TABLE, "won_ratio"))
    facts.percent("chance.apart", apart / sum(row["deal_count"] for row in bins), *cells, places=1)


def _group(facts: Facts, prefix: str, rows: Sequence[Row]) -> None:
    """Bins together: the mean chance said and the share that came."""
    count, cells = sum(row["deal_count"] for row in rows), [Source.of(_TABLE, "deal_count")]
    said = sum((row["mean_probability"] * row["deal_count"] for row in rows), Decimal(0))
    came = sum(row["won_count"] for row in rows)
    facts.count(f"{prefix}.count", count, "deal", *cells)
    facts.percent(f"{prefix}.said", said / count if count else None, Source.of(_TABLE, "mean_probability"), *cells)
    facts.percent(f"{prefix}.came", Decimal(came) / count if count else None, Source.of(_TABLE, "won_count"), *cells)
