-- Every unit and representative stands below the one company.
-- on: node_ancestors
-- error: broken_tree_error_count
with

tops as (
    select
        nodes.instant,
        nodes.node_id,
        cast(count(*) as bigint) as node_count
    from nodes
    inner join node_ancestors
        on nodes.instant = node_ancestors.instant
        and nodes.node_id = node_ancestors.ancestor_node_id
    where nodes.parent_node_id is null
    group by
        nodes.instant,
        nodes.node_id
),

company as (
    select
        tops.instant,
        tops.node_id
    from tops
    qualify row_number() over (
        partition by tops.instant
        order by
            tops.node_count desc,
            tops.node_id asc
    ) = 1
),

below_company as (
    select
        node_ancestors.instant,
        node_ancestors.node_id
    from node_ancestors
    semi join company
        on node_ancestors.instant = company.instant
        and node_ancestors.ancestor_node_id = company.node_id
)

select
    nodes.node_id,
    nodes.node_name,
    nodes.parent_node_id,
    nodes.instant
from nodes
anti join below_company
    on nodes.instant = below_company.instant
    and nodes.node_id = below_company.node_id
order by
    nodes.instant asc,
    nodes.node_id asc
