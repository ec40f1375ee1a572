-- How long the deals won in the past year had stayed in each stage, visit by visit, from entering to leaving it: by
-- stage and segment, and by stage over all segments. A deal that stays open longer than most of those did is likelier
-- to be stuck. long_days is the nearest rank at the share that risk.drivers.long_in_stage.threshold names.
-- grain: week, stage_name, scope, segment
with

wins as (
    select
        won_deals.opportunity_id,
        coalesce(accounts.segment, opportunities.segment, 'unknown') as segment
    from won_deals
    cross join this_week
    left join opportunities
        on opportunities.opportunity_id = won_deals.opportunity_id
    left join accounts
        on accounts.account_id = opportunities.account_id
    where won_deals.won_date >= this_week.trailing_year_date
),

-- the states with which deals won in the past year entered a stage
entries as (
    select
        opportunity_history.opportunity_id,
        opportunity_history.change_seq,
        opportunity_history.stage_name,
        opportunity_history.is_closed,
        wins.segment,
        cast((opportunity_history.valid_from at time zone 'UTC') at time zone settings.time_zone as date) as entered_on
    from opportunity_history
    cross join settings
    inner join wins
        on wins.opportunity_id = opportunity_history.opportunity_id
    where opportunity_history.stage_name is distinct from opportunity_history.previous_stage_name
),

visits as (
    select
        entries.opportunity_id,
        entries.change_seq,
        entries.stage_name,
        entries.is_closed,
        entries.segment,
        entries.entered_on,
        lead(entries.entered_on) over (
            partition by entries.opportunity_id
            order by entries.change_seq asc
        ) as left_on
    from entries
),

stays as (
    select
        visits.stage_name,
        visits.segment,
        greatest(cast(date_diff('day', visits.entered_on, visits.left_on) as bigint), 0) as stay_days
    from visits
    where
        visits.left_on is not null
        and visits.stage_name is not null
        and not visits.is_closed
),

-- as many days as a visit lasted, and how many visits lasted so long
by_segment as (
    select
        stays.stage_name,
        stays.segment,
        stays.stay_days,
        cast(count(*) as bigint) as visit_count
    from stays
    group by stays.stage_name, stays.segment, stays.stay_days
),

lengths as (
    select
        by_segment.stage_name,
        'segment' as scope,
        by_segment.segment,
        by_segment.stay_days,
        by_segment.visit_count
    from by_segment
    union all
    select
        by_segment.stage_name,
        'stage' as scope,
        'any' as segment,
        by_segment.stay_days,
        cast(sum(by_segment.visit_count) as bigint) as visit_count
    from by_segment
    group by by_segment.stage_name, by_segment.stay_days
),

ranked as (
    select
        lengths.stage_name,
        lengths.scope,
        lengths.segment,
        lengths.stay_days,
        cast(sum(lengths.visit_count) over (
            partition by lengths.stage_name, lengths.scope, lengths.segment
            order by lengths.stay_days asc
            rows between unbounded preceding and current row
        ) as bigint) as place,
        cast(sum(lengths.visit_count) over (
            partition by lengths.stage_name, lengths.scope, lengths.segment
        ) as bigint) as visit_count
    from lengths
)

select
    this_week.week as week,
    ranked.stage_name as stage_name,
    ranked.scope as scope,
    ranked.segment as segment,
    max(ranked.visit_count) as visit_count,
    min(case when ranked.place * 2 >= ranked.visit_count then ranked.stay_days end) as usual_days,
    -- a share above 1 cannot be reached: the longest visit stands for it
    coalesce(
        min(case when ranked.place >= ranked.visit_count * risk_rules.threshold then ranked.stay_days end),
        max(ranked.stay_days)
    ) as long_days
from ranked
cross join this_week
inner join risk_rules
    on risk_rules.driver = 'long_in_stage'
group by
    this_week.week,
    ranked.stage_name,
    ranked.scope,
    ranked.segment
