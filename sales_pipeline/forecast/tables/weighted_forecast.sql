-- The forecast of each representative by each method, for the current and the next period: won, what open deals are expected
-- to bring, and what deals not yet open are. Stated chances hold no new business, corrected ones hold it in their ratio;
-- last_period, mean_of_four and pace look at past wins alone. Every active representative is here, and whoever else has
-- won, open or expected amounts.
-- grain: week, node_id, period_id, method
with

-- what each won in past periods, and in the same time of them that is still to come
past as (
    select
        learned_record.horizon,
        learned_record.node_id,
        learned_record.actual_amount,
        cast(learned_record.actual_amount - learned_record.closed_won_amount as decimal(18, 2)) as won_after_amount,
        dense_rank() over (partition by learned_record.horizon order by learned_record.period_order desc) as recency
    from learned_record
),

taught as (
    select
        new_business.horizon,
        new_business.expected_new_amount,
        cast(least(new_business.period_count, 4) as bigint) as mean_count,
        new_business.period_count
    from new_business
),

histories as (
    select
        past.horizon,
        past.node_id,
        cast(coalesce(sum(past.actual_amount) filter (where past.recency = 1), 0) as decimal(18, 2)) as last_amount,
        cast(coalesce(sum(past.actual_amount), 0) as decimal(18, 2)) as four_amount,
        cast(coalesce(sum(past.won_after_amount), 0) as decimal(18, 2)) as four_after_amount
    from past
    where past.recency <= 4
    group by past.horizon, past.node_id
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

-- new business goes to who is there to win it: by what each won in the last four periods, else evenly
shares as (
    select
        taught.horizon,
        representatives.node_id,
        cast(coalesce(histories.four_amount, 0) as double) as four_amount,
        cast(cast(sum(coalesce(histories.four_amount, 0)) over (partition by taught.horizon) as decimal(18, 2)) as double)
            as all_amount,
        cast(count(*) over (partition by taught.horizon) as double) as all_count
    from taught
    cross join representatives
    left join histories
        on histories.horizon = taught.horizon
        and histories.node_id = representatives.node_id
    where
        representatives.is_active
        and representatives.node_id <> 'unassigned'
),

new_shares as (
    select
        shares.horizon,
        shares.node_id,
        cast(
            floor(
                coalesce(shares.four_amount / nullif(shares.all_amount, 0.0e0), 1e0 / nullif(shares.all_count, 0.0e0))
                * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as share
    from shares
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
),

positions as (
    select
        representatives.node_id,
        representatives.node_name,
        representatives.is_active,
        node_positions.period_id,
        node_positions.horizon,
        node_positions.closed_amount,
        node_positions.won_deal_count,
        taught.period_count,
        taught.mean_count,
        cast(round(
            cast(coalesce(taught.expected_new_amount, 0) as decimal(19, 2)) * coalesce(new_shares.share, 0), 2
        ) as decimal(18, 2)) as expected_new_amount,
        coalesce(histories.last_amount, 0) as last_amount,
        coalesce(histories.four_amount, 0) as four_amount,
        coalesce(histories.four_after_amount, 0) as four_after_amount
    from representatives
    inner join node_positions
        on node_positions.node_id = representatives.node_id
    inner join taught
        on taught.horizon = node_positions.horizon
    left join histories
        on histories.horizon = node_positions.horizon
        and histories.node_id = representatives.node_id
    left join new_shares
        on new_shares.horizon = node_positions.horizon
        and new_shares.node_id = representatives.node_id
),

means as (
    select
        positions.node_id,
        positions.period_id,
        cast(
            floor(cast(positions.four_amount as double) / nullif(cast(positions.mean_count as double), 0.0e0) * 1e2 + 0.5)
            / 1e2 as decimal(18, 2)
        ) as mean_amount,
        cast(
            floor(
                cast(positions.four_after_amount as double) / nullif(cast(positions.mean_count as double), 0.0e0)
                * 1e2 + 0.5
            ) / 1e2 as decimal(18, 2)
        ) as mean_after_amount
    from positions
),

forecasts as (
    select
        positions.node_id,
        positions.period_id,
        'stated' as method,
        cast(0 as decimal(18, 2)) as new_amount,
        cast(null as decimal(18, 2)) as whole_amount
    from positions
    union all
    select
        positions.node_id,
        positions.period_id,
        'stated_corrected' as method,
        cast(0 as decimal(18, 2)) as new_amount,
        cast(null as decimal(18, 2)) as whole_amount
    from positions
    union all
    select
        positions.node_id,
        positions.period_id,
        'expected_yield' as method,
        positions.expected_new_amount as new_amount,
        cast(null as decimal(18, 2)) as whole_amount
    from positions
    where positions.period_count >= 2
    union all
    select
        positions.node_id,
        positions.period_id,
        'last_period' as method,
        cast(0 as decimal(18, 2)) as new_amount,
        positions.last_amount as whole_amount
    from positions
    where positions.period_count >= 1
    union all
    select
        positions.node_id,
        positions.period_id,
        'mean_of_four' as method,
        cast(0 as decimal(18, 2)) as new_amount,
        means.mean_amount as whole_amount
    from positions
    inner join means
        on means.node_id = positions.node_id
        and means.period_id = positions.period_id
    where positions.period_count >= 1
    union all
    select
        positions.node_id,
        positions.period_id,
        'pace' as method,
        cast(0 as decimal(18, 2)) as new_amount,
        cast(positions.closed_amount + means.mean_after_amount as decimal(18, 2)) as whole_amount
    from positions
    inner join means
        on means.node_id = positions.node_id
        and means.period_id = positions.period_id
    where positions.period_count >= 1
)

select
    this_week.week as week,
    positions.node_id as node_id,
    positions.node_name as node_name,
    positions.period_id as period_id,
    positions.horizon as horizon,
    forecasts.method as method,
    positions.closed_amount as closed_won_amount,
    coalesce(expected.open_deal_count, 0) as open_deal_count,
    coalesce(expected.open_amount, 0) as open_amount,
    coalesce(expected.expected_open_amount, 0) as expected_open_amount,
    forecasts.new_amount as expected_new_amount,
    coalesce(
        forecasts.whole_amount,
        cast(
            positions.closed_amount + coalesce(expected.expected_open_amount, 0) + forecasts.new_amount as decimal(18, 2)
        )
    ) as expected_amount
from forecasts
cross join this_week
inner join positions
    on positions.node_id = forecasts.node_id
    and positions.period_id = forecasts.period_id
left join expected
    on expected.node_id = forecasts.node_id
    and expected.period_id = forecasts.period_id
    and expected.method = forecasts.method
where
    positions.is_active
    or positions.won_deal_count > 0
    or expected.open_deal_count > 0
    or forecasts.whole_amount <> 0
