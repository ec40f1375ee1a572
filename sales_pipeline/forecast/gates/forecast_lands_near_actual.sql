-- In each of the last four periods the forecast, made at the same point, came near what was won.
-- on: method_record
-- warn: accuracy_warn_ratio
with

forecast_method as (
    select standing_method.forecast_method
    from standing_method
    where
        standing_method.horizon = 'current'
        and standing_method.level = 'company'
),

last_periods as (
    select
        method_record.period_id,
        method_record.period_order,
        method_record.as_of_date,
        method_record.method,
        method_record.forecast_amount,
        method_record.actual_amount,
        abs(method_record.error_ratio) as share_ratio
    from method_record
    inner join forecast_method
        on method_record.method = forecast_method.forecast_method
    qualify row_number() over (order by method_record.period_order desc) <= 4
)

select
    last_periods.period_id,
    last_periods.method,
    last_periods.as_of_date,
    last_periods.forecast_amount,
    last_periods.actual_amount,
    last_periods.share_ratio
from last_periods
cross join settings
where last_periods.share_ratio > settings.accuracy_warn_ratio
order by
    last_periods.share_ratio desc,
    last_periods.period_order desc
