-- Whose a task is: what was said last (`task reassign`), else whose it is by itself.
-- grain: week, instance_id
with

said as (
    select
        work_events.subject_id as instance_id,
        work_events.to_person_id as person_id
    from work_events
    where
        work_events.kind = 'reassigned'
        and work_events.to_person_id is not null
    qualify row_number() over (
        partition by work_events.subject_id
        order by work_events.event_number desc
    ) = 1
),

given as (
    select
        task_queue.week,
        task_queue.instance_id,
        coalesce(said.person_id, task_queue.owner_person_id) as person_id,
        said.person_id is not null as is_said,
        task_queue.effort_hours
    from task_queue
    left join said
        on said.instance_id = task_queue.instance_id
)

select
    given.week as week,
    given.instance_id as instance_id,
    given.person_id as person_id,
    people.person_name as person_name,
    case when given.is_said then 'said' when given.person_id is not null then 'rule' end as assigned_by,
    case when given.is_said then 'Said so' when given.person_id is not null then 'Its owner' end as why,
    cast(null as varchar) as runner_up_id,
    cast(null as varchar) as runner_up_name,
    cast(null as decimal(18, 6)) as cost_points,
    cast(null as decimal(18, 6)) as runner_up_cost_points,
    case when given.person_id is null then 'Nobody has been chosen' end as unassigned_reason,
    given.effort_hours as effort_hours,
    false as is_complex
from given
left join people
    on people.person_id = given.person_id
