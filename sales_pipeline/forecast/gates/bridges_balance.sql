-- Start and all that happened add up to the end, in every bridge and at every node.
-- on: forecast_bridge
-- error: identity_error_amount
select
    forecast_bridge.node_id,
    forecast_bridge.bridge,
    forecast_bridge.against,
    cast(sum(forecast_bridge.amount) filter (where forecast_bridge.bucket = 'start') as decimal(18, 2)) as start_amount,
    cast(sum(forecast_bridge.amount) filter (where forecast_bridge.bucket = 'end') as decimal(18, 2)) as end_amount,
    cast(
        sum(case forecast_bridge.bucket when 'end' then -forecast_bridge.amount else forecast_bridge.amount end)
        as decimal(18, 2)
    ) as gap_amount
from forecast_bridge
group by
    forecast_bridge.node_id,
    forecast_bridge.bridge,
    forecast_bridge.against
having gap_amount <> 0
order by
    abs(gap_amount) desc,
    forecast_bridge.node_id asc,
    forecast_bridge.bridge asc,
    forecast_bridge.against asc
