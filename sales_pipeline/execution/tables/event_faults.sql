-- Events that bear an earlier time than one before them: the clock had been set back. How work stands follows their
-- numbers.
-- grain: week, event_number
with

seen as (
    select
        work_events.week,
        work_events.event_number,
        work_events.event_at,
        max(work_events.event_at) over (
            order by work_events.event_number asc
            rows between unbounded preceding and 1 preceding
        ) as latest_at,
        work_events.subject_id,
        work_events.kind
    from work_events
)

select
    seen.week as week,
    seen.event_number as event_number,
    seen.event_at as event_at,
    seen.latest_at as latest_at,
    seen.subject_id as subject_id,
    seen.kind as kind
from seen
where seen.event_at < seen.latest_at
