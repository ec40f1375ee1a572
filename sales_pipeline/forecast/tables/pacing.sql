-- The running period against the last eight ended ones, for every node and week of the period, those to come too: what
-- is won and open, and the low quartile, median and high quartile (nearest rank) of what the same point of past periods
-- had won, had open, and had reached of its final result. A past period without that weeks_left uses its nearest Monday.
-- Par = target × median share: what an even course would have won by then. The row of this week (is_now) also says where
-- the node stands: its attainment below, within or above the band of past shares.
-- grain: week, node_id, weeks_left
with

weeks_of_period as (
    select
        period_mondays.weeks_left,
        period_mondays.as_of_date
    from period_mondays
    where period_mondays.recency = 0
),

running as (
    select
        pacing_record.node_id,
        pacing_record.weeks_left,
        pacing_record.closed_won_amount,
        pacing_record.open_pipeline_amount
    from pacing_record
    where pacing_record.recency_order = 0
),

past_ends as (
    select
        period_mondays.period_id,
        min(period_mondays.weeks_left) as least_weeks_left,
        max(period_mondays.weeks_left) as most_weeks_left
    from period_mondays
    where period_mondays.recency > 0
    group by period_mondays.period_id
),

matches as (
    select
        weeks_of_period.weeks_left,
        past_ends.period_id,
        greatest(least(weeks_of_period.weeks_left, past_ends.most_weeks_left), past_ends.least_weeks_left)
            as past_weeks_left
    from weeks_of_period
    cross join past_ends
),

past as (
    select
        pacing_record.node_id,
        matches.weeks_left,
        pacing_record.closed_won_amount,
        pacing_record.open_pipeline_amount,
        pacing_record.won_by_then_ratio,
        row_number() over (
            partition by pacing_record.node_id, matches.weeks_left
            order by pacing_record.closed_won_amount asc, pacing_record.period_id asc
        ) as closed_place,
        row_number() over (
            partition by pacing_record.node_id, matches.weeks_left
            order by pacing_record.open_pipeline_amount asc, pacing_record.period_id asc
        ) as open_place,
        row_number() over (
            partition by pacing_record.node_id, matches.weeks_left
            order by pacing_record.won_by_then_ratio asc nulls last, pacing_record.period_id asc
        ) as share_place,
        count(*) over (partition by pacing_record.node_id, matches.weeks_left) as period_count,
        count(pacing_record.won_by_then_ratio) over (partition by pacing_record.node_id, matches.weeks_left)
            as share_count
    from matches
    inner join pacing_record
        on pacing_record.period_id = matches.period_id
        and pacing_record.weeks_left = matches.past_weeks_left
),

bands as (
    select
        past.node_id,
        past.weeks_left,
        max(past.period_count) as past_period_count,
        max(past.share_count) as share_period_count,
        min(case when past.closed_place * 4 >= past.period_count then past.closed_won_amount end) as closed_low_amount,
        min(case when past.closed_place * 2 >= past.period_count then past.closed_won_amount end)
            as closed_median_amount,
        min(case when past.closed_place * 4 >= past.period_count * 3 then past.closed_won_amount end)
            as closed_high_amount,
        min(case when past.open_place * 4 >= past.period_count then past.open_pipeline_amount end) as open_low_amount,
        min(case when past.open_place * 2 >= past.period_count then past.open_pipeline_amount end)
            as open_median_amount,
        min(case when past.open_place * 4 >= past.period_count * 3 then past.open_pipeline_amount end)
            as open_high_amount,
        min(case when past.share_place * 4 >= past.share_count then past.won_by_then_ratio end) as share_low_ratio,
        min(case when past.share_place * 2 >= past.share_count then past.won_by_then_ratio end) as share_median_ratio,
        min(case when past.share_place * 4 >= past.share_count * 3 then past.won_by_then_ratio end)
            as share_high_ratio
    from past
    group by past.node_id, past.weeks_left
),

units as (
    select
        forecast_rollup.node_id,
        forecast_rollup.node_name,
        forecast_rollup.level,
        forecast_rollup.depth,
        forecast_rollup.sort_key,
        forecast_rollup.period_id,
        forecast_rollup.target_amount,
        forecast_rollup.attainment_ratio
    from forecast_rollup
    where forecast_rollup.horizon = 'current'
)

select
    this_week.week as week,
    units.node_id as node_id,
    weeks_of_period.weeks_left as weeks_left,
    weeks_of_period.as_of_date as as_of_date,
    weeks_of_period.as_of_date = this_week.week as is_now,
    units.node_name as node_name,
    units.level as level,
    units.depth as depth,
    units.sort_key as sort_key,
    units.period_id as period_id,
    running.closed_won_amount as closed_won_amount,
    running.open_pipeline_amount as open_pipeline_amount,
    coalesce(bands.past_period_count, 0) as past_period_count,
    bands.closed_low_amount as closed_low_amount,
    bands.closed_median_amount as closed_median_amount,
    bands.closed_high_amount as closed_high_amount,
    bands.open_low_amount as open_low_amount,
    bands.open_median_amount as open_median_amount,
    bands.open_high_amount as open_high_amount,
    coalesce(bands.share_period_count, 0) as share_period_count,
    bands.share_low_ratio as share_low_ratio,
    bands.share_median_ratio as share_median_ratio,
    bands.share_high_ratio as share_high_ratio,
    units.target_amount as target_amount,
    cast(
        round(cast(units.target_amount as decimal(19, 2)) * bands.share_median_ratio, 2) as decimal(18, 2)
    ) as par_amount,
    case when weeks_of_period.as_of_date = this_week.week then units.attainment_ratio end as attainment_ratio,
    case
        when
            weeks_of_period.as_of_date <> this_week.week
            or units.attainment_ratio is null
            or bands.share_low_ratio is null
            then null
        when units.attainment_ratio < bands.share_low_ratio then 'behind'
        when units.attainment_ratio > bands.share_high_ratio then 'ahead'
        else 'within'
    end as standing
from units
cross join weeks_of_period
cross join this_week
left join running
    on running.node_id = units.node_id
    and running.weeks_left = weeks_of_period.weeks_left
left join bands
    on bands.node_id = units.node_id
    and bands.weeks_left = weeks_of_period.weeks_left
