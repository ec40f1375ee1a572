-- What moves all deals of a period together, fitted: how far the company ended from what the yields expected at the same
-- point of the last eight ended periods, beyond what chance explains, as a share of what was still expected. Squares are
-- pooled over periods and drawn towards fifteen per cent as if by four more of them; at most a half.
-- grain: week, horizon
with

past as (
    select
        forecast_spread_same_point.horizon,
        forecast_spread_same_point.period_id,
        forecast_spread_same_point.expected_amount,
        cast(forecast_spread_same_point.expected_amount - forecast_spread_same_point.closed_won_amount as decimal(18, 2))
            as remaining_amount,
        forecast_spread_same_point.chance_deviation_amount
    from forecast_spread_same_point
    inner join periods
        on periods.period_id = forecast_spread_same_point.period_id
    cross join this_week
    where
        periods.stop_date <= this_week.period_start_date
        and forecast_spread_same_point.expected_amount > forecast_spread_same_point.closed_won_amount
        and forecast_spread_same_point.chance_deviation_amount is not null
),

came as (
    select
        past.horizon,
        past.period_id,
        cast(coalesce(sum(won_deals.amount), 0) as decimal(18, 2)) as amount
    from past
    left join won_deals
        on won_deals.period_id = past.period_id
    group by past.horizon, past.period_id
),

-- in units of the largest, so that squares of money fit
scale as (
    select
        past.horizon,
        cast(max(past.remaining_amount) as double) as unit
    from past
    group by past.horizon
),

shares as (
    select
        past.horizon,
        cast(
            floor(cast(past.remaining_amount as double) / nullif(scale.unit, 0.0e0) * 1e9 + 0.5) / 1e9 as decimal(18, 9)
        ) as remaining,
        cast(
            floor(cast(past.chance_deviation_amount as double) / nullif(scale.unit, 0.0e0) * 1e9 + 0.5) / 1e9
            as decimal(18, 9)
        ) as deviation,
        cast(
            floor(cast(came.amount - past.expected_amount as double) / nullif(scale.unit, 0.0e0) * 1e9 + 0.5) / 1e9
            as decimal(18, 9)
        ) as miss
    from past
    inner join scale
        on scale.horizon = past.horizon
    inner join came
        on came.horizon = past.horizon
        and came.period_id = past.period_id
),

pooled as (
    select
        shares.horizon,
        cast(count(*) as bigint) as period_count,
        cast(sum(cast(round(shares.remaining * shares.remaining, 18) as decimal(36, 18))) as decimal(38, 18))
            as remaining_squares,
        cast(sum(cast(round(shares.deviation * shares.deviation, 18) as decimal(36, 18))) as decimal(38, 18))
            as deviation_squares,
        cast(sum(cast(round(shares.miss * shares.miss, 18) as decimal(36, 18))) as decimal(38, 18))
            as miss_squares
    from shares
    group by shares.horizon
),

fitted as (
    select
        forecast_spread.horizon,
        coalesce(pooled.period_count, 0) as period_count,
        greatest(cast(pooled.miss_squares as double) - cast(pooled.deviation_squares as double), 0e0) as beyond,
        cast(pooled.remaining_squares as double) as remaining,
        4e0 * cast(pooled.remaining_squares as double) / nullif(cast(pooled.period_count as double), 0.0e0) as prior
    from forecast_spread
    left join pooled
        on pooled.horizon = forecast_spread.horizon
)

select
    this_week.week as week,
    fitted.horizon as horizon,
    fitted.period_count as period_count,
    cast(floor(sqrt(fitted.beyond / nullif(fitted.remaining, 0.0e0)) * 1e6 + 0.5) / 1e6 as decimal(18, 6))
        as seen_deviation_ratio,
    cast(
        floor(
            least(
                sqrt(
                    coalesce((fitted.beyond + 2.25e-2 * fitted.prior) / nullif(fitted.remaining + fitted.prior, 0.0e0),
                        2.25e-2)
                ),
                5e-1
            ) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as shock_deviation_ratio
from fitted
cross join this_week
