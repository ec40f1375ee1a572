-- Provisional: nothing yet.
-- grain: week, initiative_id, occurrence_id
select
    work_clock.week as week,
    cast(null as varchar) as initiative_id,
    cast(null as varchar) as occurrence_id,
    cast(null as varchar) as title,
    cast(null as bigint) as tier,
    cast(null as bigint) as task_count,
    cast(null as bigint) as completed_count,
    cast(null as bigint) as blocked_count,
    cast(null as bigint) as late_count,
    cast(null as decimal(18,6)) as effort_hours,
    cast(null as decimal(18,6)) as completed_effort_hours,
    cast(null as decimal(18,6)) as completion_ratio,
    cast(null as decimal(18,6)) as expected_ratio,
    cast(null as timestamp) as next_due_at,
    cast(null as bigint) as dependency_count,
    cast(null as bigint) as satisfied_dependency_count
from work_clock
where work_clock.week is null
