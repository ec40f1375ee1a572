-- How the methods did at this point of the last eight ended periods: what each forecast for the company on that Monday,
-- replayed with nothing later visible, against what was won in the end as known now. A method that could not stand
-- then, for want of a past to learn from, has no row.
-- grain: week, period_id, method
with

forecasts as (
    select
        weighted_forecast_same_point.week as as_of_date,
        weighted_forecast_same_point.period_id,
        weighted_forecast_same_point.method,
        cast(sum(weighted_forecast_same_point.expected_amount) as decimal(18, 2)) as forecast_amount
    from weighted_forecast_same_point
    where weighted_forecast_same_point.horizon = 'current'
    group by
        weighted_forecast_same_point.week,
        weighted_forecast_same_point.period_id,
        weighted_forecast_same_point.method
),

outcomes as (
    select
        won_deals.period_id,
        cast(sum(won_deals.amount) as decimal(18, 2)) as actual_amount
    from won_deals
    group by won_deals.period_id
),

-- before the first period with a win the history had not begun
beginning as (
    select min(periods.period_order) as period_order
    from outcomes
    inner join periods
        on periods.period_id = outcomes.period_id
    where outcomes.actual_amount <> 0
),

scored as (
    select
        forecasts.as_of_date,
        forecasts.period_id,
        periods.period_label,
        periods.period_order,
        past_mondays.weeks_left,
        forecasts.method,
        forecasts.forecast_amount,
        coalesce(outcomes.actual_amount, 0) as actual_amount
    from forecasts
    inner join periods
        on periods.period_id = forecasts.period_id
    inner join beginning
        on beginning.period_order <= periods.period_order
    inner join past_mondays
        on past_mondays.horizon = 'current'
        and past_mondays.period_id = forecasts.period_id
    left join outcomes
        on outcomes.period_id = forecasts.period_id
)

select
    this_week.week as week,
    scored.period_id as period_id,
    scored.period_label as period_label,
    scored.period_order as period_order,
    scored.as_of_date as as_of_date,
    scored.weeks_left as weeks_left,
    scored.method as method,
    scored.forecast_amount as forecast_amount,
    scored.actual_amount as actual_amount,
    cast(scored.forecast_amount - scored.actual_amount as decimal(18, 2)) as error_amount,
    cast(
        floor(
            cast(scored.forecast_amount - scored.actual_amount as double)
            / nullif(cast(scored.actual_amount as double), 0.0e0)
            * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as error_ratio
from scored
cross join this_week
