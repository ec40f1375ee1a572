-- What lies below a node adds up to the node, in every money column that is a sum.
-- on: forecast_rollup
-- error: identity_error_amount
with

measures as (
    select names.measure
    from (
        values
            ('closed_amount'), ('commit_amount'), ('most_likely_amount'), ('best_case_amount'), ('pipeline_amount'),
            ('omitted_amount'), ('commit_cumulative_amount'), ('most_likely_cumulative_amount'),
            ('best_case_cumulative_amount'), ('open_pipeline_amount'), ('lost_amount'), ('earlier_overdue_amount'),
            ('stated_weighted_amount'), ('expected_amount')
    ) as names (measure)
),

figures as (
    select
        forecast_rollup.node_id,
        forecast_rollup.node_name,
        forecast_rollup.parent_node_id,
        forecast_rollup.period_id,
        measures.measure,
        case measures.measure
            when 'closed_amount' then forecast_rollup.closed_amount
            when 'commit_amount' then forecast_rollup.commit_amount
            when 'most_likely_amount' then forecast_rollup.most_likely_amount
            when 'best_case_amount' then forecast_rollup.best_case_amount
            when 'pipeline_amount' then forecast_rollup.pipeline_amount
            when 'omitted_amount' then forecast_rollup.omitted_amount
            when 'commit_cumulative_amount' then forecast_rollup.commit_cumulative_amount
            when 'most_likely_cumulative_amount' then forecast_rollup.most_likely_cumulative_amount
            when 'best_case_cumulative_amount' then forecast_rollup.best_case_cumulative_amount
            when 'open_pipeline_amount' then forecast_rollup.open_pipeline_amount
            when 'lost_amount' then forecast_rollup.lost_amount
            when 'earlier_overdue_amount' then forecast_rollup.earlier_overdue_amount
            when 'stated_weighted_amount' then forecast_rollup.stated_weighted_amount
            when 'expected_amount' then forecast_rollup.expected_amount
        end as amount
    from forecast_rollup
    cross join measures
),

children as (
    select
        figures.parent_node_id,
        figures.period_id,
        figures.measure,
        cast(sum(figures.amount) as decimal(18, 2)) as amount
    from figures
    where figures.parent_node_id is not null
    group by
        figures.parent_node_id,
        figures.period_id,
        figures.measure
)

select
    figures.node_id,
    figures.node_name,
    figures.period_id,
    figures.measure,
    figures.amount,
    children.amount as children_amount,
    figures.amount - children.amount as gap_amount
from figures
inner join children
    on figures.node_id = children.parent_node_id
    and figures.period_id = children.period_id
    and figures.measure = children.measure
where figures.amount <> children.amount
order by
    abs(figures.amount - children.amount) desc,
    figures.node_id asc,
    figures.period_id asc,
    figures.measure asc
