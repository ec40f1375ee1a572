-- Whether the open pipeline can carry the target, in money: what is still to win, the pipeline that takes by the win rate
-- of past pipeline at the same point, and what is missing. The ratios and amounts of the roll-up stand here as they are
-- there; beside the pooled need stand its low and high quartile (nearest rank) over the same past periods, for one ratio
-- hides how widely they differ.
-- grain: week, node_id, period_id
with

recent as (
    select
        stated_record.horizon,
        stated_record.period_order,
        stated_record.stated_remaining_amount,
        cast(
            floor(
                cast(stated_record.open_amount as double)
                / nullif(cast(greatest(stated_record.won_of_open_amount, 0) as double), 0.0e0)
                * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as needed_ratio
    from stated_record
    qualify row_number() over (
        partition by stated_record.horizon order by stated_record.period_order desc
    ) <= 8
),

-- a period that won nothing of its pipeline needed more than any other
ranked as (
    select
        recent.horizon,
        recent.needed_ratio,
        row_number() over (
            partition by recent.horizon order by recent.needed_ratio asc nulls last, recent.period_order asc
        ) as place,
        count(*) over (partition by recent.horizon) as period_count
    from recent
    where recent.stated_remaining_amount > 0
),

bands as (
    select
        ranked.horizon,
        max(ranked.period_count) as period_count,
        min(case when ranked.place * 4 >= ranked.period_count then ranked.needed_ratio end) as low_ratio,
        -- blank where that period won nothing
        max(case
            when ranked.place * 4 >= ranked.period_count * 3 and (ranked.place - 1) * 4 < ranked.period_count * 3
                then ranked.needed_ratio
        end) as high_ratio
    from ranked
    group by ranked.horizon
),

needs as (
    select
        forecast_rollup.node_id,
        forecast_rollup.period_id,
        greatest(forecast_rollup.target_amount - forecast_rollup.closed_amount, 0) as to_go_amount,
        cast(round(
            cast(greatest(forecast_rollup.target_amount - forecast_rollup.closed_amount, 0) as decimal(19, 2))
            * forecast_rollup.coverage_needed_ratio,
            2
        ) as decimal(18, 2)) as needed_amount
    from forecast_rollup
    where forecast_rollup.target_amount is not null
)

select
    this_week.week as week,
    forecast_rollup.node_id as node_id,
    forecast_rollup.period_id as period_id,
    forecast_rollup.horizon as horizon,
    forecast_rollup.node_name as node_name,
    forecast_rollup.level as level,
    forecast_rollup.depth as depth,
    forecast_rollup.sort_key as sort_key,
    forecast_rollup.target_amount as target_amount,
    forecast_rollup.closed_amount as closed_amount,
    forecast_rollup.open_pipeline_amount as open_pipeline_amount,
    forecast_rollup.coverage_gross_ratio as coverage_gross_ratio,
    forecast_rollup.coverage_to_go_ratio as coverage_to_go_ratio,
    forecast_rollup.coverage_needed_ratio as coverage_needed_ratio,
    bands.low_ratio as needed_low_ratio,
    bands.high_ratio as needed_high_ratio,
    coalesce(bands.period_count, 0) as past_period_count,
    cast(needs.to_go_amount as decimal(18, 2)) as to_go_amount,
    needs.needed_amount as needed_amount,
    cast(needs.needed_amount - forecast_rollup.open_pipeline_amount as decimal(18, 2)) as gap_amount,
    case
        when needs.to_go_amount = 0 then 'reached'
        when forecast_rollup.open_pipeline_amount >= needs.needed_amount then 'enough'
        when forecast_rollup.open_pipeline_amount < needs.needed_amount then 'short'
    end as standing
from forecast_rollup
cross join this_week
left join needs
    on needs.node_id = forecast_rollup.node_id
    and needs.period_id = forecast_rollup.period_id
left join bands
    on bands.horizon = forecast_rollup.horizon
