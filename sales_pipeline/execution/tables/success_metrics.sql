-- How well the work goes, by metric: the share of the week's cases, the target it must pass (S3 and S4: stay below), the
-- week before, and the share of all cases of the weeks at work in this and the previous period. S1, S2 and S5 are shares
-- of what went well, S3 and S4 of what did not. A week counts in the trailing share once people noted something about it.
-- grain: week, metric
with

metrics as (
    select
        'S1' as metric,
        'Tasks answered by their person in time' as title,
        settings.success_acknowledged_ratio as target_ratio,
        false as is_lower_better
    from settings
    union all
    select
        'S2' as metric,
        'Tasks done on time' as title,
        settings.success_on_time_ratio as target_ratio,
        false as is_lower_better
    from settings
    union all
    select
        'S3' as metric,
        'Outputs that fail validation' as title,
        settings.success_failed_outputs_ratio as target_ratio,
        true as is_lower_better
    from settings
    union all
    select
        'S4' as metric,
        'Tasks held up by coordination' as title,
        settings.success_coordination_ratio as target_ratio,
        true as is_lower_better
    from settings
    union all
    select
        'S5' as metric,
        'Stakeholders who are satisfied' as title,
        settings.success_satisfied_ratio as target_ratio,
        false as is_lower_better
    from settings
),

cases as (
    select
        metric_cases.week,
        metric_cases.metric,
        metric_cases.is_good
    from metric_cases
    union all
    select
        metric_cases_worked.week,
        metric_cases_worked.metric,
        metric_cases_worked.is_good
    from metric_cases_worked
),

counted as (
    select
        cases.metric,
        cast(sum(case when cases.week = this_week.week then 1 else 0 end) as bigint) as case_count,
        cast(sum(case when cases.week = this_week.week and cases.is_good then 1 else 0 end) as bigint) as met_count,
        cast(sum(case when cases.week = this_week.previous_week then 1 else 0 end) as bigint) as previous_case_count,
        cast(sum(case when cases.week = this_week.previous_week and cases.is_good then 1 else 0 end) as bigint)
            as previous_met_count,
        cast(count(*) as bigint) as trailing_case_count,
        cast(sum(case when cases.is_good then 1 else 0 end) as bigint) as trailing_met_count
    from cases
    cross join this_week
    group by cases.metric
),

shares as (
    select
        metrics.metric,
        metrics.title,
        metrics.target_ratio,
        metrics.is_lower_better,
        coalesce(counted.case_count, 0) as case_count,
        coalesce(counted.met_count, 0) as met_count,
        coalesce(counted.trailing_case_count, 0) as trailing_case_count,
        cast(
            floor(
                cast(
                    case
                        when metrics.is_lower_better then counted.case_count - counted.met_count
                        else counted.met_count
                    end as double
                ) / nullif(cast(counted.case_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as value_ratio,
        cast(
            floor(
                cast(
                    case
                        when metrics.is_lower_better then counted.previous_case_count - counted.previous_met_count
                        else counted.previous_met_count
                    end as double
                ) / nullif(cast(counted.previous_case_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as previous_ratio,
        cast(
            floor(
                cast(
                    case
                        when metrics.is_lower_better then counted.trailing_case_count - counted.trailing_met_count
                        else counted.trailing_met_count
                    end as double
                ) / nullif(cast(counted.trailing_case_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as trailing_ratio
    from metrics
    left join counted
        on counted.metric = metrics.metric
)

select
    this_week.week as week,
    shares.metric as metric,
    shares.title as title,
    shares.value_ratio as value_ratio,
    shares.target_ratio as target_ratio,
    shares.is_lower_better as is_lower_better,
    -- all of them, or none, is as good as it gets, whatever the target
    case
        when shares.value_ratio is null then null
        when shares.is_lower_better then shares.value_ratio < shares.target_ratio or shares.value_ratio = 0
        else shares.value_ratio > shares.target_ratio or shares.value_ratio = 1
    end as is_met,
    shares.case_count as case_count,
    shares.met_count as met_count,
    shares.previous_ratio as previous_ratio,
    case
        when shares.value_ratio is null or shares.previous_ratio is null then null
        when shares.value_ratio = shares.previous_ratio then 'same'
        when (shares.value_ratio < shares.previous_ratio) = shares.is_lower_better then 'better'
        else 'worse'
    end as trend,
    shares.trailing_ratio as trailing_ratio,
    shares.trailing_case_count as trailing_case_count
from shares
cross join this_week
