-- The forecasts of the representatives are those of the roll-up, one by one and added up to the company.
-- on: forecast_rollup
-- error: identity_error_amount
with

representatives as (
    select
        standing_forecast.node_id,
        standing_forecast.period_id,
        standing_forecast.expected_amount
    from standing_forecast
),

company as (
    select
        forecast_rollup.node_id,
        forecast_rollup.period_id
    from forecast_rollup
    where forecast_rollup.parent_node_id is null
),

expected as (
    select
        representatives.node_id,
        representatives.period_id,
        representatives.expected_amount
    from representatives
    union all
    select
        company.node_id,
        company.period_id,
        cast(coalesce(sum(representatives.expected_amount), 0) as decimal(18, 2)) as expected_amount
    from company
    left join representatives
        on company.period_id = representatives.period_id
    group by
        company.node_id,
        company.period_id
)

select
    expected.node_id,
    expected.period_id,
    expected.expected_amount,
    forecast_rollup.expected_amount as rollup_amount,
    expected.expected_amount - coalesce(forecast_rollup.expected_amount, 0) as gap_amount
from expected
left join forecast_rollup
    on expected.node_id = forecast_rollup.node_id
    and expected.period_id = forecast_rollup.period_id
where expected.expected_amount <> coalesce(forecast_rollup.expected_amount, 0)
order by
    abs(expected.expected_amount - coalesce(forecast_rollup.expected_amount, 0)) desc,
    expected.node_id asc,
    expected.period_id asc
