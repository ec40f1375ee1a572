-- The work itself meets its targets: people answer, work is on time, outputs hold, nobody waits for others, readers are satisfied.
-- on: success_metrics
-- warn: missed_metrics_warn_count
select
    success_metrics.metric,
    success_metrics.title,
    success_metrics.value_ratio,
    success_metrics.target_ratio,
    success_metrics.case_count,
    success_metrics.met_count
from success_metrics
where success_metrics.is_met = false
order by success_metrics.metric asc
