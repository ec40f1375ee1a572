-- Records that somebody has to put right: open deals of nobody (unassigned); a representative's deals of the period with
-- a record to mend, those left out that are asked about by themselves, and the commonest problem (hygiene); what was won,
-- as reported last week, where it is another figure today (restated). Past deals do not say what mending changes.
-- grain: week, kind, node_id
with

-- problems of records of deals that are not asked about by themselves
problems as (
    select
        pipeline_hygiene.node_id,
        pipeline_hygiene.opportunity_id,
        pipeline_hygiene.problem,
        pipeline_hygiene.amount,
        pipeline_hygiene.since_date
    from pipeline_hygiene
    left join action_deals
        on action_deals.opportunity_id = pipeline_hygiene.opportunity_id
        and action_deals.kind <> 'upside'
    where
        pipeline_hygiene.in_period
        and pipeline_hygiene.node_id <> 'unassigned'
        and action_deals.opportunity_id is null
),

main_problems as (
    select
        problems.node_id,
        problems.problem
    from problems
    group by problems.node_id, problems.problem
    qualify row_number() over (
        partition by problems.node_id
        order by count(*) desc, problems.problem asc
    ) = 1
),

bad_deals as (
    select
        problems.node_id,
        problems.opportunity_id,
        max(problems.amount) as amount,
        min(problems.since_date) as since_date
    from problems
    group by problems.node_id, problems.opportunity_id
),

untidy as (
    select
        bad_deals.node_id,
        cast(count(*) as bigint) as deal_count,
        cast(sum(bad_deals.amount) as decimal(18, 2)) as at_stake_amount,
        min(bad_deals.since_date) as since_date
    from bad_deals
    group by bad_deals.node_id
),

records as (
    select
        'unassigned' as kind,
        forecast_rollup.node_id,
        forecast_rollup.period_id,
        'unknown_owner' as reason_code,
        forecast_rollup.open_pipeline_amount as at_stake_amount,
        cast(0 as bigint) as deal_count,
        cast(null as date) as since_date,
        'pipeline_snapshot' as evidence_table
    from forecast_rollup
    where
        forecast_rollup.horizon = 'current'
        and forecast_rollup.node_id = 'unassigned'
        and forecast_rollup.open_deal_count > 0
    union all
    select
        'hygiene' as kind,
        untidy.node_id,
        this_week.period_id,
        main_problems.problem as reason_code,
        untidy.at_stake_amount,
        untidy.deal_count,
        untidy.since_date,
        'pipeline_hygiene' as evidence_table
    from untidy
    cross join this_week
    inner join main_problems
        on main_problems.node_id = untidy.node_id
    union all
    select
        'restated' as kind,
        forecast_restated.node_id,
        forecast_restated.period_id,
        'closed_won' as reason_code,
        cast(abs(forecast_restated.difference_amount) as decimal(18, 2)) as at_stake_amount,
        cast(0 as bigint) as deal_count,
        cast(null as date) as since_date,
        'forecast_restated' as evidence_table
    from forecast_restated
    where
        forecast_restated.depth = 0
        and forecast_restated.measure = 'closed_won'
        and forecast_restated.as_of = 'last_week'
        and forecast_restated.difference_amount <> 0
)

select
    this_week.week as week,
    records.kind as kind,
    records.node_id as node_id,
    records.period_id as period_id,
    records.reason_code as reason_code,
    records.at_stake_amount as at_stake_amount,
    records.deal_count as deal_count,
    records.since_date as since_date,
    records.evidence_table as evidence_table
from records
cross join this_week
