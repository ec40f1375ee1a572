-- Events come in the order of the clock.
-- on: event_faults
-- warn: misordered_events_warn_count
select
    event_faults.event_number,
    event_faults.kind,
    event_faults.subject_id,
    event_faults.event_at,
    event_faults.latest_at
from event_faults
order by event_faults.event_number asc
