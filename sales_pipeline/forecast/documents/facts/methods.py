"""Facts of the methods: how far each missed at this point of past periods, for the company and for representatives.

score.<company|representative>.<method>.<wape|bias|bias.size|periods>
"""

from sales_pipeline.forecast.contracts.values import SCORED_LEVELS
from sales_pipeline.forecast.documents import outlook
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run


def add(facts: Facts, frames: Frames, run: Run) -> None:
    for level in SCORED_LEVELS:
        for row in outlook.scores(frames, level):
            _method(facts, f"score.{level}.{row['method']}", row)


def _method(facts: Facts, prefix: str, row: Row) -> None:
    def cell(column: str) -> Source:
        return Source.of("method_scores", column, horizon="current", level=row["level"], method=row["method"])

    bias = row["bias_ratio"]
    facts.percent(f"{prefix}.wape", row["wape_ratio"], cell("wape_ratio"), places=1)
    facts.percent(f"{prefix}.bias", bias, cell("bias_ratio"), places=1)
    facts.percent(f"{prefix}.bias.size", None if bias is None else abs(bias), cell("bias_ratio"), places=1)
    facts.count(f"{prefix}.periods", row["period_count"], "period", cell("period_count"))
