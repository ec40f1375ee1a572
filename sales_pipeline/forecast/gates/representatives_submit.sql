-- Every representative has sent a call for the current period.
-- on: commit_forecast
-- warn: missing_calls_warn_ratio
-- error: missing_calls_error_ratio
with

calls as (
    select
        commit_forecast.node_id,
        commit_forecast.node_name,
        commit_forecast.submitter_id,
        commit_forecast.due_at,
        commit_forecast.state = 'missing' as is_missing
    from commit_forecast
    inner join history_quality
        on history_quality.field = 'submissions'
        and history_quality.is_available
    where commit_forecast.layer = 'representative'
        and commit_forecast.horizon = 'current'
),

whole as (
    select
        cast(floor(
            cast(count(*) filter (where calls.is_missing) as double)
            / nullif(cast(count(*) as double), 0.0e0) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)) as share_ratio
    from calls
)

select
    calls.node_id,
    calls.node_name,
    calls.submitter_id,
    calls.due_at,
    whole.share_ratio
from calls
cross join whole
where calls.is_missing
order by
    calls.node_name asc,
    calls.node_id asc
