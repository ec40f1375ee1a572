-- How right the replayed forecasts were, by method and level: over all Mondays and periods (`*`, -1), by weeks left, by period,
-- and by both. Skill is against the forecast that the period will be like the last. Ranges are judged where there are
-- any: the share of outcomes inside, and the pinball loss of both ends as a share of what came.
-- grain: horizon, level, method, period_id, weeks_left
with

judged as (
    select
        forecast_backtest.horizon,
        forecast_backtest.level,
        forecast_backtest.method,
        forecast_backtest.period_id,
        forecast_backtest.weeks_left,
        forecast_backtest.actual_amount,
        forecast_backtest.error_amount,
        case when forecast_backtest.p10_amount is not null then
            cast(
                greatest(
                    cast((forecast_backtest.actual_amount - forecast_backtest.p10_amount) * 0.1 as decimal(18, 3)),
                    cast((forecast_backtest.p10_amount - forecast_backtest.actual_amount) * 0.9 as decimal(18, 3))
                ) + greatest(
                    cast((forecast_backtest.actual_amount - forecast_backtest.p90_amount) * 0.9 as decimal(18, 3)),
                    cast((forecast_backtest.p90_amount - forecast_backtest.actual_amount) * 0.1 as decimal(18, 3))
                ) as decimal(18, 3)
            )
        end as pinball,
        case when forecast_backtest.p10_amount is not null then
            case
                when forecast_backtest.actual_amount >= forecast_backtest.p10_amount
                    and forecast_backtest.actual_amount <= forecast_backtest.p90_amount then 1
                else 0
            end
        end as is_inside
    from forecast_backtest
),

-- every row counts in four groups
grouped as (
    select
        judged.horizon,
        judged.level,
        judged.method,
        case when cuts.by_period = 1 then judged.period_id else '*' end as period_id,
        case when cuts.by_weeks = 1 then judged.weeks_left else -1 end as weeks_left,
        judged.actual_amount,
        judged.error_amount,
        judged.pinball,
        judged.is_inside
    from judged
    cross join (values (0, 0), (0, 1), (1, 0), (1, 1)) as cuts (by_period, by_weeks)
),

sums as (
    select
        grouped.horizon,
        grouped.level,
        grouped.method,
        grouped.period_id,
        grouped.weeks_left,
        cast(count(*) as bigint) as forecast_count,
        cast(sum(grouped.actual_amount) as decimal(38, 2)) as actual_amount,
        cast(sum(grouped.error_amount) as decimal(38, 2)) as error_amount,
        cast(sum(abs(grouped.error_amount)) as decimal(38, 2)) as missed_amount,
        cast(count(grouped.is_inside) as bigint) as range_count,
        cast(coalesce(sum(grouped.is_inside), 0) as bigint) as inside_count,
        cast(sum(grouped.pinball) as decimal(38, 3)) as pinball,
        cast(sum(case when grouped.is_inside is not null then grouped.actual_amount end) as decimal(38, 2))
            as ranged_amount
    from grouped
    group by grouped.horizon, grouped.level, grouped.method, grouped.period_id, grouped.weeks_left
)

select
    sums.horizon as horizon,
    sums.level as level,
    sums.method as method,
    sums.period_id as period_id,
    sums.weeks_left as weeks_left,
    sums.forecast_count as forecast_count,
    cast(
        floor(cast(sums.missed_amount as double) / nullif(cast(sums.actual_amount as double), 0.0e0) * 1e6 + 0.5) / 1e6
        as decimal(18, 6)
    ) as wape_ratio,
    cast(
        floor(cast(sums.error_amount as double) / nullif(cast(sums.actual_amount as double), 0.0e0) * 1e6 + 0.5) / 1e6
        as decimal(18, 6)
    ) as bias_ratio,
    cast(
        floor(
            (1e0 - cast(sums.missed_amount as double) / nullif(cast(usual.missed_amount as double), 0.0e0)) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as skill_ratio,
    sums.range_count as range_count,
    cast(
        floor(cast(sums.inside_count as double) / nullif(cast(sums.range_count as double), 0.0e0) * 1e6 + 0.5) / 1e6
        as decimal(18, 6)
    ) as coverage_ratio,
    cast(
        floor(cast(sums.pinball as double) / nullif(cast(sums.ranged_amount as double), 0.0e0) * 1e6 + 0.5) / 1e6
        as decimal(18, 6)
    ) as pinball_ratio
from sums
left join sums as usual
    on usual.horizon = sums.horizon
    and usual.level = sums.level
    and usual.period_id = sums.period_id
    and usual.weeks_left = sums.weeks_left
    and usual.method = 'last_period'
    and usual.forecast_count = sums.forecast_count
