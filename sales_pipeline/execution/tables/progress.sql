-- How far every time of an initiative is: its tasks counted and weighed by their hours, what was to be done by now, and
-- how many of the waits between tasks are over.
-- grain: week, initiative_id, occurrence_id
with

waits as (
    select
        waiting.occurrence_id,
        count(*) as dependency_count,
        count(*) filter (where needed.state = 'completed') as satisfied_dependency_count
    from task_links
    inner join task_states as waiting
        on waiting.instance_id = task_links.instance_id
    inner join task_states as needed
        on needed.instance_id = task_links.needs_instance_id
    group by waiting.occurrence_id
),

sums as (
    select
        task_states.week,
        task_states.initiative_id,
        task_states.occurrence_id,
        task_states.tier,
        count(*) as task_count,
        count(*) filter (where task_states.state = 'completed') as completed_count,
        count(*) filter (where task_states.state = 'blocked') as blocked_count,
        count(*) filter (where task_states.is_late) as late_count,
        cast(sum(task_states.effort_hours) as decimal(18, 6)) as effort_hours,
        cast(coalesce(sum(task_states.effort_hours) filter (where task_states.state = 'completed'), 0)
            as decimal(18, 6)) as completed_effort_hours,
        cast(coalesce(sum(task_states.effort_hours) filter (where task_states.due_at <= work_clock.as_of_at), 0)
            as decimal(18, 6)) as expected_effort_hours,
        min(task_states.due_at) filter (where task_states.state <> 'completed') as next_due_at
    from task_states
    cross join work_clock
    group by
        task_states.week,
        task_states.initiative_id,
        task_states.occurrence_id,
        task_states.tier
)

select
    sums.week as week,
    sums.initiative_id as initiative_id,
    sums.occurrence_id as occurrence_id,
    plan_initiatives.title as title,
    sums.tier as tier,
    sums.task_count as task_count,
    sums.completed_count as completed_count,
    sums.blocked_count as blocked_count,
    sums.late_count as late_count,
    sums.effort_hours as effort_hours,
    sums.completed_effort_hours as completed_effort_hours,
    cast(floor(
        cast(sums.completed_effort_hours as double) / nullif(cast(sums.effort_hours as double), 0.0e0) * 1e6 + 0.5
    ) / 1e6 as decimal(18, 6)) as completion_ratio,
    cast(floor(
        cast(sums.expected_effort_hours as double) / nullif(cast(sums.effort_hours as double), 0.0e0) * 1e6 + 0.5
    ) / 1e6 as decimal(18, 6)) as expected_ratio,
    sums.next_due_at as next_due_at,
    coalesce(waits.dependency_count, 0) as dependency_count,
    coalesce(waits.satisfied_dependency_count, 0) as satisfied_dependency_count
from sums
inner join plan_initiatives
    on plan_initiatives.initiative_id = sums.initiative_id
left join waits
    on waits.occurrence_id = sums.occurrence_id
