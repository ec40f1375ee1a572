-- The tree, flat: every node with each unit above it and itself, at each instant compared. Sums over it roll up without
-- recursion: the way up is joined with itself four times, which reaches sixteen levels.
-- grain: week, instant, node_id, ancestor_node_id
with

links as (
    select
        nodes.instant,
        nodes.node_id,
        nodes.node_id as ancestor_node_id,
        cast(0 as bigint) as distance
    from nodes
    union all
    select
        nodes.instant,
        nodes.node_id,
        nodes.parent_node_id as ancestor_node_id,
        cast(1 as bigint) as distance
    from nodes
    where nodes.parent_node_id is not null
),

within_2 as (
    select distinct
        lower_part.instant,
        lower_part.node_id,
        upper_part.ancestor_node_id,
        lower_part.distance + upper_part.distance as distance
    from links as lower_part
    inner join links as upper_part
        on upper_part.instant = lower_part.instant
        and upper_part.node_id = lower_part.ancestor_node_id
),

within_4 as (
    select distinct
        lower_part.instant,
        lower_part.node_id,
        upper_part.ancestor_node_id,
        lower_part.distance + upper_part.distance as distance
    from within_2 as lower_part
    inner join within_2 as upper_part
        on upper_part.instant = lower_part.instant
        and upper_part.node_id = lower_part.ancestor_node_id
),

within_8 as (
    select distinct
        lower_part.instant,
        lower_part.node_id,
        upper_part.ancestor_node_id,
        lower_part.distance + upper_part.distance as distance
    from within_4 as lower_part
    inner join within_4 as upper_part
        on upper_part.instant = lower_part.instant
        and upper_part.node_id = lower_part.ancestor_node_id
),

within_16 as (
    select distinct
        lower_part.instant,
        lower_part.node_id,
        upper_part.ancestor_node_id,
        lower_part.distance + upper_part.distance as distance
    from within_8 as lower_part
    inner join within_8 as upper_part
        on upper_part.instant = lower_part.instant
        and upper_part.node_id = lower_part.ancestor_node_id
)

select
    this_week.week as week,
    within_16.instant as instant,
    within_16.node_id as node_id,
    within_16.ancestor_node_id as ancestor_node_id,
    within_16.distance as distance
from within_16
cross join this_week
