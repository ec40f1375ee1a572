-- How much of the current period's commit hangs on its largest deal and its five largest, at the company and every unit
-- below it; representatives are left out. Shares are blank where there is no commit.
-- grain: week, node_id
with

units as (
    select
        nodes.node_id,
        nodes.node_name,
        nodes.level,
        nodes.sort_key
    from nodes
    where
        nodes.instant = 'now'
        and not nodes.is_representative
),

commit_deals as (
    select
        deal_risk.opportunity_id,
        deal_risk.node_id,
        deal_risk.amount,
        cast(deal_risk.amount - deal_risk.expected_loss_amount as decimal(18, 2)) as expected_amount
    from deal_risk
    where deal_risk.is_commit
),

placed as (
    select
        units.node_id,
        commit_deals.opportunity_id,
        commit_deals.amount,
        commit_deals.expected_amount,
        row_number() over (
            partition by units.node_id
            order by commit_deals.amount desc, commit_deals.opportunity_id asc
        ) as place
    from commit_deals
    inner join node_ancestors
        on node_ancestors.instant = 'now'
        and node_ancestors.node_id = commit_deals.node_id
    inner join units
        on units.node_id = node_ancestors.ancestor_node_id
),

sums as (
    select
        placed.node_id,
        cast(count(*) as bigint) as deal_count,
        cast(sum(placed.amount) as decimal(18, 2)) as commit_amount,
        cast(sum(placed.amount) filter (where placed.place = 1) as decimal(18, 2)) as top_1_amount,
        cast(sum(placed.amount) filter (where placed.place <= 5) as decimal(18, 2)) as top_5_amount,
        max(placed.opportunity_id) filter (where placed.place = 1) as top_1_opportunity_id,
        cast(sum(placed.expected_amount) as decimal(18, 2)) as expected_commit_amount
    from placed
    group by placed.node_id
)

select
    this_week.week as week,
    units.node_id as node_id,
    units.node_name as node_name,
    units.level as level,
    units.sort_key as sort_key,
    coalesce(sums.deal_count, 0) as deal_count,
    coalesce(sums.commit_amount, 0) as commit_amount,
    coalesce(sums.top_1_amount, 0) as top_1_amount,
    coalesce(sums.top_5_amount, 0) as top_5_amount,
    cast(floor(
        cast(sums.top_1_amount as double) / nullif(cast(sums.commit_amount as double), 0.0e0) * 1e6 + 0.5
    ) / 1e6 as decimal(18, 6)) as top_1_ratio,
    cast(floor(
        cast(sums.top_5_amount as double) / nullif(cast(sums.commit_amount as double), 0.0e0) * 1e6 + 0.5
    ) / 1e6 as decimal(18, 6)) as top_5_ratio,
    sums.top_1_opportunity_id as top_1_opportunity_id,
    coalesce(sums.expected_commit_amount, 0) as expected_commit_amount
from units
cross join this_week
left join sums
    on sums.node_id = units.node_id
