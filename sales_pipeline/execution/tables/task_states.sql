-- How every task owed in the week stands: completed by a fact, blocked by what was said or found, under way, or pending.
-- grain: week, instance_id
select
    task_queue.week as week,
    task_queue.instance_id as instance_id,
    task_queue.task_id as task_id,
    task_queue.initiative_id as initiative_id,
    task_queue.occurrence_id as occurrence_id,
    task_queue.checkpoint_id as checkpoint_id,
    task_queue.title as title,
    task_queue.role as role,
    task_queue.deliverable as deliverable,
    task_queue.subject_kind as subject_kind,
    task_queue.subject_id as subject_id,
    task_queue.subject_name as subject_name,
    plan_initiatives.tier as tier,
    task_assignments.person_id as person_id,
    people.person_name as person_name,
    managers.person_id as manager_id,
    managers.person_name as manager_name,
    task_queue.priority_order as priority_order,
    task_queue.value_at_stake_amount as value_at_stake_amount,
    task_queue.effort_hours as effort_hours,
    task_queue.starts_at as starts_at,
    task_queue.due_at as due_at,
    case
        when task_courses.said_state = 'completed' then 'completed'
        when blockers.instance_id is not null then 'blocked'
        else task_courses.said_state
    end as state,
    case
        when task_courses.said_state <> 'completed' and blockers.instance_id is not null then blockers.since_at
        else task_courses.said_since_at
    end as state_since_at,
    task_courses.assigned_at as assigned_at,
    task_courses.acknowledged_at as acknowledged_at,
    task_courses.started_at as started_at,
    task_courses.completed_at as completed_at,
    task_courses.completed_by as completed_by,
    task_courses.evidence as evidence,
    task_courses.evidence_digest as evidence_digest,
    task_courses.is_late as is_late,
    task_courses.is_waiting as is_waiting,
    task_courses.attempt_count as attempt_count,
    task_courses.spent_hours as spent_hours
from task_queue
inner join task_courses
    on task_courses.instance_id = task_queue.instance_id
inner join plan_initiatives
    on plan_initiatives.initiative_id = task_queue.initiative_id
left join task_assignments
    on task_assignments.instance_id = task_queue.instance_id
left join people
    on people.person_id = task_assignments.person_id
left join people as managers
    on managers.person_id = people.manager_id
left join blockers
    on blockers.instance_id = task_queue.instance_id
