-- The course of the period, replayed from history, ends where the roll-up stands: at what is closed and what is open.
-- on: pacing
-- error: identity_error_amount
select
    pacing.node_id,
    pacing.node_name,
    pacing.closed_won_amount,
    forecast_rollup.closed_amount,
    pacing.open_pipeline_amount,
    forecast_rollup.open_pipeline_amount as rollup_open_pipeline_amount,
    greatest(
        abs(coalesce(pacing.closed_won_amount, 0) - forecast_rollup.closed_amount),
        abs(coalesce(pacing.open_pipeline_amount, 0) - forecast_rollup.open_pipeline_amount)
    ) as gap_amount
from pacing
inner join forecast_rollup
    on forecast_rollup.node_id = pacing.node_id
    and forecast_rollup.horizon = 'current'
where
    pacing.is_now
    and (
        coalesce(pacing.closed_won_amount, 0) <> forecast_rollup.closed_amount
        or coalesce(pacing.open_pipeline_amount, 0) <> forecast_rollup.open_pipeline_amount
    )
order by
    greatest(
        abs(coalesce(pacing.closed_won_amount, 0) - forecast_rollup.closed_amount),
        abs(coalesce(pacing.open_pipeline_amount, 0) - forecast_rollup.open_pipeline_amount)
    ) desc,
    pacing.node_id asc
