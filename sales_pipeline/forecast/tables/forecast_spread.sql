-- How far chance alone can carry the company from what the yields expect, for the running period and the next: deals are won
-- or not, each by itself, and deals not yet open come by ones of the average recent win. The squared deviation of a deal
-- worth v if won with chance p is p (1 - p) v²; of n expected wins of average a and dispersion d it is n a² (1 + d).
-- grain: week, horizon
with

recent_wins as (
    select won_deals.amount
    from won_deals
    cross join this_week
    where
        won_deals.amount > 0
        and won_deals.won_date >= this_week.trailing_year_date
),

sizes as (
    select
        cast(count(*) as bigint) as won_count,
        cast(sum(recent_wins.amount) as decimal(18, 2)) as won_amount
    from recent_wins
),

typical as (
    select
        sizes.won_count,
        cast(
            floor(cast(sizes.won_amount as double) / nullif(cast(sizes.won_count as double), 0.0e0) * 1e2 + 0.5) / 1e2
            as decimal(18, 2)
        ) as amount
    from sizes
),

-- each win against the average one: squares of money would not fit
relative as (
    select
        cast(
            floor(cast(recent_wins.amount as double) / nullif(cast(typical.amount as double), 0.0e0) * 1e6 + 0.5) / 1e6
            as decimal(18, 6)
        ) as size
    from recent_wins
    cross join typical
),

dispersion as (
    select
        cast(sum(
            cast(round(cast(relative.size as decimal(19, 6)) * relative.size, 12) as decimal(28, 12))
        ) as decimal(38, 12)) as squares
    from relative
),

deals as (
    select
        deal_forecast.period_id,
        deal_forecast.expected_amount,
        least(cast(deal_forecast.probability as double), 1e0) as chance,
        cast(
            floor(
                cast(deal_forecast.expected_amount as double)
                / nullif(cast(typical.amount as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as size
    from deal_forecast
    cross join typical
    where deal_forecast.method = 'expected_yield'
),

-- in units of the average win, squared: expected² (1 - p) / p
squares as (
    select
        deals.period_id,
        deals.expected_amount,
        cast(
            floor(
                cast(deals.size as double) * cast(deals.size as double) * (1e0 - deals.chance)
                / nullif(deals.chance, 0.0e0) * 1e9 + 0.5
            ) / 1e9 as decimal(28, 9)
        ) as squared
    from deals
),

existing as (
    select
        squares.period_id,
        cast(sum(squares.squared) as decimal(38, 9)) as squared
    from squares
    group by squares.period_id
),

forecasts as (
    select
        weighted_forecast.horizon,
        weighted_forecast.period_id,
        cast(sum(weighted_forecast.closed_won_amount) as decimal(18, 2)) as closed_won_amount,
        cast(sum(weighted_forecast.expected_new_amount) as decimal(18, 2)) as new_amount,
        cast(sum(weighted_forecast.expected_amount) as decimal(18, 2)) as expected_amount
    from weighted_forecast
    where weighted_forecast.method = 'expected_yield'
    group by weighted_forecast.horizon, weighted_forecast.period_id
),

added as (
    select
        forecasts.horizon,
        forecasts.period_id,
        forecasts.closed_won_amount,
        forecasts.new_amount,
        forecasts.expected_amount,
        typical.won_count,
        typical.amount as typical_amount,
        cast(coalesce(existing.squared, 0) as double) as existing_squared,
        greatest(
            coalesce(cast(dispersion.squares as double) / nullif(cast(typical.won_count as double), 0.0e0) - 1e0, 0e0), 0e0
        ) as dispersion
    from forecasts
    cross join typical
    cross join dispersion
    left join existing
        on existing.period_id = forecasts.period_id
)

select
    this_week.week as week,
    added.horizon as horizon,
    added.period_id as period_id,
    added.won_count as won_count,
    added.typical_amount as typical_win_amount,
    cast(floor(added.dispersion * 1e6 + 0.5) / 1e6 as decimal(18, 6)) as dispersion_ratio,
    added.closed_won_amount as closed_won_amount,
    added.expected_amount as expected_amount,
    cast(
        floor(
            cast(added.typical_amount as double)
            * sqrt(
                added.existing_squared
                + cast(added.new_amount as double) / nullif(cast(added.typical_amount as double), 0.0e0)
                * (1e0 + added.dispersion)
            )
            * 1e2 + 0.5
        ) / 1e2 as decimal(18, 2)
    ) as chance_deviation_amount
from added
cross join this_week
