-- Whether learned chances keep what they say: the chance each deal open at this point of the last eight ended periods was
-- given then, replayed with nothing later visible, beside whether it was won by that period's end as known now, in ten
-- bins of the chance (bin -1: all of them). Of deals given seven in ten, seven in ten should have been won. The Brier
-- score is the mean squared distance; 0 is perfect.
-- grain: week, bin
with

chances as (
    select
        deal_forecast_same_point.period_id,
        least(deal_forecast_same_point.probability, 1) as probability,
        case when won_deals.opportunity_id is null then 0 else 1 end as is_won
    from deal_forecast_same_point
    inner join past_mondays
        on past_mondays.horizon = 'current'
        and past_mondays.as_of_date = deal_forecast_same_point.week
        and past_mondays.period_id = deal_forecast_same_point.period_id
    left join won_deals
        on won_deals.opportunity_id = deal_forecast_same_point.opportunity_id
        and won_deals.period_id = deal_forecast_same_point.period_id
    where deal_forecast_same_point.method = 'expected_yield'
),

binned as (
    select
        chances.period_id,
        case when cuts.by_bin = 1 then cast(least(floor(chances.probability * 10), 9) as bigint) else -1 end as bin,
        chances.probability,
        chances.is_won,
        cast(round((chances.probability - chances.is_won) * (chances.probability - chances.is_won), 6) as decimal(18, 6))
            as squared
    from chances
    cross join (values (0), (1)) as cuts (by_bin)
),

sums as (
    select
        binned.bin,
        cast(count(distinct binned.period_id) as bigint) as period_count,
        cast(count(*) as bigint) as deal_count,
        cast(sum(binned.is_won) as bigint) as won_count,
        cast(sum(binned.probability) as decimal(38, 6)) as probability,
        cast(sum(binned.squared) as decimal(38, 6)) as squared
    from binned
    group by binned.bin
)

select
    this_week.week as week,
    sums.bin as bin,
    sums.period_count as period_count,
    sums.deal_count as deal_count,
    sums.won_count as won_count,
    cast(floor(cast(sums.probability as double) / nullif(cast(sums.deal_count as double), 0.0e0) * 1e6 + 0.5) / 1e6 as decimal(18, 6))
        as mean_probability,
    cast(floor(cast(sums.won_count as double) / nullif(cast(sums.deal_count as double), 0.0e0) * 1e6 + 0.5) / 1e6 as decimal(18, 6))
        as won_ratio,
    cast(floor(cast(sums.squared as double) / nullif(cast(sums.deal_count as double), 0.0e0) * 1e6 + 0.5) / 1e6 as decimal(18, 6))
        as brier_score
from sums
cross join this_week
