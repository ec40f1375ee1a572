"""Facts of the course: what is won by now against past periods at this point; whether the pipeline can carry the rest.

pace.<closed|low|median|high>, pace.<attained|share.low|share.median|share.high>, pace.par, pace.periods;
pace.<to_par|to_median>(.size): closed − it
coverage.<needed|gap|gap.size>, coverage.<low|high>, coverage.short.count; velocity.<moment>.<amount>
"""

from sales_pipeline.forecast.documents import outlook, selection
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run


def add(facts: Facts, frames: Frames, run: Run) -> None:
    top = selection.company(frames)
    if row := outlook.now(frames, top):
        _course(facts, row)
    if row := outlook.covered(frames, top):
        _coverage(facts, row)
    short = [unit for unit in selection.groups(frames) if _is_short(frames, unit)]
    facts.count("coverage.short.count", len(short), "unit", Source.of("coverage", "standing", standing="short"))
    for row in outlook.levers(frames):
        cell = Source.of("velocity", "velocity_amount", node_id=row["node_id"], as_of=row["as_of"])
        facts.money(f"velocity.{row['as_of']}.amount", row["velocity_amount"], cell)


def _is_short(frames: Frames, unit: Row) -> bool:
    row = outlook.covered(frames, unit)
    return row is not None and row["standing"] == "short"


def _course(facts: Facts, row: Row) -> None:
    def cell(column: str) -> Source:
        return Source.of("pacing", column, node_id=row["node_id"], is_now="true")

    facts.money("pace.closed", row["closed_won_amount"], cell("closed_won_amount"))
    for name in ("low", "median", "high"):
        facts.money(f"pace.{name}", row[f"closed_{name}_amount"], cell(f"closed_{name}_amount"))
        facts.percent(f"pace.share.{name}", row[f"share_{name}_ratio"], cell(f"share_{name}_ratio"))
    facts.percent("pace.attained", row["attainment_ratio"], cell("attainment_ratio"))
    facts.money("pace.par", row["par_amount"], cell("par_amount"))
    facts.count("pace.periods", row["past_period_count"], "period", cell("past_period_count"))
    for name, base in (("par", row["par_amount"]), ("median", row["closed_median_amount"])):
        known = base is not None and row["closed_won_amount"] is not None
        off, cells = row["closed_won_amount"] - base if known else None, (cell("closed_won_amount"), cell("par_amount"))
        facts.money(f"pace.to_{name}", off, *cells, signed=True)
        facts.money(f"pace.to_{name}.size", None if off is None else abs(off), *cells)


def _coverage(facts: Facts, row: Row) -> None:
    def cell(column: str) -> Source:
        return Source.of("coverage", column, node_id=row["node_id"], period_id=row["period_id"])

    gap = row["gap_amount"]
    facts.money("coverage.needed", row["needed_amount"], cell("needed_amount"))
    facts.money("coverage.gap", gap, cell("gap_amount"), signed=True)
    facts.money("coverage.gap.size", None if gap is None else abs(gap), cell("gap_amount"))
    for name in ("low", "high"):
        facts.ratio(f"coverage.{name}", row[f"needed_{name}_ratio"], cell(f"needed_{name}_ratio"))
