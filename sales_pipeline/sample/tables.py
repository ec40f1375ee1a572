"""The files of a sample home as tables: their columns, and the rows made from accounts, deals and changes."""

from collections.abc import Iterator
from datetime import date

from sales_pipeline.calendar import monday_at_or_before
from sales_pipeline.sample.accounts import SEGMENTS, TITLES, Account
from sales_pipeline.sample.change import Change
from sales_pipeline.sample.days import instant, iso
from sales_pipeline.sample.deals import Deal
from sales_pipeline.sample.draws import Draws
from sales_pipeline.sample.stages import LOST, NAMES, WON

Row = tuple[object, ...]
_STATE = "StageName,ForecastCategoryName,Probability,Amount,CurrencyIsoCode,CloseDate,OwnerId,NextStep"
_LEARNT = "LossReason__c,Competitor__c,EconomicBuyer__c,DecisionProcess__c"
CRM = {
    "Opportunity": "Id,Name,AccountId,OwnerId,StageName,ForecastCategoryName,Probability,Amount,CurrencyIsoCode,"
    "CloseDate,Type,ProductFamily__c,LeadSource,NextStep,LossReason__c,Competitor__c,EconomicBuyer__c,"
    "DecisionProcess__c,IsClosed,IsWon,IsDeleted,CreatedDate,LastModifiedDate",
    "OpportunityHistory": f"OpportunityId,CreatedDate,{_STATE},IsDeleted,Reason__c,{_LEARNT}",
    "Account": "Id,Name,ParentId,Segment__c,Industry,BillingCountry,BillingState,BillingCity,CreatedDate",
    "Product2": "Id,Name,Family,ListPrice__c,CurrencyIsoCode",
    "OpportunityLineItem": "OpportunityId,Product2Id,Quantity,TotalPrice,CreatedDate",
    "Contact": "Id,AccountId,Title,CreatedDate",
    "OpportunityContactRole": "OpportunityId,ContactId,Role,CreatedDate",
    "Task": "Id,WhatId,OwnerId,Type,Subject,ActivityDate,CreatedDate",
    "OpportunitySplit": "OpportunityId,SplitOwnerId,SplitPercentage,CreatedDate",
}
REFERENCE = {
    "people": "person_id,person_name,email,role,manager_id,hired_on,left_on,seniority,time_zone",
    "skills": "person_id,kind,skill,level,valid_from",
    "availability": "person_id,kind,starts_on,ends_on,hours,note",
    "organisation_nodes": "node_id,node_name,parent_node_id,level,valid_from",
    "organisation_members": "person_id,node_id,valid_from,valid_to",
    "stages": "stage_name,stage_order,forecast_category,stated_probability,is_closed,is_won,is_confirmed,"
    "valid_from,valid_to",
    "quotas": "node_id,period_start_date,quota_amount,target_amount,ramp_ratio,effective_from,effective_to,"
    "currency,known_at",
    "plans": "node_id,period_start_date,plan_amount,currency,rate_policy,plan_version",
    "exchange_rates": "currency,rate_kind,valid_from,valid_to,rate",
    "waivers": "gate,week,person_id,reason,expires_on,known_at",
}
SUBMISSION = (
    "submitter_id,node_id,layer,period_id,category,amount,currency,opportunity_id,is_included,reason_code,"
    "note,submitted_at"
)
TRUTH = "opportunity_id,win_chance,outcome,true_close_date,true_close_week,true_amount,currency"
_OUTCOMES = {WON: "won", LOST: "lost"}


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def flag(value: bool) -> str:
    return "true" if value else "false"


def account_row(account: Account) -> Row:
    place = account.place
    return (
        account.id, account.name, account.parent_id, SEGMENTS[account.segment], account.industry,
        place.country, place.state, place.city, instant(account.created, account.territory.works_from + 60),
    )  # fmt: skip


def contact_rows(account: Account, draws: Draws) -> Iterator[Row]:
    for order in range(account.contacts):
        minute = account.territory.works_from + 90 + order * 7
        yield (account.contact_id(order), account.id, draws.pick(TITLES), instant(account.created, minute))


def history_rows(deal: Deal, changes: list[Change]) -> Iterator[Row]:
    for change in changes:
        yield (
            deal.id, instant(change.day, change.minute), NAMES[change.stage], change.category, change.probability,
            money(change.amount), deal.currency, iso(change.close), change.owner_id, change.next_step,
            flag(change.is_deleted), change.reason, change.loss_reason, change.competitor,
            flag(change.has_buyer), flag(change.has_process),
        )  # fmt: skip


def opportunity_row(deal: Deal, changes: list[Change]) -> Row:
    """The current state: the last change, and what is fixed from the start."""
    first, last = changes[0], changes[-1]
    name = f"{deal.account.name} - {deal.lines[0].product.name}"
    return (
        deal.id, name, deal.account.id, last.owner_id, NAMES[last.stage], last.category, last.probability,
        money(last.amount), deal.currency, iso(last.close), deal.type, deal.lines[0].product.family, deal.source,
        last.next_step, last.loss_reason, last.competitor, flag(last.has_buyer), flag(last.has_process),
        flag(last.stage >= WON), flag(last.stage == WON), flag(last.is_deleted),
        instant(first.day, first.minute), instant(last.day, last.minute),
    )  # fmt: skip


def truth_row(deal: Deal, end: Change, deleted: bool) -> Row:
    """How it really ends, whether or not anybody knows yet; a deal that gets deleted never closes."""
    outcome = "deleted" if deleted else _OUTCOMES[end.stage]
    closed = date.fromordinal(end.close)
    days = ("", "") if deleted else (closed, monday_at_or_before(closed))
    chance = f"0.{deal.chance:03d}"
    return (deal.id, chance, outcome, *days, "" if deleted else money(end.amount), deal.currency)
