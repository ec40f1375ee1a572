-- Cut by type, segment or product, the forecast adds up to the company's.
-- on: forecast_by_segment
-- error: identity_error_amount
with

measures as (
    select names.measure
    from (
        values
            ('closed_amount'), ('commit_amount'), ('most_likely_amount'), ('best_case_amount'), ('pipeline_amount'),
            ('open_pipeline_amount'), ('stated_weighted_amount'), ('expected_amount')
    ) as names (measure)
),

company as (
    select
        forecast_rollup.period_id,
        measures.measure,
        case measures.measure
            when 'closed_amount' then forecast_rollup.closed_amount
            when 'commit_amount' then forecast_rollup.commit_amount
            when 'most_likely_amount' then forecast_rollup.most_likely_amount
            when 'best_case_amount' then forecast_rollup.best_case_amount
            when 'pipeline_amount' then forecast_rollup.pipeline_amount
            when 'open_pipeline_amount' then forecast_rollup.open_pipeline_amount
            when 'stated_weighted_amount' then forecast_rollup.stated_weighted_amount
            when 'expected_amount' then forecast_rollup.expected_amount
        end as amount
    from forecast_rollup
    cross join measures
    where forecast_rollup.parent_node_id is null
),

segments as (
    select
        forecast_by_segment.period_id,
        forecast_by_segment.dimension,
        measures.measure,
        cast(sum(case measures.measure
            when 'closed_amount' then forecast_by_segment.closed_amount
            when 'commit_amount' then forecast_by_segment.commit_amount
            when 'most_likely_amount' then forecast_by_segment.most_likely_amount
            when 'best_case_amount' then forecast_by_segment.best_case_amount
            when 'pipeline_amount' then forecast_by_segment.pipeline_amount
            when 'open_pipeline_amount' then forecast_by_segment.open_pipeline_amount
            when 'stated_weighted_amount' then forecast_by_segment.stated_weighted_amount
            when 'expected_amount' then forecast_by_segment.expected_amount
        end) as decimal(18, 2)) as amount
    from forecast_by_segment
    cross join measures
    group by
        forecast_by_segment.period_id,
        forecast_by_segment.dimension,
        measures.measure
),

dimensions as (
    select names.dimension
    from (values ('opportunity_type'), ('segment'), ('product_family')) as names (dimension)
)

select
    dimensions.dimension,
    company.period_id,
    company.measure,
    company.amount,
    segments.amount as segments_amount,
    coalesce(segments.amount, 0) - company.amount as gap_amount
from company
cross join dimensions
left join segments
    on company.period_id = segments.period_id
    and company.measure = segments.measure
    and dimensions.dimension = segments.dimension
where coalesce(segments.amount, 0) <> company.amount
order by
    abs(coalesce(segments.amount, 0) - company.amount) desc,
    dimensions.dimension asc,
    company.period_id asc,
    company.measure asc
