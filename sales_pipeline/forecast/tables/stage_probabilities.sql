-- What the company states about each stage in force, and what lies in it now: open deals due in the current period,
-- omitted ones left out. A deal's own chance wins over its stage's, so the weighted amount need not be their product.
-- grain: week, stage_name
with

in_force as (
    select
        stages.stage_name,
        stages.stage_order,
        stages.forecast_category,
        stages.stated_probability,
        stages.is_confirmed,
        stages.valid_from,
        stages.valid_to
    from stages
    cross join this_week
    where stages.valid_to is null or stages.valid_to > this_week.week
    qualify row_number() over (
        partition by stages.stage_name
        order by
            case when stages.valid_from <= this_week.week then 0 else 1 end asc,
            case when stages.valid_from <= this_week.week then stages.valid_from end desc,
            stages.valid_from asc
    ) = 1
),

contents as (
    select
        pipeline_snapshot.stage_name,
        cast(count(*) as bigint) as open_deal_count,
        cast(sum(pipeline_snapshot.amount) as decimal(18, 2)) as open_amount,
        cast(sum(
            cast(round(
                cast(pipeline_snapshot.amount as decimal(19, 2)) * pipeline_snapshot.stated_probability, 2
            ) as decimal(18, 2))
        ) as decimal(18, 2)) as stated_weighted_amount
    from pipeline_snapshot
    where
        pipeline_snapshot.state = 'open'
        and pipeline_snapshot.is_in_period
    group by pipeline_snapshot.stage_name
)

select
    this_week.week as week,
    in_force.stage_name as stage_name,
    in_force.stage_order as stage_order,
    in_force.forecast_category as category,
    in_force.stated_probability as stated_probability,
    in_force.is_confirmed as is_confirmed,
    coalesce(contents.open_deal_count, 0) as open_deal_count,
    coalesce(contents.open_amount, 0) as open_amount,
    coalesce(contents.stated_weighted_amount, 0) as stated_weighted_amount
from in_force
cross join this_week
left join contents
    on contents.stage_name = in_force.stage_name
