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

-- the Monday that asks about each close date: a date lies in one period, which has one. No close date comes before 1900:
-- one that does stands for none given, which each of them may ask about. One read of history finds both
asking as (
    select
        period_days.day as close_date,
        mondays.period_id,
        mondays.as_of_date,
        mondays.as_of_at,
        mondays.stop_date,
        case when period_days.day < mondays.as_of_date then 'overdue' else 'this_period' end as due_bucket
    from mondays
    inner join period_days
        on period_days.period_id = mondays.period_id
    union all
    select
        cast('1800-01-01' as date) as close_date,
        mondays.period_id,
        mondays.as_of_date,
        mondays.as_of_at,
        mondays.stop_date,
        'this_period' as due_bucket
    from mondays
),

asked as (
    select
        asking.period_id,
        asking.as_of_date,
        asking.stop_date,
        asking.due_bucket,
        opportunity_history.opportunity_id,
        opportunity_history.stage_name,
        opportunity_history.forecast_category,
        opportunity_history.push_count,
        opportunity_history.created_date,
        opportunity_history.known_date,
        opportunity_history.close_date is not null as is_dated
    from opportunity_history
    inner join asking
        on asking.close_date = coalesce(opportunity_history.close_date, cast('1800-01-01' as date))
        and opportunity_history.valid_from < asking.as_of_at
        and (opportunity_history.valid_to is null or opportunity_history.valid_to >= asking.as_of_at)
    where
        not opportunity_history.is_closed
        and not opportunity_history.is_deleted
),

due_then as (
    select
        asked.period_id,
        asked.as_of_date,
        asked.opportunity_id,
        asked.stage_name,
        asked.forecast_category,
        asked.push_count,
        asked.created_date,
        asked.due_bucket
    from asked
    left join assumed_cycle
        on assumed_cycle.instant_date = asked.as_of_date
    where
        asked.is_dated
        or greatest(
            coalesce(asked.created_date, asked.known_date) + cast(coalesce(assumed_cycle.median_days, 0) as integer),
            asked.as_of_date
        ) < asked.stop_date
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
    left join stages
        on stages.stage_name = due_then.stage_name
        and (stages.starts_on is null or stages.starts_on <= due_then.as_of_date)
        and (stages.valid_to is null or stages.valid_to > due_then.as_of_date)
    where coalesce(due_then.forecast_category, stages.forecast_category, 'pipeline') <> 'omitted'
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
