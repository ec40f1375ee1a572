-- The figures of every node against last week's, period by period. Blank where last week did not have the node or the
-- period: the first week, a new node, and the next period of last week that has not been there before.
-- grain: week, node_id, period_id, measure
with

measures as (
    select
        names.measure,
        names.measure_order
    from (
        values
        ('closed_amount', 1),
        ('commit_cumulative_amount', 2),
        ('most_likely_cumulative_amount', 3),
        ('best_case_cumulative_amount', 4),
        ('open_pipeline_amount', 5),
        ('stated_weighted_amount', 6),
        ('expected_amount', 7),
        ('call_amount', 8)
    ) as names (measure, measure_order)
),

figures as (
    select
        forecast_rollup.node_id,
        forecast_rollup.period_id,
        measures.measure,
        measures.measure_order,
        case measures.measure
            when 'closed_amount' then forecast_rollup.closed_amount
            when 'commit_cumulative_amount' then forecast_rollup.commit_cumulative_amount
            when 'most_likely_cumulative_amount' then forecast_rollup.most_likely_cumulative_amount
            when 'best_case_cumulative_amount' then forecast_rollup.best_case_cumulative_amount
            when 'open_pipeline_amount' then forecast_rollup.open_pipeline_amount
            when 'stated_weighted_amount' then forecast_rollup.stated_weighted_amount
            when 'expected_amount' then forecast_rollup.expected_amount
            when 'call_amount' then forecast_rollup.call_amount
        end as amount
    from forecast_rollup
    cross join measures
),

figures_last_week as (
    select
        forecast_rollup_last_week.node_id,
        forecast_rollup_last_week.period_id,
        measures.measure,
        case measures.measure
            when 'closed_amount' then forecast_rollup_last_week.closed_amount
            when 'commit_cumulative_amount' then forecast_rollup_last_week.commit_cumulative_amount
            when 'most_likely_cumulative_amount' then forecast_rollup_last_week.most_likely_cumulative_amount
            when 'best_case_cumulative_amount' then forecast_rollup_last_week.best_case_cumulative_amount
            when 'open_pipeline_amount' then forecast_rollup_last_week.open_pipeline_amount
            when 'stated_weighted_amount' then forecast_rollup_last_week.stated_weighted_amount
            when 'expected_amount' then forecast_rollup_last_week.expected_amount
            when 'call_amount' then forecast_rollup_last_week.call_amount
        end as amount
    from forecast_rollup_last_week
    cross join measures
)

select
    this_week.week as week,
    figures.node_id as node_id,
    figures.period_id as period_id,
    figures.measure as measure,
    figures.measure_order as measure_order,
    figures.amount as amount,
    figures_last_week.amount as last_week_amount,
    cast(figures.amount - figures_last_week.amount as decimal(18, 2)) as change_amount
from figures
cross join this_week
left join figures_last_week
    on figures_last_week.node_id = figures.node_id
    and figures_last_week.period_id = figures.period_id
    and figures_last_week.measure = figures.measure
