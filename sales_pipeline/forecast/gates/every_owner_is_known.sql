-- Every deal belongs to a representative of the organisation; the rest is counted at Unassigned.
-- on: pipeline_snapshot
-- warn: unknown_owners_warn_count
select
    pipeline_snapshot.opportunity_id,
    pipeline_snapshot.opportunity_name,
    pipeline_snapshot.owner_id,
    pipeline_snapshot.state,
    pipeline_snapshot.amount,
    pipeline_snapshot.source_file,
    pipeline_snapshot.source_line
from pipeline_snapshot
inner join history_quality
    on history_quality.field = 'owner_id'
    and history_quality.is_available
where pipeline_snapshot.node_id = 'unassigned'
order by
    pipeline_snapshot.amount desc,
    pipeline_snapshot.opportunity_id asc
