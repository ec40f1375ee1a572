-- What every node brought in each of the last eight ended periods, as known now: deals won with a close date in the period,
-- at the rate of that date, credited to their owner and summed up the tree as it stood in the period's last week, as its
-- close knew it. So a representative who changes teams later, if only on the first day of the next period, leaves what
-- the old team brought where it was. Nodes without a win are left out. The one place where an ended period's result is
-- computed: period_close shows that of the period just ended; what is won by today's tree stands in forecast_restated.
-- grain: week, period_id, node_id
with

mondays as (
    select
        period_mondays.recency,
        period_mondays.period_id,
        min(period_mondays.as_of_date) as first_monday
    from period_mondays
    group by period_mondays.recency, period_mondays.period_id
),

-- the week before a close is the last of the period
trees as (
    select
        mondays.period_id,
        node_ancestors_at_close.node_id,
        node_ancestors_at_close.ancestor_node_id
    from mondays
    inner join mondays as following
        on following.recency = mondays.recency - 1
    inner join node_ancestors_at_close
        on node_ancestors_at_close.week = following.first_monday
        and node_ancestors_at_close.instant = 'last_week'
),

won as (
    select
        won_deals.period_id,
        won_deals.node_id,
        cast(sum(won_deals.amount) as decimal(18, 2)) as amount,
        cast(count(*) as bigint) as deal_count
    from won_deals
    group by won_deals.period_id, won_deals.node_id
),

-- whom the organisation did not know then was Unassigned
credited as (
    select
        won.period_id,
        coalesce(trees.node_id, 'unassigned') as node_id,
        won.amount,
        won.deal_count
    from won
    left join trees
        on trees.period_id = won.period_id
        and trees.node_id = won.node_id
        and trees.ancestor_node_id = won.node_id
)

select
    this_week.week as week,
    credited.period_id as period_id,
    trees.ancestor_node_id as node_id,
    cast(sum(credited.amount) as decimal(18, 2)) as actual_amount,
    cast(sum(credited.deal_count) as bigint) as won_deal_count
from credited
cross join this_week
inner join trees
    on trees.period_id = credited.period_id
    and trees.node_id = credited.node_id
group by this_week.week, credited.period_id, trees.ancestor_node_id
