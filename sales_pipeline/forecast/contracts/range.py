"""How far the forecast may be off: the spread of chance, what moves all deals together, and the range."""

from sales_pipeline.contract import Count, Day, Flag, Money, Ratio, Table, Text, column
from sales_pipeline.forecast.contracts.values import HORIZONS, METHODS


class ForecastSpread(Table):
    """One row per horizon for which the yields give a forecast: how far chance alone can carry the company from it."""

    week: Day = column("Monday the row is for")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    period_id: Text = column("That period")
    won_count: Count = column("Wins of the last 365 days, by which new deals are sized", ge=0)
    typical_win_amount: Money = column("Their average", unit="company currency", null=True)
    dispersion_ratio: Ratio = column("Their squared deviation / squared average", ge=0)
    closed_won_amount: Money = column("Won in the period", unit="company currency")
    expected_amount: Money = column("What the yields expect of the period", unit="company currency")
    chance_deviation_amount: Money = column("Standard deviation of what is still expected, were all deals independent",
                                            unit="company currency", null=True, ge=0)  # fmt: skip


class ForecastShock(Table):
    """One row per horizon: how much all deals of a period move together, as past misses show."""

    week: Day = column("Monday the row is for")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    period_count: Count = column("Ended periods learned from, at most eight", ge=0)
    seen_deviation_ratio: Ratio = column("Misses beyond chance / what was still expected", null=True, ge=0)
    shock_deviation_ratio: Ratio = column("The same, drawn towards 15%", unit="0..1", ge=0, le=0.5)


class ForecastSimulation(Table):
    """One row per node and period (current and next): how it may end, and the chance of quota."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node")
    period_id: Text = column("Fiscal period")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    p10_amount: Money = column("Nine in ten outcomes are above it", unit="company currency")
    p50_amount: Money = column("As many are above as below", unit="company currency")
    p90_amount: Money = column("Nine in ten outcomes are below it", unit="company currency")
    simulated_mean_amount: Money = column("Mean outcome: the forecast, but for chance", unit="company currency")
    quota_probability: Ratio = column("Share of outcomes that reach the target; blank without one", unit="0..1",
                                      null=True, ge=0, le=1)  # fmt: skip


class RangeRecord(Table):
    """One row per ended period and node: the range that stood at this point of it, and what the period brought."""

    week: Day = column("Monday the row is for")
    period_id: Text = column("The ended period")
    period_label: Text = column("Its name on documents")
    period_order: Count = column("Its place in time")
    as_of_date: Day = column("The Monday that said it")
    weeks_left: Count = column("Weeks left then", ge=0)
    node_id: Text = column("Node of the tree of that Monday")
    node_name: Text = column("Its name then")
    level: Text = column("company, region, team … or representative")
    depth: Count = column("Steps below the top", ge=0)
    sort_key: Text = column("Reading order of the tree")
    forecast_method: Text = column("Method that stood", isin=METHODS)
    expected_amount: Money = column("Expected amount that stood", unit="company currency")
    p10_amount: Money = column("Low end of the range that stood", unit="company currency")
    p90_amount: Money = column("High end", unit="company currency")
    actual_amount: Money = column("Won in the period, as known now", unit="company currency")
    error_amount: Money = column("Expected − won", unit="company currency")
    error_ratio: Ratio = column("The same / won", null=True)
    is_inside: Flag = column("Won lies between the two ends, these included")
