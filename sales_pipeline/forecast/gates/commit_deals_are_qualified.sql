-- Every committed deal of the period has its economic buyer and decision process confirmed.
-- on: pipeline_snapshot
-- warn: unqualified_commit_warn_count
with

available as (
    select
        cast(count(*) filter (where history_quality.field = 'has_economic_buyer') as bigint) as economic_buyer,
        cast(count(*) filter (where history_quality.field = 'has_decision_process') as bigint) as decision_process
    from history_quality
    where history_quality.is_available
),

committed as (
    select
        pipeline_snapshot.opportunity_id,
        pipeline_snapshot.opportunity_name,
        pipeline_snapshot.node_name,
        pipeline_snapshot.amount,
        available.economic_buyer = 1 and not coalesce(pipeline_snapshot.has_economic_buyer, false) as lacks_buyer,
        available.decision_process = 1 and not coalesce(pipeline_snapshot.has_decision_process, false) as lacks_process,
        pipeline_snapshot.source_file,
        pipeline_snapshot.source_line
    from pipeline_snapshot
    cross join available
    where pipeline_snapshot.state = 'open'
        and pipeline_snapshot.is_in_period
        and pipeline_snapshot.category = 'commit'
)

select
    committed.opportunity_id,
    committed.opportunity_name,
    committed.node_name,
    committed.amount,
    committed.lacks_buyer,
    committed.lacks_process,
    committed.source_file,
    committed.source_line
from committed
where committed.lacks_buyer
    or committed.lacks_process
order by
    committed.amount desc,
    committed.opportunity_id asc
