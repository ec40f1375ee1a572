-- What becomes of deals that enter a stage, over the twelve months before the week. Two life tables per stage, by days,
-- with the Aalen–Johansen estimator (cumulative incidence under competing outcomes; Kaplan–Meier survival beneath it): a
-- deal still open counts as at risk for the days it has been there and for none after, neither as a failure nor left
-- out. `next` follows each stay in the stage: it ends by advancing (a stage further on, or won), or otherwise (back,
-- lost, removed). `won` follows each deal from its first entry in that time: won, or otherwise closed or removed. What
-- the ratios leave to one has not been decided within the longest time seen. The median stay is Kaplan–Meier's.
-- Stays whose beginning lies before the first state known are left out. Empty where the source keeps no stage history.
-- grain: week, stage_name
with

reach as (
    select
        this_week.week,
        this_week.trailing_year_date as first_date
    from this_week
),

-- a day of margin in front of the company's midnight; days are compared below
states as (
    select
        opportunity_history.opportunity_id,
        opportunity_history.change_seq,
        opportunity_history.valid_from,
        opportunity_history.stage_name,
        opportunity_history.created_date,
        opportunity_history.previous_state,
        opportunity_history.previous_stage_name,
        case
            when opportunity_history.is_deleted then 'deleted'
            when opportunity_history.is_won then 'won'
            when opportunity_history.is_closed then 'lost'
            else 'open'
        end as state
    from opportunity_history
    cross join reach
    where opportunity_history.valid_from >= cast(reach.first_date + cast(-1 as integer) as timestamp)
),

-- with which a deal came into another stage, or was closed, deleted or open again
turns as (
    select
        states.opportunity_id,
        states.change_seq,
        states.stage_name,
        states.created_date,
        states.state,
        cast((states.valid_from at time zone 'UTC') at time zone settings.time_zone as date) as turned_on
    from states
    cross join settings
    where
        states.change_seq = 1
        or states.state <> states.previous_state
        or (states.state = 'open' and states.stage_name is distinct from states.previous_stage_name)
),

stays as (
    select
        turns.opportunity_id,
        turns.change_seq,
        turns.stage_name,
        turns.created_date,
        turns.state,
        turns.turned_on,
        lead(turns.state) over (partition by turns.opportunity_id order by turns.change_seq asc) as state_after,
        lead(turns.stage_name) over (partition by turns.opportunity_id order by turns.change_seq asc) as stage_after,
        lead(turns.turned_on) over (partition by turns.opportunity_id order by turns.change_seq asc) as left_on
    from turns
),

-- a deal's first row tells when it entered its stage only if it was seen from its creation, or within a week of it
entries as (
    select
        stays.opportunity_id,
        stays.stage_name,
        stays.turned_on,
        stays.state_after,
        stays.stage_after,
        stays.left_on
    from stays
    cross join reach
    where
        stays.state = 'open'
        and stays.stage_name is not null
        and stays.turned_on >= reach.first_date
        and (
            stays.change_seq > 1
            or stays.created_date is null
            or date_diff('day', stays.created_date, stays.turned_on) <= 7
        )
),

stage_orders as (
    select
        stages.stage_name,
        stages.stage_order
    from stages
    cross join this_week
    qualify row_number() over (
        partition by stages.stage_name
        order by
            case when stages.valid_from <= this_week.week then 0 else 1 end asc,
            case when stages.valid_from <= this_week.week then stages.valid_from end desc,
            stages.valid_from asc
    ) = 1
),

outcomes as (
    select
        entries.stage_name,
        case
            when entries.state_after is null then 'open'
            when entries.state_after <> 'open' then entries.state_after
            when orders_after.stage_order > orders.stage_order then 'advanced'
            else 'returned'
        end as outcome,
        cast(date_diff('day', entries.turned_on, coalesce(entries.left_on, reach.week)) as bigint) as stay_days
    from entries
    cross join reach
    left join stage_orders as orders
        on orders.stage_name = entries.stage_name
    left join stage_orders as orders_after
        on orders_after.stage_name = entries.stage_after
),

counts as (
    select
        outcomes.stage_name,
        cast(count(*) as bigint) as entered_count,
        cast(count(*) filter (where outcomes.outcome = 'advanced') as bigint) as advanced_count,
        cast(count(*) filter (where outcomes.outcome = 'returned') as bigint) as returned_count,
        cast(count(*) filter (where outcomes.outcome = 'won') as bigint) as won_count,
        cast(count(*) filter (where outcomes.outcome = 'lost') as bigint) as lost_count,
        cast(count(*) filter (where outcomes.outcome = 'deleted') as bigint) as removed_count,
        cast(count(*) filter (where outcomes.outcome = 'open') as bigint) as open_count
    from outcomes
    group by outcomes.stage_name
),

first_entries as (
    select
        entries.opportunity_id,
        entries.stage_name,
        min(entries.turned_on) as turned_on
    from entries
    group by entries.opportunity_id, entries.stage_name
),

-- how each deal stands now: its last turn
ends as (
    select
        stays.opportunity_id,
        stays.state,
        stays.turned_on
    from stays
    where stays.left_on is null
),

lives as (
    select
        'next' as aim,
        outcomes.stage_name,
        outcomes.stay_days as days,
        outcomes.outcome in ('advanced', 'won') as is_hit,
        outcomes.outcome <> 'open' as is_decided
    from outcomes
    union all
    select
        'won' as aim,
        first_entries.stage_name,
        cast(date_diff(
            'day',
            first_entries.turned_on,
            case when ends.state = 'open' then reach.week else ends.turned_on end
        ) as bigint) as days,
        ends.state = 'won' as is_hit,
        ends.state <> 'open' as is_decided
    from first_entries
    cross join reach
    inner join ends
        on ends.opportunity_id = first_entries.opportunity_id
),

daily as (
    select
        lives.aim,
        lives.stage_name,
        lives.days,
        cast(count(*) as bigint) as seen_count,
        cast(count(*) filter (where lives.is_hit) as bigint) as hit_count,
        cast(count(*) filter (where lives.is_decided) as bigint) as decided_count
    from lives
    group by lives.aim, lives.stage_name, lives.days
),

-- at risk on a day: whoever was seen that long or longer
at_risk as (
    select
        daily.aim,
        daily.stage_name,
        daily.days,
        daily.hit_count,
        daily.decided_count,
        cast(sum(daily.seen_count) over (
            partition by daily.aim, daily.stage_name order by daily.days desc
            rows between unbounded preceding and current row
        ) as bigint) as risk_count
    from daily
),

-- logarithms are frozen to twelve places, so that their sums are exact; where everybody leaves, nothing follows
hazards as (
    select
        at_risk.aim,
        at_risk.stage_name,
        at_risk.days,
        at_risk.hit_count,
        at_risk.risk_count,
        cast(
            floor(
                coalesce(
                    ln(nullif(
                        cast(at_risk.risk_count - at_risk.decided_count as double)
                        / nullif(cast(at_risk.risk_count as double), 0.0e0),
                        0.0e0
                    )),
                    -30.0e0
                ) * 1e12 + 0.5
            ) / 1e12 as decimal(18, 12)
        ) as log_stay
    from at_risk
),

survival as (
    select
        hazards.aim,
        hazards.stage_name,
        hazards.days,
        hazards.hit_count,
        hazards.risk_count,
        hazards.log_stay,
        cast(sum(hazards.log_stay) over (
            partition by hazards.aim, hazards.stage_name order by hazards.days asc
            rows between unbounded preceding and current row
        ) as decimal(24, 12)) as log_survival
    from hazards
),

incidence as (
    select
        survival.aim,
        survival.stage_name,
        survival.days,
        -- ln 0.5, and a little for what freezing has cut off
        survival.log_survival <= cast('-0.693147180' as decimal(18, 12)) as is_half_gone,
        cast(
            floor(
                exp(cast(survival.log_survival - survival.log_stay as double))
                * cast(survival.hit_count as double) / nullif(cast(survival.risk_count as double), 0.0e0)
                * 1e12 + 0.5
            ) / 1e12 as decimal(18, 12)
        ) as hit_ratio
    from survival
),

curves as (
    select
        incidence.stage_name,
        cast(round(
            cast(sum(incidence.hit_ratio) filter (where incidence.aim = 'next') as decimal(18, 12)), 6
        ) as decimal(18, 6)) as next_ratio,
        cast(round(
            cast(sum(incidence.hit_ratio) filter (where incidence.aim = 'won') as decimal(18, 12)), 6
        ) as decimal(18, 6)) as won_ratio,
        min(incidence.days) filter (where incidence.aim = 'next' and incidence.is_half_gone) as median_days
    from incidence
    group by incidence.stage_name
)

select
    reach.week as week,
    counts.stage_name as stage_name,
    stage_orders.stage_order as stage_order,
    counts.entered_count as entered_count,
    counts.advanced_count as advanced_count,
    counts.won_count as won_count,
    counts.lost_count as lost_count,
    counts.returned_count as returned_count,
    counts.removed_count as removed_count,
    counts.open_count as open_count,
    curves.next_ratio as next_ratio,
    curves.won_ratio as won_ratio,
    curves.median_days as median_days
from counts
cross join reach
-- a single stage throughout says nothing of how stages convert
inner join history_quality
    on history_quality.field = 'stage_history'
    and history_quality.is_available
inner join curves
    on curves.stage_name = counts.stage_name
left join stage_orders
    on stage_orders.stage_name = counts.stage_name
