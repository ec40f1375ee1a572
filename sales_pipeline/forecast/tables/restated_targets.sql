-- What each node was asked for in the last eight ended periods, as their close knew it, and in the running period, as last
-- week and its start knew it; what it is asked for as known now; and the steps between. A person's target is the assigned
-- quota (by the days in effect and the ramp), a unit's its own target. Organisation: the node stands only now, or only
-- then. Then quotas convert at the rate of the period's first day, now at this week's, beside it at the plan rate in force.
-- grain: week, period_id, as_of, node_id
with

mondays as (
    select
        period_mondays.recency,
        period_mondays.period_id,
        min(period_mondays.start_date) as start_date,
        min(period_mondays.stop_date) as stop_date,
        min(period_mondays.as_of_date) as first_monday,
        max(period_mondays.as_of_date) as last_monday
    from period_mondays
    group by period_mondays.recency, period_mondays.period_id
),

-- a close shows the targets of the last Monday before it
moments as (
    select
        mondays.period_id,
        'close' as as_of,
        mondays.start_date,
        mondays.stop_date,
        following.first_monday as close_date,
        mondays.last_monday as known_date
    from mondays
    cross join settings
    inner join mondays as following
        on following.recency = mondays.recency - 1
    where following.first_monday >= settings.first_week
    union all
    select
        this_week.period_id,
        instants.instant as as_of,
        this_week.period_start_date as start_date,
        this_week.period_stop_date as stop_date,
        cast(null as date) as close_date,
        instants.instant_date as known_date
    from instants
    cross join this_week
    where instants.instant <> 'now'
),

nodes_then as (
    select
        moments.period_id,
        moments.as_of,
        nodes_at_close.node_id,
        nodes_at_close.is_representative
    from moments
    inner join nodes_at_close
        on nodes_at_close.week = moments.close_date
        and nodes_at_close.instant = 'last_week'
    union all
    select
        moments.period_id,
        moments.as_of,
        nodes.node_id,
        nodes.is_representative
    from moments
    inner join nodes
        on nodes.instant = moments.as_of
),

nodes_now as (
    select
        nodes.node_id,
        nodes.is_representative
    from nodes
    where nodes.instant = 'now'
),

-- a quota belongs to the period that holds its first day and converts at the rate of the period's first day
quota_stretches as (
    select
        moments.period_id,
        moments.as_of,
        quotas.node_id,
        quotas.quota_amount,
        quotas.target_amount,
        coalesce(quotas.ramp_ratio, 1) as ramp_ratio,
        quotas.effective_from,
        quotas.currency,
        quotas.known_at <= moments.known_date as is_then,
        cast(date_diff('day', moments.start_date, moments.stop_date) as bigint) as period_days,
        greatest(
            cast(date_diff(
                'day',
                greatest(coalesce(quotas.effective_from, moments.start_date), moments.start_date),
                least(coalesce(quotas.effective_to + 1, moments.stop_date), moments.stop_date)
            ) as bigint),
            0
        ) as effective_days
    from quotas
    inner join moments
        on moments.start_date <= quotas.period_start_date
        and moments.stop_date > quotas.period_start_date
),

rates_then as (
    select
        moments.period_id,
        moments.as_of,
        exchange_rates.currency,
        exchange_rates.rate
    from moments
    inner join exchange_rates
        on exchange_rates.rate_kind = 'spot'
        and exchange_rates.known_at <= moments.known_date
        and exchange_rates.valid_from <= least(moments.start_date, moments.known_date)
    qualify row_number() over (
        partition by moments.period_id, moments.as_of, exchange_rates.currency
        order by exchange_rates.valid_from desc
    ) = 1
),

rates_now as (
    select
        exchange_rates.currency,
        exchange_rates.rate_kind,
        exchange_rates.rate
    from exchange_rates
    cross join this_week
    where exchange_rates.valid_from <= this_week.week
    qualify row_number() over (
        partition by exchange_rates.currency, exchange_rates.rate_kind
        order by exchange_rates.valid_from desc
    ) = 1
),

quotas_rated as (
    select
        quota_stretches.period_id,
        quota_stretches.as_of,
        quota_stretches.node_id,
        quota_stretches.quota_amount,
        quota_stretches.target_amount,
        quota_stretches.effective_from,
        quota_stretches.is_then,
        cast(
            floor(
                cast(quota_stretches.effective_days as double) * cast(quota_stretches.ramp_ratio as double)
                / nullif(cast(quota_stretches.period_days as double), 0.0e0)
                * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as share_ratio,
        case
            when quota_stretches.currency = settings.currency then cast(1 as decimal(18, 6))
            else coalesce(rates_then.rate, spot_rates.rate)
        end as then_rate,
        case when quota_stretches.currency = settings.currency then cast(1 as decimal(18, 6)) else spot_rates.rate end
            as now_rate,
        case
            when quota_stretches.currency = settings.currency then cast(1 as decimal(18, 6))
            else coalesce(plan_rates.rate, spot_rates.rate)
        end as plan_rate
    from quota_stretches
    cross join settings
    left join rates_then
        on rates_then.period_id = quota_stretches.period_id
        and rates_then.as_of = quota_stretches.as_of
        and rates_then.currency = quota_stretches.currency
    left join rates_now as spot_rates
        on spot_rates.currency = quota_stretches.currency
        and spot_rates.rate_kind = 'spot'
    left join rates_now as plan_rates
        on plan_rates.currency = quota_stretches.currency
        and plan_rates.rate_kind = 'plan'
),

amounts as (
    select
        quotas_rated.period_id,
        quotas_rated.as_of,
        quotas_rated.node_id,
        quotas_rated.is_then,
        quotas_rated.effective_from,
        quotas_rated.share_ratio,
        cast(round(cast(quotas_rated.quota_amount as decimal(19, 2)) * quotas_rated.then_rate, 2) as decimal(18, 2))
            as quota_then_amount,
        cast(round(cast(quotas_rated.quota_amount as decimal(19, 2)) * quotas_rated.now_rate, 2) as decimal(18, 2))
            as quota_now_amount,
        cast(round(cast(quotas_rated.quota_amount as decimal(19, 2)) * quotas_rated.plan_rate, 2) as decimal(18, 2))
            as quota_plan_amount,
        cast(round(cast(quotas_rated.target_amount as decimal(19, 2)) * quotas_rated.then_rate, 2) as decimal(18, 2))
            as target_then_amount,
        cast(round(cast(quotas_rated.target_amount as decimal(19, 2)) * quotas_rated.now_rate, 2) as decimal(18, 2))
            as target_now_amount,
        cast(round(cast(quotas_rated.target_amount as decimal(19, 2)) * quotas_rated.plan_rate, 2) as decimal(18, 2))
            as target_plan_amount
    from quotas_rated
),

stretches as (
    select
        amounts.period_id,
        amounts.as_of,
        amounts.node_id,
        amounts.is_then,
        cast(round(cast(amounts.quota_then_amount as decimal(19, 2)) * amounts.share_ratio, 2) as decimal(18, 2))
            as then_amount,
        cast(round(cast(amounts.quota_now_amount as decimal(19, 2)) * amounts.share_ratio, 2) as decimal(18, 2))
            as now_amount,
        cast(round(cast(amounts.quota_plan_amount as decimal(19, 2)) * amounts.share_ratio, 2) as decimal(18, 2))
            as plan_amount
    from amounts
    where amounts.quota_then_amount is not null
),

assigned as (
    select
        stretches.period_id,
        stretches.as_of,
        stretches.node_id,
        cast(sum(stretches.then_amount) filter (where stretches.is_then) as decimal(18, 2)) as known_then_amount,
        cast(sum(stretches.then_amount) as decimal(18, 2)) as then_rate_amount,
        cast(sum(stretches.now_amount) as decimal(18, 2)) as now_rate_amount,
        cast(sum(stretches.plan_amount) as decimal(18, 2)) as plan_rate_amount
    from stretches
    group by stretches.period_id, stretches.as_of, stretches.node_id
),

own_targets_then as (
    select
        amounts.period_id,
        amounts.as_of,
        amounts.node_id,
        amounts.target_then_amount as known_then_amount
    from amounts
    where
        amounts.is_then
        and amounts.target_then_amount is not null
    qualify row_number() over (
        partition by amounts.period_id, amounts.as_of, amounts.node_id
        order by amounts.effective_from desc nulls last
    ) = 1
),

own_targets_now as (
    select
        amounts.period_id,
        amounts.as_of,
        amounts.node_id,
        amounts.target_then_amount as then_rate_amount,
        amounts.target_now_amount as now_rate_amount,
        amounts.target_plan_amount as plan_rate_amount
    from amounts
    where amounts.target_then_amount is not null
    qualify row_number() over (
        partition by amounts.period_id, amounts.as_of, amounts.node_id
        order by amounts.effective_from desc nulls last
    ) = 1
),

asked as (
    select distinct
        amounts.period_id,
        amounts.as_of,
        amounts.node_id
    from amounts
),

targets as (
    select
        asked.period_id,
        asked.as_of,
        asked.node_id,
        case
            when nodes_then.is_representative then assigned.known_then_amount
            when nodes_then.node_id is not null then own_targets_then.known_then_amount
        end as as_was_amount,
        case
            when nodes_now.is_representative then assigned.known_then_amount
            when nodes_now.node_id is not null then own_targets_then.known_then_amount
        end as organised_amount,
        case
            when nodes_now.is_representative then assigned.then_rate_amount
            when nodes_now.node_id is not null then own_targets_now.then_rate_amount
        end as asked_amount,
        case
            when nodes_now.is_representative then assigned.now_rate_amount
            when nodes_now.node_id is not null then own_targets_now.now_rate_amount
        end as as_is_amount,
        case
            when nodes_now.is_representative then assigned.plan_rate_amount
            when nodes_now.node_id is not null then own_targets_now.plan_rate_amount
        end as plan_rate_amount
    from asked
    left join nodes_then
        on nodes_then.period_id = asked.period_id
        and nodes_then.as_of = asked.as_of
        and nodes_then.node_id = asked.node_id
    left join nodes_now
        on nodes_now.node_id = asked.node_id
    left join assigned
        on assigned.period_id = asked.period_id
        and assigned.as_of = asked.as_of
        and assigned.node_id = asked.node_id
    left join own_targets_then
        on own_targets_then.period_id = asked.period_id
        and own_targets_then.as_of = asked.as_of
        and own_targets_then.node_id = asked.node_id
    left join own_targets_now
        on own_targets_now.period_id = asked.period_id
        and own_targets_now.as_of = asked.as_of
        and own_targets_now.node_id = asked.node_id
)

select
    this_week.week as week,
    targets.period_id as period_id,
    targets.as_of as as_of,
    targets.node_id as node_id,
    coalesce(targets.as_was_amount, 0) as as_was_amount,
    cast(coalesce(targets.organised_amount, 0) - coalesce(targets.as_was_amount, 0) as decimal(18, 2))
        as organisation_amount,
    cast(coalesce(targets.asked_amount, 0) - coalesce(targets.organised_amount, 0) as decimal(18, 2)) as quota_amount,
    cast(coalesce(targets.as_is_amount, 0) - coalesce(targets.asked_amount, 0) as decimal(18, 2)) as currency_amount,
    coalesce(targets.as_is_amount, 0) as as_is_amount,
    coalesce(targets.plan_rate_amount, 0) as as_is_at_plan_rate_amount
from targets
cross join this_week
where
    targets.as_was_amount is not null
    or targets.as_is_amount is not null
