"""What the forecast publishes: one model a table. How a table is made stands in tables/<name>.sql.

The grain stands in the .sql file. Amounts are in the company's currency unless a name says `local`; a
period's `stop` is the day after its last.
"""

from sales_pipeline.contract import Count, Day, Flag, Instant, Money, Ratio, Table, Text, column

CATEGORIES = ["closed", "commit", "most_likely", "best_case", "pipeline", "omitted"]
STATES = ["open", "won", "lost", "deleted"]
INSTANTS = ["now", "last_week", "period_start"]
AGAINST = ["last_week", "period_start"]
METHODS = ["stated", "stated_corrected"]
HORIZONS = ["current", "next"]
DUE_BUCKETS = ["overdue", "this_period", "next_period", "later", "earlier"]
PIPELINE_BUCKETS = [
    "start", "transferred_out", "transferred_in", "new", "reopened", "restored", "pulled_in", "pushed_in", "increased",
    "decreased", "fx", "pushed_out", "pulled_out", "won", "lost", "omitted", "removed", "end",
]  # fmt: skip
CLOSED_WON_BUCKETS = ["start", "transferred_out", "transferred_in", "won", "rebooked", "unwon", "fx", "end"]
BUCKETS = list(dict.fromkeys(PIPELINE_BUCKETS + CLOSED_WON_BUCKETS))
CALL_SOURCES = ["submitted", "children", "crm"]
CALL_STATES = ["missing", "submitted", "late"]


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


class AssumedCycle(Table):
    """One row per instant: how long past wins took, by which deals without a close date are taken to be due."""

    week: Day = column("Monday the row is for")
    instant_date: Day = column("Day on which it was so")
    won_count: Count = column("Wins known by then", ge=0)
    lost_count: Count = column("Losses known by then", ge=0)
    win_rate_ratio: Ratio = column("Won / (won + lost): the chance of a deal that nobody stated one for", null=True)
    median_days: Count = column("Median days from created to won", unit="days", null=True, ge=0)


class DealStates(Table):
    """One row per deal and instant compared: its state then, in money of the company. Only deals open, or closed in or
    after the current period, at one of the instants at least; and only where a row was visible by then."""

    week: Day = column("Monday the row is for")
    instant: Text = column("Which instant", isin=INSTANTS)
    opportunity_id: Text = column("The deal")
    state: Text = column("open, won, lost or deleted", isin=STATES)
    stage_name: Text = column("Stage, as the CRM names it", null=True)
    category: Text = column("Forecast category: the deal's own, else its stage's", isin=CATEGORIES)
    stated_probability: Ratio = column("The deal's own chance, else its stage's, else the win rate", unit="0..1")
    close_date: Day = column("Close date in the CRM", null=True)
    due_date: Day = column("Close date, else created + the median days of past wins, never in the past")
    owner_id: Text = column("Owner, by the CRM's id", null=True)
    node_id: Text = column("Representative credited; Unassigned for an unknown owner")
    currency: Text = column("Currency of the deal", unit="ISO 4217")
    amount_local: Money = column("Amount in the deal's currency; unknown counts as 0", unit="currency")
    rate: Ratio = column("Company currency per unit: in force at the instant (open), at the close date (closed)", gt=0)
    amount: Money = column("Amount in company currency", unit="company currency")
    amount_at_start_rate: Money = column("Amount at the rate of the period's start", unit="company currency")
    amount_at_last_week_rate: Money = column("Amount at last week's rate", unit="company currency")
    has_amount: Flag = column("The source gave an amount")
    in_period: Flag = column("Open, not omitted and due in the current period, or won in it")
    change_seq: Count = column("Which change of the deal it is", ge=1)
    changed_at: Instant = column("When the deal last changed before the instant", unit="UTC")
    source_file: Text = column("File the state came from")
    source_line: Count = column("Line in that file", ge=1)


class PipelineSnapshot(Table):
    """One row per deal that is open, or closed in the current period, at the start of the week's Monday."""

    week: Day = column("Monday the row is for")
    opportunity_id: Text = column("The CRM's id of the deal")
    opportunity_name: Text = column("Name of the deal", null=True)
    account_id: Text = column("Account it is sold to", null=True)
    account_name: Text = column("Name of the account", null=True)
    parent_account_name: Text = column("Account that owns it", null=True)
    owner_id: Text = column("Owner, by the CRM's id", null=True)
    node_id: Text = column("Representative credited; Unassigned for an unknown owner")
    node_name: Text = column("Name of the representative")
    team_node_id: Text = column("Unit the representative stood in that day", null=True)
    team_name: Text = column("Name of that unit", null=True)
    region_node_id: Text = column("Unit right below the company", null=True)
    region_name: Text = column("Name of that unit", null=True)
    segment: Text = column("Customer segment, of the account, else of the deal", null=True)
    industry: Text = column("Industry of the account", null=True)
    country: Text = column("Country of the account", null=True)
    opportunity_type: Text = column("New, expansion or renewal", null=True)
    product_family: Text = column("Main product or product family", null=True)
    lead_source: Text = column("Where the deal came from", null=True)
    state: Text = column("open, won or lost", isin=["open", "won", "lost"])
    stage_name: Text = column("Stage, as the CRM names it", null=True)
    stage_order: Count = column("Place of the stage in the sales process", null=True, ge=1)
    stage_entered_date: Day = column("Day the deal entered its stage, as far as known", null=True)
    days_in_stage: Count = column("Days since then; of a closed deal, from created to close", unit="days", null=True)
    category: Text = column("Forecast category", isin=CATEGORIES)
    category_source: Text = column("Who set it: deal or stage", isin=["deal", "stage"])
    stated_probability: Ratio = column("Stated chance to win", unit="0..1", ge=0, le=1)
    currency: Text = column("Currency of the deal", unit="ISO 4217")
    amount_local: Money = column("Amount in the deal's currency", unit="currency", null=True)
    rate: Ratio = column("Company currency per unit", unit="rate", gt=0)
    amount: Money = column("Amount in company currency; unknown counts as 0", unit="company currency")
    amount_at_plan_rate: Money = column("The same at the plan's rate", unit="company currency", null=True)
    has_amount: Flag = column("The source gave an amount")
    created_date: Day = column("Day the deal was created", null=True)
    close_date: Day = column("Close date in the CRM", null=True)
    due_date: Day = column("Close date, or the assumed one where the CRM has none")
    first_close_date: Day = column("First close date known", null=True)
    due_bucket: Text = column("Where the due date lies", isin=DUE_BUCKETS)
    due_period_id: Text = column("Period the deal counts in; overdue deals of this period count in it", null=True)
    is_in_period: Flag = column("Counts in the current period: open, not omitted and due in it, or won in it")
    is_closed_elsewhere: Flag = column("Won this period with a close date outside every period at hand")
    age_days: Count = column("Days since created; of a closed deal, from created to close", unit="days", null=True)
    push_count: Count = column("Moves of the close date into a later month", ge=0)
    last_changed_date: Day = column("Day of the last change")
    last_activity_date: Day = column("Day of the last activity", null=True)
    activity_count: Count = column("Activities known", ge=0)
    contact_count: Count = column("Contacts engaged", ge=0)
    next_step: Text = column("Next step the owner wrote", null=True)
    loss_reason: Text = column("Reason the deal was lost", null=True)
    competitor: Text = column("Primary competitor", null=True)
    has_economic_buyer: Flag = column("Economic buyer confirmed", null=True)
    has_decision_process: Flag = column("Decision process confirmed", null=True)
    is_split: Flag = column("Credit is shared; totals count it once, at its owner")
    source_file: Text = column("File the state came from")
    source_line: Count = column("Line in that file", ge=1)


class StageProbabilities(Table):
    """One row per stage in force: what the company states, and what lies in it now."""

    week: Day = column("Monday the row is for")
    stage_name: Text = column("Stage, as the CRM names it")
    stage_order: Count = column("Place in the sales process", ge=1)
    category: Text = column("Category of deals in the stage", isin=CATEGORIES)
    stated_probability: Ratio = column("Chance the company states; blank takes the win rate", null=True, unit="0..1")
    is_confirmed: Flag = column("A person has confirmed category and chance")
    open_deal_count: Count = column("Open deals in the stage, due in the current period", ge=0)
    open_amount: Money = column("Their amount", unit="company currency")
    stated_weighted_amount: Money = column("Their amount × stated chance", unit="company currency")


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
    forecast_method: Text = column("Method that stands as the forecast", isin=METHODS)
    reason: Text = column("Why that one")


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
    """One row per open deal due in the current or next period, and method: what it is expected to bring."""

    week: Day = column("Monday the row is for")
    opportunity_id: Text = column("The deal")
    period_id: Text = column("Period it is due in")
    method: Text = column("Method", isin=METHODS)
    node_id: Text = column("Representative credited")
    amount: Money = column("Open amount", unit="company currency")
    probability: Ratio = column("Chance the method gives", unit="0..1", ge=0)
    expected_amount: Money = column("Amount × chance, rounded once", unit="company currency")


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


class WeightedForecast(Table):
    """One row per representative, period (current and next) and method."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Representative")
    node_name: Text = column("Name")
    period_id: Text = column("Fiscal period")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    method: Text = column("Method", isin=METHODS)
    is_forecast: Flag = column("This method stands as the forecast")
    closed_won_amount: Money = column("Won in the period", unit="company currency")
    open_deal_count: Count = column("Open deals due in the period", ge=0)
    open_amount: Money = column("Their amount", unit="company currency")
    expected_open_amount: Money = column("What they are expected to bring", unit="company currency")
    expected_amount: Money = column("Won + expected", unit="company currency")


class CommitForecast(Table):
    """One row per representative or unit expected to call, period and layer: the newest call that counts, or none."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Whom or what the call is for")
    node_name: Text = column("Name")
    level: Text = column("Level of the node")
    period_id: Text = column("Fiscal period")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    layer: Text = column("Who calls: representative, manager, region, cro")
    submitter_id: Text = column("Who sent it, or should have", null=True)
    submitter_name: Text = column("Name", null=True)
    state: Text = column("missing, submitted or late", isin=CALL_STATES)
    submitted_at: Instant = column("When it was sent", unit="UTC", null=True)
    due_at: Instant = column("When it was due", unit="UTC", null=True)
    lock_at: Instant = column("Until when it counts", unit="UTC", null=True)
    call_amount: Money = column("The call: where the period will land", unit="company currency", null=True)
    most_likely_amount: Money = column("Most likely landing", unit="company currency", null=True)
    best_case_amount: Money = column("Best case landing", unit="company currency", null=True)
    system_amount: Money = column("What the CRM says: closed + commit", unit="company currency")
    delta_amount: Money = column("Call − system", unit="company currency", null=True)
    reason_code: Text = column("Why it differs", null=True)
    note: Text = column("Words of the submitter", null=True)
    included_deal_count: Count = column("Deals named as in", ge=0)
    excluded_deal_count: Count = column("Deals named as out", ge=0)
    source_file: Text = column("File it came in", null=True)
    source_line: Count = column("Line of the call in that file", null=True)


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
    """One row per period, dimension and member: the company's forecast cut by type, segment and product."""

    week: Day = column("Monday the row is for")
    period_id: Text = column("Fiscal period")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    dimension: Text = column("What it is cut by", isin=["opportunity_type", "segment", "product_family"])
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


class GateResults(Table):
    """One row per gate: what it promises, whether the week keeps it, and by how much not."""

    week: Day = column("Monday the row is for")
    gate: Text = column("Name of the gate")
    table_name: Text = column("Table it guards")
    promise: Text = column("What it promises")
    state: Text = column("ok, warn, error, waived (by a person)", isin=["ok", "warn", "error", "waived"])
    row_count: Count = column("Rows that break it", ge=0)
    measured: Ratio = column("What is compared with the limits: a count, share or amount", null=True)
    warn_limit: Ratio = column("Above it the gate warns", null=True)
    error_limit: Ratio = column("Above it the gate stops the week", null=True)
    detail: Text = column("First rows that break it, in words", null=True)
    waived_by: Text = column("Who waived it", null=True)
    waiver_reason: Text = column("Why", null=True)

    class Config:
        metadata = {"grain": ("week", "gate")}


class Publications(Table):
    """One row per published week: what it was made from."""

    week: Day = column("Monday that was published")
    run_id: Text = column("Hash of the rows visible at the week, the settings and the version")
    settings_hash: Text = column("Hash of the settings")
    version: Text = column("Version of sales-pipeline")
    status: Text = column("draft, or final once approved", isin=["draft", "final"])

    class Config:
        metadata = {"grain": ("week",)}
