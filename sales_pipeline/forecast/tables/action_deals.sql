-- Deals that somebody has to act on. What the forecast counts on and something speaks against: what is in commit or in
-- the call (commit_at_risk), other deals that the deal risk assessment lists (forecast_at_risk); and of what it does not
-- count on the deals worth a sponsor, those that gain most (upside). Chance that acting changes the outcome: what past
-- deals without the flaw were won oftener (action_lifts), no more than is missing to 1; where they do not say, or show no
-- gain, the setting: of the chance not to win it now as much as risk.drivers.*.effect_ratio or
-- actions.kinds.*.effect_ratio says.
-- grain: week, opportunity_id
with

flaws as (
    select
        pipeline_hygiene.opportunity_id,
        max(case when pipeline_hygiene.problem = 'no_close_date' then 1 else 0 end) as is_undated,
        max(case when pipeline_hygiene.problem = 'stale' then 1 else 0 end) as is_stale,
        max(case when pipeline_hygiene.problem = 'stale' then pipeline_hygiene.since_date end) as stale_since_date
    from pipeline_hygiene
    where pipeline_hygiene.in_period
    group by pipeline_hygiene.opportunity_id
),

-- what speaks against a deal that the forecast counts on: the date first, then the strongest driver
judged as (
    select
        deal_risk.opportunity_id,
        deal_risk.category,
        case
            when deal_risk.is_commit or coalesce(deal_risk.is_in_call, false) then 'commit_at_risk'
            when deal_risk.is_listed then 'forecast_at_risk'
        end as risk_kind,
        case
            when deal_risk.main_driver <> 'overdue' and flaws.is_undated = 1 then 'no_close_date'
            when deal_risk.main_driver <> 'unexplained' then deal_risk.main_driver
            when flaws.is_stale = 1 then 'stale'
        end as trouble,
        flaws.stale_since_date,
        deal_risk.category in ('best_case', 'pipeline')
        and not coalesce(deal_risk.is_in_call, false)
        and deal_risk.p_win_now >= 0.1
        and deal_risk.amount > 0 as is_worth_a_sponsor
    from deal_risk
    left join flaws
        on flaws.opportunity_id = deal_risk.opportunity_id
),

matters as (
    select
        judged.opportunity_id,
        judged.risk_kind as kind,
        judged.trouble as reason_code,
        judged.trouble as lift_code,
        'pipeline_hygiene' as evidence_table,
        judged.stale_since_date as since_date
    from judged
    where
        judged.risk_kind is not null
        and judged.trouble is not null
    union all
    select
        judged.opportunity_id,
        'upside' as kind,
        judged.category as reason_code,
        'upside' as lift_code,
        'deal_risk' as evidence_table,
        cast(null as date) as since_date
    from judged
    where
        judged.is_worth_a_sponsor
        and (judged.risk_kind is null or judged.trouble is null)
),

-- the rule of the driver goes before that of the kind
ruled as (
    select
        matters.opportunity_id,
        matters.kind,
        matters.reason_code,
        matters.lift_code,
        coalesce(risk_rules.mitigation, action_rules.action) as action,
        coalesce(risk_rules.owner, action_rules.owner) as asked,
        coalesce(risk_rules.due_days, action_rules.due_days) as due_days,
        coalesce(risk_rules.effort_hours, action_rules.effort_hours) as effort_hours,
        coalesce(risk_rules.effect_ratio, action_rules.effect_ratio) as effect_ratio,
        coalesce(deal_risk_drivers.evidence_table, matters.evidence_table) as evidence_table,
        coalesce(deal_risk_drivers.evidence_date, matters.since_date) as since_date
    from matters
    inner join action_rules
        on action_rules.kind = matters.kind
    left join risk_rules
        on risk_rules.driver = matters.reason_code
    left join deal_risk_drivers
        on deal_risk_drivers.opportunity_id = matters.opportunity_id
        and deal_risk_drivers.driver = matters.reason_code
),

valued as (
    select
        ruled.opportunity_id,
        cast(case
            when action_lifts.lift_ratio > 0 then least(action_lifts.lift_ratio, 1 - deal_risk.p_win_now)
            else cast(round((1 - deal_risk.p_win_now) * ruled.effect_ratio, 6) as decimal(18, 6))
        end as decimal(18, 6)) as chance_ratio,
        case when action_lifts.lift_ratio > 0 then 'learned' else 'setting' end as chance_basis
    from ruled
    inner join deal_risk
        on deal_risk.opportunity_id = ruled.opportunity_id
    inner join pipeline_snapshot
        on pipeline_snapshot.opportunity_id = ruled.opportunity_id
    left join action_lifts
        on action_lifts.reason_code = ruled.lift_code
        and action_lifts.stage_name = deal_risk.stage_name
        and action_lifts.due_bucket in ('any', pipeline_snapshot.due_bucket)
        and action_lifts.push_band in (
            'any',
            case when pipeline_snapshot.push_count >= 4 then '4+' else cast(pipeline_snapshot.push_count as varchar) end
        )
)

select
    this_week.week as week,
    ruled.opportunity_id as opportunity_id,
    ruled.kind as kind,
    ruled.reason_code as reason_code,
    deal_risk.node_id as node_id,
    deal_risk.opportunity_name as opportunity_name,
    deal_risk.account_name as account_name,
    ruled.action as action,
    ruled.asked as asked,
    ruled.due_days as due_days,
    deal_risk.amount as at_stake_amount,
    valued.chance_ratio as chance_ratio,
    valued.chance_basis as chance_basis,
    ruled.effort_hours as effort_hours,
    ruled.since_date as since_date,
    ruled.evidence_table as evidence_table,
    deal_risk.source_file as source_file,
    deal_risk.source_line as source_line
from ruled
cross join this_week
cross join settings
inner join valued
    on valued.opportunity_id = ruled.opportunity_id
inner join deal_risk
    on deal_risk.opportunity_id = ruled.opportunity_id
qualify
    ruled.kind <> 'upside'
    or row_number() over (
        partition by ruled.kind
        order by
            cast(round(cast(deal_risk.amount as decimal(19, 2)) * valued.chance_ratio, 2) as decimal(18, 2)) desc,
            ruled.opportunity_id asc
    ) <= settings.actions_upside_count
