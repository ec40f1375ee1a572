-- What there is to tell about tasks: to whom one was given, that it is due soon or late (nobody is chased for what waits
-- for somebody else), to whom can remove it what blocks one, that one goes on again, and what has come up to a level of
-- the organisation; where nobody holds that level, to sales operations.
-- grain: week, notification_key
with

open_tasks as (
    select
        task_states.instance_id,
        task_states.person_id,
        task_states.subject_id,
        task_states.title
        || case
            when task_states.subject_kind <> 'company' and task_states.subject_name is not null
                then ' (' || task_states.subject_name || ')'
            else ''
        end as what,
        task_states.state,
        task_states.is_waiting,
        task_states.due_at,
        coalesce(task_states.assigned_at, task_states.starts_at) as given_at,
        coalesce(task_assignments.why, 'It is yours this week') as why
    from task_states
    left join task_assignments
        on task_assignments.instance_id = task_states.instance_id
    where task_states.state <> 'completed'
),

operations as (
    select people.person_id
    from people
    cross join this_week
    where
        people.role = 'sales_operations'
        and coalesce(people.hired_on <= this_week.week, true)
        and coalesce(people.left_on >= this_week.week, true)
),

said_free as (
    select
        work_events.subject_id as instance_id,
        work_events.person_id as by_person_id,
        work_events.event_at,
        work_events.event_number,
        coalesce(': ' || work_events.note, '') as note
    from work_events
    where work_events.kind = 'unblocked'
),

-- of what was told to be blocked: the key begins with the task
told_blocked as (
    select
        work_events.subject_id as told_key,
        min(work_events.event_at) as told_at
    from work_events
    where
        work_events.kind = 'delivered'
        and starts_with(work_events.subject_id, 'blocked/')
    group by work_events.subject_id
),

found as (
    select
        'assigned/' || open_tasks.instance_id || '/' || open_tasks.person_id as notification_key,
        'assigned' as kind,
        open_tasks.person_id,
        open_tasks.what,
        open_tasks.why,
        open_tasks.due_at as until_at,
        open_tasks.given_at as since_at,
        open_tasks.instance_id,
        open_tasks.subject_id
    from open_tasks
    union all
    select
        'due_soon/' || open_tasks.instance_id || '/' || open_tasks.person_id as notification_key,
        'due_soon' as kind,
        open_tasks.person_id,
        open_tasks.what,
        'It is due soon and not done' as why,
        open_tasks.due_at as until_at,
        open_tasks.due_at as since_at,
        open_tasks.instance_id,
        open_tasks.subject_id
    from open_tasks
    cross join work_clock
    where
        not open_tasks.is_waiting
        and open_tasks.due_at > work_clock.as_of_at
    union all
    select
        'late/' || open_tasks.instance_id || '/' || open_tasks.person_id as notification_key,
        'late' as kind,
        open_tasks.person_id,
        open_tasks.what,
        'It was due and is not done' as why,
        open_tasks.due_at as until_at,
        open_tasks.due_at as since_at,
        open_tasks.instance_id,
        open_tasks.subject_id
    from open_tasks
    cross join work_clock
    where
        not open_tasks.is_waiting
        and open_tasks.due_at <= work_clock.as_of_at
    union all
    select
        'blocked/' || open_tasks.instance_id || '/' || cast(blockers.since_at as varchar) || '/' || blockers.remover_id
            as notification_key,
        'blocked' as kind,
        blockers.remover_id as person_id,
        open_tasks.what,
        case blockers.cause
            when 'missing_input' then 'It waits for something that has not come'
            when 'failed_gate' then 'A gate does not hold'
            when 'absent_person' then 'Whoever has it is away'
            when 'conflict' then 'Whoever has it has too much at once'
            else 'Whoever has it says that it is blocked'
        end
        || coalesce(': ' || blockers.detail, '')
        || coalesce('. Suggested: ' || blockers.suggested_move, '') as why,
        open_tasks.due_at as until_at,
        blockers.since_at,
        open_tasks.instance_id,
        open_tasks.subject_id
    from blockers
    inner join open_tasks
        on open_tasks.instance_id = blockers.instance_id
    -- who holds up the own work is chased for what holds it up
    where coalesce(open_tasks.person_id, '') <> blockers.remover_id
    union all
    select
        'unblocked/' || open_tasks.instance_id || '/' || cast(said_free.event_number as varchar) as notification_key,
        'unblocked' as kind,
        open_tasks.person_id,
        open_tasks.what,
        'It can go on' || said_free.note as why,
        open_tasks.due_at as until_at,
        said_free.event_at as since_at,
        open_tasks.instance_id,
        open_tasks.subject_id
    from said_free
    inner join open_tasks
        on open_tasks.instance_id = said_free.instance_id
    where
        open_tasks.state <> 'blocked'
        and open_tasks.person_id <> said_free.by_person_id
    union all
    select
        'un' || told_blocked.told_key || '/' || open_tasks.person_id as notification_key,
        'unblocked' as kind,
        open_tasks.person_id,
        open_tasks.what,
        'What blocked it is gone' as why,
        open_tasks.due_at as until_at,
        open_tasks_clock.as_of_at as since_at,
        open_tasks.instance_id,
        open_tasks.subject_id
    from told_blocked
    cross join work_clock as open_tasks_clock
    inner join open_tasks
        on starts_with(told_blocked.told_key, 'blocked/' || open_tasks.instance_id || '/')
    where
        open_tasks.state <> 'blocked'
        and not exists (
            select said_free.event_number
            from said_free
            where
                said_free.instance_id = open_tasks.instance_id
                and said_free.event_at >= told_blocked.told_at
        )
    union all
    select
        'escalation/' || escalations.instance_id || '/' || escalations.level || '/' || escalations.reason || '/'
        || coalesce(escalations.person_id, operations.person_id) as notification_key,
        'escalation' as kind,
        coalesce(escalations.person_id, operations.person_id) as person_id,
        escalations.title as what,
        case
            when escalations.reason = 'unacknowledged' and escalations.level = 'assignee'
                then 'Say that you have it: start it, or say what blocks it'
            when escalations.reason = 'unacknowledged' and escalations.task_count > 1 then 'Nobody has taken them up'
            when escalations.reason = 'unacknowledged' then 'Nobody has taken it up'
            when escalations.reason = 'unassigned' and escalations.task_count > 1 then 'Nobody has them'
            when escalations.reason = 'blocked' and escalations.task_count > 1 then 'They have been blocked for too long'
            when escalations.reason = 'blocked' then 'It has been blocked for too long'
            when escalations.reason = 'late' and escalations.task_count > 1 then 'They are late'
            when escalations.reason = 'late' then 'It is late'
            when escalations.reason = 'over_estimate' then 'It takes much longer than planned'
            else 'Nobody has it'
        end
        || case when escalations.person_id is null then ', and nobody holds the place of its ' || escalations.level else '' end
            as why,
        escalations.due_at as until_at,
        escalations.since_at,
        escalations.instance_id,
        cast(null as varchar) as subject_id
    from escalations
    left join operations
        on escalations.person_id is null
    -- who has a late task is told so above
    where not (escalations.level = 'assignee' and escalations.reason = 'late')
)

select distinct
    this_week.week as week,
    found.notification_key as notification_key,
    found.kind as kind,
    found.person_id as person_id,
    found.what as what,
    found.why as why,
    found.until_at as until_at,
    found.since_at as since_at,
    found.instance_id as instance_id,
    found.subject_id as subject_id
from found
cross join this_week
where found.person_id is not null
