-- Every deal is credited to a node of the tree of that day, so that no total loses it.
-- on: deal_states
-- error: broken_tree_error_count
select
    deal_states.opportunity_id,
    deal_states.instant,
    deal_states.node_id,
    deal_states.amount,
    deal_states.source_file,
    deal_states.source_line
from deal_states
anti join node_ancestors
    on deal_states.instant = node_ancestors.instant
    and deal_states.node_id = node_ancestors.node_id
order by
    deal_states.amount desc,
    deal_states.opportunity_id asc,
    deal_states.instant asc
