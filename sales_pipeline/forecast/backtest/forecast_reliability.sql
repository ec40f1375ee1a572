-- Whether chances keep what they say: every replayed chance of an open deal beside whether it was won in that period as known
-- now, in ten bins of the chance (bin -1: all of them). Of deals said to be won seven in ten times, seven in ten should
-- have been. The Brier score is the mean squared distance; 0 is perfect.
-- grain: horizon, method, bin
with

chances as (
    select
        deal_forecast_replayed.method,
        case when weighted.horizon = 'current' then 'current' else 'next' end as horizon,
        least(deal_forecast_replayed.probability, 1) as probability,
        case when won_deals.opportunity_id is null then 0 else 1 end as is_won
    from deal_forecast_replayed
    cross join this_week
    inner join (
        select distinct
            weighted_forecast_replayed.week,
            weighted_forecast_replayed.period_id,
            weighted_forecast_replayed.horizon
        from weighted_forecast_replayed
    ) as weighted
        on weighted.week = deal_forecast_replayed.week
        and weighted.period_id = deal_forecast_replayed.period_id
    inner join periods
        on periods.period_id = deal_forecast_replayed.period_id
        and periods.stop_date <= this_week.week
    left join won_deals
        on won_deals.opportunity_id = deal_forecast_replayed.opportunity_id
        and won_deals.period_id = deal_forecast_replayed.period_id
),

binned as (
    select
        chances.horizon,
        chances.method,
        case when cuts.by_bin = 1 then cast(least(floor(chances.probability * 10), 9) as bigint) else -1 end as bin,
        chances.probability,
        chances.is_won,
        cast(round(
            (chances.probability - chances.is_won) * (chances.probability - chances.is_won), 12
        ) as decimal(18, 12)) as squared
    from chances
    cross join (values (0), (1)) as cuts (by_bin)
),

sums as (
    select
        binned.horizon,
        binned.method,
        binned.bin,
        cast(count(*) as bigint) as deal_count,
        cast(sum(binned.is_won) as bigint) as won_count,
        cast(sum(binned.probability) as decimal(38, 6)) as probability,
        cast(sum(binned.squared) as decimal(38, 12)) as squared
    from binned
    group by binned.horizon, binned.method, binned.bin
)

select
    sums.horizon as horizon,
    sums.method as method,
    sums.bin as bin,
    sums.deal_count as deal_count,
    sums.won_count as won_count,
    cast(
        floor(cast(sums.probability as double) / nullif(cast(sums.deal_count as double), 0.0e0) * 1e6 + 0.5) / 1e6
        as decimal(18, 6)
    ) as mean_probability,
    cast(
        floor(cast(sums.won_count as double) / nullif(cast(sums.deal_count as double), 0.0e0) * 1e6 + 0.5) / 1e6
        as decimal(18, 6)
    ) as won_ratio,
    cast(
        floor(cast(sums.squared as double) / nullif(cast(sums.deal_count as double), 0.0e0) * 1e6 + 0.5) / 1e6
        as decimal(18, 6)
    ) as brier_score
from sums
