-- Units whose running period is short: below their target by the call, by what is expected where nobody calls
-- (gap_to_target), or with less open pipeline than the target needs (coverage_short). Chance that acting changes the
-- outcome, blank where the past does not say: the simulated chances to reach the target × to miss it, most where it hangs
-- in the balance; of pipeline created in as many weeks as are left the share still won in the period. Representatives are
-- not asked. A unit above counts the same money.
-- grain: week, kind, node_id
with

units as (
    select
        forecast_rollup.node_id,
        forecast_rollup.period_id,
        forecast_rollup.depth,
        forecast_rollup.call_source,
        forecast_rollup.target_amount,
        forecast_rollup.call_amount,
        forecast_rollup.expected_amount
    from forecast_rollup
    where
        forecast_rollup.horizon = 'current'
        and forecast_rollup.level <> 'representative'
),

top as (
    select
        units.node_id,
        units.call_source <> 'crm' as is_called
    from units
    where units.depth = 0
),

gaps as (
    select
        units.node_id,
        units.period_id,
        case when top.is_called then 'call_below_target' else 'expected_below_target' end as reason_code,
        cast(
            units.target_amount - case when top.is_called then units.call_amount else units.expected_amount end
            as decimal(18, 2)
        ) as at_stake_amount,
        cast(round(forecast_simulation.quota_probability * (1 - forecast_simulation.quota_probability), 6) as decimal(18, 6))
            as chance_ratio
    from units
    cross join top
    left join forecast_simulation
        on forecast_simulation.node_id = units.node_id
        and forecast_simulation.horizon = 'current'
    where units.target_amount > case when top.is_called then units.call_amount else units.expected_amount end
),

-- what is created in as many weeks as are left, and what deals not yet open still bring in the period
creation as (
    select cast(sum(pipeline_created.amount) as decimal(18, 2)) as created_amount
    from pipeline_created
    cross join this_week
    inner join top
        on top.node_id = pipeline_created.node_id
    where
        pipeline_created.dimension = 'all'
        and date_diff('day', pipeline_created.from_date, this_week.week) <= this_week.weeks_left * 7
),

late_wins as (
    select
        case
            when new_business.expected_new_amount >= creation.created_amount then cast(1 as decimal(18, 6))
            else cast(
                floor(
                    cast(new_business.expected_new_amount as double)
                    / nullif(cast(creation.created_amount as double), 0.0e0) * 1e6 + 0.5
                ) / 1e6 as decimal(18, 6)
            )
        end as chance_ratio
    from new_business
    cross join creation
    where
        new_business.horizon = 'current'
        and creation.created_amount > 0
),

shortages as (
    select
        coverage.node_id,
        coverage.period_id,
        coverage.gap_amount as at_stake_amount,
        late_wins.chance_ratio
    from coverage
    inner join units
        on units.node_id = coverage.node_id
    left join late_wins
        on late_wins.chance_ratio > 0
    where
        coverage.horizon = 'current'
        and coverage.standing = 'short'
),

short as (
    select
        'gap_to_target' as kind,
        gaps.node_id,
        gaps.period_id,
        gaps.reason_code,
        gaps.at_stake_amount,
        gaps.chance_ratio,
        'forecast_rollup' as evidence_table
    from gaps
    union all
    select
        'coverage_short' as kind,
        shortages.node_id,
        shortages.period_id,
        'pipeline_missing' as reason_code,
        shortages.at_stake_amount,
        shortages.chance_ratio,
        'coverage' as evidence_table
    from shortages
)

select
    this_week.week as week,
    short.kind as kind,
    short.node_id as node_id,
    short.period_id as period_id,
    short.reason_code as reason_code,
    short.at_stake_amount as at_stake_amount,
    short.chance_ratio as chance_ratio,
    short.evidence_table as evidence_table
from short
cross join this_week
