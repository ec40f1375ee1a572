"""What the week asks of whom: matters by what they are about, who is asked, and all of them ranked."""

from sales_pipeline.contract import Count, Day, Flag, Money, Ratio, Table, Text, column
from sales_pipeline.forecast.contracts.risk import DUE_NOW, PUSH_BANDS

ACTION_KINDS = [
    "missing_call", "commit_at_risk", "forecast_at_risk", "gap_to_target", "coverage_short", "upside", "unassigned",
    "hygiene", "restated",
]  # fmt: skip
CHANCE_BASES = ["learned", "setting"]
ASKED = ["owner", "manager", "region", "cro", "sales_operations"]
LIFTS = ["overdue", "pushed", "upside"]


class ActionLifts(Table):
    """One row per kind of deal and what is done about it: how much likelier past deals were won that stood better."""

    week: Day = column("Monday the row is for")
    reason_code: Text = column("What is done away with, or upside: one stage further on", isin=LIFTS)
    stage_name: Text = column("Stage")
    due_bucket: Text = column("Whether the close date has passed; any where not told apart", isin=[*DUE_NOW, "any"])
    push_band: Text = column("Pushes; any where not told apart", isin=[*PUSH_BANDS, "any"])
    lift_ratio: Ratio = column("Chance to be won now that is gained", unit="0..1", ge=-1, le=1)


class ActionDeals(Table):
    """One row per deal that somebody has to act on: what speaks against it, or that it is worth a sponsor."""

    week: Day = column("Monday the row is for")
    opportunity_id: Text = column("The deal")
    kind: Text = column("What it is about", isin=["commit_at_risk", "forecast_at_risk", "upside"])
    reason_code: Text = column("Driver or problem of the deal; of an upside its category")
    node_id: Text = column("Representative credited")
    opportunity_name: Text = column("Name of the deal", null=True)
    account_name: Text = column("Name of the account", null=True)
    action: Text = column("What to do")
    asked: Text = column("Who is to do it", isin=ASKED)
    due_days: Count = column("Days from Monday until it is due", ge=0)
    at_stake_amount: Money = column("Amount of the deal", unit="company currency", ge=0)
    chance_ratio: Ratio = column("Chance that acting changes the outcome", unit="0..1", ge=0, le=1)
    chance_basis: Text = column("Learned from the past, or a setting where it does not say", isin=CHANCE_BASES)
    effort_hours: Ratio = column("Hours it takes, by the settings", unit="hours", gt=0)
    since_date: Day = column("Since when it stands, where a row tells", null=True)
    evidence_table: Text = column("Table that shows it")
    source_file: Text = column("File the deal's state came from")
    source_line: Count = column("Line in that file", ge=1)


class ActionCalls(Table):
    """One row per call of the running period that was asked for and has not come."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Whom or what the call is for")
    layer: Text = column("Who calls: representative, manager, region, cro")
    period_id: Text = column("Running period")
    at_stake_amount: Money = column("How far what stands lies from what is expected", unit="company currency", ge=0)
    chance_ratio: Ratio = column(
        "Share of the layer's past calls nearer than the system; blank where too few are known",
        unit="0..1", null=True, ge=0, le=1,
    )  # fmt: skip
    submitter_id: Text = column("Who should have sent it", null=True)
    submitter_name: Text = column("Name", null=True)


class ActionUnits(Table):
    """One row per unit and way in which its running period is short: below target, or short of open pipeline."""

    week: Day = column("Monday the row is for")
    kind: Text = column("What is short", isin=["gap_to_target", "coverage_short"])
    node_id: Text = column("The unit")
    period_id: Text = column("Running period")
    reason_code: Text = column("By the call, by what is expected, or of pipeline")
    at_stake_amount: Money = column("What is missing", unit="company currency", ge=0)
    chance_ratio: Ratio = column(
        "Chance that acting changes the outcome; blank where the past does not say", unit="0..1", null=True, ge=0, le=1
    )
    evidence_table: Text = column("Table that shows it")


class ActionRecords(Table):
    """One row per representative with records to mend, and for deals of nobody and restated wins."""

    week: Day = column("Monday the row is for")
    kind: Text = column("What is to be put right", isin=["unassigned", "hygiene", "restated"])
    node_id: Text = column("Unit or representative it is about")
    period_id: Text = column("Period it is about")
    reason_code: Text = column("The commonest problem, or what is not known or differs")
    at_stake_amount: Money = column("Amount of the deals, or of the difference", unit="company currency", ge=0)
    deal_count: Count = column("Deals with a record to mend; 0 for the other kinds", ge=0)
    since_date: Day = column("Since when the oldest stands, where a row tells", null=True)
    evidence_table: Text = column("Table that shows it")


class ActionOwners(Table):
    """One row per unit or representative and word for who is asked: the person meant."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Unit or representative")
    asked: Text = column("Who is asked, as rules say it", isin=ASKED)
    owner_person_id: Text = column("The person; blank where nobody is there", null=True)
    owner_role: Text = column("Role", null=True)
    owner_name: Text = column("Name", null=True)


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
