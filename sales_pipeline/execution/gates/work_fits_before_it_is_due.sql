-- The work before a task and its own fit into the working hours until it is due.
-- on: task_queue
-- warn: tight_tasks_warn_count
select
    task_queue.instance_id,
    task_queue.title,
    task_queue.subject_name,
    cast(task_queue.earliest_hours + task_queue.effort_hours as decimal(18, 6)) as needed_hours,
    task_queue.available_hours,
    task_queue.source_file,
    task_queue.source_line
from task_queue
where task_queue.earliest_hours + task_queue.effort_hours > task_queue.available_hours
order by
    task_queue.priority_order asc,
    task_queue.instance_id asc
