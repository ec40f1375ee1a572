"""A home of six deals, two representatives and two currencies, small enough to make whole weeks of in a test."""

from datetime import date
from pathlib import Path

from sales_pipeline import company
from sales_pipeline.calendar import weeks
from sales_pipeline.home import Home
from sales_pipeline.weeks import Weeks

FIRST, LAST = date(2026, 1, 5), date(2026, 2, 9)
COMPANY = """\
name: Tiny
currency: USD
time_zone: Europe/Berlin
first_week: 2026-01-05
"""

# deal, changed at (UTC), stage, amount, currency, close date, owner, deleted
CHANGES: list[tuple[str, ...]] = [
    ("D1", "2025-11-03T09:00:00.000Z", "Discovery", "1000.00", "USD", "2026-02-20", "ann", "false"),
    ("D1", "2026-01-14T09:00:00.000Z", "Proposal", "1200.00", "USD", "2026-03-20", "ann", "false"),
    ("D1", "2026-02-10T09:00:00.000Z", "Closed Won", "1150.00", "USD", "2026-02-10", "ann", "false"),
    ("D2", "2025-12-01T09:00:00.000Z", "Proposal", "2000.00", "EUR", "2026-01-30", "bob", "false"),
    # Sunday 23:30 in Berlin, the last that the week of 19 January knows
    ("D2", "2026-01-18T22:30:00.000Z", "Proposal", "2500.50", "EUR", "2026-02-27", "bob", "false"),
    # Monday 00:00 in Berlin belongs to the week after
    ("D2", "2026-01-25T23:00:00.000Z", "Proposal", "2750.25", "EUR", "2026-04-15", "ann", "false"),
    ("D3", "2026-01-07T09:00:00.000Z", "Discovery", "500.00", "USD", "2026-05-20", "bob", "false"),
    ("D3", "2026-02-03T09:00:00.000Z", "Closed Lost", "500.00", "USD", "2026-02-03", "bob", "false"),
    ("D4", "2025-07-01T09:00:00.000Z", "Proposal", "3000.00", "USD", "2025-10-30", "ann", "false"),
    ("D4", "2025-11-20T09:00:00.000Z", "Closed Won", "2900.00", "USD", "2025-11-20", "ann", "false"),
    ("D5", "2026-01-20T09:00:00.000Z", "Discovery", "", "USD", "", "nobody", "false"),
    ("D6", "2026-01-21T09:00:00.000Z", "Proposal", "700.00", "USD", "2026-03-31", "bob", "false"),
    ("D6", "2026-01-28T09:00:00.000Z", "Proposal", "700.00", "USD", "2026-03-31", "bob", "true"),
]
CLOSED = {"Closed Won", "Closed Lost"}

FILES = {
    "crm/mapping.yaml": "preset: salesforce\n",
    "crm/Account.csv": "Id,Name,ParentId,Segment__c,Industry,BillingCountry,BillingState,BillingCity,CreatedDate\n"
    "A1,Acme,,Enterprise,Retail,Germany,,Berlin,2025-01-01T09:00:00.000Z\n",
    "reference/people.csv": "person_id,person_name,email,role,manager_id,hired_on,left_on\n"
    "ann,Ann,,representative,eve,2024-01-01,\n"
    "bob,Bob,,representative,eve,2024-01-01,2026-02-15\n"
    "eve,Eve,,manager,,2024-01-01,\n",
    "reference/organisation_nodes.csv": "node_id,node_name,parent_node_id,level,valid_from,valid_to,known_at\n"
    "top,Tiny,,company,2024-01-01,,\n"
    "north,North,top,team,2024-01-01,,\n"
    "south,South,top,team,2026-01-21,,\n",
    # Bob's move to the south became known two weeks late
    "reference/organisation_members.csv": "person_id,node_id,valid_from,valid_to,known_at\n"
    "ann,north,2024-01-01,,\n"
    "bob,north,2024-01-01,,\n"
    "bob,south,2026-01-21,,2026-02-04\n"
    "eve,top,2024-01-01,,\n",
    "reference/stages.csv": "stage_name,stage_order,forecast_category,stated_probability,is_closed,is_won,is_confirmed,"
    "valid_from\n"
    "Discovery,1,pipeline,0.20,false,false,true,2024-01-01\n"
    "Proposal,2,commit,0.60,false,false,true,2024-01-01\n"
    "Closed Won,3,closed,1,true,true,true,2024-01-01\n"
    "Closed Lost,4,omitted,0,true,false,true,2024-01-01\n",
    "reference/quotas.csv": "node_id,period_start_date,quota_amount,target_amount,ramp_ratio,effective_from,"
    "effective_to,currency,known_at\n"
    "ann,2026-01-01,5000.00,,1.00,,,USD,\n"
    "bob,2026-01-01,4000.00,,1.00,,,USD,\n"
    "top,2026-01-01,,8000.00,,,,USD,\n",
    # the rate of 2 February became known on the 10th
    "reference/exchange_rates.csv": "currency,rate_kind,valid_from,valid_to,rate,known_at\n"
    "EUR,spot,2025-01-01,,1.100000,\n"
    "EUR,spot,2026-01-19,,1.150000,\n"
    "EUR,spot,2026-02-02,,1.200000,2026-02-10\n",
    "submissions/2026-01-26/calls.csv": "submitter_id,node_id,layer,period_id,category,amount,currency,opportunity_id,"
    "is_included,reason_code,note,submitted_at\n"
    "ann,ann,representative,FY2026-Q1,commit,1500.00,USD,,,judgement,,2026-01-26T08:00:00Z\n",
}


def make(root: Path, changes: list[tuple[str, ...]] | None = None) -> Home:
    """Write the home; `changes` other than these make another history of it."""
    put(root, "company.yaml", COMPANY)
    for name, text in FILES.items():
        put(root, name, text)
    write_deals(root, CHANGES if changes is None else changes)
    return Home(root)


def make_weeks(root: Path) -> Path:
    """The home in which every week from first to last was made, in order; its folder."""
    home = make(root)
    for week in weeks(FIRST, LAST):
        weeks_of(home).replay(week)
    return home.root


def put(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def write_deals(root: Path, changes: list[tuple[str, ...]]) -> None:
    """The two files of deals: what happened, and the state at the end of it."""
    history = [
        "OpportunityId,CreatedDate,StageName,ForecastCategoryName,Probability,Amount,CurrencyIsoCode,CloseDate,OwnerId,"
        "NextStep,IsDeleted,Reason__c,LossReason__c,Competitor__c,EconomicBuyer__c,DecisionProcess__c"
    ]
    for deal, at, stage, amount, currency, close, owner, deleted in changes:
        history.append(f"{deal},{at},{stage},,,{amount},{currency},{close},{owner},Call,{deleted},Moved,,,true,true")
    put(root, "crm/OpportunityHistory.csv", "\n".join(history) + "\n")
    put(root, "crm/Opportunity.csv", "\n".join(_states(changes)) + "\n")


def _states(changes: list[tuple[str, ...]]) -> list[str]:
    lines = [
        "Id,Name,AccountId,OwnerId,StageName,ForecastCategoryName,Probability,Amount,CurrencyIsoCode,CloseDate,Type,"
        "ProductFamily__c,LeadSource,NextStep,LossReason__c,Competitor__c,EconomicBuyer__c,DecisionProcess__c,IsClosed,"
        "IsWon,IsDeleted,CreatedDate,LastModifiedDate"
    ]
    created = {change[0]: change[1] for change in reversed(changes)}
    for deal, at, stage, amount, currency, close, owner, deleted in {change[0]: change for change in changes}.values():
        closed, won = str(stage in CLOSED).lower(), str(stage == "Closed Won").lower()
        lines.append(
            f"{deal},Deal {deal},A1,{owner},{stage},,,{amount},{currency},{close},New Business,Core,,Call,,,true,true,"
            f"{closed},{won},{deleted},{created[deal]},{at}"
        )
    return lines


def weeks_of(home: Home) -> Weeks:
    """The tables of a home, with nothing remembered: as another process would have them."""
    return Weeks(home, company.load(home.company_file))
