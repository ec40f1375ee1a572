"""The tree and what stands in it."""

from sales_pipeline.contract import Count, Day, Flag, Money, Table, Text, column
from sales_pipeline.forecast.contracts.values import HORIZONS, INSTANTS


class Nodes(Table):
    """One row per unit or representative of the organisation, as it stood at each of the instants compared."""

    week: Day = column("Monday the row is for")
    instant: Text = column("Which instant: now (the week), last_week, period_start", isin=INSTANTS)
    node_id: Text = column("Unit, or representative by person id")
    node_name: Text = column("Its name")
    parent_node_id: Text = column("Unit above; blank at the top", null=True)
    level: Text = column("company, region, team … or representative")
    depth: Count = column("Steps below the top", ge=0)
    is_representative: Flag = column("A person who owns deals: a leaf of the tree")
    is_active: Flag = column("Still with the company and in the unit")
    sort_key: Text = column("Way from the top down to the node: the reading order of the tree; not for show")


class NodeAncestors(Table):
    """One row per node and unit above it (itself included): the tree, flat, at each of the instants compared."""

    week: Day = column("Monday the row is for")
    instant: Text = column("Which instant", isin=INSTANTS)
    node_id: Text = column("The node")
    ancestor_node_id: Text = column("A unit above it, or itself")
    distance: Count = column("Steps up", ge=0)


class NodePositions(Table):
    """One row per node of the tree as it was that day, and period (current and next): its deals summed, by category."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node")
    period_id: Text = column("Fiscal period")
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
