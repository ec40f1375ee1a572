-- What acting on matters changed, by kind: matters that earlier weeks at work asked somebody about, some with a task done
-- about their deal or call in that week, the others without. Settled is one that the next week at work, or this one,
-- asks nobody about any more, and whose deal was not lost. The effect is the difference of both shares, × n / (n + 10), n
-- the smaller number of the two: few say little. What made the two differ besides the task is not known, so a saving is
-- what it may be at most.
-- grain: week, kind
with

asked as (
    select
        forecast_actions_worked.week,
        forecast_actions_worked.action_id,
        forecast_actions_worked.kind,
        forecast_actions_worked.opportunity_id,
        forecast_actions_worked.node_id,
        forecast_actions_worked.at_stake_amount,
        forecast_actions_worked.gain_amount
    from forecast_actions_worked
    where not forecast_actions_worked.is_nested
),

-- a matter that stands for weeks is one matter: as it was asked last
standing as (
    select
        asked.action_id,
        asked.week,
        asked.kind,
        asked.opportunity_id,
        asked.node_id,
        asked.at_stake_amount,
        asked.gain_amount,
        row_number() over (partition by asked.action_id order by asked.week desc) as place
    from asked
),

done as (
    select distinct
        task_states_worked.week,
        task_states_worked.subject_id
    from task_states_worked
    where
        task_states_worked.state = 'completed'
        and task_states_worked.completed_by <> 'publication'
        and task_states_worked.subject_kind <> 'company'
        and task_states_worked.subject_id is not null
),

lost as (
    select pipeline_snapshot.opportunity_id
    from pipeline_snapshot
    where pipeline_snapshot.state = 'lost'
),

ever_done as (
    select distinct asked.action_id
    from asked
    inner join done
        on done.week = asked.week
        and done.subject_id = coalesce(asked.opportunity_id, asked.node_id)
),

outcomes as (
    select
        standing.kind,
        ever_done.action_id is not null as is_done,
        forecast_actions.action_id is null and lost.opportunity_id is null as is_settled,
        standing.at_stake_amount,
        standing.gain_amount
    from standing
    left join ever_done
        on ever_done.action_id = standing.action_id
    left join forecast_actions
        on forecast_actions.action_id = standing.action_id
    left join lost
        on lost.opportunity_id = standing.opportunity_id
    where standing.place = 1
),

counted as (
    select
        outcomes.kind,
        cast(sum(case when outcomes.is_done then 1 else 0 end) as bigint) as done_count,
        cast(sum(case when outcomes.is_done and outcomes.is_settled then 1 else 0 end) as bigint) as done_settled_count,
        cast(sum(case when outcomes.is_done then 0 else 1 end) as bigint) as other_count,
        cast(sum(case when not outcomes.is_done and outcomes.is_settled then 1 else 0 end) as bigint)
            as other_settled_count,
        cast(sum(case when outcomes.is_done then outcomes.at_stake_amount else 0 end) as decimal(18, 2))
            as at_stake_amount,
        cast(sum(case when outcomes.is_done then outcomes.gain_amount else 0 end) as decimal(18, 2)) as expected_amount
    from outcomes
    group by outcomes.kind
),

shares as (
    select
        counted.kind,
        counted.done_count,
        counted.done_settled_count,
        counted.other_count,
        counted.other_settled_count,
        counted.at_stake_amount,
        counted.expected_amount,
        cast(least(counted.done_count, counted.other_count) as double) as fewer,
        cast(counted.done_settled_count as double) / nullif(cast(counted.done_count as double), 0.0e0) as done_share,
        cast(counted.other_settled_count as double) / nullif(cast(counted.other_count as double), 0.0e0) as other_share
    from counted
),

effects as (
    select
        shares.kind,
        shares.done_count,
        shares.done_settled_count,
        shares.other_count,
        shares.other_settled_count,
        shares.at_stake_amount,
        shares.expected_amount,
        cast(floor(shares.done_share * 1e6 + 0.5) / 1e6 as decimal(18, 6)) as done_ratio,
        cast(floor(shares.other_share * 1e6 + 0.5) / 1e6 as decimal(18, 6)) as other_ratio,
        cast(
            floor(
                coalesce(
                    (shares.done_share - shares.other_share) * shares.fewer / nullif(shares.fewer + 10.0e0, 0.0e0), 0.0e0
                ) * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as effect_ratio,
        case when shares.fewer >= 5 then 'measured' else 'too_few' end as basis
    from shares
)

select
    this_week.week as week,
    effects.kind as kind,
    effects.done_count as done_count,
    effects.done_settled_count as done_settled_count,
    effects.other_count as other_count,
    effects.other_settled_count as other_settled_count,
    effects.done_ratio as done_ratio,
    effects.other_ratio as other_ratio,
    effects.effect_ratio as effect_ratio,
    effects.basis as basis,
    effects.at_stake_amount as at_stake_amount,
    effects.expected_amount as expected_amount,
    cast(round(cast(effects.at_stake_amount as decimal(19, 2)) * effects.effect_ratio, 2) as decimal(18, 2))
        as saved_amount
from effects
cross join this_week
