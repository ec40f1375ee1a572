-- Calls of the running period that were asked for and have not come. At stake: how far what stands without the call lies
-- from what is expected. Chance that it changes the outcome: the share of its layer's past calls that were nearer than the
-- system, blank where too few are known. Nobody is asked for a call where nobody calls.
-- grain: week, layer, node_id
with

heard as (
    select cast(count(*) as bigint) as call_count
    from commit_forecast
    where
        commit_forecast.horizon = 'current'
        and commit_forecast.state <> 'missing'
)

select
    this_week.week as week,
    commit_forecast.node_id as node_id,
    commit_forecast.layer as layer,
    commit_forecast.period_id as period_id,
    cast(abs(forecast_rollup.expected_amount - forecast_rollup.call_amount) as decimal(18, 2)) as at_stake_amount,
    case when override_value.call_count >= settings.risk_alike_count then cast(
        floor(
            cast(override_value.better_count as double)
            / nullif(cast(override_value.call_count as double), 0.0e0) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) end as chance_ratio,
    commit_forecast.submitter_id as submitter_id,
    commit_forecast.submitter_name as submitter_name
from commit_forecast
cross join this_week
cross join settings
inner join heard
    on heard.call_count > 0
inner join forecast_rollup
    on forecast_rollup.node_id = commit_forecast.node_id
    and forecast_rollup.horizon = commit_forecast.horizon
left join override_value
    on override_value.grouped_by = 'layer'
    and override_value.layer = commit_forecast.layer
where
    commit_forecast.horizon = 'current'
    and commit_forecast.state = 'missing'
