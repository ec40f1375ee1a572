-- The pipeline at the start of the week's Monday: every open deal, every deal closed in the current period or already
-- dated in the next, and deals closed since the period's start with a date elsewhere. Who owned it, where that person
-- stood in the organisation that day, what it was worth, and how it came here, as far as the source says.
-- grain: week, opportunity_id
with

closed_at_start as (
    select deal_states.opportunity_id
    from deal_states
    where
        deal_states.instant = 'period_start'
        and deal_states.state in ('won', 'lost')
),

deals as (
    select
        deal_states.opportunity_id,
        deal_states.state,
        deal_states.stage_name,
        deal_states.category,
        deal_states.stated_probability,
        deal_states.close_date,
        deal_states.due_date,
        deal_states.owner_id,
        deal_states.node_id,
        deal_states.currency,
        deal_states.amount_local,
        deal_states.rate,
        deal_states.amount,
        deal_states.has_amount,
        deal_states.change_seq,
        deal_states.changed_at,
        deal_states.source_file,
        deal_states.source_line,
        case
            when deal_states.due_date < this_week.period_start_date then 'earlier'
            when deal_states.state = 'open' and deal_states.due_date < this_week.week then 'overdue'
            when deal_states.due_date < this_week.period_stop_date then 'this_period'
            when deal_states.due_date < this_week.next_period_stop_date then 'next_period'
            else 'later'
        end as due_bucket,
        closed_at_start.opportunity_id is null as is_closed_since_start
    from deal_states
    cross join this_week
    left join closed_at_start
        on closed_at_start.opportunity_id = deal_states.opportunity_id
    where
        deal_states.instant = 'now'
        and (
            deal_states.state = 'open'
            or (
                deal_states.state in ('won', 'lost')
                and (
                    closed_at_start.opportunity_id is null
                    or (
                        deal_states.due_date >= this_week.period_start_date
                        and deal_states.due_date < this_week.next_period_stop_date
                    )
                )
            )
        )
),

-- narrow, for what is looked up in large tables below
wanted as (
    select deals.opportunity_id
    from deals
),

activity as (
    select
        activities.opportunity_id,
        max(activities.activity_date) as last_activity_date,
        cast(count(*) as bigint) as activity_count
    from activities
    semi join wanted
        on wanted.opportunity_id = activities.opportunity_id
    cross join this_week
    where activities.activity_date is null or activities.activity_date < this_week.week
    group by activities.opportunity_id
),

engaged as (
    select
        opportunity_contacts.opportunity_id,
        cast(count(*) as bigint) as contact_count
    from opportunity_contacts
    semi join wanted
        on wanted.opportunity_id = opportunity_contacts.opportunity_id
    group by opportunity_contacts.opportunity_id
),

shared as (
    select opportunity_splits.opportunity_id
    from opportunity_splits
    semi join wanted
        on wanted.opportunity_id = opportunity_splits.opportunity_id
    group by opportunity_splits.opportunity_id
    having count(*) > 1
),

main_lines as (
    select
        opportunity_products.opportunity_id,
        coalesce(products.product_family, products.product_name) as product_family
    from opportunity_products
    semi join wanted
        on wanted.opportunity_id = opportunity_products.opportunity_id
    inner join products
        on products.product_id = opportunity_products.product_id
    qualify row_number() over (
        partition by opportunity_products.opportunity_id
        order by
            opportunity_products.amount_local desc nulls last,
            opportunity_products.product_id asc,
            opportunity_products.line_number asc
    ) = 1
),

-- the first mapping of a stage also holds before its first day
stage_orders as (
    select
        stages.stage_name,
        stages.stage_order,
        stages.valid_from
    from stages
    cross join this_week
    qualify row_number() over (
        partition by stages.stage_name
        order by
            case when stages.valid_from <= this_week.week then 0 else 1 end asc,
            case when stages.valid_from <= this_week.week then stages.valid_from end desc,
            stages.valid_from asc
    ) = 1
),

representatives as (
    select
        nodes.node_id,
        nodes.node_name,
        nodes.parent_node_id
    from nodes
    where
        nodes.instant = 'now'
        and nodes.is_representative
),

units as (
    select
        nodes.node_id,
        nodes.node_name,
        nodes.depth
    from nodes
    where
        nodes.instant = 'now'
        and not nodes.is_representative
),

regions as (
    select
        node_ancestors.node_id,
        units.node_id as region_node_id,
        units.node_name as region_name
    from node_ancestors
    inner join units
        on units.node_id = node_ancestors.ancestor_node_id
        and units.depth = 1
    where node_ancestors.instant = 'now'
),

-- which period each due date lies in
due_days as (
    select distinct deals.due_date
    from deals
),

due_periods as (
    select
        due_days.due_date,
        periods.period_id
    from due_days
    inner join periods
        on periods.start_date <= due_days.due_date
        and periods.stop_date > due_days.due_date
),

plan_rates as (
    select
        exchange_rates.currency,
        exchange_rates.rate
    from exchange_rates
    cross join this_week
    where
        exchange_rates.rate_kind = 'plan'
        and exchange_rates.valid_from <= this_week.week
        and (exchange_rates.valid_to is null or exchange_rates.valid_to > this_week.week)
),

described as (
    select
        opportunities.opportunity_id,
        opportunities.opportunity_name,
        opportunities.account_id,
        opportunities.segment,
        opportunities.opportunity_type,
        opportunities.product_family,
        opportunities.lead_source
    from opportunities
    semi join wanted
        on wanted.opportunity_id = opportunities.opportunity_id
),

-- what each deal's state says of it and of its course so far
told as (
    select
        opportunity_history.opportunity_id,
        opportunity_history.forecast_category,
        opportunity_history.created_date,
        cast((opportunity_history.stage_entered_at at time zone 'UTC') at time zone settings.time_zone as date)
            as stage_entered_date,
        cast((deals.changed_at at time zone 'UTC') at time zone settings.time_zone as date) as last_changed_date,
        case when deals.state = 'open' then this_week.week else deals.due_date end as aged_to_date,
        case when deals.state = 'open' then stage_entered_date else opportunity_history.created_date end
            as staged_from_date,
        opportunity_history.first_close_date,
        opportunity_history.push_count,
        opportunity_history.next_step,
        opportunity_history.loss_reason,
        opportunity_history.competitor,
        opportunity_history.has_economic_buyer,
        opportunity_history.has_decision_process
    from deals
    cross join settings
    cross join this_week
    inner join opportunity_history
        on opportunity_history.opportunity_id = deals.opportunity_id
        and opportunity_history.change_seq = deals.change_seq
)

select
    this_week.week as week,
    deals.opportunity_id as opportunity_id,
    described.opportunity_name as opportunity_name,
    described.account_id as account_id,
    accounts.account_name as account_name,
    parent_accounts.account_name as parent_account_name,
    deals.owner_id as owner_id,
    deals.node_id as node_id,
    representatives.node_name as node_name,
    teams.node_id as team_node_id,
    teams.node_name as team_name,
    regions.region_node_id as region_node_id,
    regions.region_name as region_name,
    coalesce(accounts.segment, described.segment) as segment,
    accounts.industry as industry,
    accounts.country as country,
    described.opportunity_type as opportunity_type,
    coalesce(described.product_family, main_lines.product_family) as product_family,
    described.lead_source as lead_source,
    deals.state as state,
    deals.stage_name as stage_name,
    stage_orders.stage_order as stage_order,
    told.stage_entered_date as stage_entered_date,
    -- blank where the beginning is: greatest() would skip it
    case
        when told.aged_to_date < told.staged_from_date then 0
        else cast(date_diff('day', told.staged_from_date, told.aged_to_date) as bigint)
    end as days_in_stage,
    deals.category as category,
    case when told.forecast_category is null then 'stage' else 'deal' end as category_source,
    deals.stated_probability as stated_probability,
    deals.currency as currency,
    case when deals.has_amount or deals.amount_local <> 0 then deals.amount_local end as amount_local,
    deals.rate as rate,
    deals.amount as amount,
    cast(round(
        cast(deals.amount_local as decimal(19, 2))
        * case when deals.currency = settings.currency then cast(1 as decimal(18, 6)) else plan_rates.rate end,
        2
    ) as decimal(18, 2)) as amount_at_plan_rate,
    deals.has_amount as has_amount,
    told.created_date as created_date,
    deals.close_date as close_date,
    deals.due_date as due_date,
    told.first_close_date as first_close_date,
    deals.due_bucket as due_bucket,
    due_periods.period_id as due_period_id,
    deals.due_bucket in ('overdue', 'this_period')
    and (deals.state = 'won' or (deals.state = 'open' and deals.category <> 'omitted')) as is_in_period,
    deals.state = 'won' and deals.is_closed_since_start and deals.due_bucket in ('earlier', 'later')
        as is_closed_elsewhere,
    case
        when told.aged_to_date < told.created_date then 0
        else cast(date_diff('day', told.created_date, told.aged_to_date) as bigint)
    end as age_days,
    told.push_count as push_count,
    told.last_changed_date as last_changed_date,
    activity.last_activity_date as last_activity_date,
    coalesce(activity.activity_count, 0) as activity_count,
    coalesce(engaged.contact_count, 0) as contact_count,
    told.next_step as next_step,
    told.loss_reason as loss_reason,
    told.competitor as competitor,
    told.has_economic_buyer as has_economic_buyer,
    told.has_decision_process as has_decision_process,
    shared.opportunity_id is not null as is_split,
    deals.source_file as source_file,
    deals.source_line as source_line
from deals
cross join this_week
cross join settings
inner join told
    on told.opportunity_id = deals.opportunity_id
inner join representatives
    on representatives.node_id = deals.node_id
left join units as teams
    on teams.node_id = representatives.parent_node_id
left join regions
    on regions.node_id = deals.node_id
left join described
    on described.opportunity_id = deals.opportunity_id
left join accounts
    on accounts.account_id = described.account_id
left join accounts as parent_accounts
    on parent_accounts.account_id = accounts.parent_account_id
left join stage_orders
    on stage_orders.stage_name = deals.stage_name
left join plan_rates
    on plan_rates.currency = deals.currency
left join due_periods
    on due_periods.due_date = deals.due_date
left join activity
    on activity.opportunity_id = deals.opportunity_id
left join engaged
    on engaged.opportunity_id = deals.opportunity_id
left join shared
    on shared.opportunity_id = deals.opportunity_id
left join main_lines
    on main_lines.opportunity_id = deals.opportunity_id
