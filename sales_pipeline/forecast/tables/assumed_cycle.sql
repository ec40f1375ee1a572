-- How past wins came about, as known at each day the forecast looks from: the week, the instants it is compared with,
-- and the same Monday of past periods. A deal without a close date is taken to be due at created + median_days; a deal
-- without any stated chance takes win_rate_ratio. The median is the lower one, in whole days, of wins whose beginning
-- is known.
-- grain: week, instant_date
with

days as (
    select
        instants.instant_date,
        instants.instant_at
    from instants
    union
    select
        past_mondays.as_of_date as instant_date,
        past_mondays.as_of_at as instant_at
    from past_mondays
),

-- the time since the day before
stretches as (
    select
        days.instant_date,
        days.instant_at,
        lag(days.instant_at) over (order by days.instant_date asc) as since_at
    from days
),

outcomes as (
    select
        opportunity_history.valid_from,
        opportunity_history.valid_to,
        opportunity_history.is_won,
        -- blank where the beginning is: greatest() would skip it
        case when opportunity_history.is_won and opportunity_history.created_date is not null then
            greatest(cast(date_diff(
                'day',
                opportunity_history.created_date,
                coalesce(
                    opportunity_history.close_date,
                    cast((opportunity_history.valid_from at time zone 'UTC') at time zone settings.time_zone as date)
                )
            ) as bigint), 0)
        end as cycle_days
    from opportunity_history
    cross join settings
    where
        opportunity_history.is_closed
        and not opportunity_history.is_deleted
),

-- an outcome counts from the first of the days after it was known, until the first after it was undone: each is placed
-- once and added up, not looked at again from every day
changes as (
    select
        outcomes.valid_from as changed_at,
        outcomes.is_won,
        outcomes.cycle_days,
        1 as deal_count
    from outcomes
    union all
    select
        outcomes.valid_to as changed_at,
        outcomes.is_won,
        outcomes.cycle_days,
        -1 as deal_count
    from outcomes
    where outcomes.valid_to is not null
),

changes_by_day as (
    select
        stretches.instant_date,
        changes.is_won,
        changes.cycle_days,
        cast(sum(changes.deal_count) as bigint) as deal_count
    from changes
    inner join stretches
        on changes.changed_at < stretches.instant_at
        and (stretches.since_at is null or changes.changed_at >= stretches.since_at)
    group by stretches.instant_date, changes.is_won, changes.cycle_days
),

known as (
    select
        days.instant_date,
        changes_by_day.is_won,
        changes_by_day.cycle_days,
        cast(sum(changes_by_day.deal_count) as bigint) as deal_count
    from days
    inner join changes_by_day
        on changes_by_day.instant_date <= days.instant_date
    group by days.instant_date, changes_by_day.is_won, changes_by_day.cycle_days
    having cast(sum(changes_by_day.deal_count) as bigint) > 0
),

counts as (
    select
        known.instant_date,
        cast(coalesce(sum(known.deal_count) filter (where known.is_won), 0) as bigint) as won_count,
        cast(coalesce(sum(known.deal_count) filter (where not known.is_won), 0) as bigint) as lost_count
    from known
    group by known.instant_date
),

running as (
    select
        known.instant_date,
        known.cycle_days,
        cast(sum(known.deal_count) over (
            partition by known.instant_date order by known.cycle_days asc
            rows between unbounded preceding and current row
        ) as bigint) as running_count,
        cast(sum(known.deal_count) over (partition by known.instant_date) as bigint) as total_count
    from known
    where known.cycle_days is not null
),

medians as (
    select
        running.instant_date,
        min(running.cycle_days) as median_days
    from running
    where running.running_count * 2 >= running.total_count
    group by running.instant_date
)

select
    this_week.week as week,
    days.instant_date as instant_date,
    coalesce(counts.won_count, 0) as won_count,
    coalesce(counts.lost_count, 0) as lost_count,
    cast(
        floor(
            cast(counts.won_count as double) / nullif(cast(counts.won_count + counts.lost_count as double), 0.0e0)
            * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as win_rate_ratio,
    medians.median_days as median_days
from days
cross join this_week
left join counts
    on counts.instant_date = days.instant_date
left join medians
    on medians.instant_date = days.instant_date
