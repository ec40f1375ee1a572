-- What deals not yet open are expected to bring by the period's end: the geometric mean of what such deals brought from this
-- point on in the last four periods on average, and of their share of what open deals brought in the last eight, times
-- what open deals are expected to bring now. Blank with fewer than two ended periods.
-- grain: week, horizon
with

periods_past as (
    select
        learned_record.horizon,
        learned_record.period_order,
        cast(greatest(sum(learned_record.won_new_amount), 0) as decimal(18, 2)) as won_new_amount,
        cast(sum(learned_record.won_of_open_amount) as decimal(18, 2)) as won_of_open_amount,
        cast(sum(learned_record.actual_amount) as decimal(18, 2)) as actual_amount
    from learned_record
    group by learned_record.horizon, learned_record.period_order
),

beginning as (
    select min(periods_past.period_order) as period_order
    from periods_past
    where periods_past.actual_amount > 0
),

recent as (
    select
        periods_past.horizon,
        periods_past.won_new_amount,
        periods_past.won_of_open_amount,
        row_number() over (partition by periods_past.horizon order by periods_past.period_order desc) as recency
    from periods_past
    inner join beginning
        on beginning.period_order <= periods_past.period_order
),

pooled as (
    select
        recent.horizon,
        cast(count(*) as bigint) as period_count,
        cast(sum(case when recent.recency <= 4 then recent.won_new_amount end) as decimal(18, 2)) as last_four_amount,
        cast(count(case when recent.recency <= 4 then 1 end) as bigint) as last_four_count,
        cast(sum(recent.won_new_amount) as decimal(18, 2)) as won_new_amount,
        cast(sum(recent.won_of_open_amount) as decimal(18, 2)) as won_of_open_amount
    from recent
    where recent.recency <= 8
    group by recent.horizon
),

now_open as (
    select
        deal_yields.horizon,
        cast(sum(deal_yields.expected_amount) as decimal(18, 2)) as expected_amount
    from deal_yields
    group by deal_yields.horizon
),

horizons as (
    select 'current' as horizon
    from this_week
    union all
    select 'next' as horizon
    from this_week
),

judged as (
    select
        horizons.horizon,
        coalesce(pooled.period_count, 0) as period_count,
        coalesce(now_open.expected_amount, 0) as expected_existing_amount,
        cast(pooled.last_four_amount as double) / nullif(cast(pooled.last_four_count as double), 0.0e0) as mean_new,
        cast(pooled.won_new_amount as double) / nullif(cast(pooled.won_of_open_amount as double), 0.0e0) as share
    from horizons
    left join pooled
        on pooled.horizon = horizons.horizon
    left join now_open
        on now_open.horizon = horizons.horizon
)

select
    this_week.week as week,
    judged.horizon as horizon,
    judged.period_count as period_count,
    judged.expected_existing_amount as expected_existing_amount,
    cast(floor(judged.mean_new * 1e2 + 0.5) / 1e2 as decimal(18, 2)) as mean_new_amount,
    cast(floor(judged.share * 1e6 + 0.5) / 1e6 as decimal(18, 6)) as new_share_ratio,
    case when judged.period_count >= 2 then
        cast(
            floor(
                sqrt(
                    coalesce(judged.mean_new, 0e0)
                    * coalesce(judged.share, 0e0)
                    * cast(judged.expected_existing_amount as double)
                )
                * 1e2 + 0.5
            ) / 1e2 as decimal(18, 2)
        )
    end as expected_new_amount
from judged
cross join this_week
