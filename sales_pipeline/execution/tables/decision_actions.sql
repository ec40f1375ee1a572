-- The action items of decisions: each became a request for a task, which the decision names as its evidence. A request is
-- finished by a word alone, so the last word about its task says how it stands; whose it is says who was given it last.
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
),

last_word as (
    select
        work_events.subject_id as instance_id,
        work_events.kind,
        work_events.event_at
    from work_events
    where work_events.kind in ('started', 'blocked', 'unblocked', 'done')
    qualify row_number() over (partition by work_events.subject_id order by work_events.event_number desc) = 1
),

given as (
    select
        work_events.subject_id as instance_id,
        work_events.to_person_id as person_id
    from work_events
    where work_events.kind in ('assigned', 'reassigned')
    qualify row_number() over (partition by work_events.subject_id order by work_events.event_number desc) = 1
)

select
    this_week.week as week,
    items.event_number as event_number,
    items.instance_id as instance_id,
    items.review_id as review_id,
    split_part(items.review_id, '/', -1) as checkpoint_id,
    items.title as title,
    items.role as role,
    given.person_id as person_id,
    people.person_name as person_name,
    items.effort_hours as effort_hours,
    task_queue.due_at as due_at,
    case last_word.kind
        when 'done' then 'completed'
        when 'blocked' then 'blocked'
        when 'started' then 'in_progress'
        when 'unblocked' then 'in_progress'
        else 'pending'
    end as state,
    case when last_word.kind = 'done' then last_word.event_at end as completed_at,
    items.source_file as source_file
from items
cross join this_week
left join last_word
    on last_word.instance_id = items.instance_id
left join given
    on given.instance_id = items.instance_id
left join people
    on people.person_id = given.person_id
left join task_queue
    on task_queue.instance_id = items.instance_id
