-- Company and units hold enough open pipeline to win what is missing to target, by the win rate of the past.
-- on: forecast_rollup
-- warn: low_coverage_warn_count
select
    forecast_rollup.node_id,
    forecast_rollup.node_name,
    forecast_rollup.period_id,
    forecast_rollup.open_pipeline_amount,
    forecast_rollup.target_amount,
    forecast_rollup.closed_amount,
    forecast_rollup.coverage_to_go_ratio,
    forecast_rollup.coverage_needed_ratio
from forecast_rollup
where forecast_rollup.horizon = 'current'
    and forecast_rollup.level <> 'representative'
    and forecast_rollup.coverage_to_go_ratio < forecast_rollup.coverage_needed_ratio
order by
    forecast_rollup.depth asc,
    forecast_rollup.sort_key asc,
    forecast_rollup.node_id asc
