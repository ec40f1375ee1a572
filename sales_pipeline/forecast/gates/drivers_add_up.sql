-- What explains the difference from an earlier period adds up to it, at every node.
-- on: forecast_drivers
-- error: identity_error_amount
select
    forecast_drivers.node_id,
    forecast_drivers.against,
    cast(sum(forecast_drivers.amount) filter (where forecast_drivers.driver = 'start') as decimal(18, 2)) as start_amount,
    cast(sum(forecast_drivers.amount) filter (where forecast_drivers.driver = 'end') as decimal(18, 2)) as end_amount,
    cast(
        sum(case forecast_drivers.driver when 'end' then -forecast_drivers.amount else forecast_drivers.amount end)
        as decimal(18, 2)
    ) as gap_amount
from forecast_drivers
group by
    forecast_drivers.node_id,
    forecast_drivers.against
having gap_amount <> 0
order by
    abs(gap_amount) desc,
    forecast_drivers.node_id asc,
    forecast_drivers.against asc
