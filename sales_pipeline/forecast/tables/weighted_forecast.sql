-- The forecast of each representative by each method, for the current and the next period: won, and what open deals are
-- expected to bring. Every active representative is here, and whoever else has won or open deals in the period.
-- grain: week, node_id, period_id, method
with

methods as (
    select
        stated_correction.horizon,
        stated_correction.forecast_method,
        'stated' as method
    from stated_correction
    union all
    select
        stated_correction.horizon,
        stated_correction.forecast_method,
        'stated_corrected' as method
    from stated_correction
),

representatives as (
    select
        nodes.node_id,
        nodes.node_name,
        nodes.is_active
    from nodes
    where
        nodes.instant = 'now'
        and nodes.is_representative
),

expected as (
    select
        deal_forecast.node_id,
        deal_forecast.period_id,
        deal_forecast.method,
        cast(count(*) as bigint) as open_deal_count,
        cast(sum(deal_forecast.amount) as decimal(18, 2)) as open_amount,
        cast(sum(deal_forecast.expected_amount) as decimal(18, 2)) as expected_open_amount
    from deal_forecast
    group by deal_forecast.node_id, deal_forecast.period_id, deal_forecast.method
)

select
    this_week.week as week,
    representatives.node_id as node_id,
    representatives.node_name as node_name,
    node_positions.period_id as period_id,
    node_positions.horizon as horizon,
    methods.method as method,
    methods.method = methods.forecast_method as is_forecast,
    node_positions.closed_amount as closed_won_amount,
    coalesce(expected.open_deal_count, 0) as open_deal_count,
    coalesce(expected.open_amount, 0) as open_amount,
    coalesce(expected.expected_open_amount, 0) as expected_open_amount,
    cast(node_positions.closed_amount + coalesce(expected.expected_open_amount, 0) as decimal(18, 2))
        as expected_amount
from representatives
cross join this_week
inner join node_positions
    on node_positions.node_id = representatives.node_id
inner join methods
    on methods.horizon = node_positions.horizon
left join expected
    on expected.node_id = representatives.node_id
    and expected.period_id = node_positions.period_id
    and expected.method = methods.method
where
    representatives.is_active
    or node_positions.won_deal_count > 0
    or expected.open_deal_count > 0
