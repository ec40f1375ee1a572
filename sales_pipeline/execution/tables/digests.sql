-- What each person's page and next message hold: what is new, what the person can do next, what is late, and what waits
-- for the person: approvals, blockers to remove, and tasks of others that come after the person's own.
-- grain: week, person_id
with

told as (
    select distinct work_events.subject_id as notification_key
    from work_events
    where work_events.kind in ('delivered', 'undelivered')
),

to_tell as (
    select
        notifications.person_id,
        max(notifications.person_name) as person_name,
        max(notifications.role) as role,
        count(*) as notification_count,
        count(told.notification_key) as told_count,
        count(case
            when told.notification_key is null and notifications.send_from_at <= work_clock.as_of_at then 1
        end) as ready_count,
        count(case
            when told.notification_key is null and notifications.send_from_at > work_clock.as_of_at then 1
        end) as quiet_count,
        count(case when notifications.kind in ('approval_wanted', 'blocked') then 1 end) as asked_count
    from notifications
    cross join work_clock
    left join told
        on told.notification_key = notifications.notification_key
    group by notifications.person_id
),

own_tasks as (
    select
        task_states.person_id,
        count(case when not task_states.is_waiting and task_states.state <> 'blocked' then 1 end) as next_count,
        count(case when task_states.is_late then 1 end) as late_count,
        cast(sum(task_states.effort_hours) as decimal(18, 6)) as effort_hours
    from task_states
    where task_states.state <> 'completed'
    group by task_states.person_id
),

held_up as (
    select
        own.person_id,
        count(distinct task_links.instance_id) as held_up_count
    from task_states as own
    inner join task_links
        on task_links.needs_instance_id = own.instance_id
    inner join task_states as other
        on other.instance_id = task_links.instance_id
    where
        own.state <> 'completed'
        and other.state <> 'completed'
        and coalesce(other.person_id, '') <> own.person_id
    group by own.person_id
)

select
    this_week.week as week,
    to_tell.person_id as person_id,
    to_tell.person_name as person_name,
    to_tell.role as role,
    to_tell.notification_count as notification_count,
    to_tell.told_count as told_count,
    to_tell.ready_count as ready_count,
    to_tell.quiet_count as quiet_count,
    coalesce(own_tasks.next_count, 0) as next_count,
    coalesce(own_tasks.late_count, 0) as late_count,
    to_tell.asked_count + coalesce(held_up.held_up_count, 0) as waiting_count,
    coalesce(own_tasks.effort_hours, 0) as effort_hours
from to_tell
cross join this_week
left join own_tasks
    on own_tasks.person_id = to_tell.person_id
left join held_up
    on held_up.person_id = to_tell.person_id
