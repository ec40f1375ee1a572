"""The number of every node."""

from sales_pipeline.contract import Count, Day, Money, Ratio, Table, Text, column
from sales_pipeline.forecast.contracts.values import CALL_SOURCES, HORIZONS, METHODS


class ForecastRollup(Table):
    """One row per node of the tree as it was that day, and period (current and next): the forecast of the company."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node")
    node_name: Text = column("Name")
    parent_node_id: Text = column("Unit above; blank at the top", null=True)
    level: Text = column("company, region, team … or representative")
    depth: Count = column("Steps below the top", ge=0)
    sort_key: Text = column("Reading order of the tree")
    period_id: Text = column("Fiscal period")
    period_label: Text = column("Its name on documents")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    closed_amount: Money = column("Won in the period", unit="company currency")
    commit_amount: Money = column("Open, category commit", unit="company currency")
    most_likely_amount: Money = column("Open, category most likely", unit="company currency")
    best_case_amount: Money = column("Open, category best case", unit="company currency")
    pipeline_amount: Money = column("Open, category pipeline", unit="company currency")
    omitted_amount: Money = column("Open, omitted: in no total", unit="company currency")
    commit_cumulative_amount: Money = column("Closed + commit", unit="company currency")
    most_likely_cumulative_amount: Money = column("+ most likely", unit="company currency")
    best_case_cumulative_amount: Money = column("+ best case", unit="company currency")
    open_pipeline_amount: Money = column("Commit + most likely + best case + pipeline", unit="company currency")
    lost_amount: Money = column("Lost in the period, at the last open amount", unit="company currency")
    earlier_overdue_amount: Money = column("Open, due before the period: beside the total", unit="company currency")
    won_deal_count: Count = column("Deals won in the period", ge=0)
    lost_deal_count: Count = column("Deals lost in the period", ge=0)
    open_deal_count: Count = column("Open deals in open_pipeline", ge=0)
    stated_weighted_amount: Money = column("Closed + open × stated chance", unit="company currency")
    expected_amount: Money = column("Closed + expected, by the method that stands", unit="company currency")
    forecast_method: Text = column("That method", isin=METHODS)
    call_amount: Money = column("Call at the node, else its children's, else closed + commit", unit="company currency")
    call_source: Text = column("Which of them", isin=CALL_SOURCES)
    call_layer: Text = column("Layer of the call where it was submitted", null=True)
    assigned_amount: Money = column("Quotas below, prorated and ramped", unit="company currency", null=True)
    target_amount: Money = column("Its own target; of a person the quota", unit="company currency", null=True)
    attainment_ratio: Ratio = column("Closed / target", null=True)
    expected_attainment_ratio: Ratio = column("Expected / target", null=True)
    gap_to_quota_amount: Money = column("Target − expected", unit="company currency", null=True)
    coverage_gross_ratio: Ratio = column("Open pipeline / target", unit="x", null=True)
    coverage_to_go_ratio: Ratio = column("Open pipeline / (target − closed); blank once reached", unit="x", null=True)
    coverage_needed_ratio: Ratio = column("1 / value win rate of past pipeline at the same point", unit="x", null=True)
    plan_amount: Money = column("Plan", unit="company currency", null=True)


class ForecastChange(Table):
    """One row per node and period: this week's figures against last week's, for the nodes of this week."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node")
    period_id: Text = column("Fiscal period")
    measure: Text = column("Figure compared, a column of forecast_rollup")
    measure_order: Count = column("Order on documents", ge=1)
    amount: Money = column("This week", unit="company currency", null=True)
    last_week_amount: Money = column("Last week", unit="company currency", null=True)
    change_amount: Money = column("Change", unit="company currency", null=True)


class ForecastBySegment(Table):
    """One row per period, dimension and member: the company's forecast cut by type, segment, product, category."""

    week: Day = column("Monday the row is for")
    period_id: Text = column("Fiscal period")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    dimension: Text = column("What it is cut by", isin=["opportunity_type", "segment", "product_family", "category"])
    member: Text = column("Value of the dimension; `unknown` where blank")
    closed_amount: Money = column("Won in the period", unit="company currency")
    commit_amount: Money = column("Open, category commit", unit="company currency")
    most_likely_amount: Money = column("Open, category most likely", unit="company currency")
    best_case_amount: Money = column("Open, category best case", unit="company currency")
    pipeline_amount: Money = column("Open, category pipeline", unit="company currency")
    open_pipeline_amount: Money = column("All four", unit="company currency")
    open_deal_count: Count = column("Open deals in open_pipeline", ge=0)
    won_deal_count: Count = column("Deals won in the period", ge=0)
    stated_weighted_amount: Money = column("Closed + open × stated chance", unit="company currency")
    expected_amount: Money = column("Closed + expected, by the method that stands", unit="company currency")
