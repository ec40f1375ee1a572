-- The course of the running period, Monday by Monday: what each node had closed, what was called and expected and between
-- which amounts, as each of its weeks said it then. Nodes are those of this week's tree; a Monday on which a node was not
-- there yet, or before the company's first week, has no row. A unit that was reorganised shows what it was then.
-- grain: week, node_id, as_of_date
with

nodes_now as (
    select
        forecast_rollup.node_id,
        forecast_rollup.node_name,
        forecast_rollup.level,
        forecast_rollup.depth,
        forecast_rollup.sort_key,
        forecast_rollup.period_id
    from forecast_rollup
    where forecast_rollup.horizon = 'current'
),

mondays as (
    select
        period_mondays.as_of_date,
        period_mondays.weeks_left
    from period_mondays
    where period_mondays.recency = 0
)

select
    this_week.week as week,
    nodes_now.node_id as node_id,
    mondays.as_of_date as as_of_date,
    mondays.weeks_left as weeks_left,
    mondays.as_of_date = this_week.week as is_now,
    nodes_now.node_name as node_name,
    nodes_now.level as level,
    nodes_now.depth as depth,
    nodes_now.sort_key as sort_key,
    nodes_now.period_id as period_id,
    forecast_rollup_of_period.closed_amount as closed_amount,
    forecast_rollup_of_period.commit_cumulative_amount as commit_cumulative_amount,
    forecast_rollup_of_period.open_pipeline_amount as open_pipeline_amount,
    forecast_rollup_of_period.call_amount as call_amount,
    forecast_rollup_of_period.call_source as call_source,
    forecast_rollup_of_period.expected_amount as expected_amount,
    forecast_rollup_of_period.forecast_method as forecast_method,
    forecast_simulation_of_period.p10_amount as p10_amount,
    forecast_simulation_of_period.p50_amount as p50_amount,
    forecast_simulation_of_period.p90_amount as p90_amount,
    forecast_rollup_of_period.target_amount as target_amount,
    forecast_simulation_of_period.quota_probability as quota_probability
from nodes_now
cross join this_week
inner join forecast_rollup_of_period
    on forecast_rollup_of_period.node_id = nodes_now.node_id
    and forecast_rollup_of_period.period_id = nodes_now.period_id
    and forecast_rollup_of_period.horizon = 'current'
inner join mondays
    on mondays.as_of_date = forecast_rollup_of_period.week
left join forecast_simulation_of_period
    on forecast_simulation_of_period.week = forecast_rollup_of_period.week
    and forecast_simulation_of_period.node_id = forecast_rollup_of_period.node_id
    and forecast_simulation_of_period.horizon = 'current'
