-- By how much a representative's deals bring more or less than their kind: won over expected at this point of past periods,
-- drawn towards 1 as if by sixteen more average wins, and bounded to a third and three. Representatives without such a
-- past stand at 1 and are not listed.
-- grain: week, horizon, node_id
with

pooled as (
    select
        learned_record.horizon,
        learned_record.node_id,
        cast(sum(learned_record.open_deal_count) as bigint) as deal_count,
        cast(sum(learned_record.expected_amount) as decimal(18, 2)) as expected_amount,
        cast(sum(learned_record.won_of_open_amount) as decimal(18, 2)) as won_amount
    from learned_record
    group by learned_record.horizon, learned_record.node_id
),

prior as (
    select cast(coalesce(win_sizes.average_amount, 0) * 16 as decimal(18, 2)) as amount
    from win_sizes
),

factors as (
    select
        pooled.horizon,
        pooled.node_id,
        pooled.deal_count,
        pooled.expected_amount,
        pooled.won_amount,
        cast(pooled.won_amount + prior.amount as double)
        / nullif(cast(pooled.expected_amount + prior.amount as double), 0.0e0) as factor
    from pooled
    cross join prior
)

select
    this_week.week as week,
    factors.horizon as horizon,
    factors.node_id as node_id,
    factors.deal_count as deal_count,
    factors.expected_amount as expected_amount,
    factors.won_amount as won_amount,
    cast(
        floor(least(greatest(coalesce(factors.factor, 1e0), 0.333333e0), 3e0) * 1e6 + 0.5) / 1e6 as decimal(18, 6)
    ) as owner_factor
from factors
cross join this_week
