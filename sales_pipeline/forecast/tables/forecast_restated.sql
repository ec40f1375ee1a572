-- History as it was and as it is: for every node what it had won, and was asked for, at the close of each of the last eight
-- ended periods, and what it had won and open in the running one last week and at its start; as counted then, in the tree,
-- stage map, quotas and rates of that day, and as today's count it. Units that no longer stand are kept, as is 0; a node
-- without a figure then and now has no row. What separates the two stands in restatement_bridge.
-- grain: week, period_id, as_of, measure, node_id
with

figures as (
    select
        restatement_bridge.period_id,
        restatement_bridge.as_of,
        restatement_bridge.measure,
        restatement_bridge.node_id,
        cast(sum(restatement_bridge.amount) filter (where restatement_bridge.bucket = 'as_was') as decimal(18, 2))
            as as_was_amount,
        cast(sum(restatement_bridge.amount) filter (where restatement_bridge.bucket = 'as_is') as decimal(18, 2))
            as as_is_amount,
        cast(sum(restatement_bridge.amount) filter (where restatement_bridge.bucket = 'as_is_at_plan_rate')
            as decimal(18, 2)) as as_is_at_plan_rate_amount
    from restatement_bridge
    group by
        restatement_bridge.period_id,
        restatement_bridge.as_of,
        restatement_bridge.measure,
        restatement_bridge.node_id
),

tree as (
    select
        nodes.node_id,
        nodes.node_name,
        nodes.parent_node_id,
        nodes.level,
        nodes.depth,
        nodes.sort_key
    from nodes
    where nodes.instant = 'now'
),

-- the day shown: the Monday of the close, else that of the instant
days as (
    select
        following.as_of_date,
        period_mondays.period_id,
        'close' as as_of
    from period_mondays
    inner join period_mondays as following
        on following.recency = period_mondays.recency - 1
    union all
    select
        instants.instant_date as as_of_date,
        this_week.period_id,
        instants.instant as as_of
    from instants
    cross join this_week
),

moments as (
    select
        days.period_id,
        days.as_of,
        min(days.as_of_date) as as_of_date
    from days
    group by days.period_id, days.as_of
),

former_units as (
    select
        organisation_nodes.node_id,
        organisation_nodes.node_name,
        organisation_nodes.level
    from organisation_nodes
    qualify row_number() over (
        partition by organisation_nodes.node_id
        order by organisation_nodes.valid_from desc
    ) = 1
)

select
    this_week.week as week,
    figures.period_id as period_id,
    figures.as_of as as_of,
    figures.measure as measure,
    figures.node_id as node_id,
    moments.as_of_date as as_of_date,
    periods.period_label as period_label,
    periods.period_order as period_order,
    coalesce(tree.node_name, former_units.node_name, figures.node_id) as node_name,
    tree.parent_node_id as parent_node_id,
    coalesce(tree.level, former_units.level) as level,
    tree.depth as depth,
    tree.sort_key as sort_key,
    tree.node_id is not null as is_standing,
    figures.as_was_amount as as_was_amount,
    figures.as_is_amount as as_is_amount,
    cast(figures.as_is_amount - figures.as_was_amount as decimal(18, 2)) as difference_amount,
    figures.as_is_at_plan_rate_amount as as_is_at_plan_rate_amount
from figures
cross join this_week
inner join moments
    on moments.period_id = figures.period_id
    and moments.as_of = figures.as_of
inner join periods
    on periods.period_id = figures.period_id
left join tree
    on tree.node_id = figures.node_id
left join former_units
    on former_units.node_id = figures.node_id
