-- No task is blocked for longer than until the manager's manager hears of it.
-- on: blockers
-- warn: long_blocked_warn_count
select
    blockers.instance_id,
    blockers.cause,
    blockers.blocked_hours,
    blockers.remover_name,
    blockers.suggested_move
from blockers
cross join settings
where blockers.blocked_hours > settings.service_levels_blocked_director_hours
order by
    blockers.blocked_hours desc,
    blockers.instance_id asc
