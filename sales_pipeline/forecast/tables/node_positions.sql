-- Where every node stands in the current and the next period by the CRM alone: its deals summed up the tree as it stood
-- that day, by forecast category. What people call and what methods expect is added in forecast_rollup.
-- grain: week, node_id, period_id
with

horizons as (
    select
        'current' as horizon,
        this_week.period_id
    from this_week
    union all
    select
        'next' as horizon,
        this_week.next_period_id as period_id
    from this_week
),

-- a deal counts in one place: won and lost by date, open by category, or beside the total when due before the period
credited as (
    select
        pipeline_snapshot.node_id,
        case
            when pipeline_snapshot.state = 'open' and pipeline_snapshot.due_bucket = 'earlier' then this_week.period_id
            else pipeline_snapshot.due_period_id
        end as period_id,
        case
            when pipeline_snapshot.state <> 'open' then pipeline_snapshot.state
            when pipeline_snapshot.due_bucket <> 'earlier' then pipeline_snapshot.category
            when pipeline_snapshot.category <> 'omitted' then 'earlier'
        end as place,
        pipeline_snapshot.amount
    from pipeline_snapshot
    cross join this_week
),

credits as (
    select
        credited.node_id,
        credited.period_id,
        credited.place,
        cast(sum(credited.amount) as decimal(18, 2)) as amount,
        cast(count(*) as bigint) as deal_count
    from credited
    where credited.place is not null
    group by credited.node_id, credited.period_id, credited.place
),

sums as (
    select
        node_ancestors.ancestor_node_id as node_id,
        credits.period_id,
        credits.place,
        cast(sum(credits.amount) as decimal(18, 2)) as amount,
        cast(sum(credits.deal_count) as bigint) as deal_count
    from credits
    inner join node_ancestors
        on node_ancestors.node_id = credits.node_id
        and node_ancestors.instant = 'now'
    group by node_ancestors.ancestor_node_id, credits.period_id, credits.place
),

positions as (
    select
        nodes.node_id,
        horizons.period_id,
        horizons.horizon,
        cast(coalesce(sum(sums.amount) filter (where sums.place = 'won'), 0) as decimal(18, 2)) as closed_amount,
        cast(coalesce(sum(sums.amount) filter (where sums.place = 'commit'), 0) as decimal(18, 2)) as commit_amount,
        cast(coalesce(sum(sums.amount) filter (where sums.place = 'most_likely'), 0) as decimal(18, 2))
            as most_likely_amount,
        cast(coalesce(sum(sums.amount) filter (where sums.place = 'best_case'), 0) as decimal(18, 2))
            as best_case_amount,
        cast(coalesce(sum(sums.amount) filter (where sums.place = 'pipeline'), 0) as decimal(18, 2))
            as pipeline_amount,
        cast(coalesce(sum(sums.amount) filter (where sums.place = 'omitted'), 0) as decimal(18, 2)) as omitted_amount,
        cast(coalesce(sum(sums.amount) filter (where sums.place = 'lost'), 0) as decimal(18, 2)) as lost_amount,
        cast(coalesce(sum(sums.amount) filter (where sums.place = 'earlier'), 0) as decimal(18, 2))
            as earlier_overdue_amount,
        cast(coalesce(sum(sums.deal_count) filter (where sums.place = 'won'), 0) as bigint) as won_deal_count,
        cast(coalesce(sum(sums.deal_count) filter (where sums.place = 'lost'), 0) as bigint) as lost_deal_count,
        cast(coalesce(
            sum(sums.deal_count) filter (where sums.place in ('commit', 'most_likely', 'best_case', 'pipeline')), 0
        ) as bigint) as open_deal_count
    from nodes
    cross join horizons
    left join sums
        on sums.node_id = nodes.node_id
        and sums.period_id = horizons.period_id
    where nodes.instant = 'now'
    group by nodes.node_id, horizons.period_id, horizons.horizon
)

select
    this_week.week as week,
    positions.node_id as node_id,
    positions.period_id as period_id,
    positions.horizon as horizon,
    positions.closed_amount as closed_amount,
    positions.commit_amount as commit_amount,
    positions.most_likely_amount as most_likely_amount,
    positions.best_case_amount as best_case_amount,
    positions.pipeline_amount as pipeline_amount,
    positions.omitted_amount as omitted_amount,
    cast(positions.closed_amount + positions.commit_amount as decimal(18, 2)) as commit_cumulative_amount,
    cast(positions.closed_amount + positions.commit_amount + positions.most_likely_amount as decimal(18, 2))
        as most_likely_cumulative_amount,
    cast(
        positions.closed_amount + positions.commit_amount + positions.most_likely_amount + positions.best_case_amount
        as decimal(18, 2)
    ) as best_case_cumulative_amount,
    cast(
        positions.commit_amount + positions.most_likely_amount + positions.best_case_amount + positions.pipeline_amount
        as decimal(18, 2)
    ) as open_pipeline_amount,
    positions.lost_amount as lost_amount,
    positions.earlier_overdue_amount as earlier_overdue_amount,
    positions.won_deal_count as won_deal_count,
    positions.lost_deal_count as lost_deal_count,
    positions.open_deal_count as open_deal_count
from positions
cross join this_week
