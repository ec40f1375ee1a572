-- What each open deal is expected to bring by the end of the running period and of the next, by the yields: the kind it is
-- of, the nearest kind that the past knows (`cell_level`), how many deals taught it, and the factors of its representative
-- and of the month. A deal without an amount is taken at the average recent win.
-- grain: week, horizon, opportunity_id
with

targets as (
    select
        'current' as horizon,
        this_week.period_id,
        this_week.weeks_left
    from this_week
    union all
    select
        'next' as horizon,
        this_week.next_period_id as period_id,
        this_week.next_weeks_left as weeks_left
    from this_week
),

deals as (
    select
        pipeline_snapshot.opportunity_id,
        pipeline_snapshot.node_id,
        coalesce(pipeline_snapshot.stage_name, 'unknown') as stage_name,
        case
            when pipeline_snapshot.close_date is null then 'none'
            when pipeline_snapshot.close_date < this_week.week then 'overdue'
            when pipeline_snapshot.close_date < this_week.period_stop_date then 'this_period'
            when pipeline_snapshot.close_date < this_week.next_period_stop_date then 'next_period'
            else 'later'
        end as due_bucket,
        case
            when pipeline_snapshot.created_date is null then 'unknown'
            when pipeline_snapshot.age_days < 30 then 'under_30_days'
            when pipeline_snapshot.age_days < 90 then 'under_90_days'
            when pipeline_snapshot.age_days < 180 then 'under_180_days'
            when pipeline_snapshot.age_days < 365 then 'under_a_year'
            else 'older'
        end as age_band,
        case
            when pipeline_snapshot.amount <= 0 then 'unknown'
            when pipeline_snapshot.amount <= win_sizes.small_amount then 'small'
            when pipeline_snapshot.amount <= win_sizes.large_amount then 'middle'
            else 'large'
        end as amount_band,
        case when pipeline_snapshot.amount > 0 then pipeline_snapshot.amount else coalesce(assumed_amounts.amount, 0) end
            as amount
    from pipeline_snapshot
    cross join this_week
    cross join win_sizes
    inner join assumed_amounts
        on assumed_amounts.as_of_date = this_week.week
    where pipeline_snapshot.state = 'open'
),

asked as (
    select
        targets.horizon,
        targets.period_id,
        targets.weeks_left,
        deals.opportunity_id,
        deals.node_id,
        deals.stage_name,
        deals.due_bucket,
        deals.age_band,
        deals.amount_band,
        deals.amount
    from deals
    cross join targets
),

kinds as (
    select distinct
        asked.horizon,
        asked.weeks_left,
        asked.stage_name,
        asked.due_bucket,
        asked.age_band,
        asked.amount_band
    from asked
),

-- the nearest kind the past knows: the one told apart by most
matched as (
    select
        kinds.horizon,
        kinds.stage_name,
        kinds.due_bucket,
        kinds.age_band,
        kinds.amount_band,
        stage_yields.cell_level,
        stage_yields.deal_count,
        stage_yields.yield_ratio,
        stage_yields.win_probability
    from kinds
    inner join stage_yields
        on stage_yields.horizon = kinds.horizon
        and stage_yields.stage_name in (kinds.stage_name, '*')
        and stage_yields.due_bucket in (kinds.due_bucket, '*')
        and stage_yields.weeks_left in (kinds.weeks_left, -1)
        and stage_yields.age_band in (kinds.age_band, '*')
        and stage_yields.amount_band in (kinds.amount_band, '*')
    qualify row_number() over (
        partition by kinds.horizon, kinds.stage_name, kinds.due_bucket, kinds.age_band, kinds.amount_band
        order by
            case stage_yields.cell_level
                when 'amount' then 1 when 'age' then 2 when 'weeks_left' then 3 when 'due' then 4 when 'stage' then 5
                else 6
            end asc
    ) = 1
)

select
    this_week.week as week,
    asked.horizon as horizon,
    asked.opportunity_id as opportunity_id,
    asked.period_id as period_id,
    asked.node_id as node_id,
    asked.stage_name as stage_name,
    asked.due_bucket as due_bucket,
    asked.weeks_left as weeks_left,
    asked.age_band as age_band,
    asked.amount_band as amount_band,
    matched.cell_level as cell_level,
    matched.deal_count as learned_deal_count,
    asked.amount as amount,
    matched.yield_ratio as yield_ratio,
    matched.win_probability as win_probability,
    coalesce(owner_factors.owner_factor, 1) as owner_factor,
    slot_factors.slot_factor as slot_factor,
    cast(
        round(
            cast(round(
                cast(round(cast(asked.amount as decimal(19, 2)) * matched.yield_ratio, 2) as decimal(19, 2))
                * coalesce(owner_factors.owner_factor, 1),
                2
            ) as decimal(19, 2))
            * slot_factors.slot_factor,
            2
        ) as decimal(18, 2)
    ) as expected_amount
from asked
cross join this_week
inner join matched
    on matched.horizon = asked.horizon
    and matched.stage_name = asked.stage_name
    and matched.due_bucket = asked.due_bucket
    and matched.age_band = asked.age_band
    and matched.amount_band = asked.amount_band
inner join slot_factors
    on slot_factors.horizon = asked.horizon
left join owner_factors
    on owner_factors.horizon = asked.horizon
    and owner_factors.node_id = asked.node_id
