-- The call of every node for the current and the next period: the top-most layer sent for the node itself; else the sum of
-- the nearest calls below it, with closed + commit for representatives whom none of those covers. Calls go up the tree as
-- it stood that day.
-- grain: week, node_id, period_id
with

tree as (
    select
        nodes.node_id,
        nodes.is_representative
    from nodes
    where nodes.instant = 'now'
),

ancestors as (
    select
        node_ancestors.node_id,
        node_ancestors.ancestor_node_id,
        node_ancestors.distance
    from node_ancestors
    where node_ancestors.instant = 'now'
),

-- the top-most layer sent for a node
submitted as (
    select
        commit_forecast.node_id,
        commit_forecast.period_id,
        commit_forecast.layer,
        commit_forecast.call_amount
    from commit_forecast
    inner join tree
        on tree.node_id = commit_forecast.node_id
    where commit_forecast.call_amount is not null
    qualify row_number() over (
        partition by commit_forecast.node_id, commit_forecast.period_id
        order by
            case commit_forecast.layer when 'cro' then 1 when 'region' then 2 when 'manager' then 3 else 4 end asc,
            commit_forecast.layer asc
    ) = 1
),

-- what a call can be made of: every call sent, and the CRM's number of representatives who sent none
voices as (
    select
        submitted.node_id,
        submitted.period_id,
        submitted.call_amount as amount,
        1 as is_submitted
    from submitted
    union all
    select
        node_positions.node_id,
        node_positions.period_id,
        node_positions.commit_cumulative_amount as amount,
        0 as is_submitted
    from node_positions
    inner join tree
        on tree.node_id = node_positions.node_id
        and tree.is_representative
    left join submitted
        on submitted.node_id = node_positions.node_id
        and submitted.period_id = node_positions.period_id
    where submitted.node_id is null
),

-- a voice is heard up to, not at, the next node above that sent a call of its own
covers as (
    select
        voices.node_id,
        voices.period_id,
        min(ancestors.distance) as covered_at
    from voices
    inner join ancestors
        on ancestors.node_id = voices.node_id
        and ancestors.distance > 0
    inner join submitted
        on submitted.node_id = ancestors.ancestor_node_id
        and submitted.period_id = voices.period_id
    group by voices.node_id, voices.period_id
),

calls as (
    select
        ancestors.ancestor_node_id as node_id,
        voices.period_id,
        cast(sum(voices.amount) as decimal(18, 2)) as call_amount,
        max(voices.is_submitted) as has_submitted
    from voices
    inner join ancestors
        on ancestors.node_id = voices.node_id
    left join covers
        on covers.node_id = voices.node_id
        and covers.period_id = voices.period_id
    where
        covers.covered_at is null
        or ancestors.distance < covers.covered_at
    group by ancestors.ancestor_node_id, voices.period_id
)

select
    this_week.week as week,
    tree.node_id as node_id,
    node_positions.period_id as period_id,
    node_positions.horizon as horizon,
    coalesce(calls.call_amount, 0) as call_amount,
    case
        when submitted.node_id is not null then 'submitted'
        when calls.has_submitted = 1 then 'children'
        else 'crm'
    end as call_source,
    submitted.layer as call_layer
from tree
cross join this_week
inner join node_positions
    on node_positions.node_id = tree.node_id
left join calls
    on calls.node_id = tree.node_id
    and calls.period_id = node_positions.period_id
left join submitted
    on submitted.node_id = tree.node_id
    and submitted.period_id = node_positions.period_id
