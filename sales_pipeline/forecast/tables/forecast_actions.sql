-- What the week asks of whom, until when, and what it is worth: calls that are missing (action_calls), deals that
-- something speaks against or that are worth a sponsor (action_deals), units below target or short of pipeline
-- (action_units), deals of nobody, records to mend, restated wins (action_records). Money at stake × the chance that
-- acting changes the outcome is what an action may gain; that per hour of effort ranks it. Where the past does not say,
-- the setting stands (chance_basis). Each matter has one row and keeps its id from week to week. Hours and due dates are
-- settings; what is due by the period's end is not asked for later, nor a call after its lock. Sum only rows that are
-- not nested: a unit above counts the same money.
-- grain: week, action_id
with

node_matters as (
    select
        action_calls.period_id || ':' || action_calls.layer || ':' || action_calls.node_id as place,
        'missing_call' as kind,
        action_calls.layer as reason_code,
        action_calls.period_id,
        action_calls.node_id,
        action_calls.at_stake_amount,
        action_calls.chance_ratio,
        cast(0 as bigint) as deal_count,
        'commit_forecast' as evidence_table,
        cast(null as date) as since_date,
        action_calls.submitter_id as person_id,
        action_calls.submitter_name as person_name
    from action_calls
    union all
    select
        action_units.period_id || ':' || action_units.node_id as place,
        action_units.kind,
        action_units.reason_code,
        action_units.period_id,
        action_units.node_id,
        action_units.at_stake_amount,
        action_units.chance_ratio,
        cast(0 as bigint) as deal_count,
        action_units.evidence_table,
        cast(null as date) as since_date,
        cast(null as varchar) as person_id,
        cast(null as varchar) as person_name
    from action_units
    union all
    select
        action_records.period_id || ':' || action_records.node_id as place,
        action_records.kind,
        action_records.reason_code,
        action_records.period_id,
        action_records.node_id,
        action_records.at_stake_amount,
        cast(null as decimal(18, 6)) as chance_ratio,
        action_records.deal_count,
        action_records.evidence_table,
        action_records.since_date,
        cast(null as varchar) as person_id,
        cast(null as varchar) as person_name
    from action_records
),

matters as (
    select
        'deal:' || action_deals.opportunity_id as action_id,
        action_deals.kind,
        action_deals.reason_code,
        action_deals.action,
        action_deals.asked,
        action_deals.node_id,
        action_deals.opportunity_id,
        action_deals.opportunity_name,
        action_deals.account_name,
        cast(null as varchar) as period_id,
        action_deals.due_days,
        action_deals.at_stake_amount,
        action_deals.chance_ratio,
        action_deals.chance_basis,
        action_deals.effort_hours,
        cast(1 as bigint) as deal_count,
        action_deals.since_date,
        action_deals.evidence_table,
        action_deals.source_file,
        action_deals.source_line,
        cast(null as varchar) as person_id,
        cast(null as varchar) as person_name
    from action_deals
    union all
    select
        node_matters.kind || ':' || node_matters.place as action_id,
        node_matters.kind,
        node_matters.reason_code,
        action_rules.action,
        action_rules.owner as asked,
        node_matters.node_id,
        cast(null as varchar) as opportunity_id,
        cast(null as varchar) as opportunity_name,
        cast(null as varchar) as account_name,
        node_matters.period_id,
        case
            when node_matters.kind = 'missing_call' then least(action_rules.due_days, settings.submissions_lock_days - 1)
            else action_rules.due_days
        end as due_days,
        node_matters.at_stake_amount,
        coalesce(node_matters.chance_ratio, action_rules.effect_ratio) as chance_ratio,
        case when node_matters.chance_ratio is null then 'setting' else 'learned' end as chance_basis,
        -- hours are those of one deal
        cast(action_rules.effort_hours * greatest(node_matters.deal_count, 1) as decimal(18, 6)) as effort_hours,
        node_matters.deal_count,
        node_matters.since_date,
        node_matters.evidence_table,
        cast(null as varchar) as source_file,
        cast(null as bigint) as source_line,
        node_matters.person_id,
        node_matters.person_name
    from node_matters
    cross join settings
    inner join action_rules
        on action_rules.kind = node_matters.kind
),

-- the same matter asked of a unit above counts the same money
repeated as (
    select distinct matters.action_id
    from matters
    inner join node_ancestors
        on node_ancestors.instant = 'now'
        and node_ancestors.node_id = matters.node_id
    inner join matters as higher
        on higher.node_id = node_ancestors.ancestor_node_id
        and higher.kind = matters.kind
    where
        matters.kind in ('missing_call', 'gap_to_target', 'coverage_short')
        and (node_ancestors.distance > 0 or higher.action_id < matters.action_id)
),

valued as (
    select
        matters.action_id,
        cast(round(cast(matters.at_stake_amount as decimal(19, 2)) * matters.chance_ratio, 2) as decimal(18, 2))
            as gain_amount,
        cast(
            floor(
                cast(round(cast(matters.at_stake_amount as decimal(19, 2)) * matters.chance_ratio, 2) as double)
                / nullif(cast(matters.effort_hours as double), 0.0e0) * 1e2 + 0.5
            ) / 1e2 as decimal(18, 2)
        ) as worth_amount,
        action_rules.kind_order
    from matters
    inner join action_rules
        on action_rules.kind = matters.kind
),

ranked as (
    select
        valued.action_id,
        valued.gain_amount,
        valued.worth_amount,
        cast(row_number() over (
            order by valued.worth_amount desc, valued.gain_amount desc, valued.kind_order asc, valued.action_id asc
        ) as bigint) as action_order
    from valued
)

select
    this_week.week as week,
    matters.action_id as action_id,
    ranked.action_order as action_order,
    matters.kind as kind,
    matters.reason_code as reason_code,
    matters.action as action,
    matters.node_id as node_id,
    forecast_rollup.node_name as node_name,
    matters.opportunity_id as opportunity_id,
    matters.opportunity_name as opportunity_name,
    matters.account_name as account_name,
    matters.period_id as period_id,
    case when matters.person_id is null then action_owners.owner_role else coalesce(people.role, 'representative') end
        as owner_role,
    coalesce(matters.person_id, action_owners.owner_person_id) as owner_person_id,
    case
        when matters.person_id is null then action_owners.owner_name
        else coalesce(matters.person_name, people.person_name, forecast_rollup.node_name)
    end as owner_name,
    least(this_week.week + cast(matters.due_days as integer), greatest(this_week.period_stop_date - 1, this_week.week))
        as due_date,
    matters.at_stake_amount as at_stake_amount,
    matters.chance_ratio as chance_ratio,
    matters.chance_basis as chance_basis,
    ranked.gain_amount as gain_amount,
    matters.effort_hours as effort_hours,
    ranked.worth_amount as worth_amount,
    repeated.action_id is not null as is_nested,
    matters.deal_count as deal_count,
    matters.since_date as since_date,
    matters.evidence_table as evidence_table,
    matters.source_file as source_file,
    matters.source_line as source_line
from matters
cross join this_week
inner join ranked
    on ranked.action_id = matters.action_id
inner join forecast_rollup
    on forecast_rollup.node_id = matters.node_id
    and forecast_rollup.horizon = 'current'
inner join action_owners
    on action_owners.node_id = matters.node_id
    and action_owners.asked = matters.asked
left join people
    on people.person_id = matters.person_id
left join repeated
    on repeated.action_id = matters.action_id
