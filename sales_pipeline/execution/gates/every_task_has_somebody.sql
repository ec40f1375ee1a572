-- Every task owed in the week has somebody who does it.
-- on: task_assignments
-- warn: unassigned_tasks_warn_count
select
    task_queue.instance_id,
    task_queue.title,
    task_queue.role,
    task_assignments.unassigned_reason,
    task_queue.due_at,
    task_queue.source_file,
    task_queue.source_line
from task_assignments
inner join task_queue
    on task_queue.instance_id = task_assignments.instance_id
where task_assignments.person_id is null
order by
    task_queue.priority_order asc,
    task_queue.instance_id asc
