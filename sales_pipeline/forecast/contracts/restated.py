"""History as it was and as today's organisation, rates, quotas and stage map show it, and what lies between."""

from sales_pipeline.contract import Count, Day, Flag, Money, Table, Text, column
from sales_pipeline.forecast.contracts.values import (
    RESTATED_AT,
    RESTATED_MEASURES,
    RESTATEMENT_BUCKETS,
    RESTATEMENT_STEPS,
)


class RestatementSteps(Table):
    """One row per past moment, measure, step and representative: amounts then, now, and what separates the two."""

    week: Day = column("Monday the row is for")
    period_id: Text = column("Fiscal period")
    as_of: Text = column("Close of an ended period; of the running one last week or its start", isin=RESTATED_AT)
    measure: Text = column("Which figure", isin=RESTATED_MEASURES)
    step: Text = column("Amount then, a cause, or amount now", isin=RESTATEMENT_STEPS)
    from_node_id: Text = column("Representative before; differs in late_moved alone")
    node_id: Text = column("Representative in today's organisation")
    amount: Money = column("Amount, or effect", unit="company currency")


class RestatedTargets(Table):
    """One row per past moment and node that had or has a target: what was asked then, what is asked now, the steps."""

    week: Day = column("Monday the row is for")
    period_id: Text = column("Fiscal period")
    as_of: Text = column("Close of an ended period; of the running one last week or its start", isin=RESTATED_AT)
    node_id: Text = column("Node")
    as_was_amount: Money = column("Target as known then", unit="company currency")
    organisation_amount: Money = column("Because the node stands only now, or only then", unit="company currency")
    quota_amount: Money = column("Because other quotas are known now", unit="company currency")
    currency_amount: Money = column("This week's rate instead of the period's", unit="company currency")
    as_is_amount: Money = column("Target as known now, at this week's rate", unit="company currency")
    as_is_at_plan_rate_amount: Money = column("The same at the plan rate in force", unit="company currency")


class RestatementBridge(Table):
    """One row per past moment, measure, node and bucket: as_was + causes = as_is, to the cent. Causes without effect
    are left out; both ends are always there."""

    week: Day = column("Monday the row is for")
    period_id: Text = column("Fiscal period")
    as_of: Text = column("Close of an ended period; of the running one last week or its start", isin=RESTATED_AT)
    measure: Text = column("Which figure", isin=RESTATED_MEASURES)
    node_id: Text = column("Node of today's tree, or of the one then")
    bucket: Text = column("as_was, cause, as_is; beside the sum as_is_at_plan_rate", isin=RESTATEMENT_BUCKETS)
    bucket_order: Count = column("Order on documents", ge=1)
    amount: Money = column("Amount", unit="company currency")


class ForecastRestated(Table):
    """One row per past moment, measure and node with a figure then or now: history as it was and under today's
    organisation, rates, quotas and stage map."""

    week: Day = column("Monday the row is for")
    period_id: Text = column("Fiscal period")
    as_of: Text = column("Close of an ended period; of the running one last week or its start", isin=RESTATED_AT)
    measure: Text = column("Which figure", isin=RESTATED_MEASURES)
    node_id: Text = column("Node of today's tree, or one that stood only then")
    as_of_date: Day = column("The day: Monday of the close, last Monday, first day of the period")
    period_label: Text = column("Name of the period on documents")
    period_order: Count = column("Order of periods in time")
    node_name: Text = column("Name")
    parent_node_id: Text = column("Unit above today; blank at the top", null=True)
    level: Text = column("company, region, team … or representative", null=True)
    depth: Count = column("Steps below the top; blank for a node that no longer stands", null=True)
    sort_key: Text = column("Reading order of the tree; blank for a node that no longer stands", null=True)
    is_standing: Flag = column("The node stands in today's tree")
    as_was_amount: Money = column("As it was counted then", unit="company currency")
    as_is_amount: Money = column(
        "Under today's tree, stage map and quotas, at this week's rate", unit="company currency"
    )
    difference_amount: Money = column("As is − as was; restatement_bridge says by what", unit="company currency")
    as_is_at_plan_rate_amount: Money = column("As is, at the plan rate in force where there is one",
                                              unit="company currency")  # fmt: skip
