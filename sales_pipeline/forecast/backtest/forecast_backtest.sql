-- Every replayed forecast beside what came of it: each Monday's number of each node by each method (`standing`: the forecast
-- that stood, with its range; `call`: what people said, where they said anything), of the running period and the next, and
-- what was won in it as known now. Nodes are those of the tree of that Monday; who was not in it and won is a miss of 0.
-- grain: week, horizon, method, node_id
with

weeks as (
    select
        weighted_forecast_replayed.week,
        weighted_forecast_replayed.horizon,
        weighted_forecast_replayed.period_id,
        min(periods.stop_date) as stop_date
    from weighted_forecast_replayed
    inner join periods
        on periods.period_id = weighted_forecast_replayed.period_id
    cross join this_week
    where periods.stop_date <= this_week.week
    group by
        weighted_forecast_replayed.week,
        weighted_forecast_replayed.horizon,
        weighted_forecast_replayed.period_id
),

tree as (
    select
        forecast_rollup_replayed.week,
        forecast_rollup_replayed.horizon,
        forecast_rollup_replayed.node_id,
        forecast_rollup_replayed.level,
        forecast_rollup_replayed.parent_node_id
    from forecast_rollup_replayed
),

said as (
    select
        weighted_forecast_replayed.week,
        weighted_forecast_replayed.horizon,
        weighted_forecast_replayed.method,
        node_ancestors_replayed.ancestor_node_id as node_id,
        cast(sum(weighted_forecast_replayed.expected_amount) as decimal(18, 2)) as amount
    from weighted_forecast_replayed
    inner join node_ancestors_replayed
        on node_ancestors_replayed.week = weighted_forecast_replayed.week
        and node_ancestors_replayed.instant = 'now'
        and node_ancestors_replayed.node_id = weighted_forecast_replayed.node_id
    group by
        weighted_forecast_replayed.week,
        weighted_forecast_replayed.horizon,
        weighted_forecast_replayed.method,
        node_ancestors_replayed.ancestor_node_id
    union all
    select
        forecast_rollup_replayed.week,
        forecast_rollup_replayed.horizon,
        'standing' as method,
        forecast_rollup_replayed.node_id,
        forecast_rollup_replayed.expected_amount as amount
    from forecast_rollup_replayed
    union all
    select
        forecast_rollup_replayed.week,
        forecast_rollup_replayed.horizon,
        'call' as method,
        forecast_rollup_replayed.node_id,
        forecast_rollup_replayed.call_amount as amount
    from forecast_rollup_replayed
    where forecast_rollup_replayed.call_source <> 'crm'
),

methods as (
    select distinct
        said.week,
        said.horizon,
        said.method
    from said
    where said.method <> 'call'
),

won as (
    select
        weeks.week,
        weeks.horizon,
        won_deals.node_id,
        cast(sum(won_deals.amount) as decimal(18, 2)) as amount
    from weeks
    inner join won_deals
        on won_deals.period_id = weeks.period_id
    group by weeks.week, weeks.horizon, won_deals.node_id
),

-- who won without standing in the tree of that Monday counts at its top alone
placed as (
    select
        won.week,
        won.horizon,
        node_ancestors_replayed.ancestor_node_id as node_id,
        won.amount
    from won
    inner join node_ancestors_replayed
        on node_ancestors_replayed.week = won.week
        and node_ancestors_replayed.instant = 'now'
        and node_ancestors_replayed.node_id = won.node_id
    union all
    select
        won.week,
        won.horizon,
        tree.node_id,
        won.amount
    from won
    inner join tree
        on tree.week = won.week
        and tree.horizon = won.horizon
        and tree.parent_node_id is null
    left join tree as own
        on own.week = won.week
        and own.horizon = won.horizon
        and own.node_id = won.node_id
    where own.node_id is null
),

came as (
    select
        placed.week,
        placed.horizon,
        placed.node_id,
        cast(sum(placed.amount) as decimal(18, 2)) as amount
    from placed
    group by placed.week, placed.horizon, placed.node_id
),

compared as (
    select
        tree.week,
        tree.horizon,
        said.method,
        tree.node_id,
        tree.level,
        said.amount as forecast_amount,
        coalesce(came.amount, 0) as actual_amount
    from tree
    inner join said
        on said.week = tree.week
        and said.horizon = tree.horizon
        and said.node_id = tree.node_id
    left join came
        on came.week = tree.week
        and came.horizon = tree.horizon
        and came.node_id = tree.node_id
    union all
    select
        won.week,
        won.horizon,
        methods.method,
        won.node_id,
        'representative' as level,
        cast(0 as decimal(18, 2)) as forecast_amount,
        won.amount as actual_amount
    from won
    inner join methods
        on methods.week = won.week
        and methods.horizon = won.horizon
    left join said
        on said.week = won.week
        and said.horizon = won.horizon
        and said.method = methods.method
        and said.node_id = won.node_id
    where said.node_id is null
)

select
    compared.week as week,
    compared.horizon as horizon,
    compared.method as method,
    compared.node_id as node_id,
    compared.level as level,
    weeks.period_id as period_id,
    cast(floor(cast(date_diff('day', compared.week, weeks.stop_date) as double) / 7e0) as bigint) as weeks_left,
    compared.forecast_amount as forecast_amount,
    case when compared.method = 'standing' then forecast_simulation_replayed.p10_amount end as p10_amount,
    case when compared.method = 'standing' then forecast_simulation_replayed.p90_amount end as p90_amount,
    case when compared.method = 'standing' then forecast_simulation_replayed.quota_probability end as quota_probability,
    compared.actual_amount as actual_amount,
    cast(compared.forecast_amount - compared.actual_amount as decimal(18, 2)) as error_amount
from compared
inner join weeks
    on weeks.week = compared.week
    and weeks.horizon = compared.horizon
left join forecast_simulation_replayed
    on forecast_simulation_replayed.week = compared.week
    and forecast_simulation_replayed.horizon = compared.horizon
    and forecast_simulation_replayed.node_id = compared.node_id
