-- Provisional: nothing yet.
-- grain: week, instance_id
select
    work_clock.week as week,
    cast(null as varchar) as instance_id,
    cast(null as varchar) as person_id,
    cast(null as varchar) as person_name,
    cast(null as varchar) as assigned_by,
    cast(null as varchar) as why,
    cast(null as varchar) as runner_up_id,
    cast(null as varchar) as runner_up_name,
    cast(null as decimal(18,6)) as cost_points,
    cast(null as decimal(18,6)) as runner_up_cost_points,
    cast(null as varchar) as unassigned_reason,
    cast(null as decimal(18,6)) as effort_hours,
    cast(null as boolean) as is_complex
from work_clock
where work_clock.week is null
