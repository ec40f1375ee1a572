"""How the period is going against the past, what feeds it, and how the last one closed."""

from sales_pipeline.contract import Count, Day, Flag, Money, Ratio, Table, Text, column
from sales_pipeline.forecast.contracts.values import CALL_SOURCES, HORIZONS, METHODS


class Coverage(Table):
    """One row per node and period: whether the open pipeline can carry the target, in money."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node")
    period_id: Text = column("Fiscal period")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    node_name: Text = column("Name")
    level: Text = column("company, region, team … or representative")
    depth: Count = column("Steps below the top", ge=0)
    sort_key: Text = column("Reading order of the tree")
    target_amount: Money = column("Its target; of a person the quota", unit="company currency", null=True)
    closed_amount: Money = column("Won in the period", unit="company currency")
    open_pipeline_amount: Money = column("Open pipeline due in it", unit="company currency")
    coverage_gross_ratio: Ratio = column("Open pipeline / target", unit="x", null=True)
    coverage_to_go_ratio: Ratio = column("Open pipeline / (target − closed); blank once reached", unit="x", null=True)
    coverage_needed_ratio: Ratio = column("1 / value win rate of past pipeline at the same point", unit="x", null=True)
    needed_low_ratio: Ratio = column("Low quartile of what single past periods needed", unit="x", null=True)
    needed_high_ratio: Ratio = column("High quartile; blank if that period won none of it", unit="x", null=True)
    past_period_count: Count = column("Past periods behind the need", ge=0)
    to_go_amount: Money = column("Target − closed; 0 once reached", unit="company currency", null=True, ge=0)
    needed_amount: Money = column("To go × coverage needed", unit="company currency", null=True)
    gap_amount: Money = column("Needed − open pipeline: what is missing", unit="company currency", null=True)
    standing: Text = column("Against the need", null=True, isin=["reached", "enough", "short"])


class PacingRecord(Table):
    """One row per node and Monday of the running and the last eight ended periods: what was won and open by then."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node, in today's organisation")
    period_id: Text = column("Fiscal period")
    weeks_left: Count = column("Weeks left in it at the Monday", ge=0)
    recency_order: Count = column("0 = the running period, 1 = the one before it …", ge=0)
    as_of_date: Day = column("The Monday")
    closed_won_amount: Money = column("Won in the period, as it stood then", unit="company currency")
    open_pipeline_amount: Money = column("Open pipeline due in it, as it stood then", unit="company currency")
    final_amount: Money = column("Won in it in the end, as known now", unit="company currency", null=True)
    won_by_then_ratio: Ratio = column("Won by then / final", null=True)


class Pacing(Table):
    """One row per node and week of the running period, those to come too: its course, and the band of past periods."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node")
    weeks_left: Count = column("Weeks left in the period", ge=0)
    as_of_date: Day = column("The Monday of this period with so many")
    is_now: Flag = column("The row of the week itself")
    node_name: Text = column("Name")
    level: Text = column("company, region, team … or representative")
    depth: Count = column("Steps below the top", ge=0)
    sort_key: Text = column("Reading order of the tree")
    period_id: Text = column("The running period")
    closed_won_amount: Money = column("Won by then; blank for weeks to come", unit="company currency", null=True)
    open_pipeline_amount: Money = column("Open then; blank for weeks to come", unit="company currency", null=True)
    past_period_count: Count = column("Ended periods behind the amounts, at most eight", ge=0)
    closed_low_amount: Money = column("Won by then in the past: low quartile", unit="company currency", null=True)
    closed_median_amount: Money = column("Median", unit="company currency", null=True)
    closed_high_amount: Money = column("High quartile", unit="company currency", null=True)
    open_low_amount: Money = column("Open then in the past: low quartile", unit="company currency", null=True)
    open_median_amount: Money = column("Median", unit="company currency", null=True)
    open_high_amount: Money = column("High quartile", unit="company currency", null=True)
    share_period_count: Count = column("Of those periods the ones with a final result above 0", ge=0)
    share_low_ratio: Ratio = column("Share of the final result won by then: low quartile", null=True)
    share_median_ratio: Ratio = column("Median", null=True)
    share_high_ratio: Ratio = column("High quartile", null=True)
    target_amount: Money = column("Its target; of a person the quota", unit="company currency", null=True)
    par_amount: Money = column("Target × median share: an even course", unit="company currency", null=True)
    attainment_ratio: Ratio = column("Closed / target, in the row of the week itself", null=True)
    standing: Text = column("Attainment against the band of shares, in the row of the week itself", null=True,
                            isin=["behind", "within", "ahead"])  # fmt: skip


class ForecastCourse(Table):
    """One row per node and Monday of the running period so far: closed, call, expected and range as they stood then."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node of this week's tree")
    as_of_date: Day = column("The Monday that said it")
    weeks_left: Count = column("Weeks left in the period then", ge=0)
    is_now: Flag = column("The row of the week itself")
    node_name: Text = column("Name")
    level: Text = column("company, region, team … or representative")
    depth: Count = column("Steps below the top", ge=0)
    sort_key: Text = column("Reading order of the tree")
    period_id: Text = column("The running period")
    closed_amount: Money = column("Won in the period by then", unit="company currency")
    commit_cumulative_amount: Money = column("Closed + commit", unit="company currency")
    open_pipeline_amount: Money = column("Open pipeline due in it", unit="company currency")
    call_amount: Money = column("Call that stood", unit="company currency")
    call_source: Text = column("Whether sent, of the children, or of the CRM", isin=CALL_SOURCES)
    expected_amount: Money = column(
        "Expected by the method that stood; as all below for this week, the last and every fourth",
        unit="company currency",
        null=True,
    )
    forecast_method: Text = column("That method", isin=METHODS, null=True)
    p10_amount: Money = column("Nine in ten outcomes were above it", unit="company currency", null=True)
    p50_amount: Money = column("As many above as below", unit="company currency", null=True)
    p90_amount: Money = column("Nine in ten outcomes were below it", unit="company currency", null=True)
    target_amount: Money = column("Target that stood; of a person the quota", unit="company currency", null=True)
    quota_probability: Ratio = column("Chance of it then", unit="0..1", null=True, ge=0, le=1)


class Velocity(Table):
    """One row per unit and moment (now, last period, a year ago): money a day, and the four levers behind it."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Company or unit")
    as_of: Text = column("now, or the same point of last period or a year ago", isin=["now", "last_period", "year_ago"])
    as_of_date: Day = column("The Monday")
    node_name: Text = column("Name")
    level: Text = column("company, region, team …")
    depth: Count = column("Steps below the top", ge=0)
    sort_key: Text = column("Reading order of the tree")
    open_deal_count: Count = column("Lever 1: open deals, omitted ones aside", ge=0)
    won_deal_count: Count = column("Won in the twelve months before", ge=0)
    lost_deal_count: Count = column("Lost in them", ge=0)
    won_amount: Money = column("Amount won in them", unit="company currency")
    average_won_amount: Money = column("Lever 2: average won amount", unit="company currency", null=True)
    win_rate_ratio: Ratio = column("Lever 3: won / (won + lost), by count", null=True)
    average_cycle_days: Count = column("Lever 4: average days from created to won", unit="days", null=True, ge=0)
    velocity_amount: Money = column("Open × average × win rate / days, from exact sums: money a day",
                                    unit="company currency", null=True)  # fmt: skip


class StageConversion(Table):
    """One row per stage that deals entered in the last twelve months: where they went, and how likely and fast."""

    week: Day = column("Monday the row is for")
    stage_name: Text = column("Stage, as the CRM names it")
    stage_order: Count = column("Place in the sales process", null=True, ge=1)
    entered_count: Count = column("Stays that began in the twelve months; a deal that returns begins another", ge=1)
    advanced_count: Count = column("Ended in a stage further on", ge=0)
    won_count: Count = column("Ended won", ge=0)
    lost_count: Count = column("Ended lost", ge=0)
    returned_count: Count = column("Ended in a stage before, or one without a place", ge=0)
    removed_count: Count = column("Ended deleted", ge=0)
    open_count: Count = column("Still there: counted as at risk for their days only", ge=0)
    next_ratio: Ratio = column("Chance that a stay ends further on or won (Aalen–Johansen)", null=True, ge=0, le=1)
    won_ratio: Ratio = column("Chance that a deal that entered is won (Aalen–Johansen)", null=True, ge=0, le=1)
    median_days: Count = column("Median stay (Kaplan–Meier); blank while half still stay", unit="days", null=True,
                                ge=0)  # fmt: skip


class PipelineCreated(Table):
    """One row per node, cut and week of creation: new deals of the last thirteen weeks, and of those a year ago."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node, of the deal's first owner, in today's organisation")
    dimension: Text = column("all; of the company also", isin=["all", "lead_source", "opportunity_type"])
    member: Text = column("Value of the dimension; `unknown` where blank")
    from_date: Day = column("Monday of the week of creation")
    node_name: Text = column("Name")
    level: Text = column("company, region, team … or representative")
    depth: Count = column("Steps below the top", ge=0)
    sort_key: Text = column("Reading order of the tree")
    deal_count: Count = column("Deals created", ge=0)
    amount: Money = column("Their amount when first seen; unknown counts as 0", unit="company currency")
    year_ago_deal_count: Count = column("Deals created 52 weeks earlier", ge=0)
    year_ago_amount: Money = column("Their amount when first seen", unit="company currency")


class PeriodClose(Table):
    """One row per node, in the first week of a period: the result of the period just ended."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node, as the tree stood in the last week")
    node_name: Text = column("Name")
    parent_node_id: Text = column("Unit above; blank at the top", null=True)
    level: Text = column("company, region, team … or representative")
    depth: Count = column("Steps below the top", ge=0)
    sort_key: Text = column("Reading order of the tree")
    period_id: Text = column("The period just ended")
    period_label: Text = column("Its name on documents")
    actual_amount: Money = column("Won in it", unit="company currency")
    won_deal_count: Count = column("Deals won in it", ge=0)
    target_amount: Money = column("Target of its last week", unit="company currency", null=True)
    attainment_ratio: Ratio = column("Won / target", null=True)
    call_amount: Money = column("Call of its last week", unit="company currency", null=True)
    call_source: Text = column("Whether sent, of the children, or of the CRM", null=True, isin=CALL_SOURCES)
    call_layer: Text = column("Layer of the call where it was submitted", null=True)
    call_error_amount: Money = column("Call − won", unit="company currency", null=True)
    call_error_ratio: Ratio = column("Call error / won", null=True)
    due_amount: Money = column("Commit + best case due in the period on its first Monday", unit="company currency",
                               null=True)  # fmt: skip
    due_won_amount: Money = column("Of it won by the end", unit="company currency", null=True)
    due_lost_amount: Money = column("Of it lost by the end", unit="company currency", null=True)
    slipped_amount: Money = column("Of it neither: slipped", unit="company currency", null=True)
    slip_ratio: Ratio = column("Slipped / due", null=True)
    lost_ratio: Ratio = column("Lost / due", null=True)


class PeriodCloseForecasts(Table):
    """One row per node, checkpoint and method, in the first week of a period: forecasts of the one just ended."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node")
    checkpoint: Text = column("First, middle or last Monday of the period", isin=["start", "middle", "end"])
    method: Text = column("Method; standing: the forecast as published; call: what people said",
                          isin=[*METHODS, "standing", "call"])  # fmt: skip
    node_name: Text = column("Name")
    level: Text = column("company, region, team … or representative")
    depth: Count = column("Steps below the top", ge=0)
    sort_key: Text = column("Reading order of the tree")
    period_id: Text = column("The period just ended")
    as_of_date: Day = column("The Monday")
    weeks_left: Count = column("Weeks left then", ge=0)
    forecast_amount: Money = column("What it said then", unit="company currency")
    actual_amount: Money = column("Won in the period", unit="company currency")
    error_amount: Money = column("Forecast − won", unit="company currency")
    error_ratio: Ratio = column("Error / won", null=True)


class WeekCheckpoints(Table):
    """One row per week: whether it is a monthly or quarterly checkpoint."""

    week: Day = column("Monday the row is for")
    period_id: Text = column("Running period")
    period_label: Text = column("Its name on documents")
    weeks_left: Count = column("Weeks left in it", ge=0)
    is_month_start: Flag = column("First Monday of a calendar month")
    is_quarter_start: Flag = column("First Monday of a fiscal quarter")
    is_period_start: Flag = column("First Monday of the period: its predecessor is closed in this week")
