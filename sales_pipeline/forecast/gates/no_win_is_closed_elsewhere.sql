-- No deal won in the period carries a close date outside every period at hand: no total would hold it.
-- on: pipeline_snapshot
-- warn: closed_elsewhere_warn_count
select
    pipeline_snapshot.opportunity_id,
    pipeline_snapshot.opportunity_name,
    pipeline_snapshot.node_name,
    pipeline_snapshot.close_date,
    pipeline_snapshot.amount,
    pipeline_snapshot.source_file,
    pipeline_snapshot.source_line
from pipeline_snapshot
where pipeline_snapshot.is_closed_elsewhere
order by
    pipeline_snapshot.amount desc,
    pipeline_snapshot.opportunity_id asc
