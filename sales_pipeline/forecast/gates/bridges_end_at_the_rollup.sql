-- Each bridge ends where the roll-up stands: at what is closed, and at the open pipeline but for deals without a close
-- date, which the roll-up takes to be due and the bridge counts as after the period.
-- on: forecast_bridge
-- error: identity_error_amount
with

due_by_assumption as (
    select
        node_ancestors.ancestor_node_id as node_id,
        cast(sum(deal_states.amount) as decimal(18, 2)) as amount
    from deal_states
    cross join this_week
    inner join node_ancestors
        on deal_states.instant = node_ancestors.instant
        and deal_states.node_id = node_ancestors.node_id
    where deal_states.instant = 'now'
        and deal_states.state = 'open'
        and deal_states.category <> 'omitted'
        and deal_states.close_date is null
        and not deal_states.in_period
        and deal_states.due_date >= this_week.period_start_date
        and deal_states.due_date < this_week.period_stop_date
    group by node_ancestors.ancestor_node_id
),

rollup as (
    select
        forecast_rollup.node_id,
        'open_pipeline' as bridge,
        forecast_rollup.open_pipeline_amount - coalesce(due_by_assumption.amount, 0) as amount
    from forecast_rollup
    left join due_by_assumption
        on forecast_rollup.node_id = due_by_assumption.node_id
    where forecast_rollup.horizon = 'current'
    union all
    select
        forecast_rollup.node_id,
        'closed_won' as bridge,
        forecast_rollup.closed_amount as amount
    from forecast_rollup
    where forecast_rollup.horizon = 'current'
),

ends as (
    select
        forecast_bridge.node_id,
        forecast_bridge.bridge,
        forecast_bridge.against,
        forecast_bridge.amount
    from forecast_bridge
    where forecast_bridge.bucket = 'end'
)

select
    coalesce(ends.node_id, rollup.node_id) as node_id,
    coalesce(ends.bridge, rollup.bridge) as bridge,
    ends.against,
    ends.amount as end_amount,
    rollup.amount as rollup_amount,
    coalesce(ends.amount, 0) - coalesce(rollup.amount, 0) as gap_amount
from ends
full join rollup
    on ends.node_id = rollup.node_id
    and ends.bridge = rollup.bridge
where coalesce(ends.amount, 0) <> coalesce(rollup.amount, 0)
order by
    abs(coalesce(ends.amount, 0) - coalesce(rollup.amount, 0)) desc,
    coalesce(ends.node_id, rollup.node_id) asc,
    coalesce(ends.bridge, rollup.bridge) asc,
    ends.against asc nulls last
