-- The course of the running period, Monday by Monday: what each node had closed and what was called, as each of its weeks
-- said it then; and what was expected and between which amounts, for this week, the one before and every fourth since the
-- period's first, as each of those rests on replays of its own. Nodes are those of this week's tree; a Monday on which a
-- node was not there yet, or before the company's first week, has no row. A reorganised unit shows what it was then.
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
    node_positions_of_period.closed_amount as closed_amount,
    node_positions_of_period.commit_cumulative_amount as commit_cumulative_amount,
    node_positions_of_period.open_pipeline_amount as open_pipeline_amount,
    node_calls_of_period.call_amount as call_amount,
    node_calls_of_period.call_source as call_source,
    forecast_rollup_spaced.expected_amount as expected_amount,
    forecast_rollup_spaced.forecast_method as forecast_method,
    forecast_simulation_spaced.p10_amount as p10_amount,
    forecast_simulation_spaced.p50_amount as p50_amount,
    forecast_simulation_spaced.p90_amount as p90_amount,
    forecast_rollup_spaced.target_amount as target_amount,
    forecast_simulation_spaced.quota_probability as quota_probability
from nodes_now
cross join this_week
inner join node_positions_of_period
    on node_positions_of_period.node_id = nodes_now.node_id
    and node_positions_of_period.period_id = nodes_now.period_id
    and node_positions_of_period.horizon = 'current'
inner join mondays
    on mondays.as_of_date = node_positions_of_period.week
inner join node_calls_of_period
    on node_calls_of_period.week = node_positions_of_period.week
    and node_calls_of_period.node_id = node_positions_of_period.node_id
    and node_calls_of_period.period_id = node_positions_of_period.period_id
left join forecast_rollup_spaced
    on forecast_rollup_spaced.week = node_positions_of_period.week
    and forecast_rollup_spaced.node_id = node_positions_of_period.node_id
    and forecast_rollup_spaced.period_id = node_positions_of_period.period_id
left join forecast_simulation_spaced
    on forecast_simulation_spaced.week = node_positions_of_period.week
    and forecast_simulation_spaced.node_id = node_positions_of_period.node_id
    and forecast_simulation_spaced.horizon = 'current'
