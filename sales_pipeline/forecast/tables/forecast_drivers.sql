-- Why the number of this period differs from what the last one, and the same one a year ago, came to: a bridge from the
-- final result of then to what is expected now, at company and units. What is won so far is compared with what was won
-- at the same point, in this order, each step at the rates of then for what is not yet counted: deals of the period
-- (count), the share of them decided by now (timing), the share of those won (win rate), the segments these are in at the
-- usual size of each (mix), the size of wins, and the price of their line items. What is still to come is compared in
-- two: open pipeline, and what it brings. A node that had won nothing by then has no rates: its wins are one step,
-- no_base. start + steps = end, to the cent; units need not add up, for each has rates of its own.
-- grain: week, node_id, against, driver
with

-- now beside then
pairs as (
    select
        thens.node_id,
        thens.as_of as against,
        thens.depth,
        thens.won_deal_count + thens.lost_deal_count + thens.open_deal_count as then_count,
        thens.won_deal_count + thens.lost_deal_count as then_decided_count,
        thens.won_deal_count as then_won_count,
        thens.closed_won_amount as then_won_amount,
        thens.open_pipeline_amount as then_open_amount,
        thens.result_amount as then_result_amount,
        nows.won_deal_count + nows.lost_deal_count + nows.open_deal_count as now_count,
        nows.won_deal_count + nows.lost_deal_count as now_decided_count,
        nows.won_deal_count as now_won_count,
        nows.closed_won_amount as now_won_amount,
        nows.open_pipeline_amount as now_open_amount,
        nows.result_amount as now_result_amount,
        thens.usual_then_amount,
        thens.usual_now_amount,
        thens.price_amount
    from period_comparison as thens
    inner join period_comparison as nows
        on nows.node_id = thens.node_id
        and nows.as_of = 'now'
    where
        thens.as_of <> 'now'
        and thens.level <> 'representative'
),

-- what is won, step by step from then to now, and what is to come
levels as (
    select
        pairs.node_id,
        pairs.against,
        pairs.then_won_count > 0 and pairs.usual_then_amount > 0 as has_base,
        pairs.then_result_amount,
        pairs.now_result_amount,
        pairs.then_won_amount,
        pairs.now_won_amount,
        cast(
            floor(
                cast(pairs.then_won_amount as double) * cast(pairs.now_count as double)
                / nullif(cast(pairs.then_count as double), 0.0e0) * 1e2 + 0.5
            ) / 1e2 as decimal(18, 2)
        ) as counted_amount,
        cast(
            floor(
                cast(pairs.then_won_amount as double) * cast(pairs.now_decided_count as double)
                / nullif(cast(pairs.then_decided_count as double), 0.0e0) * 1e2 + 0.5
            ) / 1e2 as decimal(18, 2)
        ) as decided_amount,
        cast(
            floor(
                cast(pairs.then_won_amount as double) * cast(pairs.now_won_count as double)
                / nullif(cast(pairs.then_won_count as double), 0.0e0) * 1e2 + 0.5
            ) / 1e2 as decimal(18, 2)
        ) as rated_amount,
        cast(
            floor(
                cast(pairs.then_won_amount as double) * cast(pairs.usual_now_amount as double)
                / nullif(cast(pairs.usual_then_amount as double), 0.0e0) * 1e2 + 0.5
            ) / 1e2 as decimal(18, 2)
        ) as mixed_amount,
        pairs.price_amount,
        pairs.then_result_amount - pairs.then_won_amount as then_to_come_amount,
        pairs.now_result_amount - pairs.now_won_amount as now_to_come_amount,
        coalesce(
            cast(
                floor(
                    cast(pairs.then_result_amount - pairs.then_won_amount as double)
                    * cast(pairs.now_open_amount as double)
                    / nullif(cast(pairs.then_open_amount as double), 0.0e0) * 1e2 + 0.5
                ) / 1e2 as decimal(18, 2)
            ),
            cast(pairs.then_result_amount - pairs.then_won_amount as decimal(18, 2))
        ) as piped_amount
    from pairs
),

steps as (
    select
        names.driver,
        names.driver_order
    from (
        values
        ('start', 1), ('count', 2), ('timing', 3), ('win_rate', 4), ('mix', 5), ('size', 6), ('price', 7), ('no_base', 8),
        ('open_pipeline', 9), ('conversion', 10), ('end', 11)
    ) as names (driver, driver_order)
),

effects as (
    select
        levels.node_id,
        levels.against,
        steps.driver,
        steps.driver_order,
        levels.has_base,
        levels.price_amount is not null as has_price,
        case steps.driver
            when 'start' then levels.then_result_amount
            when 'count' then levels.counted_amount - levels.then_won_amount
            when 'timing' then levels.decided_amount - levels.counted_amount
            when 'win_rate' then levels.rated_amount - levels.decided_amount
            when 'mix' then levels.mixed_amount - levels.rated_amount
            when 'size' then levels.now_won_amount - levels.mixed_amount - coalesce(levels.price_amount, 0)
            when 'price' then levels.price_amount
            when 'no_base' then levels.now_won_amount - levels.then_won_amount
            when 'open_pipeline' then levels.piped_amount - levels.then_to_come_amount
            when 'conversion' then levels.now_to_come_amount - levels.piped_amount
            else levels.now_result_amount
        end as amount
    from levels
    cross join steps
)

select
    this_week.week as week,
    effects.node_id as node_id,
    effects.against as against,
    effects.driver as driver,
    cast(effects.driver_order as bigint) as driver_order,
    cast(effects.amount as decimal(18, 2)) as amount
from effects
cross join this_week
where
    case effects.driver
        when 'no_base' then not effects.has_base
        when 'price' then effects.has_base and effects.has_price
        when 'start' then true
        when 'open_pipeline' then true
        when 'conversion' then true
        when 'end' then true
        else effects.has_base
    end
