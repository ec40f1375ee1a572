"""How deals become a number, and how right it was."""

from sales_pipeline.contract import Count, Day, Money, Ratio, Table, Text, column
from sales_pipeline.forecast.contracts.values import HORIZONS, METHODS, SCORED_LEVELS


class StatedRecord(Table):
    """One row per ended period and horizon: what stated chances promised at the same point, and what came."""

    week: Day = column("Monday the row is for")
    horizon: Text = column("Forecast of the running period, or of the one after it", isin=HORIZONS)
    period_id: Text = column("The ended period")
    period_order: Count = column("Order of periods in time")
    as_of_date: Day = column("Its Monday with the same weeks left, or the nearest one")
    weeks_left: Count = column("Weeks left then")
    closed_won_amount: Money = column("Won in the period by then", unit="company currency")
    stated_remaining_amount: Money = column("Open amount due in it × stated chance then", unit="company currency")
    won_after_amount: Money = column("Won in the period from then on", unit="company currency")
    actual_amount: Money = column("Won in the period in the end", unit="company currency")
    open_amount: Money = column("Open amount due in the period then", unit="company currency")
    won_of_open_amount: Money = column("Won in the period by those deals", unit="company currency")


class StatedCorrection(Table):
    """One row per horizon: by how much stated chances are corrected, and which method stands as the forecast."""

    week: Day = column("Monday the row is for")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    period_count: Count = column("Ended periods learned from, at most eight", ge=0)
    stated_remaining_amount: Money = column("What stated chances promised in them", unit="company currency")
    won_after_amount: Money = column("What came", unit="company currency")
    correction_ratio: Ratio = column("What came / what was promised; blank with too little history", null=True, ge=0)
    coverage_needed_ratio: Ratio = column("Open amount / won of it, at the same point", unit="x", null=True, ge=0)
    reason: Text = column("How the correction was learned, or why there is none")


class MethodScores(Table):
    """One row per horizon, level and method: how it did at this point of the last eight ended periods."""

    week: Day = column("Monday the row is for")
    horizon: Text = column("Forecast of the running period, or of the one after it", isin=HORIZONS)
    level: Text = column("The company as one number, or its representatives one by one", isin=SCORED_LEVELS)
    method: Text = column("Method", isin=METHODS)
    period_count: Count = column("Ended periods it forecast, at most eight", ge=0)
    compared_count: Count = column("Of them those the learned yields forecast too", ge=0)
    better_count: Count = column("Of these those in which it missed by less than they", ge=0)
    actual_amount: Money = column("Won in those it forecast", unit="company currency")
    missed_amount: Money = column("Missed, above and below added up", unit="company currency", ge=0)
    wape_ratio: Ratio = column("Missed / won", null=True, ge=0)
    bias_ratio: Ratio = column("(Forecast − won) / won; above 0 it forecast too much", null=True)
    against_yields_ratio: Ratio = column("Missed / missed by the learned yields", unit="x", null=True, ge=0)


class StandingMethod(Table):
    """One row per horizon and level: the method that stands as the forecast, and why."""

    week: Day = column("Monday the row is for")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    level: Text = column("The company as one number, or its representatives", isin=SCORED_LEVELS)
    forecast_method: Text = column("The method", isin=METHODS)
    reason: Text = column("Why that one")
    scored_period_count: Count = column("Ended periods it is scored on", ge=0)
    wape_ratio: Ratio = column("Missed / won in them, at this point", null=True, ge=0)
    bias_ratio: Ratio = column("(Forecast − won) / won", null=True)


class StandingForecast(Table):
    """One row per representative and period (current and next): the forecast that stands."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Representative")
    node_name: Text = column("Name")
    period_id: Text = column("Fiscal period")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    node_method: Text = column("Method of representatives", isin=METHODS)
    company_method: Text = column("Method of the company, to which they are scaled", isin=METHODS)
    deal_method: Text = column("Method by which single deals are shown", isin=METHODS)
    scale_ratio: Ratio = column(
        "What is still expected by the company's method / by the representatives'", unit="x", ge=0
    )
    deal_scale_ratio: Ratio = column("The same / by the method of single deals", unit="x", ge=0)
    closed_won_amount: Money = column("Won in the period", unit="company currency")
    expected_amount: Money = column("Won + still expected, scaled", unit="company currency")


class MethodRecord(Table):
    """One row per ended period and method: the company's forecast at the same point, replayed, against the outcome."""

    week: Day = column("Monday the row is for")
    period_id: Text = column("The ended period")
    period_label: Text = column("Its name on documents")
    period_order: Count = column("Order of periods in time")
    as_of_date: Day = column("Its Monday with the same weeks left, or the nearest one")
    weeks_left: Count = column("Weeks left then")
    method: Text = column("Method", isin=METHODS)
    forecast_amount: Money = column("Forecast of the method then", unit="company currency")
    actual_amount: Money = column("Won in the period", unit="company currency")
    error_amount: Money = column("Forecast − actual", unit="company currency")
    error_ratio: Ratio = column("Error / actual", null=True)


class DealForecast(Table):
    """One row per open deal, period (current and next) and method: what it is expected to bring."""

    week: Day = column("Monday the row is for")
    opportunity_id: Text = column("The deal")
    period_id: Text = column("Period in which it is expected to bring it")
    method: Text = column("Method", isin=METHODS)
    node_id: Text = column("Representative credited")
    amount: Money = column("Open amount", unit="company currency")
    probability: Ratio = column("Chance the method gives", unit="0..1", ge=0)
    expected_amount: Money = column("Amount × chance, rounded once", unit="company currency")


class WeightedForecast(Table):
    """One row per representative, period (current and next) and method."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Representative")
    node_name: Text = column("Name")
    period_id: Text = column("Fiscal period")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    method: Text = column("Method", isin=METHODS)
    closed_won_amount: Money = column("Won in the period", unit="company currency")
    open_deal_count: Count = column("Open deals due in the period", ge=0)
    open_amount: Money = column("Their amount", unit="company currency")
    expected_open_amount: Money = column("What they are expected to bring", unit="company currency")
    expected_new_amount: Money = column("What deals not yet open are", unit="company currency")
    expected_amount: Money = column("Won + expected; of past wins alone, what they say", unit="company currency")
