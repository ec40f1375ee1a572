-- Each bridge ends where the roll-up stands: at the open pipeline and at what is closed in the current period.
-- on: forecast_bridge
-- error: identity_error_amount
with

rollup as (
    select
        forecast_rollup.node_id,
        'open_pipeline' as bridge,
        forecast_rollup.open_pipeline_amount as amount
    from forecast_rollup
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
    ends.against asc
