-- Where the running period stands, unit by unit: open pipeline against the pipeline needed, quota attainment against 1,
-- and deals closed.
-- grain: week, node_id, milestone
with

units as (
    select
        forecast_rollup.week,
        forecast_rollup.node_id,
        forecast_rollup.node_name,
        forecast_rollup.open_pipeline_amount,
        forecast_rollup.attainment_ratio,
        forecast_rollup.won_deal_count,
        coverage.needed_amount
    from forecast_rollup
    left join coverage
        on coverage.node_id = forecast_rollup.node_id
        and coverage.period_id = forecast_rollup.period_id
    where
        forecast_rollup.horizon = 'current'
        and forecast_rollup.level <> 'representative'
)

select
    units.week as week,
    units.node_id as node_id,
    units.node_name as node_name,
    'pipeline' as milestone,
    cast(units.open_pipeline_amount as decimal(18, 6)) as value,
    cast(units.needed_amount as decimal(18, 6)) as target
from units
union all
select
    units.week as week,
    units.node_id as node_id,
    units.node_name as node_name,
    'quota_attainment' as milestone,
    units.attainment_ratio as value,
    cast(1 as decimal(18, 6)) as target
from units
where units.attainment_ratio is not null
union all
select
    units.week as week,
    units.node_id as node_id,
    units.node_name as node_name,
    'deals_closed' as milestone,
    cast(units.won_deal_count as decimal(18, 6)) as value,
    cast(null as decimal(18, 6)) as target
from units
