-- Tasks that are due are done, in time.
-- on: task_states
-- warn: late_tasks_warn_ratio
with

due as (
    select
        task_states.instance_id,
        task_states.title,
        task_states.subject_name,
        task_states.person_name,
        task_states.state,
        task_states.due_at,
        task_states.completed_at,
        task_states.priority_order,
        task_states.is_late
    from task_states
    cross join work_clock
    where
        task_states.due_at <= work_clock.as_of_at
        or task_states.state = 'completed'
),

whole as (
    select
        cast(floor(
            cast(count(*) filter (where due.is_late) as double)
            / nullif(cast(count(*) as double), 0.0e0) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)) as share_ratio
    from due
)

select
    due.instance_id,
    due.title,
    due.subject_name,
    due.person_name,
    due.state,
    due.due_at,
    due.completed_at,
    whole.share_ratio
from due
cross join whole
where due.is_late
order by
    due.priority_order asc,
    due.instance_id asc
