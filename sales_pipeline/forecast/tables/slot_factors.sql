-- How busy this month of the quarter is: won over expected, in past months at the same place in their quarter, drawn
-- towards 1 as if by four more average months. Where periods are quarters the factor is 1.
-- grain: week, horizon
with

targets as (
    select
        'current' as horizon,
        this_week.period_slot
    from this_week
    union all
    select
        'next' as horizon,
        this_week.next_period_slot as period_slot
    from this_week
),

past as (
    select
        learned_record.horizon,
        learned_record.period_slot,
        learned_record.period_id,
        cast(sum(learned_record.expected_amount) as decimal(18, 2)) as expected_amount,
        cast(sum(learned_record.won_of_open_amount) as decimal(18, 2)) as won_amount
    from learned_record
    group by learned_record.horizon, learned_record.period_slot, learned_record.period_id
),

pooled as (
    select
        targets.horizon,
        targets.period_slot,
        cast(count(past.period_id) as bigint) as period_count,
        cast(coalesce(sum(past.expected_amount), 0) as decimal(18, 2)) as all_expected_amount,
        cast(count(past.period_id) filter (where past.period_slot = targets.period_slot) as bigint) as alike_count,
        cast(coalesce(sum(past.expected_amount) filter (where past.period_slot = targets.period_slot), 0)
            as decimal(18, 2)) as expected_amount,
        cast(coalesce(sum(past.won_amount) filter (where past.period_slot = targets.period_slot), 0) as decimal(18, 2))
            as won_amount
    from targets
    left join past
        on past.horizon = targets.horizon
    group by targets.horizon, targets.period_slot
),

priors as (
    select
        pooled.horizon,
        4e0 * cast(pooled.all_expected_amount as double) / nullif(cast(pooled.period_count as double), 0.0e0) as prior
    from pooled
)

select
    this_week.week as week,
    pooled.horizon as horizon,
    pooled.period_slot as period_slot,
    pooled.alike_count as period_count,
    pooled.expected_amount as expected_amount,
    pooled.won_amount as won_amount,
    case when settings.fiscal_period = 'quarter' then cast(1 as decimal(18, 6)) else
        cast(
            floor(
                coalesce(
                    (cast(pooled.won_amount as double) + priors.prior)
                    / nullif(cast(pooled.expected_amount as double) + priors.prior, 0.0e0),
                    1e0
                )
                * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        )
    end as slot_factor
from pooled
inner join priors
    on priors.horizon = pooled.horizon
cross join this_week
cross join settings
