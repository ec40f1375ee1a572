-- Every open deal of the current period has changed lately, where the source keeps changes.
-- on: pipeline_snapshot
-- warn: stale_deals_warn_count
select
    pipeline_snapshot.opportunity_id,
    pipeline_snapshot.opportunity_name,
    pipeline_snapshot.node_name,
    pipeline_snapshot.stage_name,
    pipeline_snapshot.last_changed_date,
    pipeline_snapshot.amount,
    pipeline_snapshot.source_file,
    pipeline_snapshot.source_line
from pipeline_snapshot
inner join history_quality
    on history_quality.field = 'stage_history'
    and history_quality.is_available
cross join this_week
where pipeline_snapshot.state = 'open'
    and pipeline_snapshot.last_changed_date < this_week.stale_date
order by
    pipeline_snapshot.amount desc,
    pipeline_snapshot.opportunity_id asc
