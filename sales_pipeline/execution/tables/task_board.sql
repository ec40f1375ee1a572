-- The board: one list a person, what can be worked on first; each task with what comes next, and what blocks it.
-- grain: week, instance_id
with

levels as (
    select
        'assignee' as level,
        1 as level_order
    union all
    select
        'manager' as level,
        2 as level_order
    union all
    select
        'director' as level,
        3 as level_order
    union all
    select
        'cro' as level,
        4 as level_order
),

highest as (
    select
        escalations.instance_id,
        max(levels.level_order) as level_order
    from escalations
    inner join levels
        on levels.level = escalations.level
    group by escalations.instance_id
),

ranked as (
    select
        task_states.week,
        task_states.instance_id,
        task_states.person_id,
        coalesce(task_states.person_name, task_states.person_id, 'Nobody') as person_name,
        case
            when task_states.state = 'in_progress' then 1
            when task_states.state = 'pending' and not task_states.is_waiting then 2
            when task_states.state = 'blocked' then 3
            when task_states.state = 'pending' then 4
            else 5
        end as group_order,
        task_states.priority_order,
        case
            when task_states.subject_name is null then task_states.title
            else concat(task_states.title, ' (', task_states.subject_name, ')')
        end as title,
        task_states.state,
        task_states.due_at,
        task_states.is_late,
        task_states.value_at_stake_amount,
        task_states.effort_hours,
        case
            when task_states.state = 'completed' then 'Nothing: it is done'
            when task_states.state = 'blocked' then blockers.suggested_move
            when task_states.state = 'in_progress' then 'Finish it'
            when task_states.is_waiting then 'Wait for what comes before it'
            else 'Start it'
        end as next_step,
        blockers.detail as blocked_by,
        levels.level as escalated_to
    from task_states
    left join blockers
        on blockers.instance_id = task_states.instance_id
    left join highest
        on highest.instance_id = task_states.instance_id
    left join levels
        on levels.level_order = highest.level_order
)

select
    ranked.week as week,
    ranked.instance_id as instance_id,
    ranked.person_id as person_id,
    ranked.person_name as person_name,
    row_number() over (
        partition by ranked.person_id
        order by ranked.group_order asc, ranked.priority_order asc, ranked.instance_id asc
    ) as board_order,
    ranked.title as title,
    ranked.state as state,
    ranked.due_at as due_at,
    ranked.is_late as is_late,
    ranked.value_at_stake_amount as value_at_stake_amount,
    ranked.effort_hours as effort_hours,
    ranked.next_step as next_step,
    ranked.blocked_by as blocked_by,
    ranked.escalated_to as escalated_to
from ranked
