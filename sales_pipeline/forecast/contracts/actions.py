"""What the week asks of whom."""

from sales_pipeline.contract import Count, Day, Flag, Money, Ratio, Table, Text, column

ACTION_KINDS = [
    "missing_call", "commit_at_risk", "forecast_at_risk", "gap_to_target", "coverage_short", "upside", "unassigned",
    "hygiene", "restated",
]  # fmt: skip
CHANCE_BASES = ["learned", "setting"]


class ForecastActions(Table):
    """One row per matter that somebody has to act on: what, by whom, until when, and what it is worth."""

    week: Day = column("Monday the row is for")
    action_id: Text = column("The matter: the same next week while it stands")
    action_order: Count = column("Place by worth, 1 first", ge=1)
    kind: Text = column("What it is about", isin=ACTION_KINDS)
    reason_code: Text = column("Why: layer of the call, driver or problem of the deal, what is short")
    action: Text = column("What to do")
    node_id: Text = column("Unit or representative it is about")
    node_name: Text = column("Name")
    opportunity_id: Text = column("The deal it is about", null=True)
    opportunity_name: Text = column("Name of the deal", null=True)
    account_name: Text = column("Name of the account", null=True)
    period_id: Text = column("Period it is about; blank for deals", null=True)
    owner_role: Text = column("Role of who must act; blank where nobody is there", null=True)
    owner_person_id: Text = column("Who must act", null=True)
    owner_name: Text = column("Name", null=True)
    due_date: Day = column("Until when")
    at_stake_amount: Money = column("Money at stake", unit="company currency", ge=0)
    chance_ratio: Ratio = column("Chance that acting changes the outcome", unit="0..1", ge=0, le=1)
    chance_basis: Text = column("Learned from the past, or a setting where it does not say", isin=CHANCE_BASES)
    gain_amount: Money = column("At stake × chance", unit="company currency", ge=0)
    effort_hours: Ratio = column("Hours it takes, by the settings", unit="hours", gt=0)
    worth_amount: Money = column("Gain per hour: what it is ranked by", unit="company currency per hour", ge=0)
    is_nested: Flag = column("A unit above is asked about the same money: not to be summed")
    deal_count: Count = column("Deals it is about", ge=0)
    since_date: Day = column("Since when it stands, where a row tells", null=True)
    evidence_table: Text = column("Table that shows it")
    source_file: Text = column("File the deal's state came from", null=True)
    source_line: Count = column("Line in that file", null=True)
