-- What a deal without an amount is taken to be worth on each day the forecast learns from or looks from: the average win
-- of the 180 days before it, or of all before it where those were fewer than ten. Blank before the first win.
-- grain: week, as_of_date
with

days as (
    select training_mondays.as_of_date
    from training_mondays
    union
    select past_mondays.as_of_date
    from past_mondays
    union
    select this_week.week as as_of_date
    from this_week
),

daily as (
    select
        won_deals.won_date,
        cast(count(*) as bigint) as won_count,
        cast(sum(won_deals.amount) as decimal(18, 2)) as won_amount
    from won_deals
    where won_deals.amount > 0
    group by won_deals.won_date
),

sums as (
    select
        days.as_of_date,
        cast(sum(daily.won_count) as bigint) as won_count,
        cast(sum(daily.won_amount) as decimal(18, 2)) as won_amount,
        cast(sum(daily.won_count) filter (where date_diff('day', daily.won_date, days.as_of_date) <= 180) as bigint)
            as recent_count,
        cast(sum(daily.won_amount) filter (where date_diff('day', daily.won_date, days.as_of_date) <= 180)
            as decimal(18, 2)) as recent_amount
    from days
    left join daily
        on daily.won_date < days.as_of_date
    group by days.as_of_date
)

select
    this_week.week as week,
    sums.as_of_date as as_of_date,
    coalesce(sums.won_count, 0) as won_count,
    cast(
        floor(
            cast(case when sums.recent_count >= 10 then sums.recent_amount else sums.won_amount end as double)
            / nullif(cast(case when sums.recent_count >= 10 then sums.recent_count else sums.won_count end as double), 0.0e0)
            * 1e2 + 0.5
        ) / 1e2 as decimal(18, 2)
    ) as amount
from sums
cross join this_week
