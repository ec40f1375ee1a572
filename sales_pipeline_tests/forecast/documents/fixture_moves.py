"""Rows of the fixture that say what moved: bridges and movements."""

from decimal import Decimal

from sales_pipeline.forecast.contracts.values import BUCKETS
from sales_pipeline_tests.forecast.documents.fixture_company import Company, Row
from sales_pipeline_tests.forecast.documents.fixture_rollup import ZERO


def bridges(company: Company, rollup: list[Row]) -> list[Row]:
    ends = {
        "open_pipeline": ("open_pipeline_amount", "open_deal_count"),
        "closed_won": ("closed_amount", "won_deal_count"),
    }
    return [
        step
        for bridge, (amount, count) in ends.items()
        for against in ("last_week", "period_start")
        for row in rollup
        if row["horizon"] == "current"
        for step in _bridge(company, row, bridge, against, row[amount], row[count])
    ]


def _bridge(company: Company, node: Row, bridge: str, against: str, end: Decimal, count: int) -> list[Row]:
    below, sums, deals = company.under(node["node_id"]), {}, {}
    for move in company.moves:
        if (move["bridge"], move["against"]) == (bridge, against) and move["node_id"] in below:
            sums[move["bucket"]] = sums.get(move["bucket"], ZERO) + move["amount"]
            deals[move["bucket"]] = deals.get(move["bucket"], 0) + 1
    steps = {"start": end - sum(sums.values(), ZERO), **sums, "end": end}
    return [
        {
            "bridge": bridge,
            "against": against,
            "node_id": node["node_id"],
            "bucket": bucket,
            "bucket_order": BUCKETS.index(bucket) + 1,
            "amount": steps[bucket],
            "deal_count": deals.get(bucket, count),
        }
        for bucket in sorted(steps, key=BUCKETS.index)
    ]


def movements(company: Company) -> list[Row]:
    rows = []
    for move in company.moves:
        deal = move["deal"]
        pushed = move["bucket"] == "pushed_out"
        rows.append(
            {
                **{name: move[name] for name in ("bridge", "against", "bucket", "amount", "node_id")},
                "from_node_id": move["node_id"],
                **{
                    n: deal[n]
                    for n in ("opportunity_id", "opportunity_name", "account_name", "source_file", "source_line")
                },
                "from_amount": abs(move["amount"]),
                "to_amount": deal["amount"],
                "from_close_date": deal["close_date"],
                "to_close_date": deal["close_date"],
                "from_stage_name": deal["stage_name"],
                "to_stage_name": deal["stage_name"],
                "timing": "pushed" if pushed else None,
                "reason": company.shape.rename("reason", "Procurement freeze until January") if pushed else None,
            }
        )
    return rows
