-- The forecast that stands, of each representative, for the running period and the next: what the representatives' method
-- says, where the company's own method says otherwise scaled in what is still expected, so that nodes add up to it. No
-- forecast lies below what is won.
-- grain: week, node_id, period_id
with

methods as (
    select
        standing_method.horizon,
        max(case when standing_method.level = 'company' then standing_method.forecast_method end) as company_method,
        max(case when standing_method.level = 'representative' then standing_method.forecast_method end) as node_method
    from standing_method
    group by standing_method.horizon
),

learned as (
    select
        weighted_forecast.horizon,
        max(case when weighted_forecast.method = 'expected_yield' then 1 else 0 end) as has_yields
    from weighted_forecast
    group by weighted_forecast.horizon
),

-- single deals are shown by a method that speaks of deals
named as (
    select
        methods.horizon,
        methods.company_method,
        methods.node_method,
        case
            when methods.node_method in ('expected_yield', 'stated_corrected', 'stated') then methods.node_method
            when learned.has_yields = 1 then 'expected_yield'
            else 'stated'
        end as deal_method
    from methods
    inner join learned
        on learned.horizon = methods.horizon
),

remaining as (
    select
        weighted_forecast.horizon,
        weighted_forecast.method,
        weighted_forecast.node_id,
        cast(greatest(weighted_forecast.expected_amount - weighted_forecast.closed_won_amount, 0) as decimal(18, 2))
            as remaining_amount
    from weighted_forecast
),

sums as (
    select
        remaining.horizon,
        remaining.method,
        cast(sum(remaining.remaining_amount) as decimal(18, 2)) as remaining_amount
    from remaining
    group by remaining.horizon, remaining.method
),

scales as (
    select
        named.horizon,
        named.company_method,
        named.node_method,
        named.deal_method,
        cast(
            floor(
                coalesce(
                    cast(by_company.remaining_amount as double) / nullif(cast(by_node.remaining_amount as double), 0.0e0),
                    1e0
                )
                * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as scale_ratio,
        cast(
            floor(
                coalesce(
                    cast(by_company.remaining_amount as double) / nullif(cast(by_deal.remaining_amount as double), 0.0e0),
                    1e0
                )
                * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as deal_scale_ratio
    from named
    left join sums as by_company
        on by_company.horizon = named.horizon
        and by_company.method = named.company_method
    left join sums as by_node
        on by_node.horizon = named.horizon
        and by_node.method = named.node_method
    left join sums as by_deal
        on by_deal.horizon = named.horizon
        and by_deal.method = named.deal_method
),

own as (
    select
        weighted_forecast.node_id,
        weighted_forecast.node_name,
        weighted_forecast.period_id,
        weighted_forecast.horizon,
        weighted_forecast.closed_won_amount,
        remaining.remaining_amount
    from weighted_forecast
    inner join scales
        on scales.horizon = weighted_forecast.horizon
        and scales.node_method = weighted_forecast.method
    inner join remaining
        on remaining.horizon = weighted_forecast.horizon
        and remaining.method = weighted_forecast.method
        and remaining.node_id = weighted_forecast.node_id
)

select
    this_week.week as week,
    own.node_id as node_id,
    own.node_name as node_name,
    own.period_id as period_id,
    own.horizon as horizon,
    scales.node_method as node_method,
    scales.company_method as company_method,
    scales.deal_method as deal_method,
    scales.scale_ratio as scale_ratio,
    scales.deal_scale_ratio as deal_scale_ratio,
    own.closed_won_amount as closed_won_amount,
    cast(
        own.closed_won_amount + cast(
            round(cast(own.remaining_amount as decimal(19, 2)) * scales.scale_ratio, 2) as decimal(18, 2)
        ) as decimal(18, 2)
    ) as expected_amount
from own
cross join this_week
inner join scales
    on scales.horizon = own.horizon
