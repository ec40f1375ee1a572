-- What each open deal due in the current or next period is expected to bring, by each method: amount × chance, rounded
-- once, here. Omitted deals bring nothing and are left out. The corrected chance carries the company's one ratio, which
-- holds new business too, so it may exceed the stated one.
-- grain: week, opportunity_id, method
with

deals as (
    select
        pipeline_snapshot.opportunity_id,
        pipeline_snapshot.due_period_id as period_id,
        case when pipeline_snapshot.due_bucket = 'next_period' then 'next' else 'current' end as horizon,
        pipeline_snapshot.node_id,
        pipeline_snapshot.amount,
        pipeline_snapshot.stated_probability
    from pipeline_snapshot
    where
        pipeline_snapshot.state = 'open'
        and pipeline_snapshot.category <> 'omitted'
        and pipeline_snapshot.due_bucket in ('overdue', 'this_period', 'next_period')
),

methods as (
    select
        stated_correction.horizon,
        'stated' as method,
        cast(1 as decimal(18, 6)) as ratio
    from stated_correction
    union all
    select
        stated_correction.horizon,
        'stated_corrected' as method,
        coalesce(stated_correction.correction_ratio, 1) as ratio
    from stated_correction
),

chances as (
    select
        deals.opportunity_id,
        deals.period_id,
        methods.method,
        deals.node_id,
        deals.amount,
        cast(round(deals.stated_probability * methods.ratio, 6) as decimal(18, 6)) as probability
    from deals
    inner join methods
        on methods.horizon = deals.horizon
)

select
    this_week.week as week,
    chances.opportunity_id as opportunity_id,
    chances.period_id as period_id,
    chances.method as method,
    chances.node_id as node_id,
    chances.amount as amount,
    chances.probability as probability,
    cast(round(cast(chances.amount as decimal(19, 2)) * chances.probability, 2) as decimal(18, 2)) as expected_amount
from chances
cross join this_week
