-- How the number of every node comes to be, layer by layer: the system's (closed + commit), then after representatives,
-- managers, regions and the CRO have spoken. After a layer a node stands at the top-most call sent for it up to that
-- layer; else at the nearest such calls below it, with the system's number for representatives whom none of them covers.
-- So system + all deltas = the call of forecast_rollup. A layer that said nothing has a delta of 0 and no calls.
-- grain: week, node_id, period_id, layer_order
with

tree as (
    select
        nodes.node_id,
        nodes.node_name,
        nodes.parent_node_id,
        nodes.level,
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

layers as (
    select
        'representative' as layer,
        cast(1 as bigint) as layer_order
    union all
    select
        'manager' as layer,
        cast(2 as bigint) as layer_order
    union all
    select
        'region' as layer,
        cast(3 as bigint) as layer_order
    union all
    select
        'cro' as layer,
        cast(4 as bigint) as layer_order
),

sent as (
    select
        commit_forecast.node_id,
        commit_forecast.period_id,
        layers.layer_order as sent_order,
        commit_forecast.call_amount
    from commit_forecast
    inner join tree
        on tree.node_id = commit_forecast.node_id
    inner join layers
        on layers.layer = commit_forecast.layer
    where commit_forecast.call_amount is not null
),

-- once a layer has spoken, the top-most call sent for a node up to it
standing as (
    select
        sent.node_id,
        sent.period_id,
        layers.layer_order,
        sent.sent_order,
        sent.call_amount
    from sent
    inner join layers
        on layers.layer_order >= sent.sent_order
    qualify row_number() over (
        partition by sent.node_id, sent.period_id, layers.layer_order
        order by sent.sent_order desc, sent.node_id asc
    ) = 1
),

-- what a number can be made of: those calls, and the system's number of representatives for whom none was sent
voices as (
    select
        standing.node_id,
        standing.period_id,
        standing.layer_order,
        standing.call_amount as amount,
        case when standing.sent_order = standing.layer_order then 1 else 0 end as is_new
    from standing
    union all
    select
        node_positions.node_id,
        node_positions.period_id,
        layers.layer_order,
        node_positions.commit_cumulative_amount as amount,
        0 as is_new
    from node_positions
    cross join layers
    inner join tree
        on tree.node_id = node_positions.node_id
        and tree.is_representative
    left join standing
        on standing.node_id = node_positions.node_id
        and standing.period_id = node_positions.period_id
        and standing.layer_order = layers.layer_order
    where standing.node_id is null
),

-- a voice is heard up to, not at, the next node above that has a call of its own
covers as (
    select
        voices.node_id,
        voices.period_id,
        voices.layer_order,
        min(ancestors.distance) as covered_at
    from voices
    inner join ancestors
        on ancestors.node_id = voices.node_id
        and ancestors.distance > 0
    inner join standing
        on standing.node_id = ancestors.ancestor_node_id
        and standing.period_id = voices.period_id
        and standing.layer_order = voices.layer_order
    group by voices.node_id, voices.period_id, voices.layer_order
),

numbers as (
    select
        ancestors.ancestor_node_id as node_id,
        voices.period_id,
        voices.layer_order,
        cast(sum(voices.amount) as decimal(18, 2)) as amount,
        cast(sum(voices.is_new) as bigint) as call_count
    from voices
    inner join ancestors
        on ancestors.node_id = voices.node_id
    left join covers
        on covers.node_id = voices.node_id
        and covers.period_id = voices.period_id
        and covers.layer_order = voices.layer_order
    where
        covers.covered_at is null
        or ancestors.distance < covers.covered_at
    group by ancestors.ancestor_node_id, voices.period_id, voices.layer_order
),

steps as (
    select
        node_positions.node_id,
        node_positions.period_id,
        node_positions.horizon,
        cast(0 as bigint) as layer_order,
        'system' as layer,
        node_positions.commit_cumulative_amount as amount,
        cast(0 as bigint) as call_count
    from node_positions
    union all
    select
        node_positions.node_id,
        node_positions.period_id,
        node_positions.horizon,
        layers.layer_order,
        layers.layer,
        coalesce(numbers.amount, 0) as amount,
        coalesce(numbers.call_count, 0) as call_count
    from node_positions
    cross join layers
    left join numbers
        on numbers.node_id = node_positions.node_id
        and numbers.period_id = node_positions.period_id
        and numbers.layer_order = layers.layer_order
),

chains as (
    select
        steps.node_id,
        steps.period_id,
        steps.horizon,
        steps.layer_order,
        steps.layer,
        steps.amount,
        coalesce(
            lag(steps.amount) over (
                partition by steps.node_id, steps.period_id order by steps.layer_order asc
            ),
            steps.amount
        ) as below_amount,
        steps.call_count
    from steps
),

-- every call sent for the week, whether it counts or not
counts as (
    select
        submissions.node_id,
        submissions.layer,
        submissions.period_id,
        cast(count(*) filter (where submissions.submitted_at < submissions.lock_at) as bigint) as counting_count,
        cast(count(*) filter (where submissions.submitted_at >= submissions.lock_at) as bigint) as after_lock_count
    from submissions
    cross join this_week
    where
        submissions.week = this_week.week
        and submissions.category = 'commit'
    group by submissions.node_id, submissions.layer, submissions.period_id
)

select
    this_week.week as week,
    chains.node_id as node_id,
    tree.node_name as node_name,
    tree.parent_node_id as parent_node_id,
    tree.level as level,
    chains.period_id as period_id,
    chains.horizon as horizon,
    chains.layer_order as layer_order,
    chains.layer as layer,
    chains.amount as amount,
    chains.below_amount as below_amount,
    cast(chains.amount - chains.below_amount as decimal(18, 2)) as delta_amount,
    chains.call_count as call_count,
    commit_forecast.call_amount is not null as is_submitted,
    commit_forecast.state as state,
    commit_forecast.submitter_id as submitter_id,
    commit_forecast.submitter_name as submitter_name,
    commit_forecast.submitted_at as submitted_at,
    commit_forecast.reason_code as reason_code,
    commit_forecast.note as note,
    greatest(coalesce(counts.counting_count, 0) - 1, 0) as superseded_count,
    coalesce(counts.after_lock_count, 0) as after_lock_count,
    commit_forecast.source_file as source_file,
    commit_forecast.source_line as source_line
from chains
cross join this_week
inner join tree
    on tree.node_id = chains.node_id
left join commit_forecast
    on commit_forecast.node_id = chains.node_id
    and commit_forecast.period_id = chains.period_id
    and commit_forecast.layer = chains.layer
left join counts
    on counts.node_id = chains.node_id
    and counts.period_id = chains.period_id
    and counts.layer = chains.layer
