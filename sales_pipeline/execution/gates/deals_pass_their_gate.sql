-- Every open deal beyond the stages of a gate has passed that gate.
-- on: work_events
-- warn: ungated_deals_warn_count
with

gated as (
    select
        plan_initiatives.initiative_id,
        plan_initiatives.title,
        plan_initiatives.from_amount,
        plan_checkpoints.checkpoint_id,
        plan_checkpoints.source_file,
        plan_checkpoints.source_line,
        max(stages.stage_order) as stage_order
    from plan_initiatives
    inner join plan_checkpoints
        on plan_checkpoints.initiative_id = plan_initiatives.initiative_id
    inner join plan_stages
        on plan_stages.initiative_id = plan_initiatives.initiative_id
    inner join stages
        on stages.stage_name = plan_stages.stage_name
    cross join this_week
    where
        plan_initiatives.recurrence = 'deal'
        and (stages.starts_on is null or stages.starts_on <= this_week.week)
        and (stages.valid_to is null or stages.valid_to > this_week.week)
    group by
        plan_initiatives.initiative_id,
        plan_initiatives.title,
        plan_initiatives.from_amount,
        plan_checkpoints.checkpoint_id,
        plan_checkpoints.source_file,
        plan_checkpoints.source_line
),

-- the last word about each time a gate was held
standing as (
    select
        work_events.subject_id,
        work_events.outcome
    from work_events
    where work_events.kind = 'decided'
    qualify row_number() over (partition by work_events.subject_id order by work_events.event_number desc) = 1
),

-- of a deal at a gate the id reads initiative/2026-11-16/deal/checkpoint
passed as (
    select distinct
        gated.checkpoint_id,
        pipeline_snapshot.opportunity_id
    from gated
    cross join pipeline_snapshot
    inner join standing
        on standing.outcome = 'passed'
        and left(standing.subject_id, length(gated.initiative_id) + 1) = gated.initiative_id || '/'
        and substr(standing.subject_id, length(gated.initiative_id) + 12)
        = '/' || pipeline_snapshot.opportunity_id || '/' || gated.checkpoint_id
)

select
    pipeline_snapshot.opportunity_id,
    pipeline_snapshot.opportunity_name,
    pipeline_snapshot.stage_name,
    pipeline_snapshot.amount,
    gated.title as gate_title,
    gated.checkpoint_id,
    gated.source_file,
    gated.source_line
from gated
inner join pipeline_snapshot
    on pipeline_snapshot.state = 'open'
    and pipeline_snapshot.stage_order > gated.stage_order
    and coalesce(pipeline_snapshot.amount >= gated.from_amount, true)
left join passed
    on passed.checkpoint_id = gated.checkpoint_id
    and passed.opportunity_id = pipeline_snapshot.opportunity_id
where passed.opportunity_id is null
order by
    pipeline_snapshot.amount desc,
    pipeline_snapshot.opportunity_id asc,
    gated.checkpoint_id asc
