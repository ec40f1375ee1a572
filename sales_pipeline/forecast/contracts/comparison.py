"""This period beside earlier ones at the same point of theirs, and why it differs."""

from sales_pipeline.contract import Count, Day, Money, Ratio, Table, Text, column
from sales_pipeline.forecast.contracts.values import AS_OF, COMPARED, DRIVERS


class ComparisonDeals(Table):
    """One row per deal and moment: deals of the running period now, of the last and of the year-ago one then."""

    week: Day = column("Monday the row is for")
    as_of: Text = column("now, or the same point of last period or a year ago", isin=AS_OF)
    opportunity_id: Text = column("The deal")
    as_of_date: Day = column("The Monday")
    period_id: Text = column("The period it lies in")
    node_id: Text = column("Representative credited, in today's organisation; Unassigned for an unknown owner")
    segment: Text = column("Customer segment, of the account, else of the deal; `unknown` where blank")
    state: Text = column("open, won or lost, as it stood then", isin=["open", "won", "lost"])
    rate: Ratio = column("Company currency per unit of the deal's", unit="rate", gt=0)
    amount: Money = column("Amount then; unknown counts as 0", unit="company currency")


class PeriodComparison(Table):
    """One row per node and moment: the running period now, the last and the year-ago one at the same point."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node, in today's organisation")
    as_of: Text = column("now, or the same point of last period or a year ago", isin=AS_OF)
    as_of_date: Day = column("The Monday")
    period_id: Text = column("The period it lies in")
    period_label: Text = column("Its name on documents")
    node_name: Text = column("Name")
    level: Text = column("company, region, team … or representative")
    depth: Count = column("Steps below the top", ge=0)
    sort_key: Text = column("Reading order of the tree")
    won_deal_count: Count = column("Won in the period by then", ge=0)
    lost_deal_count: Count = column("Lost in it by then", ge=0)
    open_deal_count: Count = column("Open then and due in it", ge=0)
    closed_won_amount: Money = column("Amount won by then", unit="company currency")
    open_pipeline_amount: Money = column("Amount open then", unit="company currency")
    result_amount: Money = column("Past: won in it in the end, as known now. Now: expected", unit="company currency")
    usual_then_amount: Money = column("Wins of then at the usual size of their segments then", unit="company currency",
                                      null=True)  # fmt: skip
    usual_now_amount: Money = column("Wins of now at the same sizes", unit="company currency", null=True)
    price_amount: Money = column("Units of line items won now × change of price since; blank without line items",
                                 unit="company currency", null=True)  # fmt: skip
    closed_won_change_amount: Money = column("Won now − won then", unit="company currency", null=True)
    closed_won_growth_ratio: Ratio = column("The same / won then; blank from 0 or across it", null=True)
    result_change_amount: Money = column("Expected now − result then", unit="company currency", null=True)
    result_growth_ratio: Ratio = column("The same / result then; blank from 0 or across it", null=True)


class ForecastDrivers(Table):
    """One row per unit, comparison and driver: from the result of an earlier period to what is expected of this one.
    start + effects = end, to the cent."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Company or unit")
    against: Text = column("Compared with the last period or the same one a year ago", isin=COMPARED)
    driver: Text = column("start, what made the difference, end", isin=DRIVERS)
    driver_order: Count = column("Order on documents", ge=1)
    amount: Money = column("Result then, effect, or expected now", unit="company currency")
