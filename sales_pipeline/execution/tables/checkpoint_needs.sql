-- What each checkpoint needs, and whether that is there: a deliverable once the week was published with it, a gate while
-- its promise is kept or a person waived it. A promise of work itself is judged after the checkpoints and never there.
-- grain: week, review_id, need
with

published as (
    select max(work_events.event_at) as published_at
    from work_events
    cross join this_week
    where
        work_events.kind = 'published'
        and work_events.event_week = this_week.week
)

select
    checkpoint_times.week as week,
    checkpoint_times.review_id as review_id,
    plan_needs.need as need,
    plan_needs.need_kind as need_kind,
    case plan_needs.need_kind
        when 'gate' then coalesce(gate_results.state in ('ok', 'waived'), false)
        else published.published_at is not null
    end as is_met,
    case when plan_needs.need_kind = 'deliverable' then published.published_at end as met_at,
    case
        when plan_needs.need_kind = 'deliverable' and published.published_at is null then 'the week is not published'
        when plan_needs.need_kind = 'gate' and gate_results.gate is null then 'not judged before the checkpoint'
        when gate_results.state in ('warn', 'error') then gate_results.promise
    end as detail
from checkpoint_times
inner join plan_needs
    on plan_needs.checkpoint_id = checkpoint_times.checkpoint_id
cross join published
left join gate_results
    on gate_results.gate = plan_needs.need
    and plan_needs.need_kind = 'gate'
