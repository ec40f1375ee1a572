-- The system's number and what every layer of calls added make the call, at every node.
-- on: call_layers
-- error: identity_error_amount
with

chains as (
    select
        call_layers.node_id,
        call_layers.period_id,
        cast(sum(call_layers.amount) filter (where call_layers.layer = 'system') as decimal(18, 2)) as system_amount,
        cast(sum(call_layers.delta_amount) as decimal(18, 2)) as delta_amount
    from call_layers
    group by call_layers.node_id, call_layers.period_id
)

select
    forecast_rollup.node_id,
    forecast_rollup.node_name,
    forecast_rollup.period_id,
    chains.system_amount,
    chains.delta_amount,
    forecast_rollup.call_amount,
    cast(
        coalesce(chains.system_amount + chains.delta_amount, 0) - forecast_rollup.call_amount as decimal(18, 2)
    ) as gap_amount
from forecast_rollup
left join chains
    on chains.node_id = forecast_rollup.node_id
    and chains.period_id = forecast_rollup.period_id
where coalesce(chains.system_amount + chains.delta_amount, 0) <> forecast_rollup.call_amount
order by
    abs(gap_amount) desc,
    forecast_rollup.node_id asc,
    forecast_rollup.period_id asc
