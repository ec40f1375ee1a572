-- What acting on a deal may change, as far as the past says: how much likelier past deals were won that were not overdue
-- (of the same stage), that were not pushed (of the same stage and due bucket), or that stood one stage further on, for
-- as many as get there (upside). Kinds with fewer past deals than settings.risk_alike_count say nothing: no row. Below
-- nought where the past shows no gain.
-- grain: week, reason_code, stage_name, due_bucket, push_band
with

known_cells as (
    select
        risk_outcomes.cell_depth,
        risk_outcomes.stage_name,
        risk_outcomes.due_bucket,
        risk_outcomes.push_band,
        risk_outcomes.p_win_now
    from risk_outcomes
    cross join settings
    where
        risk_outcomes.cell_depth between 1 and 3
        and risk_outcomes.deal_count >= settings.risk_alike_count
),

open_stages as (
    select
        stage_probabilities.stage_name,
        lead(stage_probabilities.stage_name) over (
            order by stage_probabilities.stage_order asc, stage_probabilities.stage_name asc
        ) as next_stage_name
    from stage_probabilities
    where stage_probabilities.category not in ('closed', 'omitted')
),

lifts as (
    select
        'overdue' as reason_code,
        late.stage_name,
        'any' as due_bucket,
        'any' as push_band,
        on_time.p_win_now - late.p_win_now as lift_ratio
    from known_cells as late
    inner join known_cells as on_time
        on on_time.cell_depth = late.cell_depth
        and on_time.stage_name = late.stage_name
        and on_time.due_bucket = 'this_period'
    where
        late.cell_depth = 2
        and late.due_bucket = 'overdue'
    union all
    select
        'pushed' as reason_code,
        pushed.stage_name,
        pushed.due_bucket,
        pushed.push_band,
        held.p_win_now - pushed.p_win_now as lift_ratio
    from known_cells as pushed
    inner join known_cells as held
        on held.cell_depth = pushed.cell_depth
        and held.stage_name = pushed.stage_name
        and held.due_bucket = pushed.due_bucket
        and held.push_band = '0'
    where
        pushed.cell_depth = 3
        and pushed.push_band <> '0'
    union all
    select
        'upside' as reason_code,
        here.stage_name,
        'any' as due_bucket,
        'any' as push_band,
        cast(round((further.p_win_now - here.p_win_now) * stage_conversion.next_ratio, 6) as decimal(18, 6)) as lift_ratio
    from known_cells as here
    inner join open_stages
        on open_stages.stage_name = here.stage_name
    inner join known_cells as further
        on further.cell_depth = here.cell_depth
        and further.stage_name = open_stages.next_stage_name
    inner join stage_conversion
        on stage_conversion.stage_name = here.stage_name
    where
        here.cell_depth = 1
        and stage_conversion.next_ratio is not null
)

select
    this_week.week as week,
    lifts.reason_code as reason_code,
    lifts.stage_name as stage_name,
    lifts.due_bucket as due_bucket,
    lifts.push_band as push_band,
    lifts.lift_ratio as lift_ratio
from lifts
cross join this_week
