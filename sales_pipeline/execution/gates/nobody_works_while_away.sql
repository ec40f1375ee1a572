-- Nobody has a task that falls into an absence.
-- on: task_assignments
-- warn: away_tasks_warn_count
select
    task_assignments.instance_id,
    task_assignments.person_id,
    task_assignments.person_name,
    task_queue.due_at,
    task_queue.source_file,
    task_queue.source_line
from task_assignments
inner join task_queue
    on task_queue.instance_id = task_assignments.instance_id
where task_assignments.is_away
order by
    task_queue.priority_order asc,
    task_assignments.instance_id asc
