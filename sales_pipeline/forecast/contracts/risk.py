"""What may go wrong with the deals of the period, learned from past ones, and what is to be done."""

from sales_pipeline.contract import Count, Day, Flag, Money, Ratio, Table, Text, column
from sales_pipeline.forecast.contracts.values import AGE_BANDS, CATEGORIES

PUSH_BANDS = ["0", "1", "2", "3", "4+"]
DUE_NOW = ["overdue", "this_period"]
RISK_BANDS = ["low", "medium", "high"]
BASES = ["learned", "stated"]
OWNERS = ["owner", "manager", "sales_operations"]
PROBLEMS = ["overdue", "no_close_date", "no_amount", "no_next_step", "stale", "no_activity"]
DRIVERS = [
    "overdue", "pushed", "long_in_stage", "silent", "quiet", "no_next_step", "single_contact", "no_economic_buyer",
    "competitor", "created_late", "large_for_owner", "unexplained",
]  # fmt: skip


class RiskRecord(Table):
    """One row per ended period and kind of deal: the deals open and due at its Monday with as many weeks left as now,
    and what became of them by its end."""

    week: Day = column("Monday the row is for")
    period_id: Text = column("The ended period")
    stage_name: Text = column("Stage then; unknown where blank")
    due_bucket: Text = column("Whether the close date had passed at that Monday", isin=DUE_NOW)
    push_band: Text = column("Moves of the close date into a later month by then", isin=PUSH_BANDS)
    age_band: Text = column("Days since the deal was created, in bands", isin=AGE_BANDS)
    deal_count: Count = column("Deals", ge=1)
    won_count: Count = column("Won in the period", ge=0)
    lost_count: Count = column("Lost or deleted by its end", ge=0)
    slipped_count: Count = column("Neither", ge=0)


class RiskOutcomes(Table):
    """One row per kind of deal: the chances that it is won in the period, slips out of it or is lost, learned from past
    deals of that kind and drawn towards those of the wider kind, its parent."""

    week: Day = column("Monday the row is for")
    cell_depth: Count = column("Features told apart: 0 none, then stage, due bucket, pushes, age", ge=0, le=4)
    stage_name: Text = column("Stage; any where not told apart")
    due_bucket: Text = column("Whether the close date has passed", isin=[*DUE_NOW, "any"])
    push_band: Text = column("Pushes", isin=[*PUSH_BANDS, "any"])
    age_band: Text = column("Age", isin=[*AGE_BANDS, "any"])
    deal_count: Count = column("Past deals of the kind", ge=0)
    won_count: Count = column("Won in their period", ge=0)
    lost_count: Count = column("Lost by its end", ge=0)
    slipped_count: Count = column("Neither", ge=0)
    parent_cell_depth: Count = column("Depth of the parent, whose features are the same but for the last", null=True)
    parent_deal_count: Count = column("Past deals of the parent", null=True)
    parent_p_win_now: Ratio = column("The parent's chance to win", unit="0..1", null=True)
    p_win_now: Ratio = column("Chance to be won in the period", unit="0..1", ge=0, le=1)
    p_slip: Ratio = column("Chance of neither", unit="0..1", ge=0, le=1)
    p_lose: Ratio = column("Chance to be lost by its end", unit="0..1", ge=0, le=1)


class PushHazard(Table):
    """One row per number of pushes: what became of past deals due in their period at this point of it."""

    week: Day = column("Monday the row is for")
    push_band: Text = column("Moves of the close date into a later month", isin=PUSH_BANDS)
    deal_count: Count = column("Past deals pushed so often", ge=0)
    won_count: Count = column("Won in their period", ge=0)
    slipped_count: Count = column("Neither won nor lost by its end", ge=0)
    lost_count: Count = column("Lost by its end", ge=0)
    won_ratio: Ratio = column("Share won", unit="0..1", null=True)
    slipped_ratio: Ratio = column("Share slipped", unit="0..1", null=True)
    lost_ratio: Ratio = column("Share lost", unit="0..1", null=True)
    alike_won_ratio: Ratio = column("Share that deals of the same stages won, pushed or not", unit="0..1", null=True)
    alike_slipped_ratio: Ratio = column("Share of those that slipped, pushed or not", unit="0..1", null=True)


class StageTimes(Table):
    """One row per stage, and per stage and segment: how long deals won in the past year had stayed in it."""

    week: Day = column("Monday the row is for")
    stage_name: Text = column("Stage")
    scope: Text = column("Deals of one segment, or of all", isin=["segment", "stage"])
    segment: Text = column("Segment; unknown where blank, any where not told apart")
    visit_count: Count = column("Times that a won deal left the stage", ge=1)
    usual_days: Count = column("Days of the lower half at most (median, nearest rank)", unit="days", ge=0)
    long_days: Count = column("Days at the share the settings name (75th percentile, nearest rank)", unit="days", ge=0)


class DealRisk(Table):
    """One row per open deal due in the current period: what may become of it by the period's end, and what to do."""

    week: Day = column("Monday the row is for")
    opportunity_id: Text = column("The deal")
    opportunity_name: Text = column("Name of the deal", null=True)
    account_name: Text = column("Name of the account", null=True)
    node_id: Text = column("Representative credited")
    node_name: Text = column("Name")
    stage_name: Text = column("Stage", null=True)
    category: Text = column("Forecast category", isin=CATEGORIES)
    close_date: Day = column("Close date in the CRM", null=True)
    amount: Money = column("Amount", unit="company currency")
    is_commit: Flag = column("Counts in commit")
    is_in_call: Flag = column("Named in or out by the highest call that names it; blank where none does", null=True)
    basis: Text = column("Chances learned from past deals, or stated where too few are known", isin=BASES)
    cell_depth: Count = column("Depth of the kind in risk_outcomes it was read from", null=True)
    alike_count: Count = column("Past deals of that kind", ge=0)
    slot_factor: Ratio = column("Factor of the month in its chance to win; 1 for quarters and stated chances", ge=0)
    p_win_now: Ratio = column("Chance to be won in the period", unit="0..1", ge=0, le=1)
    p_slip: Ratio = column("Chance of neither", unit="0..1", ge=0, le=1)
    p_lose: Ratio = column("Chance to be lost in it", unit="0..1", ge=0, le=1)
    expected_loss_amount: Money = column("Amount × (1 − chance to win now)", unit="company currency")
    driver_count: Count = column("Drivers that speak against it", ge=0)
    score: Count = column("Their points, at most 100", ge=0, le=100)
    band: Text = column("low, medium, high", isin=RISK_BANDS)
    risk_order: Count = column("Place by expected loss: what the forecast counts on first", ge=1)
    is_listed: Flag = column("Among the first, which the deal risk assessment lists")
    main_driver: Text = column("Driver with most points; unexplained where there is none", isin=DRIVERS)
    mitigation: Text = column("What to do about it")
    mitigation_role: Text = column("Who does it", isin=OWNERS)
    mitigation_person_id: Text = column("The person, where known", null=True)
    mitigation_person_name: Text = column("Name", null=True)
    mitigation_due_date: Day = column("Until when")
    source_file: Text = column("File the state came from")
    source_line: Count = column("Line in that file", ge=1)


class DealRiskDrivers(Table):
    """One row per open deal due in the current period and driver that speaks against it. A driver whose field the
    source never fills is left out."""

    week: Day = column("Monday the row is for")
    opportunity_id: Text = column("The deal")
    driver: Text = column("What speaks against it", isin=DRIVERS)
    driver_order: Count = column("Order on documents", ge=1)
    unit: Text = column("Unit of value and threshold", isin=["days", "times", "contacts", "money"], null=True)
    value: Ratio = column("Value of the deal; blank where it is yes or no", null=True)
    threshold: Ratio = column("Value from which it counts", null=True)
    basis_count: Count = column("Past cases the threshold was learned from", null=True)
    points: Count = column("Points it adds to the score", ge=1)
    detail: Text = column("What the CRM says: the competitor's name", null=True)
    evidence_table: Text = column("Table that shows it")
    evidence_date: Day = column("Since when, or the day at fault", null=True)
    source_file: Text = column("File of the row that shows it", null=True)
    source_line: Count = column("Line in that file", null=True)
    mitigation: Text = column("What to do about it")
    mitigation_role: Text = column("Who does it", isin=OWNERS)
    mitigation_due_date: Day = column("Until when")


class PipelineHygiene(Table):
    """One row per open deal and problem of its record, for the list each representative is sent."""

    week: Day = column("Monday the row is for")
    opportunity_id: Text = column("The deal")
    problem: Text = column("What is wrong", isin=PROBLEMS)
    node_id: Text = column("Representative credited")
    node_name: Text = column("Name")
    team_name: Text = column("Unit the representative stood in that day", null=True)
    opportunity_name: Text = column("Name of the deal", null=True)
    account_name: Text = column("Name of the account", null=True)
    stage_name: Text = column("Stage", null=True)
    category: Text = column("Forecast category", isin=CATEGORIES)
    close_date: Day = column("Close date in the CRM", null=True)
    amount: Money = column("Amount", unit="company currency")
    in_period: Flag = column("Counts in the current period")
    since_date: Day = column("Since when, where it has a day", null=True)
    open_days: Count = column("Days since then", unit="days", null=True)
    source_file: Text = column("File the state came from")
    source_line: Count = column("Line in that file", ge=1)


class HygieneCounts(Table):
    """One row per representative with open deals, and problem: how many have it. Problems that the source cannot show
    are left out."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Representative")
    node_name: Text = column("Name")
    problem: Text = column("What is wrong", isin=PROBLEMS)
    open_deal_count: Count = column("Open deals, omitted ones left out", ge=1)
    deal_count: Count = column("Of them with the problem", ge=0)
    amount: Money = column("Amount of those", unit="company currency")
    deal_ratio: Ratio = column("Share of the open deals", unit="0..1")


class CommitConcentration(Table):
    """One row per unit: how much of the current period's commit hangs on its largest deals."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("The company, a region or a team")
    node_name: Text = column("Name")
    level: Text = column("Level of the node")
    sort_key: Text = column("Reading order of the tree")
    deal_count: Count = column("Commit deals", ge=0)
    commit_amount: Money = column("Commit", unit="company currency")
    top_1_amount: Money = column("Largest deal", unit="company currency")
    top_5_amount: Money = column("Five largest deals", unit="company currency")
    top_1_ratio: Ratio = column("Share of the largest", unit="0..1", null=True)
    top_5_ratio: Ratio = column("Share of the five largest", unit="0..1", null=True)
    top_1_opportunity_id: Text = column("The largest deal", null=True)
    expected_commit_amount: Money = column("Commit × chance to win now", unit="company currency")
