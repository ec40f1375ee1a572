-- How the methods would have done at this point of the last eight ended periods: each period forecast with only the
-- eight before it to learn from, against what was won in the end. Corrected needs two periods to learn from.
-- grain: week, period_id, method
with

record as (
    select
        stated_record.period_id,
        stated_record.period_order,
        stated_record.as_of_date,
        stated_record.weeks_left,
        stated_record.closed_won_amount,
        stated_record.stated_remaining_amount,
        stated_record.won_after_amount,
        stated_record.actual_amount,
        row_number() over (order by stated_record.period_order desc) as recency
    from stated_record
    where stated_record.horizon = 'current'
),

lessons as (
    select
        record.period_id,
        cast(count(*) as bigint) as period_count,
        cast(sum(earlier.stated_remaining_amount) as decimal(18, 2)) as stated_remaining_amount,
        cast(sum(earlier.won_after_amount) as decimal(18, 2)) as won_after_amount
    from record
    inner join record as earlier
        on earlier.recency > record.recency
        and earlier.recency <= record.recency + 8
    where earlier.stated_remaining_amount > 0
    group by record.period_id
),

corrections as (
    select
        lessons.period_id,
        cast(
            floor(
                cast(greatest(lessons.won_after_amount, 0) as double)
                / nullif(cast(lessons.stated_remaining_amount as double), 0.0e0)
                * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as correction_ratio
    from lessons
    where lessons.period_count >= 2
),

forecasts as (
    select
        record.period_id,
        'stated' as method,
        cast(record.closed_won_amount + record.stated_remaining_amount as decimal(18, 2)) as forecast_amount
    from record
    where record.recency <= 8
    union all
    select
        record.period_id,
        'stated_corrected' as method,
        cast(
            record.closed_won_amount
            + cast(round(
                cast(record.stated_remaining_amount as decimal(19, 2)) * corrections.correction_ratio, 2
            ) as decimal(18, 2))
            as decimal(18, 2)
        ) as forecast_amount
    from record
    inner join corrections
        on corrections.period_id = record.period_id
    where record.recency <= 8
)

select
    this_week.week as week,
    record.period_id as period_id,
    periods.period_label as period_label,
    record.period_order as period_order,
    record.as_of_date as as_of_date,
    record.weeks_left as weeks_left,
    forecasts.method as method,
    forecasts.forecast_amount as forecast_amount,
    record.actual_amount as actual_amount,
    cast(forecasts.forecast_amount - record.actual_amount as decimal(18, 2)) as error_amount,
    cast(
        floor(
            cast(forecasts.forecast_amount - record.actual_amount as double)
            / nullif(cast(record.actual_amount as double), 0.0e0)
            * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as error_ratio
from forecasts
inner join record
    on record.period_id = forecasts.period_id
inner join periods
    on periods.period_id = record.period_id
cross join this_week
