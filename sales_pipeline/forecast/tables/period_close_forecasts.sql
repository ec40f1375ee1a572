-- How right the period just ended was forecast, only in the first week of the next: what every method, the forecast that
-- stood and the call said at its first, its middle and its last Monday, as it was made then, against what came. Each
-- forecast is that of the node in its week's own tree; what came is the close's, in the tree of the last week.
-- grain: week, node_id, checkpoint, method
with

close as (
    select
        period_close.node_id,
        period_close.node_name,
        period_close.level,
        period_close.depth,
        period_close.sort_key,
        period_close.period_id,
        period_close.actual_amount
    from period_close
),

-- the weeks at hand of the first, the middle and the last Monday
checkpoints as (
    select
        period_mondays.as_of_date,
        period_mondays.weeks_left,
        case
            when period_mondays.as_of_date = this_week.previous_week then 'end'
            when row_number() over (order by period_mondays.as_of_date asc) = 1 then 'start'
            else 'middle'
        end as checkpoint
    from period_mondays
    cross join this_week
    where period_mondays.recency = 1
),

forecasts as (
    select
        weighted_forecast_closing.week as as_of_date,
        node_ancestors_closing.ancestor_node_id as node_id,
        weighted_forecast_closing.method,
        cast(sum(weighted_forecast_closing.expected_amount) as decimal(18, 2)) as amount
    from weighted_forecast_closing
    inner join node_ancestors_closing
        on node_ancestors_closing.week = weighted_forecast_closing.week
        and node_ancestors_closing.instant = 'now'
        and node_ancestors_closing.node_id = weighted_forecast_closing.node_id
    where weighted_forecast_closing.horizon = 'current'
    group by
        weighted_forecast_closing.week,
        node_ancestors_closing.ancestor_node_id,
        weighted_forecast_closing.method
    union all
    select
        forecast_rollup_closing.week as as_of_date,
        forecast_rollup_closing.node_id,
        'standing' as method,
        forecast_rollup_closing.expected_amount as amount
    from forecast_rollup_closing
    where forecast_rollup_closing.horizon = 'current'
    union all
    select
        forecast_rollup_closing.week as as_of_date,
        forecast_rollup_closing.node_id,
        'call' as method,
        forecast_rollup_closing.call_amount as amount
    from forecast_rollup_closing
    where forecast_rollup_closing.horizon = 'current'
)

select
    this_week.week as week,
    close.node_id as node_id,
    checkpoints.checkpoint as checkpoint,
    forecasts.method as method,
    close.node_name as node_name,
    close.level as level,
    close.depth as depth,
    close.sort_key as sort_key,
    close.period_id as period_id,
    checkpoints.as_of_date as as_of_date,
    checkpoints.weeks_left as weeks_left,
    forecasts.amount as forecast_amount,
    close.actual_amount as actual_amount,
    cast(forecasts.amount - close.actual_amount as decimal(18, 2)) as error_amount,
    cast(
        floor(
            cast(forecasts.amount - close.actual_amount as double)
            / nullif(cast(close.actual_amount as double), 0.0e0)
            * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as error_ratio
from close
cross join this_week
inner join forecasts
    on forecasts.node_id = close.node_id
inner join checkpoints
    on checkpoints.as_of_date = forecasts.as_of_date
