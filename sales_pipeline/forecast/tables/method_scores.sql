-- How the methods did at this point of the last eight ended periods, for the company as one number (level company) and for
-- its representatives one by one (level representative): what each forecast on that Monday, replayed with nothing later
-- visible, against what was won in the end as known now. Beside each the method that is taken unless another proves better,
-- `expected_yield`, over the same periods.
-- grain: week, horizon, level, method
with

forecasts as (
    select
        weighted_forecast_same_point.horizon,
        weighted_forecast_same_point.period_id,
        weighted_forecast_same_point.method,
        weighted_forecast_same_point.node_id,
        weighted_forecast_same_point.expected_amount as amount
    from weighted_forecast_same_point
    inner join periods
        on periods.period_id = weighted_forecast_same_point.period_id
    cross join this_week
    where periods.stop_date <= this_week.period_start_date
),

actuals as (
    select
        won_deals.period_id,
        won_deals.node_id,
        cast(sum(won_deals.amount) as decimal(18, 2)) as amount
    from won_deals
    group by won_deals.period_id, won_deals.node_id
),

totals as (
    select
        actuals.period_id,
        cast(sum(actuals.amount) as decimal(18, 2)) as amount
    from actuals
    group by actuals.period_id
),

-- before the first period with a win the history had not begun
beginning as (
    select min(periods.period_order) as period_order
    from totals
    inner join periods
        on periods.period_id = totals.period_id
    where totals.amount <> 0
),

judged as (
    select distinct
        forecasts.horizon,
        forecasts.period_id,
        forecasts.method
    from forecasts
    inner join periods
        on periods.period_id = forecasts.period_id
    inner join beginning
        on beginning.period_order <= periods.period_order
),

-- who forecast and who won: one without the other is a miss too
parts as (
    select
        judged.horizon,
        judged.period_id,
        judged.method,
        actuals.node_id,
        cast(0 as decimal(18, 2)) as forecast_amount,
        actuals.amount as actual_amount
    from judged
    inner join actuals
        on actuals.period_id = judged.period_id
    union all
    select
        judged.horizon,
        judged.period_id,
        judged.method,
        forecasts.node_id,
        forecasts.amount as forecast_amount,
        cast(0 as decimal(18, 2)) as actual_amount
    from judged
    inner join forecasts
        on forecasts.horizon = judged.horizon
        and forecasts.period_id = judged.period_id
        and forecasts.method = judged.method
),

ones as (
    select
        parts.horizon,
        parts.period_id,
        parts.method,
        'representative' as level,
        parts.node_id,
        cast(sum(parts.forecast_amount - parts.actual_amount) as decimal(18, 2)) as error_amount
    from parts
    group by parts.horizon, parts.period_id, parts.method, parts.node_id
    union all
    select
        parts.horizon,
        parts.period_id,
        parts.method,
        'company' as level,
        'company' as node_id,
        cast(sum(parts.forecast_amount - parts.actual_amount) as decimal(18, 2)) as error_amount
    from parts
    group by parts.horizon, parts.period_id, parts.method
),

misses as (
    select
        ones.horizon,
        ones.level,
        ones.method,
        ones.period_id,
        cast(sum(ones.error_amount) as decimal(18, 2)) as error_amount,
        cast(sum(abs(ones.error_amount)) as decimal(18, 2)) as missed_amount
    from ones
    group by ones.horizon, ones.level, ones.method, ones.period_id
),

beside as (
    select
        misses.horizon,
        misses.level,
        misses.method,
        misses.error_amount,
        misses.missed_amount,
        coalesce(totals.amount, 0) as actual_amount,
        usual.missed_amount as usual_amount
    from misses
    left join totals
        on totals.period_id = misses.period_id
    left join misses as usual
        on usual.horizon = misses.horizon
        and usual.level = misses.level
        and usual.period_id = misses.period_id
        and usual.method = 'expected_yield'
),

pooled as (
    select
        beside.horizon,
        beside.level,
        beside.method,
        cast(count(*) as bigint) as period_count,
        cast(count(*) filter (where beside.missed_amount < beside.usual_amount) as bigint) as better_count,
        cast(count(beside.usual_amount) as bigint) as compared_count,
        cast(sum(beside.error_amount) as decimal(18, 2)) as error_amount,
        cast(sum(beside.missed_amount) as decimal(18, 2)) as missed_amount,
        cast(sum(beside.actual_amount) as decimal(18, 2)) as actual_amount,
        cast(sum(beside.missed_amount) filter (where beside.usual_amount is not null) as decimal(18, 2)) as compared_amount,
        cast(sum(beside.usual_amount) as decimal(18, 2)) as usual_amount
    from beside
    group by beside.horizon, beside.level, beside.method
)

select
    this_week.week as week,
    pooled.horizon as horizon,
    pooled.level as level,
    pooled.method as method,
    pooled.period_count as period_count,
    pooled.compared_count as compared_count,
    pooled.better_count as better_count,
    pooled.actual_amount as actual_amount,
    pooled.missed_amount as missed_amount,
    cast(
        floor(
            cast(pooled.missed_amount as double) / nullif(cast(pooled.actual_amount as double), 0.0e0) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as wape_ratio,
    cast(
        floor(
            cast(pooled.error_amount as double) / nullif(cast(pooled.actual_amount as double), 0.0e0) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as bias_ratio,
    cast(
        floor(
            cast(pooled.compared_amount as double) / nullif(cast(pooled.usual_amount as double), 0.0e0) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as against_yields_ratio
from pooled
cross join this_week
