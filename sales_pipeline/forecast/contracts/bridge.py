"""What changed, deal by deal and in sum."""

from sales_pipeline.contract import Count, Day, Money, Table, Text, column
from sales_pipeline.forecast.contracts.values import AGAINST, BUCKETS


class PipelineMovements(Table):
    """One row per deal and bucket that moved the open pipeline or closed won of the current period."""

    week: Day = column("Monday the row is for")
    bridge: Text = column("Which bridge", isin=["open_pipeline", "closed_won"])
    against: Text = column("Since when: last_week or period_start", isin=AGAINST)
    opportunity_id: Text = column("The deal")
    bucket: Text = column("What happened", isin=BUCKETS)
    amount: Money = column("Effect on the bridge", unit="company currency")
    from_node_id: Text = column("Representative before; blank for a deal new to the bridge", null=True)
    node_id: Text = column("Representative after")
    opportunity_name: Text = column("Name of the deal", null=True)
    account_name: Text = column("Name of the account", null=True)
    from_amount: Money = column("Amount before", unit="company currency", null=True)
    to_amount: Money = column("Amount after", unit="company currency", null=True)
    from_close_date: Day = column("Close date before", null=True)
    to_close_date: Day = column("Close date after", null=True)
    from_stage_name: Text = column("Stage before", null=True)
    to_stage_name: Text = column("Stage after", null=True)
    timing: Text = column("Of a push: pushed (early) or slipped (in the period's last sixth)", null=True,
                          isin=["pushed", "slipped"])  # fmt: skip
    reason: Text = column("Reason given in the CRM for the last change, or why the deal was lost", null=True)
    source_file: Text = column("File the new state came from", null=True)
    source_line: Count = column("Line in that file", null=True)


class ForecastBridge(Table):
    """One row per bridge, comparison, node and bucket: start + buckets = end, to the cent. Buckets without movement are
    left out; start and end are always there."""

    week: Day = column("Monday the row is for")
    bridge: Text = column("open_pipeline or closed_won", isin=["open_pipeline", "closed_won"])
    against: Text = column("Since when", isin=AGAINST)
    node_id: Text = column("Node")
    bucket: Text = column("start, what happened, end", isin=BUCKETS)
    bucket_order: Count = column("Order on documents", ge=1)
    amount: Money = column("Amount", unit="company currency")
    deal_count: Count = column("Deals in the bucket", ge=0)
