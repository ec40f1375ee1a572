-- What became of past deals: those that were open and due at the Monday of each ended period with as many weeks left as
-- now (overdue ones of the period included, omitted ones not), alike in stage, due bucket, pushes and age, and how they
-- ended by the period's end, as known in the week. A deal without a close date is due by the assumed cycle of that day.
-- Won counts by its close date; lost by the earlier of close date and change; deleted counts as lost; the rest slipped.
-- grain: week, period_id, stage_name, due_bucket, push_band, age_band
with

mondays as (
    select
        past_mondays.period_id,
        past_mondays.as_of_date,
        past_mondays.as_of_at,
        past_mondays.start_date,
        past_mondays.stop_date
    from past_mondays
    where past_mondays.horizon = 'current'
),

-- a close date lies in one period, which has one Monday: the join below stays linear
close_days as (
    select distinct opportunity_history.close_date
    from opportunity_history
),

close_mondays as (
    select
        close_days.close_date,
        mondays.period_id,
        mondays.as_of_date,
        mondays.as_of_at,
        case when close_days.close_date < mondays.as_of_date then 'overdue' else 'this_period' end as due_bucket
    from close_days
    inner join mondays
        on mondays.start_date <= close_days.close_date
        and mondays.stop_date > close_days.close_date
),

dated as (
    select
        close_mondays.period_id,
        close_mondays.as_of_date,
        opportunity_history.opportunity_id,
        opportunity_history.stage_name,
        opportunity_history.forecast_category,
        opportunity_history.push_count,
        opportunity_history.created_date,
        close_mondays.due_bucket
    from opportunity_history
    inner join close_mondays
        on close_mondays.close_date = opportunity_history.close_date
        and opportunity_history.valid_from < close_mondays.as_of_at
        and (opportunity_history.valid_to is null or opportunity_history.valid_to >= close_mondays.as_of_at)
    where
        not opportunity_history.is_closed
        and not opportunity_history.is_deleted
),

undated as (
    select
        mondays.period_id,
        mondays.as_of_date,
        mondays.stop_date,
        opportunity_history.opportunity_id,
        opportunity_history.stage_name,
        opportunity_history.forecast_category,
        opportunity_history.push_count,
        opportunity_history.created_date,
        greatest(
            coalesce(opportunity_history.created_date, opportunity_history.known_date)
            + cast(coalesce(assumed_cycle.median_days, 0) as integer),
            mondays.as_of_date
        ) as due_date
    from opportunity_history
    inner join mondays
        on opportunity_history.valid_from < mondays.as_of_at
        and (opportunity_history.valid_to is null or opportunity_history.valid_to >= mondays.as_of_at)
    left join assumed_cycle
        on assumed_cycle.instant_date = mondays.as_of_date
    where
        not opportunity_history.is_closed
        and not opportunity_history.is_deleted
        and opportunity_history.close_date is null
),

due_then as (
    select
        dated.period_id,
        dated.as_of_date,
        dated.opportunity_id,
        dated.stage_name,
        dated.forecast_category,
        dated.push_count,
        dated.created_date,
        dated.due_bucket
    from dated
    union all
    select
        undated.period_id,
        undated.as_of_date,
        undated.opportunity_id,
        undated.stage_name,
        undated.forecast_category,
        undated.push_count,
        undated.created_date,
        'this_period' as due_bucket
    from undated
    where undated.due_date < undated.stop_date
),

-- the first mapping of a stage also holds before its first day
stage_terms as (
    select
        stages.stage_name,
        stages.forecast_category,
        case
            when row_number() over (partition by stages.stage_name order by stages.valid_from asc) > 1
                then stages.valid_from
        end as starts_on,
        stages.valid_to
    from stages
),

counted as (
    select
        due_then.period_id,
        due_then.opportunity_id,
        coalesce(due_then.stage_name, 'unknown') as stage_name,
        due_then.push_count,
        date_diff('day', due_then.created_date, due_then.as_of_date) as age_days,
        due_then.due_bucket
    from due_then
    left join stage_terms
        on stage_terms.stage_name = due_then.stage_name
        and (stage_terms.starts_on is null or stage_terms.starts_on <= due_then.as_of_date)
        and (stage_terms.valid_to is null or stage_terms.valid_to > due_then.as_of_date)
    where coalesce(due_then.forecast_category, stage_terms.forecast_category, 'pipeline') <> 'omitted'
),

endings as (
    select
        opportunity_history.opportunity_id,
        opportunity_history.is_won and not opportunity_history.is_deleted as is_won,
        cast((opportunity_history.valid_from at time zone 'UTC') at time zone settings.time_zone as date)
            as changed_date,
        case when not opportunity_history.is_deleted then opportunity_history.close_date end as close_date
    from opportunity_history
    cross join settings
    semi join counted
        on counted.opportunity_id = opportunity_history.opportunity_id
    where
        opportunity_history.valid_to is null
        and (opportunity_history.is_closed or opportunity_history.is_deleted)
),

outcomes as (
    select
        counted.period_id,
        counted.stage_name,
        counted.due_bucket,
        case when counted.push_count >= 4 then '4+' else cast(counted.push_count as varchar) end as push_band,
        counted.age_days,
        coalesce(
            endings.is_won
            and coalesce(endings.close_date, endings.changed_date) >= mondays.start_date
            and coalesce(endings.close_date, endings.changed_date) < mondays.stop_date,
            false
        ) as was_won,
        coalesce(
            not endings.is_won
            and least(coalesce(endings.close_date, endings.changed_date), endings.changed_date) < mondays.stop_date,
            false
        ) as was_lost
    from counted
    inner join mondays
        on mondays.period_id = counted.period_id
    left join endings
        on endings.opportunity_id = counted.opportunity_id
),

banded as (
    select
        outcomes.period_id,
        outcomes.stage_name,
        outcomes.due_bucket,
        outcomes.push_band,
        case
            when outcomes.age_days is null then 'unknown'
            when outcomes.age_days < 30 then 'under_30_days'
            when outcomes.age_days < 90 then 'under_90_days'
            when outcomes.age_days < 180 then 'under_180_days'
            when outcomes.age_days < 365 then 'under_a_year'
            else 'older'
        end as age_band,
        outcomes.was_won,
        outcomes.was_lost
    from outcomes
)

select
    this_week.week as week,
    banded.period_id as period_id,
    banded.stage_name as stage_name,
    banded.due_bucket as due_bucket,
    banded.push_band as push_band,
    banded.age_band as age_band,
    cast(count(*) as bigint) as deal_count,
    cast(count(*) filter (where banded.was_won) as bigint) as won_count,
    cast(count(*) filter (where banded.was_lost) as bigint) as lost_count,
    cast(count(*) filter (where not banded.was_won and not banded.was_lost) as bigint) as slipped_count
from banded
cross join this_week
group by
    this_week.week,
    banded.period_id,
    banded.stage_name,
    banded.due_bucket,
    banded.push_band,
    banded.age_band
