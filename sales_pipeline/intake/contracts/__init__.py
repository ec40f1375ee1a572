"""What intake delivers: one model a table, dated where the world changes. Nothing here reads a file.

`grain` is the unique key; `known` names the column that says when a row became known, so that a past
week sees only what was known then (an instant must lie before the week's Monday 00:00, a date at or
before it).
"""

from sales_pipeline.contract import Count, Day, Flag, Instant, Money, Ratio, Table, Text, column

CATEGORIES = ["closed", "commit", "most_likely", "best_case", "pipeline", "omitted"]
OPPORTUNITY_TYPES = ["new", "expansion", "renewal"]
ROLES = [
    "representative", "manager", "regional_vp", "cro", "finance", "sales_operations", "sales_analyst", "marketing",
    "product", "customer_success",
]  # fmt: skip
LAYERS = ["representative", "manager", "region", "cro"]
REASONS = ["timing", "size", "risk", "new_deal", "data_error", "judgement"]


class Opportunities(Table):
    """One row per opportunity: what is fixed when it is created."""

    opportunity_id: Text = column("The CRM's id of the deal")
    opportunity_name: Text = column("Name of the deal", null=True)
    account_id: Text = column("Account it is sold to", null=True)
    opportunity_type: Text = column("New, expansion or renewal", null=True, isin=OPPORTUNITY_TYPES)
    product_family: Text = column("Main product or product family", null=True)
    segment: Text = column("Segment, where the source keeps it on the deal", null=True)
    lead_source: Text = column("Where the deal came from", null=True)
    created_at: Instant = column("When the deal was created in the CRM", unit="UTC", null=True)
    known_at: Instant = column("When the row became known: created, else the date of the extract", unit="UTC")
    source_file: Text = column("File the row came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("opportunity_id",), "known": "known_at"}


class OpportunityHistory(Table):
    """One row per state of an opportunity, valid from one change to the next: the store of record."""

    opportunity_id: Text = column("The CRM's id of the deal")
    change_seq: Count = column("Order of the deal's changes, from 1", ge=1)
    valid_from: Instant = column("Instant of the change", unit="UTC")
    valid_to: Instant = column("Instant of the next change; blank while it holds", unit="UTC", null=True)
    stage_name: Text = column("Stage, as the CRM names it", null=True)
    forecast_category: Text = column("Category set on the deal; blank = its stage's", null=True, isin=CATEGORIES)
    stated_probability: Ratio = column("Chance to win set on the deal", unit="0..1", null=True, ge=0, le=1)
    amount_local: Money = column("Amount in the deal's currency", unit="currency", null=True)
    currency: Text = column("Currency of the amount", unit="ISO 4217")
    close_date: Day = column("Expected, then actual, close date", null=True)
    owner_id: Text = column("Owner, by the CRM's id", null=True)
    is_closed: Flag = column("Won or lost")
    is_won: Flag = column("Won")
    is_deleted: Flag = column("Deleted in the CRM")
    next_step: Text = column("Next step the owner wrote", null=True)
    change_reason: Text = column("Reason given for this change", null=True)
    loss_reason: Text = column("Reason the deal was lost", null=True)
    competitor: Text = column("Primary competitor", null=True)
    has_economic_buyer: Flag = column("Economic buyer confirmed", null=True)
    has_decision_process: Flag = column("Decision process confirmed", null=True)
    created_date: Day = column("Day the deal was created, where the source says it", null=True)
    known_date: Day = column("Day of its first state")
    previous_state: Text = column("What the deal was before", null=True, isin=["open", "won", "lost", "deleted"])
    previous_stage_name: Text = column("Stage of the state before", null=True)
    stage_entered_at: Instant = column(
        "When the deal entered its stage; blank where it never had one", unit="UTC", null=True
    )
    stage_move_count: Count = column("Moves from one open stage to another so far", ge=0)
    previous_close_date: Day = column("Close date of the state before", null=True)
    first_close_date: Day = column("First close date given so far", null=True)
    push_count: Count = column("Moves of the close date to a later month so far", ge=0)
    source_file: Text = column("File the change came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("opportunity_id", "change_seq"), "known": "valid_from"}


class Accounts(Table):
    """One row per account."""

    account_id: Text = column("The CRM's id of the account")
    account_name: Text = column("Name of the account")
    parent_account_id: Text = column("Account that owns it", null=True)
    segment: Text = column("Customer segment", null=True)
    industry: Text = column("Industry", null=True)
    country: Text = column("Country", null=True)
    state: Text = column("State or province", null=True)
    city: Text = column("City", null=True)
    known_at: Instant = column("When the row became known", unit="UTC", null=True)
    source_file: Text = column("File the row came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("account_id",), "known": "known_at"}


class Products(Table):
    """One row per product."""

    product_id: Text = column("Id of the product")
    product_name: Text = column("Name of the product")
    product_family: Text = column("Family of the product", null=True)
    list_price: Money = column("List price", unit="currency", null=True, ge=0)
    currency: Text = column("Currency of the price", unit="ISO 4217")

    class Config:
        metadata = {"grain": ("product_id",)}


class OpportunityProducts(Table):
    """One row per line item of an opportunity."""

    opportunity_id: Text = column("The deal")
    product_id: Text = column("The product")
    line_number: Count = column("Order within the deal and product, from 1", ge=1)
    quantity: Ratio = column("Units", unit="units", null=True)
    amount_local: Money = column("Amount of the line in the deal's currency", unit="currency", null=True)
    known_at: Instant = column("When the row became known", unit="UTC", null=True)

    class Config:
        metadata = {"grain": ("opportunity_id", "product_id", "line_number"), "known": "known_at"}


class Contacts(Table):
    """One row per person at an account."""

    contact_id: Text = column("The CRM's id of the contact")
    account_id: Text = column("Account of the contact", null=True)
    title: Text = column("Job title", null=True)
    known_at: Instant = column("When the row became known", unit="UTC", null=True)

    class Config:
        metadata = {"grain": ("contact_id",), "known": "known_at"}


class OpportunityContacts(Table):
    """One row per contact engaged in an opportunity."""

    opportunity_id: Text = column("The deal")
    contact_id: Text = column("The contact")
    contact_role: Text = column("Part the contact plays", null=True)
    known_at: Instant = column("When the row became known", unit="UTC", null=True)

    class Config:
        metadata = {"grain": ("opportunity_id", "contact_id"), "known": "known_at"}


class Activities(Table):
    """One row per call, meeting, mail or task on an opportunity."""

    activity_id: Text = column("The CRM's id of the activity")
    opportunity_id: Text = column("The deal", null=True)
    person_id: Text = column("Who did it", null=True)
    activity_type: Text = column("Call, meeting, mail, task", null=True)
    subject: Text = column("Subject line", null=True)
    activity_date: Day = column("Day it took place", null=True)
    known_at: Instant = column("When it was logged", unit="UTC", null=True)

    class Config:
        metadata = {"grain": ("activity_id",), "known": "known_at"}


class OpportunitySplits(Table):
    """One row per person credited for a share of an opportunity."""

    opportunity_id: Text = column("The deal")
    person_id: Text = column("Who is credited")
    split_ratio: Ratio = column("Share of the amount", unit="0..1", ge=0, le=1)
    known_at: Instant = column("When the row became known", unit="UTC", null=True)

    class Config:
        metadata = {"grain": ("opportunity_id", "person_id"), "known": "known_at"}


class People(Table):
    """One row per person of the sales organisation."""

    person_id: Text = column("The person, by the id the CRM gives owners")
    person_name: Text = column("Name")
    email: Text = column("Mail address", null=True)
    role: Text = column("Role", isin=ROLES)
    manager_id: Text = column("Manager, a person", null=True)
    hired_on: Day = column("First day", null=True)
    left_on: Day = column("Last day", null=True)

    class Config:
        metadata = {"grain": ("person_id",)}


class OrganisationNodes(Table):
    """One row per unit of the organisation and time it stood under one parent."""

    node_id: Text = column("The unit")
    node_name: Text = column("Its name")
    parent_node_id: Text = column("Unit above; blank at the top", null=True)
    level: Text = column("Company, region, team …")
    valid_from: Day = column("First day")
    valid_to: Day = column("Day it ended; blank while it holds", null=True)
    known_at: Day = column("Day the change became known")

    class Config:
        metadata = {"grain": ("node_id", "valid_from"), "known": "known_at"}


class OrganisationMembers(Table):
    """One row per person and time in one unit."""

    person_id: Text = column("The person")
    node_id: Text = column("The unit")
    valid_from: Day = column("First day")
    valid_to: Day = column("Day it ended; blank while it holds", null=True)
    known_at: Day = column("Day the change became known")

    class Config:
        metadata = {"grain": ("person_id", "valid_from"), "known": "known_at"}


class Stages(Table):
    """One row per stage and time it meant one category and chance."""

    stage_name: Text = column("Stage, as the CRM names it")
    stage_order: Count = column("Place in the sales process, from 1")
    forecast_category: Text = column("Category of deals in this stage", isin=CATEGORIES)
    stated_probability: Ratio = column("Chance to win the company states", unit="0..1", null=True, ge=0, le=1)
    is_closed: Flag = column("Won or lost")
    is_won: Flag = column("Won")
    is_confirmed: Flag = column("A person has confirmed category and chance")
    valid_from: Day = column("First day")
    valid_to: Day = column("Day it ended; blank while it holds", null=True)
    known_at: Day = column("Day the mapping became known")

    class Config:
        metadata = {"grain": ("stage_name", "valid_from"), "known": "known_at", "reaches_back": True}


class Quotas(Table):
    """One row per representative (quota) or unit (own target), period and stretch of days."""

    node_id: Text = column("Person or unit")
    period_start_date: Day = column("First day of the period")
    quota_amount: Money = column("Full quota of a representative", unit="currency", null=True, ge=0)
    target_amount: Money = column("The unit's own target, not a sum", unit="currency", null=True, ge=0)
    ramp_ratio: Ratio = column("Share of the quota while ramping up", unit="0..1", null=True, ge=0, le=1)
    effective_from: Day = column("First day it counts; blank = the period's first", null=True)
    effective_to: Day = column("Last day it counts; blank = the period's last", null=True)
    currency: Text = column("Currency of the amounts", unit="ISO 4217")
    known_at: Day = column("Day it became known")

    class Config:
        metadata = {"grain": ("node_id", "period_start_date", "effective_from"), "known": "known_at"}


class Plans(Table):
    """One row per unit, period and version of the plan."""

    node_id: Text = column("The unit")
    period_start_date: Day = column("First day of the period")
    plan_amount: Money = column("Planned closed won", unit="currency")
    currency: Text = column("Currency of the amount", unit="ISO 4217")
    rate_policy: Text = column("Rate the plan was made at", isin=["plan", "spot"])
    plan_version: Text = column("Version of the plan")
    known_at: Day = column("Day it became known")

    class Config:
        metadata = {"grain": ("node_id", "period_start_date", "plan_version"), "known": "known_at"}


class ExchangeRates(Table):
    """One row per currency, kind of rate and time it was in force."""

    currency: Text = column("Foreign currency", unit="ISO 4217")
    rate_kind: Text = column("Market rate or plan rate", isin=["spot", "plan"])
    valid_from: Day = column("First day")
    valid_to: Day = column("Day the next rate starts; blank while it holds", null=True)
    rate: Ratio = column("Company currency per unit", unit="rate", gt=0)
    known_at: Day = column("Day it became known")

    class Config:
        metadata = {"grain": ("currency", "rate_kind", "valid_from"), "known": "known_at", "reaches_back": True}


class Submissions(Table):
    """One row per figure or deal that a person submitted; never edited, a later one supersedes."""

    source_file: Text = column("File it came in")
    source_line: Count = column("Line in that file", ge=1)
    week: Day = column("Monday it is for")
    submitter_id: Text = column("Who sent it")
    node_id: Text = column("Person or unit it is for")
    layer: Text = column("Level of the call", isin=LAYERS)
    period_id: Text = column("Fiscal period it is for")
    category: Text = column(
        "commit (the call), most_likely, best_case: landing numbers; deal: one deal",
        isin=["commit", "most_likely", "best_case", "deal"],
    )
    amount: Money = column("Landing number: closed in the period and what will still come", unit="currency", null=True)
    currency: Text = column("Currency of the amount", unit="ISO 4217", null=True)
    opportunity_id: Text = column("The deal, on rows of category deal", null=True)
    is_included: Flag = column("The deal is in the call", null=True)
    reason_code: Text = column("Why it differs from the system's number", null=True, isin=REASONS)
    note: Text = column("Words of the submitter", null=True)
    submitted_at: Instant = column("When it was sent", unit="UTC")
    due_at: Instant = column("When it was due", unit="UTC")
    lock_at: Instant = column("From when it no longer counts for its week", unit="UTC")

    class Config:
        metadata = {"grain": ("source_file", "source_line"), "known": "week"}


class Waivers(Table):
    """One row per gate that a person lets pass for a week."""

    gate: Text = column("The gate")
    week: Day = column("Monday it is for")
    person_id: Text = column("Who waives it")
    reason: Text = column("Why")
    expires_on: Day = column("Last day it holds", null=True)
    known_at: Day = column("Day it was given")

    class Config:
        metadata = {"grain": ("gate", "week", "person_id"), "known": "known_at"}


class SourceFiles(Table):
    """One row per file read."""

    source_file: Text = column("File, relative to the home")
    table_name: Text = column("Table it fills")
    sha256: Text = column("Hash of its bytes")
    extracted_on: Day = column("Day the extract was made, where the mapping says so", null=True)
    row_count: Count = column("Rows read", ge=0)
    accepted_count: Count = column("Rows accepted", ge=0)
    rejected_count: Count = column("Rows rejected", ge=0)

    class Config:
        metadata = {"grain": ("source_file", "table_name")}


class RejectedRows(Table):
    """One row per value for which a row was rejected."""

    source_file: Text = column("File, relative to the home")
    source_line: Count = column("Line in that file", ge=1)
    table_name: Text = column("Table it was meant for")
    column_name: Text = column("Column of the file at fault", null=True)
    value: Text = column("The value found", null=True)
    reason: Text = column("Why it can't be used")
    row_id: Text = column("Id of the row, where it has one", null=True)
    known_at: Instant = column("When the row became known, where its stamp can be read", unit="UTC", null=True)

    class Config:
        metadata = {"grain": ("source_file", "source_line", "table_name", "column_name", "reason"), "known": "known_at"}


class HistoryQuality(Table):
    """One row per field: how far this source can answer, as known in the week."""

    week: Day = column("Monday the row is for")
    field: Text = column("What is asked of the source")
    row_count: Count = column("Rows that could carry it", ge=0)
    filled_count: Count = column("Rows that do", ge=0)
    filled_ratio: Ratio = column("Share of rows filled", unit="0..1", null=True)
    is_available: Flag = column("The source fills it at all; if not, no gate demands it")
    consequence: Text = column("What a forecast lacks without it")
