-- What each open deal is expected to bring in the current and the next period, by each method, rounded once, here. Stated
-- chances count in the period the deal is due in, and omitted deals bring nothing; the corrected chance carries the
-- company's one ratio, which holds new business too, so it may exceed the stated one. The yields count a deal in both
-- periods, wherever it is due, and omitted ones too: the past says what came of such deals (deal_yields has the steps).
-- grain: week, opportunity_id, period_id, method
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
),

expected as (
    select
        chances.opportunity_id,
        chances.period_id,
        chances.method,
        chances.node_id,
        chances.amount,
        chances.probability,
        cast(round(cast(chances.amount as decimal(19, 2)) * chances.probability, 2) as decimal(18, 2)) as expected_amount
    from chances
    union all
    select
        deal_yields.opportunity_id,
        deal_yields.period_id,
        'expected_yield' as method,
        deal_yields.node_id,
        deal_yields.amount,
        least(cast(round(deal_yields.win_probability * deal_yields.slot_factor, 6) as decimal(18, 6)), 1) as probability,
        deal_yields.expected_amount
    from deal_yields
)

select
    this_week.week as week,
    expected.opportunity_id as opportunity_id,
    expected.period_id as period_id,
    expected.method as method,
    expected.node_id as node_id,
    expected.amount as amount,
    expected.probability as probability,
    expected.expected_amount as expected_amount
from expected
cross join this_week
