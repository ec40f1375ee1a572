-- What is wrong with the record of each open deal (omitted ones left out), so that each representative can be sent a
-- list: close date passed, no close date, no amount, no next step, unchanged for gates.stale_days, no activity for
-- risk.drivers.silent.threshold days. What the source never fills is held against nobody.
-- grain: week, opportunity_id, problem
with

deals as (
    select
        pipeline_snapshot.opportunity_id,
        pipeline_snapshot.close_date,
        pipeline_snapshot.has_amount,
        pipeline_snapshot.next_step,
        pipeline_snapshot.last_changed_date,
        coalesce(pipeline_snapshot.last_activity_date, pipeline_snapshot.created_date) as active_date
    from pipeline_snapshot
    where
        pipeline_snapshot.state = 'open'
        and pipeline_snapshot.category <> 'omitted'
),

kept_fields as (
    select history_quality.field
    from history_quality
    where history_quality.is_available
),

found as (
    select
        deals.opportunity_id,
        'overdue' as problem,
        deals.close_date as since_date
    from deals
    cross join this_week
    where deals.close_date < this_week.week
    union all
    select
        deals.opportunity_id,
        'no_close_date' as problem,
        cast(null as date) as since_date
    from deals
    inner join kept_fields
        on kept_fields.field = 'close_date'
    where deals.close_date is null
    union all
    select
        deals.opportunity_id,
        'no_amount' as problem,
        cast(null as date) as since_date
    from deals
    inner join kept_fields
        on kept_fields.field = 'amount'
    where not deals.has_amount
    union all
    select
        deals.opportunity_id,
        'no_next_step' as problem,
        cast(null as date) as since_date
    from deals
    inner join kept_fields
        on kept_fields.field = 'next_step'
    where deals.next_step is null
    union all
    select
        deals.opportunity_id,
        'stale' as problem,
        deals.last_changed_date as since_date
    from deals
    cross join this_week
    inner join kept_fields
        on kept_fields.field = 'stage_history'
    where deals.last_changed_date < this_week.stale_date
    union all
    select
        deals.opportunity_id,
        'no_activity' as problem,
        deals.active_date as since_date
    from deals
    cross join this_week
    inner join kept_fields
        on kept_fields.field = 'activities'
    inner join risk_rules
        on risk_rules.driver = 'silent'
    where date_diff('day', deals.active_date, this_week.week) >= risk_rules.threshold
)

select
    this_week.week as week,
    found.opportunity_id as opportunity_id,
    found.problem as problem,
    pipeline_snapshot.node_id as node_id,
    pipeline_snapshot.node_name as node_name,
    pipeline_snapshot.team_name as team_name,
    pipeline_snapshot.opportunity_name as opportunity_name,
    pipeline_snapshot.account_name as account_name,
    pipeline_snapshot.stage_name as stage_name,
    pipeline_snapshot.category as category,
    pipeline_snapshot.close_date as close_date,
    pipeline_snapshot.amount as amount,
    pipeline_snapshot.is_in_period as in_period,
    found.since_date as since_date,
    cast(date_diff('day', found.since_date, this_week.week) as bigint) as open_days,
    pipeline_snapshot.source_file as source_file,
    pipeline_snapshot.source_line as source_line
from found
cross join this_week
inner join pipeline_snapshot
    on pipeline_snapshot.opportunity_id = found.opportunity_id
