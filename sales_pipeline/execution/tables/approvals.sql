-- Provisional: nothing yet.
-- grain: week, subject_id, approver_order
select
    work_clock.week as week,
    cast(null as varchar) as subject_id,
    cast(null as bigint) as approver_order,
    cast(null as varchar) as role,
    cast(null as varchar) as state,
    cast(null as varchar) as person_id,
    cast(null as varchar) as person_name,
    cast(null as timestamp) as decided_at,
    cast(null as timestamp) as until_at,
    cast(null as varchar) as reason,
    cast(null as varchar) as content_digest,
    cast(null as boolean) as is_signed
from work_clock
where work_clock.week is null
