-- Every stage of an open deal has a forecast category; a deal in an unmapped stage would vanish from the categories.
-- on: opportunity_history
-- error: unmapped_stages_error_count
with

unmapped as (
    select
        opportunity_history.stage_name,
        opportunity_history.opportunity_id,
        opportunity_history.source_file,
        opportunity_history.source_line
    from opportunity_history
    cross join this_week
    anti join stages
        on opportunity_history.stage_name = stages.stage_name
        and (stages.valid_to is null or stages.valid_to > this_week.week)
    where opportunity_history.valid_to is null
        and opportunity_history.stage_name is not null
        and not opportunity_history.is_closed
        and not opportunity_history.is_deleted
)

select
    unmapped.stage_name,
    cast(count(*) over (partition by unmapped.stage_name) as bigint) as deal_count,
    unmapped.opportunity_id as first_opportunity_id,
    unmapped.source_file,
    unmapped.source_line
from unmapped
qualify row_number() over (
    partition by unmapped.stage_name
    order by unmapped.opportunity_id asc
) = 1
order by
    deal_count desc,
    unmapped.stage_name asc
