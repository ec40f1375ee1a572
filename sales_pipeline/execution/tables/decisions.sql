-- The record of decisions at checkpoints, of earlier weeks too: who decided what and why, whether a later decision stands
-- in its place, and how many of its action items are open.
-- grain: week, event_number
with

counted as (
    select
        decision_actions.event_number,
        count(*) as action_count,
        count(case when decision_actions.state <> 'completed' then 1 end) as open_action_count
    from decision_actions
    group by decision_actions.event_number
),

taken as (
    select
        work_events.event_number,
        work_events.subject_id,
        split_part(work_events.subject_id, '/', -1) as checkpoint_id,
        work_events.event_at,
        work_events.person_id,
        work_events.outcome,
        work_events.note,
        work_events.until_at,
        row_number() over (
            partition by work_events.subject_id
            order by work_events.event_number desc
        ) = 1 as is_standing
    from work_events
    where
        work_events.kind = 'decided'
        and work_events.outcome is not null
)

select
    this_week.week as week,
    taken.event_number as event_number,
    taken.subject_id as review_id,
    taken.checkpoint_id as checkpoint_id,
    plan_checkpoints.title as title,
    checkpoint_times.subject_name as subject_name,
    taken.event_at as decided_at,
    taken.person_id as person_id,
    people.person_name as person_name,
    taken.outcome as outcome,
    taken.note as note,
    taken.until_at as until_at,
    taken.is_standing as is_standing,
    coalesce(counted.action_count, 0) as action_count,
    coalesce(counted.open_action_count, 0) as open_action_count
from taken
cross join this_week
left join plan_checkpoints
    on plan_checkpoints.checkpoint_id = taken.checkpoint_id
left join checkpoint_times
    on checkpoint_times.review_id = taken.subject_id
left join people
    on people.person_id = taken.person_id
left join counted
    on counted.event_number = taken.event_number
