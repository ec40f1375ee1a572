-- How large wins are, by which open deals are told apart in size: the edges between the thirds of past won amounts
-- (nearest rank) and the average win. Wins of nothing do not count.
-- grain: week
with

ranked as (
    select
        won_deals.amount,
        cast(row_number() over (order by won_deals.amount asc, won_deals.opportunity_id asc) as bigint) as place,
        cast(count(*) over () as bigint) as won_count
    from won_deals
    where won_deals.amount > 0
),

thirds as (
    select
        coalesce(max(ranked.won_count), 0) as won_count,
        cast(coalesce(sum(ranked.amount), 0) as decimal(18, 2)) as won_amount,
        min(case when ranked.place * 3 >= ranked.won_count then ranked.amount end) as small_amount,
        min(case when ranked.place * 3 >= ranked.won_count * 2 then ranked.amount end) as large_amount
    from ranked
)

select
    this_week.week as week,
    thirds.won_count as won_count,
    thirds.small_amount as small_amount,
    thirds.large_amount as large_amount,
    cast(
        floor(cast(thirds.won_amount as double) / nullif(cast(thirds.won_count as double), 0.0e0) * 1e2 + 0.5) / 1e2
        as decimal(18, 2)
    ) as average_amount
from thirds
cross join this_week
