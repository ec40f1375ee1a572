-- The forecast of every node, for the current and the next period: what is won and open by category, what the methods
-- expect, what people call (node_calls), and how that compares with quota, target and plan. Sums go up the tree as it
-- stood that day. Quotas count by the days they are in effect within the period.
-- grain: week, node_id, period_id
with

tree as (
    select
        nodes.node_id,
        nodes.node_name,
        nodes.parent_node_id,
        nodes.level,
        nodes.depth,
        nodes.sort_key,
        nodes.is_representative
    from nodes
    where nodes.instant = 'now'
),

ancestors as (
    select
        node_ancestors.node_id,
        node_ancestors.ancestor_node_id,
        node_ancestors.distance
    from node_ancestors
    where node_ancestors.instant = 'now'
),

expectations as (
    select
        ancestors.ancestor_node_id as node_id,
        standing_forecast.period_id,
        cast(sum(standing_forecast.expected_amount) as decimal(18, 2)) as expected_amount
    from standing_forecast
    inner join ancestors
        on ancestors.node_id = standing_forecast.node_id
    group by ancestors.ancestor_node_id, standing_forecast.period_id
),

stated as (
    select
        ancestors.ancestor_node_id as node_id,
        weighted_forecast.period_id,
        cast(sum(weighted_forecast.expected_amount) as decimal(18, 2)) as stated_weighted_amount
    from weighted_forecast
    inner join ancestors
        on ancestors.node_id = weighted_forecast.node_id
    where weighted_forecast.method = 'stated'
    group by ancestors.ancestor_node_id, weighted_forecast.period_id
),

horizon_periods as (
    select
        periods.period_id,
        periods.period_label,
        periods.start_date,
        periods.stop_date,
        least(periods.start_date, this_week.week) as rate_date
    from periods
    cross join this_week
    where periods.period_id in (this_week.period_id, this_week.next_period_id)
),

-- targets and plans convert once, at the rate of the period's start (of the week, while the period lies ahead)
rates as (
    select
        exchange_rates.currency,
        horizon_periods.period_id,
        exchange_rates.rate_kind,
        exchange_rates.rate
    from exchange_rates
    inner join horizon_periods
        on exchange_rates.valid_from <= horizon_periods.rate_date
        and (exchange_rates.valid_to is null or exchange_rates.valid_to > horizon_periods.rate_date)
),

-- a quota belongs to the period that holds its first day, even if it is a day off
quota_stretches as (
    select
        quotas.node_id,
        horizon_periods.period_id,
        quotas.quota_amount,
        quotas.target_amount,
        coalesce(quotas.ramp_ratio, 1) as ramp_ratio,
        quotas.effective_from,
        case
            when quotas.currency = settings.currency then cast(1 as decimal(18, 6))
            else rates.rate
        end as rate,
        cast(date_diff('day', horizon_periods.start_date, horizon_periods.stop_date) as bigint) as period_days,
        greatest(
            cast(date_diff(
                'day',
                greatest(coalesce(quotas.effective_from, horizon_periods.start_date), horizon_periods.start_date),
                least(coalesce(quotas.effective_to + 1, horizon_periods.stop_date), horizon_periods.stop_date)
            ) as bigint),
            0
        ) as effective_days
    from quotas
    cross join settings
    inner join horizon_periods
        on horizon_periods.start_date <= quotas.period_start_date
        and horizon_periods.stop_date > quotas.period_start_date
    left join rates
        on rates.currency = quotas.currency
        and rates.period_id = horizon_periods.period_id
        and rates.rate_kind = 'spot'
),

assigned_stretches as (
    select
        quota_stretches.node_id,
        quota_stretches.period_id,
        cast(round(cast(quota_stretches.quota_amount as decimal(19, 2)) * quota_stretches.rate, 2) as decimal(18, 2))
            as quota_amount,
        cast(
            floor(
                cast(quota_stretches.effective_days as double) * cast(quota_stretches.ramp_ratio as double)
                / nullif(cast(quota_stretches.period_days as double), 0.0e0)
                * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as share_ratio
    from quota_stretches
    inner join tree
        on tree.node_id = quota_stretches.node_id
        and tree.is_representative
    where quota_stretches.quota_amount is not null
),

assigned as (
    select
        ancestors.ancestor_node_id as node_id,
        assigned_stretches.period_id,
        cast(sum(
            cast(round(
                cast(assigned_stretches.quota_amount as decimal(19, 2)) * assigned_stretches.share_ratio, 2
            ) as decimal(18, 2))
        ) as decimal(18, 2)) as assigned_amount
    from assigned_stretches
    inner join ancestors
        on ancestors.node_id = assigned_stretches.node_id
    group by ancestors.ancestor_node_id, assigned_stretches.period_id
),

unit_targets as (
    select
        quota_stretches.node_id,
        quota_stretches.period_id,
        cast(round(cast(quota_stretches.target_amount as decimal(19, 2)) * quota_stretches.rate, 2) as decimal(18, 2))
            as target_amount
    from quota_stretches
    where quota_stretches.target_amount is not null
    qualify row_number() over (
        partition by quota_stretches.node_id, quota_stretches.period_id
        order by quota_stretches.effective_from desc nulls last
    ) = 1
),

newest_plans as (
    select
        plans.node_id,
        horizon_periods.period_id,
        cast(round(
            cast(plans.plan_amount as decimal(19, 2))
            * case when plans.currency = settings.currency then cast(1 as decimal(18, 6)) else rates.rate end,
            2
        ) as decimal(18, 2)) as plan_amount
    from plans
    cross join settings
    inner join horizon_periods
        on horizon_periods.start_date <= plans.period_start_date
        and horizon_periods.stop_date > plans.period_start_date
    left join rates
        on rates.currency = plans.currency
        and rates.period_id = horizon_periods.period_id
        and rates.rate_kind = plans.rate_policy
    qualify row_number() over (
        partition by plans.node_id, horizon_periods.period_id
        order by plans.known_at desc, plans.plan_version desc, plans.period_start_date desc
    ) = 1
),

positions as (
    select
        tree.node_id,
        tree.node_name,
        tree.parent_node_id,
        tree.level,
        tree.depth,
        tree.sort_key,
        tree.is_representative,
        node_positions.period_id,
        node_positions.horizon,
        node_positions.closed_amount,
        node_positions.commit_amount,
        node_positions.most_likely_amount,
        node_positions.best_case_amount,
        node_positions.pipeline_amount,
        node_positions.omitted_amount,
        node_positions.commit_cumulative_amount,
        node_positions.most_likely_cumulative_amount,
        node_positions.best_case_cumulative_amount,
        node_positions.open_pipeline_amount,
        node_positions.lost_amount,
        node_positions.earlier_overdue_amount,
        node_positions.won_deal_count,
        node_positions.lost_deal_count,
        node_positions.open_deal_count,
        coalesce(stated.stated_weighted_amount, 0) as stated_weighted_amount,
        coalesce(expectations.expected_amount, 0) as expected_amount,
        node_calls.call_amount,
        node_calls.call_source,
        node_calls.call_layer,
        assigned.assigned_amount,
        case when tree.is_representative then assigned.assigned_amount else unit_targets.target_amount end
            as target_amount,
        newest_plans.plan_amount
    from tree
    inner join node_positions
        on node_positions.node_id = tree.node_id
    inner join node_calls
        on node_calls.node_id = tree.node_id
        and node_calls.period_id = node_positions.period_id
    left join expectations
        on expectations.node_id = tree.node_id
        and expectations.period_id = node_positions.period_id
    left join stated
        on stated.node_id = tree.node_id
        and stated.period_id = node_positions.period_id
    left join assigned
        on assigned.node_id = tree.node_id
        and assigned.period_id = node_positions.period_id
    left join unit_targets
        on unit_targets.node_id = tree.node_id
        and unit_targets.period_id = node_positions.period_id
    left join newest_plans
        on newest_plans.node_id = tree.node_id
        and newest_plans.period_id = node_positions.period_id
)

select
    this_week.week as week,
    positions.node_id as node_id,
    positions.node_name as node_name,
    positions.parent_node_id as parent_node_id,
    positions.level as level,
    positions.depth as depth,
    positions.sort_key as sort_key,
    positions.period_id as period_id,
    horizon_periods.period_label as period_label,
    positions.horizon as horizon,
    positions.closed_amount as closed_amount,
    positions.commit_amount as commit_amount,
    positions.most_likely_amount as most_likely_amount,
    positions.best_case_amount as best_case_amount,
    positions.pipeline_amount as pipeline_amount,
    positions.omitted_amount as omitted_amount,
    positions.commit_cumulative_amount as commit_cumulative_amount,
    positions.most_likely_cumulative_amount as most_likely_cumulative_amount,
    positions.best_case_cumulative_amount as best_case_cumulative_amount,
    positions.open_pipeline_amount as open_pipeline_amount,
    positions.lost_amount as lost_amount,
    positions.earlier_overdue_amount as earlier_overdue_amount,
    positions.won_deal_count as won_deal_count,
    positions.lost_deal_count as lost_deal_count,
    positions.open_deal_count as open_deal_count,
    positions.stated_weighted_amount as stated_weighted_amount,
    positions.expected_amount as expected_amount,
    standing_method.forecast_method as forecast_method,
    positions.call_amount as call_amount,
    positions.call_source as call_source,
    positions.call_layer as call_layer,
    positions.assigned_amount as assigned_amount,
    positions.target_amount as target_amount,
    cast(
        floor(
            cast(positions.closed_amount as double) / nullif(cast(positions.target_amount as double), 0.0e0)
            * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as attainment_ratio,
    cast(
        floor(
            cast(positions.expected_amount as double) / nullif(cast(positions.target_amount as double), 0.0e0)
            * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as expected_attainment_ratio,
    cast(positions.target_amount - positions.expected_amount as decimal(18, 2)) as gap_to_quota_amount,
    cast(
        floor(
            cast(positions.open_pipeline_amount as double) / nullif(cast(positions.target_amount as double), 0.0e0)
            * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as coverage_gross_ratio,
    cast(
        floor(
            cast(positions.open_pipeline_amount as double)
            / nullif(cast(greatest(positions.target_amount - positions.closed_amount, 0) as double), 0.0e0)
            * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as coverage_to_go_ratio,
    stated_correction.coverage_needed_ratio as coverage_needed_ratio,
    positions.plan_amount as plan_amount
from positions
cross join this_week
inner join horizon_periods
    on horizon_periods.period_id = positions.period_id
inner join stated_correction
    on stated_correction.horizon = positions.horizon
inner join standing_method
    on standing_method.horizon = positions.horizon
    and standing_method.level = 'company'
