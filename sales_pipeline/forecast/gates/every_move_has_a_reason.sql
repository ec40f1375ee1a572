-- Every close date that left or entered the period since last week says why.
-- on: pipeline_movements
-- warn: unexplained_moves_warn_count
select
    pipeline_movements.opportunity_id,
    pipeline_movements.opportunity_name,
    pipeline_movements.node_id,
    pipeline_movements.bucket,
    pipeline_movements.amount,
    pipeline_movements.from_close_date,
    pipeline_movements.to_close_date,
    pipeline_movements.source_file,
    pipeline_movements.source_line
from pipeline_movements
inner join history_quality
    on history_quality.field = 'change_reason'
    and history_quality.is_available
where pipeline_movements.bridge = 'open_pipeline'
    and pipeline_movements.against = 'last_week'
    and pipeline_movements.bucket in ('pushed_out', 'pulled_out', 'pushed_in', 'pulled_in')
    and pipeline_movements.reason is null
order by
    abs(pipeline_movements.amount) desc,
    pipeline_movements.opportunity_id asc
