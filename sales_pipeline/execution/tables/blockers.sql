-- Provisional: nothing yet.
-- grain: week, instance_id
select
    work_clock.week as week,
    cast(null as varchar) as instance_id,
    cast(null as varchar) as cause,
    cast(null as timestamp) as since_at,
    cast(null as decimal(18,6)) as blocked_hours,
    cast(null as varchar) as detail,
    cast(null as varchar) as blocking_instance_id,
    cast(null as varchar) as remover_id,
    cast(null as varchar) as remover_name,
    cast(null as varchar) as suggested_move,
    cast(null as boolean) as is_coordination
from work_clock
where work_clock.week is null
