-- The company's forecast cut by type of deal, customer segment, product and forecast category of the deal, for the current
-- and the next period. Each cut adds up to the company to the cent; deals of which the source does not say stand under
-- `unknown`, and what the standing method expects of deals not yet open under `not yet open`.
-- grain: week, period_id, dimension, member
with

horizons as (
    select
        'current' as horizon,
        this_week.period_id
    from this_week
    union all
    select
        'next' as horizon,
        this_week.next_period_id as period_id
    from this_week
),

dimensions as (
    select names.dimension
    from (values ('opportunity_type'), ('segment'), ('product_family'), ('category')) as names (dimension)
),

-- what single deals bring of the forecast that stands
shown as (
    select
        standing_forecast.horizon,
        standing_forecast.period_id,
        min(standing_forecast.deal_method) as deal_method,
        min(standing_forecast.deal_scale_ratio) as deal_scale_ratio,
        cast(sum(standing_forecast.expected_amount - standing_forecast.closed_won_amount) as decimal(18, 2))
            as remaining_amount
    from standing_forecast
    group by standing_forecast.horizon, standing_forecast.period_id
),

chances as (
    select
        deal_forecast.opportunity_id,
        deal_forecast.period_id,
        cast(coalesce(sum(deal_forecast.expected_amount) filter (where deal_forecast.method = 'stated'), 0)
            as decimal(18, 2)) as stated_amount,
        cast(coalesce(sum(
            case when deal_forecast.method = shown.deal_method then
                cast(round(cast(deal_forecast.expected_amount as decimal(19, 2)) * shown.deal_scale_ratio, 2)
                    as decimal(18, 2))
            end
        ), 0) as decimal(18, 2)) as expected_amount
    from deal_forecast
    inner join shown
        on shown.period_id = deal_forecast.period_id
    group by deal_forecast.opportunity_id, deal_forecast.period_id
),

not_open as (
    select
        shown.horizon,
        shown.period_id,
        cast(shown.remaining_amount - coalesce(sum(chances.expected_amount), 0) as decimal(18, 2)) as amount
    from shown
    left join chances
        on chances.period_id = shown.period_id
    group by shown.horizon, shown.period_id, shown.remaining_amount
),

-- won, and open by where the deal is due; the methods may expect a deal in another period than that
dated as (
    select
        horizons.period_id,
        horizons.horizon,
        pipeline_snapshot.opportunity_id,
        case when pipeline_snapshot.state = 'won' then 'closed' else pipeline_snapshot.category end as category,
        pipeline_snapshot.amount,
        case when pipeline_snapshot.state = 'won' then pipeline_snapshot.amount else 0 end as won_amount
    from pipeline_snapshot
    inner join horizons
        on horizons.period_id = pipeline_snapshot.due_period_id
    where
        pipeline_snapshot.state = 'won'
        or (pipeline_snapshot.state = 'open' and pipeline_snapshot.category <> 'omitted')
),

counted as (
    select
        dated.period_id,
        dated.opportunity_id,
        dated.category,
        dated.amount,
        dated.won_amount as stated_amount,
        dated.won_amount as expected_amount
    from dated
    union all
    select
        chances.period_id,
        chances.opportunity_id,
        'expected' as category,
        cast(0 as decimal(18, 2)) as amount,
        chances.stated_amount,
        chances.expected_amount
    from chances
),

deals as (
    select
        counted.period_id,
        horizons.horizon,
        counted.category,
        counted.amount,
        counted.stated_amount,
        counted.expected_amount,
        pipeline_snapshot.opportunity_type,
        pipeline_snapshot.segment,
        pipeline_snapshot.product_family,
        case when pipeline_snapshot.state = 'won' then 'closed' else pipeline_snapshot.category end as deal_category
    from counted
    inner join horizons
        on horizons.period_id = counted.period_id
    inner join pipeline_snapshot
        on pipeline_snapshot.opportunity_id = counted.opportunity_id
    union all
    select
        not_open.period_id,
        not_open.horizon,
        'expected' as category,
        cast(0 as decimal(18, 2)) as amount,
        cast(0 as decimal(18, 2)) as stated_amount,
        not_open.amount as expected_amount,
        'not yet open' as opportunity_type,
        'not yet open' as segment,
        'not yet open' as product_family,
        'not yet open' as deal_category
    from not_open
    where not_open.amount <> 0
),

members as (
    select
        deals.period_id,
        deals.horizon,
        dimensions.dimension,
        coalesce(
            case dimensions.dimension
                when 'opportunity_type' then deals.opportunity_type
                when 'segment' then deals.segment
                when 'product_family' then deals.product_family
                else deals.deal_category
            end,
            'unknown'
        ) as member,
        deals.category,
        deals.amount,
        deals.stated_amount,
        deals.expected_amount
    from deals
    cross join dimensions
),

sums as (
    select
        members.period_id,
        members.horizon,
        members.dimension,
        members.member,
        cast(coalesce(sum(members.amount) filter (where members.category = 'closed'), 0) as decimal(18, 2))
            as closed_amount,
        cast(coalesce(sum(members.amount) filter (where members.category = 'commit'), 0) as decimal(18, 2))
            as commit_amount,
        cast(coalesce(sum(members.amount) filter (where members.category = 'most_likely'), 0) as decimal(18, 2))
            as most_likely_amount,
        cast(coalesce(sum(members.amount) filter (where members.category = 'best_case'), 0) as decimal(18, 2))
            as best_case_amount,
        cast(coalesce(sum(members.amount) filter (where members.category = 'pipeline'), 0) as decimal(18, 2))
            as pipeline_amount,
        cast(coalesce(sum(members.amount) filter (where members.category not in ('closed', 'expected')), 0) as decimal(18, 2))
            as open_pipeline_amount,
        cast(count(*) filter (where members.category not in ('closed', 'expected')) as bigint) as open_deal_count,
        cast(count(*) filter (where members.category = 'closed') as bigint) as won_deal_count,
        cast(sum(members.stated_amount) as decimal(18, 2)) as stated_weighted_amount,
        cast(sum(members.expected_amount) as decimal(18, 2)) as expected_amount
    from members
    group by members.period_id, members.horizon, members.dimension, members.member
)

select
    this_week.week as week,
    sums.period_id as period_id,
    sums.horizon as horizon,
    sums.dimension as dimension,
    sums.member as member,
    sums.closed_amount as closed_amount,
    sums.commit_amount as commit_amount,
    sums.most_likely_amount as most_likely_amount,
    sums.best_case_amount as best_case_amount,
    sums.pipeline_amount as pipeline_amount,
    sums.open_pipeline_amount as open_pipeline_amount,
    sums.open_deal_count as open_deal_count,
    sums.won_deal_count as won_deal_count,
    sums.stated_weighted_amount as stated_weighted_amount,
    sums.expected_amount as expected_amount
from sums
cross join this_week
