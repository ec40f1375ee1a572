-- What people said of documents, and what came of it: notes on the week's documents, those given since the week began,
-- and earlier ones whose change was still owed then. A note that asks for a change has a task; it is answered once the
-- task is said done and a version other than the one it is about is published: the one that stood when the task was
-- done, else the next. A task that is done with the outcome `declined` declines it.
-- grain: week, event_number
with

notes as (
    select
        work_events.event_number,
        work_events.event_week as document_date,
        work_events.event_at as given_at,
        work_events.subject_id as document,
        work_events.run_id,
        work_events.content_digest,
        work_events.person_id,
        work_events.rating,
        work_events.note,
        coalesce(work_events.asks_change, false) as asks_change,
        case
            when work_events.asks_change
                then concat(
                    'feedback_', cast(work_events.event_number as varchar),
                    '/feedback_', cast(work_events.event_number as varchar)
                )
        end as instance_id
    from work_events
    where
        work_events.kind = 'feedback'
        and work_events.rating is not null
),

ends as (
    select
        notes.event_number,
        work_events.event_number as done_number,
        work_events.event_at as done_at,
        work_events.person_id as done_by_id,
        work_events.note as answer_note,
        coalesce(work_events.outcome = 'declined', false) as is_declined,
        row_number() over (partition by notes.event_number order by work_events.event_number asc) as place
    from notes
    inner join work_events
        on work_events.subject_id = notes.instance_id
        and work_events.kind = 'done'
        and work_events.event_number > notes.event_number
),

-- other versions that came after the note
versions as (
    select
        notes.event_number as note_number,
        work_events.event_number,
        work_events.event_at as published_at,
        work_events.run_id,
        case when work_events.event_number <= ends.done_number then 0 else 1 end as is_after_done,
        abs(work_events.event_number - ends.done_number) as distance
    from notes
    inner join ends
        on ends.event_number = notes.event_number
        and ends.place = 1
        and not ends.is_declined
    inner join work_events
        on work_events.kind = 'published'
        and work_events.event_number > notes.event_number
        and (
            coalesce(work_events.content_digest, 'none') <> coalesce(notes.content_digest, 'none')
            or coalesce(work_events.run_id, 'none') <> coalesce(notes.run_id, 'none')
        )
),

answers as (
    select
        versions.note_number,
        versions.published_at,
        versions.run_id,
        row_number() over (
            partition by versions.note_number
            order by versions.is_after_done asc, versions.distance asc, versions.event_number asc
        ) as place
    from versions
),

found as (
    select
        notes.event_number,
        notes.document_date,
        notes.given_at,
        notes.document,
        notes.run_id,
        notes.person_id,
        notes.rating,
        notes.note,
        notes.asks_change,
        notes.instance_id,
        case
            when not notes.asks_change then 'noted'
            when ends.is_declined then 'declined'
            when answers.note_number is not null then 'answered'
            else 'open'
        end as state,
        ends.done_at,
        ends.done_by_id,
        answers.run_id as answered_run_id,
        case when answers.note_number is not null then greatest(ends.done_at, answers.published_at) end as answered_at,
        ends.answer_note
    from notes
    left join ends
        on ends.event_number = notes.event_number
        and ends.place = 1
    left join answers
        on answers.note_number = notes.event_number
        and answers.place = 1
)

select
    this_week.week as week,
    found.event_number as event_number,
    found.document_date as document_date,
    found.given_at as given_at,
    found.document as document,
    found.run_id as run_id,
    found.person_id as person_id,
    found.rating as rating,
    found.note as note,
    found.asks_change as asks_change,
    found.instance_id as instance_id,
    found.state as state,
    found.done_at as done_at,
    found.done_by_id as done_by_id,
    found.answered_run_id as answered_run_id,
    found.answered_at as answered_at,
    found.answer_note as answer_note
from found
cross join this_week
where
    found.document_date = this_week.week
    or found.given_at >= this_week.week_at
    or found.state = 'open'
    or (found.state = 'answered' and found.answered_at >= this_week.week_at)
    or (found.state = 'declined' and found.done_at >= this_week.week_at)
