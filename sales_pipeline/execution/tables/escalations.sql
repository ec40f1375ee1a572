-- Provisional: nothing yet.
-- grain: week, instance_id, level, reason
select
    work_clock.week as week,
    cast(null as varchar) as instance_id,
    cast(null as varchar) as level,
    cast(null as varchar) as reason,
    cast(null as timestamp) as since_at,
    cast(null as varchar) as person_id,
    cast(null as varchar) as person_name,
    cast(null as varchar) as title,
    cast(null as timestamp) as due_at,
    cast(null as decimal(18,2)) as value_at_stake_amount,
    cast(null as bigint) as task_count,
    cast(null as boolean) as is_digest
from work_clock
where work_clock.week is null
