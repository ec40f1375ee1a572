-- What became of everything that was told, or tried to be told, about the week: a server took it, it is tried again, or it
-- was given up. Every sending was noted before it began and every answer after it came, so one that has no answer was cut
-- off: it was repeated with the same id.
-- grain: week, notification_key
with

told as (
    select
        work_events.subject_id as notification_key,
        work_events.kind,
        work_events.event_number,
        work_events.event_at,
        work_events.to_person_id,
        work_events.channel,
        work_events.message_id,
        work_events.until_at,
        work_events.outcome,
        row_number() over (
            partition by work_events.subject_id
            order by work_events.event_number desc
        ) as newest
    from work_events
    cross join this_week
    where
        work_events.kind in ('sending', 'refused', 'delivered', 'undelivered')
        and work_events.event_week = this_week.week
        and work_events.to_person_id is not null
        and work_events.channel is not null
),

counted as (
    select
        told.notification_key,
        count(case when told.kind = 'sending' then 1 end) as sending_count,
        count(case when told.kind <> 'sending' then 1 end) as answer_count,
        count(case when told.kind = 'delivered' then 1 end) as delivered_count,
        count(case when told.kind = 'undelivered' then 1 end) as failed_count,
        min(case when told.kind = 'delivered' then told.event_at end) as delivered_at,
        max(case when told.kind = 'refused' then told.until_at end) as next_try_at,
        max(case when told.kind <> 'sending' then told.event_number end) as answered_number
    from told
    group by told.notification_key
)

select
    this_week.week as week,
    counted.notification_key as notification_key,
    newest.to_person_id as person_id,
    newest.channel as channel,
    case
        when counted.delivered_count > 0 then 'delivered'
        when counted.failed_count > 0 then 'failed'
        else 'waiting'
    end as state,
    newest.message_id as message_id,
    greatest(counted.sending_count, 1) as attempt_count,
    counted.sending_count > counted.answer_count and newest.kind <> 'sending' as is_repeated,
    counted.delivered_at as delivered_at,
    case when counted.delivered_count + counted.failed_count = 0 then counted.next_try_at end as next_try_at,
    answered.outcome as answer
from counted
cross join this_week
inner join told as newest
    on newest.notification_key = counted.notification_key
    and newest.newest = 1
left join told as answered
    on answered.notification_key = counted.notification_key
    and answered.event_number = counted.answered_number
