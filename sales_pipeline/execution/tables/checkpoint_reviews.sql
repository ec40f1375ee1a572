-- Provisional: nothing yet.
-- grain: week, review_id
select
    work_clock.week as week,
    cast(null as varchar) as review_id,
    cast(null as varchar) as checkpoint_id,
    cast(null as varchar) as initiative_id,
    cast(null as varchar) as occurrence_id,
    cast(null as varchar) as title,
    cast(null as varchar) as subject_kind,
    cast(null as varchar) as subject_id,
    cast(null as varchar) as subject_name,
    cast(null as decimal(18,2)) as subject_amount,
    cast(null as varchar) as escalates_to_role,
    cast(null as timestamp) as planned_at,
    cast(null as timestamp) as review_at,
    cast(null as varchar) as state,
    cast(null as varchar) as outcome,
    cast(null as timestamp) as decided_at,
    cast(null as varchar) as decided_by_id,
    cast(null as varchar) as decided_by_name,
    cast(null as varchar) as note,
    cast(null as bigint) as postponed_count,
    cast(null as bigint) as need_count,
    cast(null as bigint) as met_need_count,
    cast(null as varchar) as open_needs,
    cast(null as bigint) as criterion_count,
    cast(null as bigint) as met_criterion_count,
    cast(null as varchar) as open_criteria,
    cast(null as varchar) as approvers
from work_clock
where work_clock.week is null
