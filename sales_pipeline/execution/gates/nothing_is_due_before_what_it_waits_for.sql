-- Nothing is due before what it waits for.
-- on: task_queue
-- warn: misordered_tasks_warn_count
select
    task_queue.instance_id,
    task_queue.title,
    task_queue.due_at,
    needed.instance_id as needs_instance_id,
    needed.due_at as needs_due_at,
    task_queue.source_file,
    task_queue.source_line
from task_queue
inner join task_links
    on task_links.instance_id = task_queue.instance_id
inner join task_queue as needed
    on needed.instance_id = task_links.needs_instance_id
where needed.due_at > task_queue.due_at
order by
    task_queue.priority_order asc,
    task_queue.instance_id asc,
    needed.instance_id asc
