-- What there is to tell about reviews: to those of the role whose turn it is that their approval is wanted, for the
-- content published last; to leadership that a review of weight was held, to whom it escalates that one is not ready or
-- was missed, to those who receive it that the forecast is final, and to sales operations what could not be told.
-- grain: week, notification_key
with

staff as (
    select
        people.person_id,
        people.role
    from people
    cross join this_week
    where
        coalesce(people.hired_on <= this_week.week, true)
        and coalesce(people.left_on >= this_week.week, true)
),

published as (
    select max(work_events.event_number) as event_number
    from work_events
    cross join this_week
    where
        work_events.kind = 'published'
        and work_events.event_week = this_week.week
),

content as (
    select
        work_events.content_digest,
        work_events.event_at
    from work_events
    inner join published
        on published.event_number = work_events.event_number
),

-- whose turn it is: no role before theirs is still to approve, again where an approval is void or has expired; what
-- somebody rejected nobody can approve
open_places as (
    select
        approvals.subject_id,
        approvals.approver_order,
        approvals.role,
        -- void and expired ones name who gave them, but all of the role may give them again
        case when approvals.state = 'waiting' then approvals.person_id end as person_id,
        case when approvals.state = 'waiting' then approvals.until_at end as until_at
    from approvals
    where
        approvals.state <> 'approved'
        and not exists (
            select rejected.role
            from approvals as rejected
            where
                rejected.subject_id = approvals.subject_id
                and rejected.state = 'rejected'
        )
),

turns as (
    select
        open_places.subject_id,
        open_places.role,
        open_places.person_id,
        open_places.until_at,
        max(earlier.decided_at) as decided_at
    from open_places
    left join approvals as earlier
        on earlier.subject_id = open_places.subject_id
        and earlier.approver_order < open_places.approver_order
        and earlier.state = 'approved'
    where
        not exists (
            select open_before.role
            from open_places as open_before
            where
                open_before.subject_id = open_places.subject_id
                and open_before.approver_order < open_places.approver_order
                and open_before.role <> open_places.role
        )
    group by
        open_places.subject_id,
        open_places.role,
        open_places.person_id,
        open_places.until_at
),

finalised as (
    select
        work_events.content_digest,
        min(work_events.event_at) as event_at
    from work_events
    cross join this_week
    where
        work_events.kind = 'finalised'
        and work_events.event_week = this_week.week
        and work_events.content_digest is not null
    group by work_events.content_digest
),

undelivered as (
    select
        coalesce(work_events.message_id, work_events.subject_id) as message_id,
        max(work_events.to_person_id) as to_person_id,
        max(work_events.channel) as channel,
        max(work_events.outcome) as outcome,
        min(work_events.event_at) as event_at,
        count(*) as told_count
    from work_events
    where work_events.kind = 'undelivered'
    group by coalesce(work_events.message_id, work_events.subject_id)
),

found as (
    select
        'approval_wanted/' || turns.subject_id || '/' || turns.role || '/' || content.content_digest || '/'
        || staff.person_id as notification_key,
        'approval_wanted' as kind,
        staff.person_id,
        'The ' || turns.subject_id || ' of the week' as what,
        'It is your turn to approve it, or to say why not' as why,
        turns.until_at,
        greatest(content.event_at, coalesce(turns.decided_at, content.event_at)) as since_at,
        turns.subject_id
    from turns
    cross join content
    inner join staff
        on staff.role = turns.role
        and coalesce(turns.person_id, staff.person_id) = staff.person_id
    union all
    select
        'milestone/held/' || checkpoint_reviews.review_id || '/' || staff.person_id as notification_key,
        'milestone' as kind,
        staff.person_id,
        checkpoint_reviews.title as what,
        'It was held' || coalesce(': ' || checkpoint_reviews.outcome, '') as why,
        cast(null as timestamp) as until_at,
        checkpoint_reviews.review_at as since_at,
        checkpoint_reviews.review_id as subject_id
    from checkpoint_reviews
    inner join plan_initiatives
        on plan_initiatives.initiative_id = checkpoint_reviews.initiative_id
    inner join staff
        on staff.role in ('manager', 'regional_vp', 'cro', 'finance', 'sales_operations')
    where
        checkpoint_reviews.state = 'held'
        and plan_initiatives.tier >= 3
    union all
    select
        'escalation/' || checkpoint_reviews.state || '/' || checkpoint_reviews.review_id || '/' || staff.person_id
            as notification_key,
        'escalation' as kind,
        staff.person_id,
        checkpoint_reviews.title || coalesce(' (' || checkpoint_reviews.subject_name || ')', '') as what,
        case checkpoint_reviews.state
            when 'missed' then 'It was not held in time'
            else 'It comes up, and something it needs is not there'
        end
        || coalesce(': ' || checkpoint_reviews.open_needs, '') as why,
        checkpoint_reviews.review_at as until_at,
        least(checkpoint_reviews.review_at, work_clock.as_of_at) as since_at,
        checkpoint_reviews.review_id as subject_id
    from checkpoint_reviews
    cross join work_clock
    inner join plan_checkpoints
        on plan_checkpoints.checkpoint_id = checkpoint_reviews.checkpoint_id
    inner join staff
        on staff.role = plan_checkpoints.escalates_to_role
    where checkpoint_reviews.state in ('missed', 'not_ready')
    union all
    select
        'final/' || finalised.content_digest || '/' || staff.person_id as notification_key,
        'final' as kind,
        staff.person_id,
        'The forecast of the week is final' as what,
        'Everybody who had to has approved it' as why,
        cast(null as timestamp) as until_at,
        finalised.event_at as since_at,
        finalised.content_digest as subject_id
    from finalised
    inner join staff
        on staff.role in ('manager', 'regional_vp', 'cro', 'finance', 'sales_operations')
    union all
    select
        'escalation/undelivered/' || undelivered.message_id || '/' || staff.person_id as notification_key,
        'escalation' as kind,
        staff.person_id,
        'A message to ' || coalesce(people.person_name, undelivered.to_person_id, 'somebody') || ' did not arrive'
            as what,
        'Channel ' || coalesce(undelivered.channel, 'unknown') || ' refused it'
        || coalesce(': ' || undelivered.outcome, '') as why,
        cast(null as timestamp) as until_at,
        undelivered.event_at as since_at,
        undelivered.message_id as subject_id
    from undelivered
    inner join staff
        on staff.role = 'sales_operations'
    left join people
        on people.person_id = undelivered.to_person_id
)

select
    this_week.week as week,
    found.notification_key as notification_key,
    found.kind as kind,
    found.person_id as person_id,
    found.what as what,
    found.why as why,
    found.until_at as until_at,
    found.since_at as since_at,
    cast(null as varchar) as instance_id,
    found.subject_id as subject_id
from found
cross join this_week
