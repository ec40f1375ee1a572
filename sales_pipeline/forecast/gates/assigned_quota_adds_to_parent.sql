-- The quotas assigned to representatives add up at every node above them.
-- on: forecast_rollup
-- error: identity_error_amount
with

children as (
    select
        forecast_rollup.parent_node_id,
        forecast_rollup.period_id,
        cast(sum(coalesce(forecast_rollup.assigned_amount, 0)) as decimal(18, 2)) as assigned_amount
    from forecast_rollup
    where forecast_rollup.parent_node_id is not null
    group by
        forecast_rollup.parent_node_id,
        forecast_rollup.period_id
)

select
    forecast_rollup.node_id,
    forecast_rollup.node_name,
    forecast_rollup.period_id,
    forecast_rollup.assigned_amount,
    children.assigned_amount as children_amount,
    coalesce(forecast_rollup.assigned_amount, 0) - children.assigned_amount as gap_amount
from forecast_rollup
inner join children
    on forecast_rollup.node_id = children.parent_node_id
    and forecast_rollup.period_id = children.period_id
where coalesce(forecast_rollup.assigned_amount, 0) <> children.assigned_amount
order by
    abs(coalesce(forecast_rollup.assigned_amount, 0) - children.assigned_amount) desc,
    forecast_rollup.node_id asc,
    forecast_rollup.period_id asc
