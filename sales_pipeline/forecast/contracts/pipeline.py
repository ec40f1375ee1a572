"""The deals of a week."""

from sales_pipeline.contract import Count, Day, Flag, Instant, Money, Ratio, Table, Text, column
from sales_pipeline.forecast.contracts.values import CATEGORIES, DUE_BUCKETS, INSTANTS, STATES


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
