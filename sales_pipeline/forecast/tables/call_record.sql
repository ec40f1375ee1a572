-- What past calls were worth: for each of the last eight ended periods, the calls of its Monday with as many weeks left
-- as now, each against what the system (closed + commit, replayed as it stood that Monday) said then and what came.
-- Value = |system error| − |call error|. Calls of representatives are shown as the sum of their unit; people themselves,
-- and who sent a call, only where the setting calls.show_people allows it.
-- grain: week, as_of_date, node_id, layer
with

systems as (
    select
        call_layers_called.week as as_of_date,
        call_layers_called.node_id,
        call_layers_called.amount as system_amount
    from call_layers_called
    where
        call_layers_called.layer = 'system'
        and call_layers_called.horizon = 'current'
),

ended as (
    select
        past_mondays.period_id,
        past_mondays.period_label,
        past_mondays.period_order,
        past_mondays.as_of_date,
        past_mondays.weeks_left
    from past_mondays
    where past_mondays.horizon = 'current'
),

scored as (
    select
        call_layers_called.week as as_of_date,
        call_layers_called.node_id,
        call_layers_called.layer,
        systems.system_amount,
        call_layers_called.below_amount,
        call_layers_called.amount as call_amount,
        coalesce(node_actuals.actual_amount, 0) as actual_amount
    from call_layers_called
    inner join systems
        on systems.as_of_date = call_layers_called.week
        and systems.node_id = call_layers_called.node_id
    left join node_actuals
        on node_actuals.node_id = call_layers_called.node_id
        and node_actuals.period_id = call_layers_called.period_id
    where
        call_layers_called.horizon = 'current'
        and call_layers_called.call_count > 0
)

select
    this_week.week as week,
    scored.as_of_date as as_of_date,
    ended.period_id as period_id,
    ended.period_label as period_label,
    ended.period_order as period_order,
    ended.weeks_left as weeks_left,
    scored.node_id as node_id,
    said.node_name as node_name,
    said.level as level,
    scored.layer as layer,
    said.call_count as call_count,
    said.is_submitted as is_submitted,
    case when settings.calls_show_people and said.is_submitted then said.submitter_id end as submitter_id,
    case when settings.calls_show_people and said.is_submitted then said.submitter_name end as submitter_name,
    case when said.is_submitted then said.state end as state,
    case when said.is_submitted then said.reason_code end as reason_code,
    case when settings.calls_show_people and said.is_submitted then said.note end as note,
    scored.system_amount as system_amount,
    scored.below_amount as below_amount,
    scored.call_amount as call_amount,
    scored.actual_amount as actual_amount,
    cast(scored.system_amount - scored.actual_amount as decimal(18, 2)) as system_error_amount,
    cast(scored.call_amount - scored.actual_amount as decimal(18, 2)) as call_error_amount,
    cast(
        abs(scored.system_amount - scored.actual_amount) - abs(scored.call_amount - scored.actual_amount)
        as decimal(18, 2)
    ) as value_amount,
    cast(
        abs(scored.below_amount - scored.actual_amount) - abs(scored.call_amount - scored.actual_amount)
        as decimal(18, 2)
    ) as layer_value_amount
from scored
cross join this_week
cross join settings
inner join call_layers_called as said
    on said.week = scored.as_of_date
    and said.node_id = scored.node_id
    and said.layer = scored.layer
    and said.horizon = 'current'
inner join ended
    on ended.as_of_date = scored.as_of_date
where
    settings.calls_show_people
    or said.level <> 'representative'
