-- Every role that tasks of the week ask for is held by somebody.
-- on: task_queue
-- warn: unheld_roles_warn_count
with

held as (
    select distinct people.role
    from people
    cross join this_week
    where
        coalesce(people.hired_on <= this_week.week, true)
        and coalesce(people.left_on >= this_week.week, true)
)

select
    task_queue.role,
    cast(count(*) as bigint) as task_count,
    min(task_queue.instance_id) as instance_id,
    min(task_queue.source_file) as source_file,
    min(task_queue.source_line) as source_line
from task_queue
left join held
    on held.role = task_queue.role
where held.role is null
group by task_queue.role
order by
    task_queue.role asc,
    instance_id asc
