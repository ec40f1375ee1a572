"""What the forecast learns from the company's own past, and what it makes of each open deal."""

from sales_pipeline.contract import Count, Day, Instant, Money, Ratio, Table, Text, column
from sales_pipeline.forecast.contracts.values import (
    AGE_BANDS,
    AMOUNT_BANDS,
    CELL_DUE_BUCKETS,
    CELL_LEVELS,
    HORIZONS,
)


class WonDeals(Table):
    """One row per win known in the week that the forecast learns from."""

    week: Day = column("Monday the row is for")
    opportunity_id: Text = column("The deal")
    won_date: Day = column("Close date; where the CRM has none, the day of the change")
    period_id: Text = column("Period of that day")
    known_at: Instant = column("When the win was known as it is", unit="UTC")
    node_id: Text = column("Representative credited today; Unassigned for an unknown owner")
    amount: Money = column("What it brought, at the rate of its close date", unit="company currency")


class WinSizes(Table):
    """One row per week: how large past wins are."""

    week: Day = column("Monday the row is for")
    won_count: Count = column("Wins with an amount", ge=0)
    small_amount: Money = column("Upper edge of the lowest third", unit="company currency", null=True)
    large_amount: Money = column("Upper edge of the middle third", unit="company currency", null=True)
    average_amount: Money = column("Average win", unit="company currency", null=True)


class AssumedAmounts(Table):
    """One row per day the forecast learns from or looks from: what a deal without an amount is taken to be worth."""

    week: Day = column("Monday the row is for")
    as_of_date: Day = column("The day")
    won_count: Count = column("Wins before it", ge=0)
    amount: Money = column("Average of recent wins; blank before the first", unit="company currency", null=True)


class YieldCells(Table):
    """One row per horizon and kind of deal: all deals of that kind open at past Mondays, and what they brought."""

    week: Day = column("Monday the row is for")
    horizon: Text = column("By the end of the period then running, or of the one after it", isin=HORIZONS)
    stage_name: Text = column("Stage then; unknown where blank")
    due_bucket: Text = column("Where the close date lay, seen from that Monday", isin=CELL_DUE_BUCKETS)
    weeks_left: Count = column("Weeks left to that end")
    age_band: Text = column("Days since the deal was created, in bands", isin=AGE_BANDS)
    amount_band: Text = column("Size, in thirds of past wins", isin=AMOUNT_BANDS)
    deal_count: Count = column("Deals, once a Monday", ge=0)
    won_count: Count = column("Of them won by that end", ge=0)
    amount: Money = column("What they were worth then", unit="company currency")
    won_amount: Money = column("What they brought by that end", unit="company currency")


class StageYields(Table):
    """One row per horizon and kind of deal, at every level of likeness: what is learned about it."""

    week: Day = column("Monday the row is for")
    horizon: Text = column("By the end of the running period, or of the one after it", isin=HORIZONS)
    cell_level: Text = column("The last feature that tells the kind apart", isin=CELL_LEVELS)
    stage_name: Text = column("Stage; * any")
    due_bucket: Text = column("Where the close date lies; * any", isin=[*CELL_DUE_BUCKETS, "*"])
    weeks_left: Count = column("Weeks left; -1 any")
    age_band: Text = column("Age; * any", isin=[*AGE_BANDS, "*"])
    amount_band: Text = column("Size; * any", isin=[*AMOUNT_BANDS, "*"])
    deal_count: Count = column("Deals learned from, once a Monday", ge=0)
    won_count: Count = column("Of them won", ge=0)
    amount: Money = column("What they were worth", unit="company currency")
    won_amount: Money = column("What they brought", unit="company currency")
    yield_ratio: Ratio = column("Brought per unit of amount, drawn towards the parent's", ge=0)
    win_probability: Ratio = column("Won per deal, drawn towards the parent's", unit="0..1", ge=0, le=1)


class LearnedRecord(Table):
    """One row per past period, at the same point of it, and representative: what the yields say, and what came."""

    week: Day = column("Monday the row is for")
    horizon: Text = column("Forecast of the running period, or of the one after it", isin=HORIZONS)
    period_id: Text = column("The ended period")
    node_id: Text = column("Representative, by today's organisation")
    period_order: Count = column("Order of periods in time")
    period_slot: Count = column("Which month of its quarter; 1 of a quarter", ge=1)
    as_of_date: Day = column("Monday with as many weeks left, or the nearest one")
    weeks_left: Count = column("Weeks left then")
    closed_won_amount: Money = column("Won in the period before that Monday", unit="company currency")
    open_deal_count: Count = column("Deals open then", ge=0)
    open_amount: Money = column("What they were worth", unit="company currency")
    expected_amount: Money = column("What the yields make of them", unit="company currency")
    won_of_open_amount: Money = column("What they brought by the period's end", unit="company currency")
    won_new_amount: Money = column("What deals not yet open then brought", unit="company currency")
    actual_amount: Money = column("Won in the period", unit="company currency")


class OwnerFactors(Table):
    """One row per horizon and representative: how their deals fare beside others of their kind."""

    week: Day = column("Monday the row is for")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    node_id: Text = column("Representative")
    deal_count: Count = column("Their open deals at this point of past periods", ge=0)
    expected_amount: Money = column("What the yields make of those", unit="company currency")
    won_amount: Money = column("What they brought", unit="company currency")
    owner_factor: Ratio = column("Won / expected, drawn towards 1", unit="x", ge=0, le=3)


class SlotFactors(Table):
    """One row per horizon: how busy this month of the quarter is."""

    week: Day = column("Monday the row is for")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    period_slot: Count = column("Which month of its quarter", ge=1)
    period_count: Count = column("Past months at the same place", ge=0)
    expected_amount: Money = column("What the yields make of deals open then", unit="company currency")
    won_amount: Money = column("What they brought", unit="company currency")
    slot_factor: Ratio = column("Won / expected, drawn towards 1", unit="x", ge=0)


class DealYields(Table):
    """One row per open deal and horizon: what it is expected to bring, and every figure that leads there."""

    week: Day = column("Monday the row is for")
    horizon: Text = column("By the end of the running period, or of the next", isin=HORIZONS)
    opportunity_id: Text = column("The deal")
    period_id: Text = column("That period")
    node_id: Text = column("Representative credited")
    stage_name: Text = column("Stage; unknown where blank")
    due_bucket: Text = column("Where its close date lies", isin=CELL_DUE_BUCKETS)
    weeks_left: Count = column("Weeks left to that end")
    age_band: Text = column("Days since it was created, in bands", isin=AGE_BANDS)
    amount_band: Text = column("Size, in thirds of past wins", isin=AMOUNT_BANDS)
    cell_level: Text = column("The last feature by which the past knows its kind", isin=CELL_LEVELS)
    learned_deal_count: Count = column("Past deals of that kind, once a Monday", ge=0)
    amount: Money = column("Its amount, else the average recent win", unit="company currency")
    yield_ratio: Ratio = column("Brought per unit of amount by its kind", ge=0)
    win_probability: Ratio = column("Share of its kind won by that end", unit="0..1", ge=0, le=1)
    owner_factor: Ratio = column("Of its representative", unit="x", ge=0)
    slot_factor: Ratio = column("Of the month", unit="x", ge=0)
    expected_amount: Money = column("Amount × yield × factors", unit="company currency")


class NewBusiness(Table):
    """One row per horizon: what deals not yet open are expected to bring."""

    week: Day = column("Monday the row is for")
    horizon: Text = column("By the end of the running period, or of the next", isin=HORIZONS)
    period_count: Count = column("Ended periods learned from, at most eight", ge=0)
    expected_existing_amount: Money = column("Expected of deals open now", unit="company currency")
    mean_new_amount: Money = column("Mean over the last four periods", unit="company currency", null=True)
    new_share_ratio: Ratio = column("New / won of open, over the last eight", unit="x", null=True)
    expected_new_amount: Money = column("Their geometric mean; blank with fewer than two periods",
                                        unit="company currency", null=True)  # fmt: skip
