-- Whether ranges keep what they say: what stood for each node at this point of the last eight ended periods, replayed with
-- nothing later visible (expected amount, P10 to P90), beside what the period brought in the end as known now. Of ranges
-- that promise eight in ten, eight in ten outcomes should lie inside. Nodes are those of the tree of that Monday; what they
-- won is that of the tree of the period's last week (node_actuals), nothing where they had no win.
-- grain: week, period_id, node_id
with

stood as (
    select
        past_mondays.period_id,
        past_mondays.period_label,
        past_mondays.period_order,
        past_mondays.as_of_date,
        past_mondays.weeks_left,
        forecast_rollup_same_point.node_id,
        forecast_rollup_same_point.node_name,
        forecast_rollup_same_point.level,
        forecast_rollup_same_point.depth,
        forecast_rollup_same_point.sort_key,
        forecast_rollup_same_point.forecast_method,
        forecast_rollup_same_point.expected_amount,
        forecast_simulation_same_point.p10_amount,
        forecast_simulation_same_point.p90_amount,
        coalesce(node_actuals.actual_amount, 0) as actual_amount
    from forecast_rollup_same_point
    cross join this_week
    inner join past_mondays
        on past_mondays.horizon = 'current'
        and past_mondays.as_of_date = forecast_rollup_same_point.week
        and past_mondays.period_id = forecast_rollup_same_point.period_id
        and past_mondays.stop_date <= this_week.week
    inner join forecast_simulation_same_point
        on forecast_simulation_same_point.week = forecast_rollup_same_point.week
        and forecast_simulation_same_point.node_id = forecast_rollup_same_point.node_id
        and forecast_simulation_same_point.period_id = forecast_rollup_same_point.period_id
    left join node_actuals
        on node_actuals.period_id = forecast_rollup_same_point.period_id
        and node_actuals.node_id = forecast_rollup_same_point.node_id
)

select
    this_week.week as week,
    stood.period_id as period_id,
    stood.period_label as period_label,
    stood.period_order as period_order,
    stood.as_of_date as as_of_date,
    stood.weeks_left as weeks_left,
    stood.node_id as node_id,
    stood.node_name as node_name,
    stood.level as level,
    stood.depth as depth,
    stood.sort_key as sort_key,
    stood.forecast_method as forecast_method,
    stood.expected_amount as expected_amount,
    stood.p10_amount as p10_amount,
    stood.p90_amount as p90_amount,
    stood.actual_amount as actual_amount,
    cast(stood.expected_amount - stood.actual_amount as decimal(18, 2)) as error_amount,
    cast(
        floor(
            cast(stood.expected_amount - stood.actual_amount as double)
            / nullif(cast(stood.actual_amount as double), 0.0e0)
            * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as error_ratio,
    stood.actual_amount >= stood.p10_amount and stood.actual_amount <= stood.p90_amount as is_inside
from stood
cross join this_week
