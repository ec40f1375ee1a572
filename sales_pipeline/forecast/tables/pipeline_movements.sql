-- What moved the open pipeline and closed won of the current period, deal by deal: since last week, and since the
-- period's start. Both ends are states from history, read under this week's period. A deal can move more than once:
-- a win that grew first is `increased` and `won`; one that changed hands first is `transferred_out` and `transferred_in`.
-- grain: week, bridge, against, opportunity_id, bucket
with

comparisons as (
    select instants.instant as against
    from instants
    where instants.instant <> 'now'
),

deals_before as (
    select
        deal_states.instant as against,
        deal_states.opportunity_id,
        deal_states.state,
        deal_states.category,
        deal_states.node_id,
        deal_states.amount,
        deal_states.currency,
        deal_states.rate,
        deal_states.close_date,
        deal_states.stage_name,
        deal_states.in_period and deal_states.state = 'open' as is_open,
        deal_states.in_period and deal_states.state = 'won' as is_won,
        deal_states.source_file,
        deal_states.source_line
    from deal_states
    where deal_states.instant <> 'now'
),

deals_now as (
    select
        comparisons.against,
        deal_states.opportunity_id,
        deal_states.state,
        deal_states.category,
        deal_states.node_id,
        deal_states.amount,
        deal_states.amount_local,
        case comparisons.against
            when 'last_week' then deal_states.amount_at_last_week_rate
            else deal_states.amount_at_start_rate
        end as amount_at_old_rate,
        deal_states.currency,
        deal_states.close_date,
        deal_states.stage_name,
        deal_states.in_period and deal_states.state = 'open' as is_open,
        deal_states.in_period and deal_states.state = 'won' as is_won,
        case deal_states.state
            when 'won' then deal_states.in_period
            when 'lost' then
                deal_states.due_date >= this_week.period_start_date
                and deal_states.due_date < this_week.period_stop_date
            else false
        end as is_closed_in_period,
        deal_states.change_seq,
        deal_states.changed_at,
        deal_states.source_file,
        deal_states.source_line
    from deal_states
    cross join comparisons
    cross join this_week
    where deal_states.instant = 'now'
),

pairs as (
    select
        coalesce(deals_now.against, deals_before.against) as against,
        coalesce(deals_now.opportunity_id, deals_before.opportunity_id) as opportunity_id,
        deals_before.state as from_state,
        deals_before.category as from_category,
        deals_before.node_id as from_node_id,
        deals_before.amount as from_amount,
        deals_before.currency as from_currency,
        deals_before.rate as from_rate,
        deals_before.close_date as from_close_date,
        deals_before.stage_name as from_stage_name,
        coalesce(deals_before.is_open, false) as was_open,
        coalesce(deals_before.is_won, false) as was_won,
        coalesce(deals_now.state, 'deleted') as to_state,
        deals_now.category as to_category,
        coalesce(deals_now.node_id, deals_before.node_id) as to_node_id,
        deals_now.amount as to_amount,
        deals_now.amount_local as to_amount_local,
        deals_now.amount_at_old_rate,
        deals_now.currency as to_currency,
        deals_now.close_date as to_close_date,
        deals_now.stage_name as to_stage_name,
        coalesce(deals_now.is_open, false) as is_open,
        coalesce(deals_now.is_won, false) as is_won,
        coalesce(deals_now.is_closed_in_period and deals_now.state is distinct from deals_before.state, false) as has_closed,
        deals_now.change_seq,
        deals_now.changed_at,
        coalesce(deals_now.source_file, deals_before.source_file) as source_file,
        coalesce(deals_now.source_line, deals_before.source_line) as source_line
    from deals_now
    full join deals_before
        on deals_now.against = deals_before.against
        and deals_now.opportunity_id = deals_before.opportunity_id
),

-- from one representative to another, or to the same in a changed tree, with the units above either
ways as (
    select distinct
        pairs.against,
        pairs.from_node_id,
        pairs.to_node_id
    from pairs
    where pairs.was_open or pairs.was_won
),

units_on_ways as (
    select
        ways.against,
        ways.from_node_id,
        ways.to_node_id,
        node_ancestors.ancestor_node_id
    from ways
    inner join node_ancestors
        on ways.against = node_ancestors.instant
        and ways.from_node_id = node_ancestors.node_id
    union all
    select
        ways.against,
        ways.from_node_id,
        ways.to_node_id,
        node_ancestors.ancestor_node_id
    from ways
    inner join node_ancestors
        on node_ancestors.instant = 'now'
        and ways.to_node_id = node_ancestors.node_id
),

-- a deal moved where some unit holds only one end of its way
units_with_one_end as (
    select
        units_on_ways.against,
        units_on_ways.from_node_id,
        units_on_ways.to_node_id,
        units_on_ways.ancestor_node_id
    from units_on_ways
    group by
        units_on_ways.against,
        units_on_ways.from_node_id,
        units_on_ways.to_node_id,
        units_on_ways.ancestor_node_id
    having count(*) = 1
),

-- how a deal came into the open pipeline, changed in it and went out; between two ends it can do all three
open_pipeline as (
    select
        'open_pipeline' as bridge,
        pairs.against,
        pairs.opportunity_id,
        pairs.was_open as was_in,
        case
            when pairs.was_open or not (pairs.is_open or pairs.has_closed) then null
            when pairs.from_state is null then 'new'
            when pairs.from_state in ('won', 'lost') then 'reopened'
            when pairs.from_state = 'deleted' or pairs.from_category = 'omitted' then 'restored'
            when pairs.from_close_date < this_week.period_start_date then 'pushed_in'
            else 'pulled_in'
        end as came_in,
        case
            when pairs.is_open or not (pairs.was_open or pairs.has_closed) then null
            when pairs.to_state = 'deleted' then 'removed'
            when pairs.to_state in ('won', 'lost') then pairs.to_state
            when pairs.to_category = 'omitted' then 'omitted'
            when pairs.to_close_date < this_week.period_start_date then 'pulled_out'
            else 'pushed_out'
        end as went_out,
        case when pairs.was_open and not pairs.is_won then pairs.from_amount else pairs.to_amount end as out_amount,
        pairs.was_open and (pairs.is_open or pairs.is_won) as has_stayed,
        pairs.to_amount - pairs.amount_at_old_rate as fx_amount,
        pairs.amount_at_old_rate - pairs.from_amount as resized_amount,
        case when pairs.amount_at_old_rate > pairs.from_amount then 'increased' else 'decreased' end as resized
    from pairs
    cross join this_week
),

-- a win keeps the rate of its close date: the currency moves it only where that date moved
won_at_old_rate as (
    select
        pairs.against,
        pairs.opportunity_id,
        case
            when pairs.from_currency = pairs.to_currency
                then cast(round(cast(pairs.to_amount_local as decimal(19, 2)) * pairs.from_rate, 2) as decimal(18, 2))
            else pairs.to_amount
        end as amount
    from pairs
    where pairs.was_won and pairs.is_won
),

closed_won as (
    select
        'closed_won' as bridge,
        pairs.against,
        pairs.opportunity_id,
        pairs.was_won as was_in,
        case
            when pairs.was_won or not pairs.is_won then null
            when pairs.from_state = 'won' then 'rebooked'
            else 'won'
        end as came_in,
        case
            when pairs.is_won or not pairs.was_won then null
            when pairs.to_state = 'won' then 'rebooked'
            else 'unwon'
        end as went_out,
        pairs.from_amount as out_amount,
        pairs.was_won and pairs.is_won as has_stayed,
        pairs.to_amount - won_at_old_rate.amount as fx_amount,
        won_at_old_rate.amount - pairs.from_amount as resized_amount,
        'rebooked' as resized
    from pairs
    left join won_at_old_rate
        on pairs.against = won_at_old_rate.against
        and pairs.opportunity_id = won_at_old_rate.opportunity_id
    where pairs.was_won or pairs.is_won
),

bridges as (
    select
        open_pipeline.bridge,
        open_pipeline.against,
        open_pipeline.opportunity_id,
        open_pipeline.was_in,
        open_pipeline.came_in,
        open_pipeline.went_out,
        open_pipeline.out_amount,
        open_pipeline.has_stayed,
        open_pipeline.fx_amount,
        open_pipeline.resized_amount,
        open_pipeline.resized
    from open_pipeline
    union all
    select
        closed_won.bridge,
        closed_won.against,
        closed_won.opportunity_id,
        closed_won.was_in,
        closed_won.came_in,
        closed_won.went_out,
        closed_won.out_amount,
        closed_won.has_stayed,
        closed_won.fx_amount,
        closed_won.resized_amount,
        closed_won.resized
    from closed_won
),

transfers as (
    select
        bridges.bridge,
        bridges.against,
        bridges.opportunity_id,
        pairs.from_amount as amount
    from bridges
    inner join pairs
        on bridges.against = pairs.against
        and bridges.opportunity_id = pairs.opportunity_id
    semi join units_with_one_end
        on pairs.against = units_with_one_end.against
        and pairs.from_node_id = units_with_one_end.from_node_id
        and pairs.to_node_id = units_with_one_end.to_node_id
    where bridges.was_in
),

movements as (
    select
        transfers.bridge,
        transfers.against,
        transfers.opportunity_id,
        'transferred_out' as bucket,
        -transfers.amount as amount
    from transfers
    union all
    select
        transfers.bridge,
        transfers.against,
        transfers.opportunity_id,
        'transferred_in' as bucket,
        transfers.amount
    from transfers
    union all
    select
        bridges.bridge,
        bridges.against,
        bridges.opportunity_id,
        bridges.came_in as bucket,
        pairs.to_amount as amount
    from bridges
    inner join pairs
        on bridges.against = pairs.against
        and bridges.opportunity_id = pairs.opportunity_id
    where bridges.came_in is not null
    union all
    select
        bridges.bridge,
        bridges.against,
        bridges.opportunity_id,
        'fx' as bucket,
        bridges.fx_amount as amount
    from bridges
    where bridges.has_stayed
        and bridges.fx_amount <> 0
    union all
    select
        bridges.bridge,
        bridges.against,
        bridges.opportunity_id,
        bridges.resized as bucket,
        bridges.resized_amount as amount
    from bridges
    where bridges.has_stayed
        and bridges.resized_amount <> 0
    union all
    select
        bridges.bridge,
        bridges.against,
        bridges.opportunity_id,
        bridges.went_out as bucket,
        -bridges.out_amount as amount
    from bridges
    where bridges.went_out is not null
),

-- the states with which a close date came over a bound of the period
crossings as (
    select
        opportunity_history.opportunity_id,
        opportunity_history.change_seq,
        opportunity_history.valid_from,
        opportunity_history.change_reason
    from opportunity_history
    cross join this_week
    semi join movements
        on opportunity_history.opportunity_id = movements.opportunity_id
        and movements.bucket in ('pulled_in', 'pushed_in', 'pulled_out', 'pushed_out')
    where
        opportunity_history.change_seq > 1
        and case
            when opportunity_history.close_date < this_week.period_start_date then 'before'
            when opportunity_history.close_date < this_week.period_stop_date then 'inside'
            else 'after'
        end
        <> case
            when opportunity_history.previous_close_date < this_week.period_start_date then 'before'
            when opportunity_history.previous_close_date < this_week.period_stop_date then 'inside'
            else 'after'
        end
),

last_crossings as (
    select
        crossings.opportunity_id,
        crossings.valid_from,
        crossings.change_reason
    from crossings
    qualify row_number() over (
        partition by crossings.opportunity_id
        order by crossings.change_seq desc
    ) = 1
)

select
    this_week.week,
    movements.bridge,
    movements.against,
    movements.opportunity_id,
    movements.bucket,
    cast(movements.amount as decimal(18, 2)) as amount,
    case when bridges.was_in then pairs.from_node_id end as from_node_id,
    pairs.to_node_id as node_id,
    opportunities.opportunity_name,
    accounts.account_name,
    pairs.from_amount,
    pairs.to_amount,
    pairs.from_close_date,
    pairs.to_close_date,
    pairs.from_stage_name,
    pairs.to_stage_name,
    case
        when movements.bucket <> 'pushed_out' then null
        when coalesce(last_crossings.valid_from, pairs.changed_at) >= this_week.slip_start_at then 'slipped'
        else 'pushed'
    end as timing,
    case
        when movements.bucket = 'lost' then coalesce(opportunity_history.loss_reason, opportunity_history.change_reason)
        when movements.bucket in ('pulled_in', 'pushed_in', 'pulled_out', 'pushed_out')
            then coalesce(last_crossings.change_reason, opportunity_history.change_reason)
        else opportunity_history.change_reason
    end as reason,
    pairs.source_file,
    pairs.source_line
from movements
inner join bridges
    on movements.bridge = bridges.bridge
    and movements.against = bridges.against
    and movements.opportunity_id = bridges.opportunity_id
inner join pairs
    on movements.against = pairs.against
    and movements.opportunity_id = pairs.opportunity_id
left join opportunities
    on movements.opportunity_id = opportunities.opportunity_id
left join accounts
    on opportunities.account_id = accounts.account_id
left join opportunity_history
    on pairs.opportunity_id = opportunity_history.opportunity_id
    and pairs.change_seq = opportunity_history.change_seq
left join last_crossings
    on movements.opportunity_id = last_crossings.opportunity_id
cross join this_week
