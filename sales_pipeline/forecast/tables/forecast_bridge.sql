-- From the figure then to the figure now, at every node: start + what happened = end, to the cent. Start and end are
-- summed from the deals' states in the tree of their own day, not from the movements, so that the balance proves both.
-- Nodes that no longer stand are kept: their deals were transferred out.
-- grain: week, bridge, against, node_id, bucket
with

comparisons as (
    select instants.instant as against
    from instants
    where instants.instant <> 'now'
),

buckets as (
    select
        names.bridge,
        names.bucket,
        names.bucket_order
    from (
        values
            ('open_pipeline', 'start', 1),
            ('open_pipeline', 'transferred_out', 2),
            ('open_pipeline', 'transferred_in', 3),
            ('open_pipeline', 'new', 4),
            ('open_pipeline', 'reopened', 5),
            ('open_pipeline', 'restored', 6),
            ('open_pipeline', 'pulled_in', 7),
            ('open_pipeline', 'pushed_in', 8),
            ('open_pipeline', 'increased', 9),
            ('open_pipeline', 'decreased', 10),
            ('open_pipeline', 'fx', 11),
            ('open_pipeline', 'pushed_out', 12),
            ('open_pipeline', 'pulled_out', 13),
            ('open_pipeline', 'won', 14),
            ('open_pipeline', 'lost', 15),
            ('open_pipeline', 'omitted', 16),
            ('open_pipeline', 'removed', 17),
            ('open_pipeline', 'end', 18),
            ('closed_won', 'start', 1),
            ('closed_won', 'transferred_out', 2),
            ('closed_won', 'transferred_in', 3),
            ('closed_won', 'won', 4),
            ('closed_won', 'rebooked', 5),
            ('closed_won', 'unwon', 6),
            ('closed_won', 'fx', 7),
            ('closed_won', 'end', 8)
    ) as names (bridge, bucket, bucket_order)
),

deals_in_scope as (
    select
        deal_states.instant,
        case deal_states.state when 'won' then 'closed_won' else 'open_pipeline' end as bridge,
        deal_states.amount,
        node_ancestors.ancestor_node_id as node_id
    from deal_states
    inner join node_ancestors
        on deal_states.instant = node_ancestors.instant
        and deal_states.node_id = node_ancestors.node_id
    where deal_states.in_period
),

starts_and_ends as (
    select
        deals_in_scope.bridge,
        comparisons.against,
        deals_in_scope.node_id,
        case deals_in_scope.instant when 'now' then 'end' else 'start' end as bucket,
        deals_in_scope.amount,
        1 as deal_count
    from deals_in_scope
    inner join comparisons
        on deals_in_scope.instant in ('now', comparisons.against)
),

transferred_out as (
    select
        pipeline_movements.bridge,
        pipeline_movements.against,
        old_units.ancestor_node_id as node_id,
        pipeline_movements.bucket,
        pipeline_movements.amount,
        1 as deal_count
    from pipeline_movements
    inner join node_ancestors as old_units
        on pipeline_movements.against = old_units.instant
        and pipeline_movements.from_node_id = old_units.node_id
    anti join node_ancestors as new_units
        on new_units.instant = 'now'
        and pipeline_movements.node_id = new_units.node_id
        and old_units.ancestor_node_id = new_units.ancestor_node_id
    where pipeline_movements.bucket = 'transferred_out'
),

transferred_in as (
    select
        pipeline_movements.bridge,
        pipeline_movements.against,
        new_units.ancestor_node_id as node_id,
        pipeline_movements.bucket,
        pipeline_movements.amount,
        1 as deal_count
    from pipeline_movements
    inner join node_ancestors as new_units
        on new_units.instant = 'now'
        and pipeline_movements.node_id = new_units.node_id
    anti join node_ancestors as old_units
        on pipeline_movements.against = old_units.instant
        and pipeline_movements.from_node_id = old_units.node_id
        and new_units.ancestor_node_id = old_units.ancestor_node_id
    where pipeline_movements.bucket = 'transferred_in'
),

-- whatever else happened, happened at the units above the new representative
happened as (
    select
        pipeline_movements.bridge,
        pipeline_movements.against,
        node_ancestors.ancestor_node_id as node_id,
        pipeline_movements.bucket,
        pipeline_movements.amount,
        1 as deal_count
    from pipeline_movements
    inner join node_ancestors
        on node_ancestors.instant = 'now'
        and pipeline_movements.node_id = node_ancestors.node_id
    where pipeline_movements.bucket not in ('transferred_out', 'transferred_in')
),

-- every node has a start and an end, if only of nothing
empty_starts_and_ends as (
    select distinct
        buckets.bridge,
        comparisons.against,
        nodes.node_id,
        buckets.bucket,
        0 as amount,
        0 as deal_count
    from nodes
    inner join comparisons
        on nodes.instant in ('now', comparisons.against)
    inner join buckets
        on buckets.bucket in ('start', 'end')
),

steps as (
    select
        starts_and_ends.bridge,
        starts_and_ends.against,
        starts_and_ends.node_id,
        starts_and_ends.bucket,
        starts_and_ends.amount,
        starts_and_ends.deal_count
    from starts_and_ends
    union all
    select
        transferred_out.bridge,
        transferred_out.against,
        transferred_out.node_id,
        transferred_out.bucket,
        transferred_out.amount,
        transferred_out.deal_count
    from transferred_out
    union all
    select
        transferred_in.bridge,
        transferred_in.against,
        transferred_in.node_id,
        transferred_in.bucket,
        transferred_in.amount,
        transferred_in.deal_count
    from transferred_in
    union all
    select
        happened.bridge,
        happened.against,
        happened.node_id,
        happened.bucket,
        happened.amount,
        happened.deal_count
    from happened
    union all
    select
        empty_starts_and_ends.bridge,
        empty_starts_and_ends.against,
        empty_starts_and_ends.node_id,
        empty_starts_and_ends.bucket,
        empty_starts_and_ends.amount,
        empty_starts_and_ends.deal_count
    from empty_starts_and_ends
)

select
    this_week.week,
    steps.bridge,
    steps.against,
    steps.node_id,
    steps.bucket,
    cast(buckets.bucket_order as bigint) as bucket_order,
    cast(sum(steps.amount) as decimal(18, 2)) as amount,
    cast(sum(steps.deal_count) as bigint) as deal_count
from steps
inner join buckets
    on steps.bridge = buckets.bridge
    and steps.bucket = buckets.bucket
cross join this_week
group by
    this_week.week,
    steps.bridge,
    steps.against,
    steps.node_id,
    steps.bucket,
    buckets.bucket_order
