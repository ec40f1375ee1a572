-- Facts that may finish a task. A call received finishes the task of who was asked for it. A publication of the week, as
-- a draft or final, which happens only when its gates hold, finishes tasks of the company that recur by the calendar:
-- their deliverable was made; whether what they wait for was done by then is judged in task_courses. The final forecast,
-- once approved, finishes what waited for its last checkpoint, and accepts what that was to rest on. A word finishes any
-- task. What belongs to a project, a deal or a request is finished by a word alone: a table made every week is not its
-- proof.
-- grain: week, instance_id, source, receipt_id
with

layers as (
    select
        'representative' as role,
        'representative' as layer
    union all
    select
        'manager' as role,
        'manager' as layer
    union all
    select
        'regional_vp' as role,
        'region' as layer
    union all
    select
        'cro' as role,
        'cro' as layer
),

-- the day a task's work begins, by UTC: west of it the Monday, east of it the Sunday before
queued as (
    select
        task_queue.instance_id,
        task_queue.task_id,
        task_queue.initiative_id,
        task_queue.occurrence_id,
        task_queue.checkpoint_id,
        task_queue.checkpoint_at,
        task_queue.role,
        task_queue.deliverable,
        task_queue.subject_kind,
        task_queue.subject_id,
        task_queue.due_at,
        task_queue.starts_at,
        cast(task_queue.starts_at as date) as starts_date,
        plan_initiatives.pattern,
        plan_initiatives.recurrence in ('week', 'month', 'quarter') as is_recurring
    from task_queue
    inner join plan_initiatives
        on plan_initiatives.initiative_id = task_queue.initiative_id
),

calls as (
    select
        submissions.source_file,
        submissions.week,
        submissions.node_id,
        submissions.layer,
        submissions.submitter_id,
        min(submissions.submitted_at) as received_at
    from submissions
    where
        submissions.category = 'commit'
        and submissions.submitted_at < submissions.lock_at
    group by
        submissions.source_file,
        submissions.week,
        submissions.node_id,
        submissions.layer,
        submissions.submitter_id
),

hashes as (
    select
        source_files.source_file,
        min(source_files.sha256) as sha256
    from source_files
    group by source_files.source_file
),

received as (
    select
        queued.instance_id,
        concat(calls.source_file, '/', calls.submitter_id) as receipt_id,
        'submission' as source,
        calls.received_at,
        cast(null as bigint) as event_number,
        calls.submitter_id as person_id,
        calls.source_file as evidence,
        hashes.sha256 as evidence_digest
    from queued
    inner join layers
        on layers.role = queued.role
    inner join calls
        on calls.node_id = queued.subject_id
        and calls.layer = layers.layer
        and calls.week >= queued.starts_date
    cross join work_clock
    left join hashes
        on hashes.source_file = calls.source_file
    where
        queued.subject_kind = 'seat'
        and queued.deliverable in ('submissions', 'commit_forecast')
        and calls.received_at <= work_clock.as_of_at
),

-- of each initiative that makes a forecast, the last checkpoint: there it is approved
signing as (
    select
        queued.initiative_id,
        queued.occurrence_id,
        queued.checkpoint_id,
        queued.checkpoint_at
    from queued
    where
        queued.pattern = 'forecast'
        and queued.checkpoint_at is not null
    qualify row_number() over (
        partition by queued.occurrence_id
        order by queued.checkpoint_at desc, queued.checkpoint_id asc, queued.instance_id asc
    ) = 1
),

waiting_for_approval as (
    select distinct queued.instance_id
    from queued
    inner join signing
        on signing.occurrence_id = queued.occurrence_id
    inner join plan_dependencies
        on plan_dependencies.task_id = queued.task_id
        and plan_dependencies.needs_id = signing.checkpoint_id
        and plan_dependencies.needs_kind = 'checkpoint'
),

published as (
    select
        work_events.event_number,
        work_events.event_at,
        work_events.event_week,
        work_events.kind,
        work_events.person_id,
        work_events.run_id,
        work_events.content_digest
    from work_events
    where
        work_events.kind = 'published'
        or (work_events.kind = 'finalised' and work_events.subject_id = 'forecast')
),

made as (
    select
        queued.instance_id,
        cast(published.event_number as varchar) as receipt_id,
        'publication' as source,
        published.event_at as received_at,
        published.event_number,
        cast(null as varchar) as person_id,
        published.run_id as evidence,
        published.content_digest as evidence_digest
    from queued
    inner join published
        on published.event_week >= queued.starts_date
        and published.event_at >= queued.starts_at
    left join waiting_for_approval
        on waiting_for_approval.instance_id = queued.instance_id
    where
        queued.subject_kind = 'company'
        and queued.is_recurring
        and waiting_for_approval.instance_id is null
),

approved as (
    select
        queued.instance_id,
        cast(published.event_number as varchar) as receipt_id,
        'approval' as source,
        published.event_at as received_at,
        published.event_number,
        cast(null as varchar) as person_id,
        published.run_id as evidence,
        published.content_digest as evidence_digest
    from queued
    inner join signing
        on signing.occurrence_id = queued.occurrence_id
    inner join published
        on published.kind = 'finalised'
        and published.event_week >= queued.starts_date
    left join waiting_for_approval
        on waiting_for_approval.instance_id = queued.instance_id
    where
        queued.subject_kind = 'company'
        and (waiting_for_approval.instance_id is not null or queued.due_at <= signing.checkpoint_at)
),

said as (
    select
        queued.instance_id,
        cast(work_events.event_number as varchar) as receipt_id,
        'said' as source,
        work_events.event_at as received_at,
        work_events.event_number,
        work_events.person_id,
        coalesce(work_events.evidence, work_events.note) as evidence,
        work_events.evidence_digest
    from queued
    inner join work_events
        on work_events.subject_id = queued.instance_id
        and work_events.kind = 'done'
),

together as (
    select
        received.instance_id,
        received.receipt_id,
        received.source,
        received.received_at,
        received.event_number,
        received.person_id,
        received.evidence,
        received.evidence_digest
    from received
    union all
    select
        made.instance_id,
        made.receipt_id,
        made.source,
        made.received_at,
        made.event_number,
        made.person_id,
        made.evidence,
        made.evidence_digest
    from made
    union all
    select
        approved.instance_id,
        approved.receipt_id,
        approved.source,
        approved.received_at,
        approved.event_number,
        approved.person_id,
        approved.evidence,
        approved.evidence_digest
    from approved
    union all
    select
        said.instance_id,
        said.receipt_id,
        said.source,
        said.received_at,
        said.event_number,
        said.person_id,
        said.evidence,
        said.evidence_digest
    from said
)

select
    this_week.week as week,
    together.instance_id as instance_id,
    together.receipt_id as receipt_id,
    together.source as source,
    together.received_at as received_at,
    together.event_number as event_number,
    together.person_id as person_id,
    together.evidence as evidence,
    together.evidence_digest as evidence_digest
from together
cross join this_week
