-- The money that work carries: of a node what the forecast that stands still expects of the period, beyond what is won;
-- of a deal its amount × the chance the standing method gives it, in both periods. Nodes add up the tree, so amounts of
-- nested nodes count the same money.
-- grain: week, subject_kind, subject_id, carries
with

standing as (
    select distinct
        standing_forecast.period_id,
        standing_forecast.deal_method
    from standing_forecast
)

select
    forecast_rollup.week as week,
    'node' as subject_kind,
    forecast_rollup.node_id as subject_id,
    case when forecast_rollup.horizon = 'next' then 'next_forecast' else 'forecast' end as carries,
    cast(greatest(forecast_rollup.expected_amount - forecast_rollup.closed_amount, 0) as decimal(18, 2))
        as carried_amount
from forecast_rollup
union all
select
    this_week.week as week,
    'deal' as subject_kind,
    deal_forecast.opportunity_id as subject_id,
    'forecast' as carries,
    cast(greatest(sum(deal_forecast.expected_amount), 0) as decimal(18, 2)) as carried_amount
from deal_forecast
cross join this_week
inner join standing
    on standing.period_id = deal_forecast.period_id
    and standing.deal_method = deal_forecast.method
group by
    this_week.week,
    deal_forecast.opportunity_id
