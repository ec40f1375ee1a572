-- Every deliverable that a checkpoint needs is produced by some task of the plan.
-- on: plan_checkpoints
-- warn: unproduced_needs_warn_count
select
    plan_checkpoints.initiative_id,
    plan_checkpoints.checkpoint_id,
    plan_needs.need,
    plan_needs.source_file,
    plan_needs.source_line
from plan_checkpoints
inner join plan_needs
    on plan_needs.checkpoint_id = plan_checkpoints.checkpoint_id
left join plan_tasks
    on plan_tasks.deliverable = plan_needs.need
where
    plan_needs.need_kind = 'deliverable'
    and plan_tasks.task_id is null
order by
    plan_checkpoints.initiative_id asc,
    plan_checkpoints.checkpoint_id asc,
    plan_needs.need asc
