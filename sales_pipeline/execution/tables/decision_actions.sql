-- The action items of decisions: each became a request for a task, which the decision names as its evidence. How it stands
-- and whose it is says its task: whatever finishes or blocks that, does so here.
-- grain: week, event_number, instance_id
with

items as (
    select
        work_events.event_number,
        work_events.subject_id as review_id,
        plan_tasks.initiative_id || '/' || plan_tasks.task_id as instance_id,
        plan_tasks.title,
        plan_tasks.role,
        plan_tasks.effort_hours,
        plan_tasks.source_file
    from work_events
    inner join plan_tasks
        on position(plan_tasks.source_file in work_events.evidence) > 0
    where work_events.kind = 'decided'
)

select
    this_week.week as week,
    items.event_number as event_number,
    items.instance_id as instance_id,
    items.review_id as review_id,
    split_part(items.review_id, '/', -1) as checkpoint_id,
    items.title as title,
    items.role as role,
    task_states.person_id as person_id,
    task_states.person_name as person_name,
    items.effort_hours as effort_hours,
    task_states.due_at as due_at,
    coalesce(task_states.state, 'pending') as state,
    task_states.completed_at as completed_at,
    items.source_file as source_file
from items
cross join this_week
left join task_states
    on task_states.instance_id = items.instance_id
