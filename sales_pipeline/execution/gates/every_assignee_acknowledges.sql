-- Whoever is given a task answers in time.
-- on: escalations
-- warn: unacknowledged_warn_count
select
    escalations.instance_id,
    escalations.title,
    escalations.person_name,
    escalations.since_at
from escalations
where
    escalations.reason = 'unacknowledged'
    and escalations.level = 'assignee'
order by
    escalations.since_at asc,
    escalations.instance_id asc
