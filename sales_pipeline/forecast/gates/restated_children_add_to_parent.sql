-- Restated history adds up under today's tree: what lies below a unit adds up to the unit, targets aside.
-- on: forecast_restated
-- error: identity_error_amount
with

figures as (
    select
        forecast_restated.period_id,
        forecast_restated.as_of,
        forecast_restated.measure,
        forecast_restated.node_id,
        forecast_restated.parent_node_id,
        forecast_restated.as_is_amount,
        forecast_restated.as_is_at_plan_rate_amount
    from forecast_restated
    where
        forecast_restated.is_standing
        and forecast_restated.measure <> 'target'
),

-- a node without a row had nothing
sums as (
    select
        units.node_id,
        children.period_id,
        children.as_of,
        children.measure,
        cast(0 as decimal(18, 2)) as own_amount,
        children.as_is_amount as children_amount,
        cast(0 as decimal(18, 2)) as own_at_plan_rate_amount,
        children.as_is_at_plan_rate_amount as children_at_plan_rate_amount
    from figures as children
    inner join nodes as units
        on units.instant = 'now'
        and units.node_id = children.parent_node_id
    union all
    select
        figures.node_id,
        figures.period_id,
        figures.as_of,
        figures.measure,
        figures.as_is_amount as own_amount,
        cast(0 as decimal(18, 2)) as children_amount,
        figures.as_is_at_plan_rate_amount as own_at_plan_rate_amount,
        cast(0 as decimal(18, 2)) as children_at_plan_rate_amount
    from figures
    inner join nodes
        on nodes.instant = 'now'
        and nodes.node_id = figures.node_id
        and not nodes.is_representative
)

select
    sums.node_id,
    sums.period_id,
    sums.as_of,
    sums.measure,
    cast(sum(sums.own_amount) as decimal(18, 2)) as amount,
    cast(sum(sums.children_amount) as decimal(18, 2)) as children_amount,
    cast(
        abs(sum(sums.own_amount - sums.children_amount))
        + abs(sum(sums.own_at_plan_rate_amount - sums.children_at_plan_rate_amount))
        as decimal(18, 2)
    ) as gap_amount
from sums
group by
    sums.node_id,
    sums.period_id,
    sums.as_of,
    sums.measure
having gap_amount <> 0
order by
    gap_amount desc,
    sums.node_id asc,
    sums.period_id asc,
    sums.as_of asc,
    sums.measure asc
