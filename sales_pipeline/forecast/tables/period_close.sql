-- The close of the period just ended, only in the first week of the next: what each node finally won against its target
-- and its last call, and what became of the committed and best-case deals that were due in it on its first Monday.
-- Nodes, targets and calls are those of its last week, so people who have moved since leave their old unit's result as
-- it was; what was won is read from node_actuals. Slipped: neither won nor lost by the period's end. Its forecasts stand
-- in period_close_forecasts; how the last week came about, in forecast_bridge of that week.
-- grain: week, node_id
with

ended as (
    select
        past_mondays.period_id,
        past_mondays.period_label,
        past_mondays.start_date,
        past_mondays.stop_date
    from past_mondays
    cross join this_week
    where
        past_mondays.horizon = 'current'
        and past_mondays.recency = 1
        -- the Monday before belongs to the period before
        and this_week.previous_week < past_mondays.stop_date
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
    where nodes.instant = 'last_week'
),

ancestors as (
    select
        node_ancestors.node_id,
        node_ancestors.ancestor_node_id
    from node_ancestors
    where node_ancestors.instant = 'last_week'
),

finals as (
    select
        node_actuals.node_id,
        node_actuals.actual_amount as amount,
        node_actuals.won_deal_count
    from node_actuals
    inner join ended
        on ended.period_id = node_actuals.period_id
),

last_calls as (
    select
        forecast_rollup_closing.node_id,
        forecast_rollup_closing.target_amount,
        forecast_rollup_closing.call_amount,
        forecast_rollup_closing.call_source,
        forecast_rollup_closing.call_layer
    from forecast_rollup_closing
    inner join ended
        on ended.period_id = forecast_rollup_closing.period_id
    cross join this_week
    where forecast_rollup_closing.week = this_week.previous_week
),

first_monday as (
    select min(pipeline_snapshot_closing.week) as week
    from pipeline_snapshot_closing
    cross join ended
    where
        pipeline_snapshot_closing.week >= ended.start_date
        -- a first week that came later than the period's start shows nothing of it
        and date_diff('day', ended.start_date, pipeline_snapshot_closing.week) < 7
),

due as (
    select
        pipeline_snapshot_closing.opportunity_id,
        pipeline_snapshot_closing.node_id,
        pipeline_snapshot_closing.amount
    from pipeline_snapshot_closing
    inner join first_monday
        on first_monday.week = pipeline_snapshot_closing.week
    where
        pipeline_snapshot_closing.state = 'open'
        and pipeline_snapshot_closing.is_in_period
        and pipeline_snapshot_closing.category in ('commit', 'best_case')
),

-- a deal without a state then was deleted for good
ends as (
    select
        due.node_id,
        due.amount,
        coalesce(opportunity_history.is_won and not opportunity_history.is_deleted, false) as was_won,
        coalesce(
            opportunity_history.is_closed and not opportunity_history.is_won and not opportunity_history.is_deleted,
            false
        ) as was_lost
    from due
    cross join this_week
    left join opportunity_history
        on opportunity_history.opportunity_id = due.opportunity_id
        and opportunity_history.valid_from < this_week.period_start_at
        and (opportunity_history.valid_to is null or opportunity_history.valid_to >= this_week.period_start_at)
),

slips as (
    select
        ancestors.ancestor_node_id as node_id,
        cast(sum(ends.amount) as decimal(18, 2)) as due_amount,
        cast(coalesce(sum(ends.amount) filter (where ends.was_won), 0) as decimal(18, 2)) as won_amount,
        cast(coalesce(sum(ends.amount) filter (where ends.was_lost), 0) as decimal(18, 2)) as lost_amount,
        cast(coalesce(sum(ends.amount) filter (where not ends.was_won and not ends.was_lost), 0) as decimal(18, 2))
            as slipped_amount
    from ends
    inner join ancestors
        on ancestors.node_id = ends.node_id
    group by ancestors.ancestor_node_id
),

closes as (
    select
        tree.node_id,
        tree.node_name,
        tree.parent_node_id,
        tree.level,
        tree.depth,
        tree.sort_key,
        ended.period_id,
        ended.period_label,
        coalesce(finals.amount, 0) as actual_amount,
        coalesce(finals.won_deal_count, 0) as won_deal_count,
        last_calls.target_amount,
        last_calls.call_amount,
        last_calls.call_source,
        last_calls.call_layer,
        slips.due_amount,
        slips.won_amount,
        slips.lost_amount,
        slips.slipped_amount
    from tree
    cross join ended
    left join finals
        on finals.node_id = tree.node_id
    left join last_calls
        on last_calls.node_id = tree.node_id
    left join slips
        on slips.node_id = tree.node_id
)

select
    this_week.week as week,
    closes.node_id as node_id,
    closes.node_name as node_name,
    closes.parent_node_id as parent_node_id,
    closes.level as level,
    closes.depth as depth,
    closes.sort_key as sort_key,
    closes.period_id as period_id,
    closes.period_label as period_label,
    closes.actual_amount as actual_amount,
    closes.won_deal_count as won_deal_count,
    closes.target_amount as target_amount,
    cast(
        floor(
            cast(closes.actual_amount as double) / nullif(cast(closes.target_amount as double), 0.0e0) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as attainment_ratio,
    closes.call_amount as call_amount,
    closes.call_source as call_source,
    closes.call_layer as call_layer,
    cast(closes.call_amount - closes.actual_amount as decimal(18, 2)) as call_error_amount,
    cast(
        floor(
            cast(closes.call_amount - closes.actual_amount as double)
            / nullif(cast(closes.actual_amount as double), 0.0e0)
            * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as call_error_ratio,
    closes.due_amount as due_amount,
    closes.won_amount as due_won_amount,
    closes.lost_amount as due_lost_amount,
    closes.slipped_amount as slipped_amount,
    cast(
        floor(
            cast(closes.slipped_amount as double) / nullif(cast(closes.due_amount as double), 0.0e0) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as slip_ratio,
    cast(
        floor(
            cast(closes.lost_amount as double) / nullif(cast(closes.due_amount as double), 0.0e0) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as lost_ratio
from closes
cross join this_week
