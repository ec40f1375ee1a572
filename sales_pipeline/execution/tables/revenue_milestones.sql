-- Provisional: nothing yet.
-- grain: week, node_id, milestone
select
    work_clock.week as week,
    cast(null as varchar) as node_id,
    cast(null as varchar) as node_name,
    cast(null as varchar) as milestone,
    cast(null as decimal(18,6)) as value,
    cast(null as decimal(18,6)) as target
from work_clock
where work_clock.week is null
