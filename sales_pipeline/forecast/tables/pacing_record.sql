-- The course of this period and of the last eight ended ones, Monday by Monday: what each node had won, and the open
-- pipeline due in the period, as it stood that Monday. Credited by today's organisation: a team's past is that of the
-- people who are in it now. The final amount is the one known in the week. Ended periods begin with the node's first win
-- or open deal, and with the company's first win: history began later. A deal without a close date is taken to be due as
-- this week would have it. Amounts older than the first exchange rate known convert at that one.
-- grain: week, node_id, period_id, weeks_left
with

mondays as (
    select
        period_mondays.period_id,
        period_mondays.recency,
        period_mondays.as_of_date,
        period_mondays.as_of_at,
        period_mondays.weeks_left,
        period_mondays.stop_date
    from period_mondays
    cross join this_week
    where period_mondays.as_of_date <= this_week.week
),

spans as (
    select distinct
        period_mondays.period_id,
        period_mondays.recency,
        period_mondays.start_date,
        period_mondays.stop_date
    from period_mondays
),

reach as (
    select
        min(period_mondays.start_date) as first_date,
        max(period_mondays.stop_date) as stop_date,
        min(period_mondays.as_of_at) as first_at
    from period_mondays
),

-- open or won at one of the Mondays, and dated in one of the periods if dated at all
changes as (
    select
        opportunity_history.valid_from,
        opportunity_history.valid_to,
        opportunity_history.opportunity_id,
        -- the stage speaks only where the deal has no category of its own
        case
            when opportunity_history.is_won or opportunity_history.forecast_category <> 'closed' then null
            else opportunity_history.stage_name
        end as stage_name,
        coalesce(opportunity_history.amount_local, 0) as amount_local,
        opportunity_history.currency,
        opportunity_history.owner_id,
        opportunity_history.is_won,
        case
            when opportunity_history.close_date is not null then opportunity_history.close_date
            when opportunity_history.is_won then
                cast((opportunity_history.valid_from at time zone 'UTC') at time zone settings.time_zone as date)
        end as dated_on
    from opportunity_history
    cross join settings
    cross join reach
    where
        not opportunity_history.is_deleted
        and (
            opportunity_history.is_won
            or (
                not opportunity_history.is_closed
                and coalesce(opportunity_history.forecast_category, 'closed') <> 'omitted'
            )
        )
        and (opportunity_history.valid_to is null or opportunity_history.valid_to >= reach.first_at)
        and (
            opportunity_history.close_date is null
            or (opportunity_history.close_date >= reach.first_date and opportunity_history.close_date < reach.stop_date)
        )
),

dated as (
    select distinct
        changes.currency,
        changes.dated_on
    from changes
    where changes.dated_on is not null
),

dated_periods as (
    select
        dated_days.dated_on,
        spans.period_id
    from (select distinct dated.dated_on from dated) as dated_days
    inner join spans
        on spans.start_date <= dated_days.dated_on
        and spans.stop_date > dated_days.dated_on
),

dated_then as (
    select
        mondays.as_of_date,
        changes.stage_name,
        changes.amount_local,
        changes.currency,
        changes.owner_id,
        changes.is_won,
        case when changes.is_won then least(changes.dated_on, mondays.as_of_date) else mondays.as_of_date end as rate_date
    from changes
    inner join dated_periods
        on dated_periods.dated_on = changes.dated_on
    inner join mondays
        on mondays.period_id = dated_periods.period_id
        and changes.valid_from < mondays.as_of_at
        and (changes.valid_to is null or changes.valid_to >= mondays.as_of_at)
),

undated as (
    select
        changes.valid_from,
        changes.valid_to,
        changes.stage_name,
        changes.amount_local,
        changes.currency,
        changes.owner_id,
        cast(
            (coalesce(opportunities.created_at, opportunities.known_at, changes.valid_from) at time zone 'UTC')
            at time zone settings.time_zone as date
        ) + cast(coalesce(assumed_cycle.median_days, 0) as integer) as due_date
    from changes
    cross join settings
    cross join this_week
    left join assumed_cycle
        on assumed_cycle.instant_date = this_week.week
    left join opportunities
        on opportunities.opportunity_id = changes.opportunity_id
    where changes.dated_on is null
),

-- never due in the past, so due in the period on each of its Mondays unless later
undated_then as (
    select
        mondays.as_of_date,
        undated.stage_name,
        undated.amount_local,
        undated.currency,
        undated.owner_id
    from undated
    inner join mondays
        on undated.valid_from < mondays.as_of_at
        and (undated.valid_to is null or undated.valid_to >= mondays.as_of_at)
        and undated.due_date < mondays.stop_date
),

states as (
    select
        dated_then.as_of_date,
        dated_then.stage_name,
        dated_then.amount_local,
        dated_then.currency,
        dated_then.owner_id,
        dated_then.is_won,
        dated_then.rate_date
    from dated_then
    union all
    select
        undated_then.as_of_date,
        undated_then.stage_name,
        undated_then.amount_local,
        undated_then.currency,
        undated_then.owner_id,
        false as is_won,
        undated_then.as_of_date as rate_date
    from undated_then
),

currencies as (
    select distinct changes.currency
    from changes
),

asked_rates as (
    select
        dated.currency,
        dated.dated_on as rate_date
    from dated
    union
    select
        currencies.currency,
        mondays.as_of_date as rate_date
    from currencies
    cross join mondays
),

spot_rates as (
    select
        exchange_rates.currency,
        exchange_rates.rate,
        case
            when row_number() over (partition by exchange_rates.currency order by exchange_rates.valid_from asc) > 1
                then exchange_rates.valid_from
        end as starts_on,
        exchange_rates.valid_to
    from exchange_rates
    where exchange_rates.rate_kind = 'spot'
),

rates as (
    select
        asked_rates.currency,
        asked_rates.rate_date,
        spot_rates.rate
    from asked_rates
    inner join spot_rates
        on spot_rates.currency = asked_rates.currency
        and (spot_rates.starts_on is null or spot_rates.starts_on <= asked_rates.rate_date)
        and (spot_rates.valid_to is null or spot_rates.valid_to > asked_rates.rate_date)
),

sums as (
    select
        states.as_of_date,
        states.owner_id,
        states.is_won,
        states.stage_name,
        cast(sum(
            case
                when states.currency = settings.currency then states.amount_local
                else cast(round(states.amount_local * rates.rate, 2) as decimal(18, 2))
            end
        ) as decimal(18, 2)) as amount
    from states
    cross join settings
    left join rates
        on rates.currency = states.currency
        and rates.rate_date = states.rate_date
    group by states.as_of_date, states.owner_id, states.is_won, states.stage_name
),

-- the first mapping of a stage also holds before its first day
stage_terms as (
    select
        stages.stage_name,
        stages.forecast_category,
        case
            when row_number() over (partition by stages.stage_name order by stages.valid_from asc) > 1
                then stages.valid_from
        end as starts_on,
        stages.valid_to
    from stages
),

credited as (
    select
        coalesce(nodes.node_id, 'unassigned') as node_id,
        sums.as_of_date,
        sums.is_won,
        sums.amount
    from sums
    left join stage_terms
        on stage_terms.stage_name = sums.stage_name
        and (stage_terms.starts_on is null or stage_terms.starts_on <= sums.as_of_date)
        and (stage_terms.valid_to is null or stage_terms.valid_to > sums.as_of_date)
    left join nodes
        on nodes.instant = 'now'
        and nodes.node_id = sums.owner_id
        and nodes.is_representative
    where
        sums.is_won
        or coalesce(stage_terms.forecast_category, 'pipeline') <> 'omitted'
),

ancestors as (
    select
        node_ancestors.node_id,
        node_ancestors.ancestor_node_id
    from node_ancestors
    where node_ancestors.instant = 'now'
),

own as (
    select
        credited.node_id,
        credited.as_of_date,
        cast(coalesce(sum(credited.amount) filter (where credited.is_won), 0) as decimal(18, 2)) as closed_amount,
        cast(coalesce(sum(credited.amount) filter (where not credited.is_won), 0) as decimal(18, 2)) as open_amount
    from credited
    group by credited.node_id, credited.as_of_date
),

points as (
    select
        ancestors.ancestor_node_id as node_id,
        own.as_of_date,
        cast(sum(own.closed_amount) as decimal(18, 2)) as closed_amount,
        cast(sum(own.open_amount) as decimal(18, 2)) as open_amount
    from own
    inner join ancestors
        on ancestors.node_id = own.node_id
    group by ancestors.ancestor_node_id, own.as_of_date
),

finals as (
    select
        ancestors.ancestor_node_id as node_id,
        spans.period_id,
        spans.recency,
        cast(sum(won_deals.amount) as decimal(18, 2)) as amount
    from won_deals
    inner join spans
        on spans.period_id = won_deals.period_id
        and spans.recency > 0
    inner join ancestors
        on ancestors.node_id = won_deals.node_id
    group by ancestors.ancestor_node_id, spans.period_id, spans.recency
),

beginning as (
    select max(finals.recency) as recency
    from finals
    where finals.amount <> 0
),

first_signs as (
    select
        finals.node_id,
        finals.recency
    from finals
    union all
    select
        points.node_id,
        mondays.recency
    from points
    inner join mondays
        on mondays.as_of_date = points.as_of_date
),

beginnings as (
    select
        first_signs.node_id,
        least(max(first_signs.recency), coalesce(max(beginning.recency), 0)) as recency
    from first_signs
    cross join beginning
    group by first_signs.node_id
)

select
    this_week.week as week,
    nodes.node_id as node_id,
    mondays.period_id as period_id,
    mondays.weeks_left as weeks_left,
    mondays.recency as recency_order,
    mondays.as_of_date as as_of_date,
    coalesce(points.closed_amount, 0) as closed_won_amount,
    coalesce(points.open_amount, 0) as open_pipeline_amount,
    case when mondays.recency > 0 then coalesce(finals.amount, 0) end as final_amount,
    cast(
        floor(
            cast(coalesce(points.closed_amount, 0) as double)
            / nullif(cast(greatest(finals.amount, 0) as double), 0.0e0)
            * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as won_by_then_ratio
from nodes
cross join mondays
cross join this_week
left join beginnings
    on beginnings.node_id = nodes.node_id
left join points
    on points.node_id = nodes.node_id
    and points.as_of_date = mondays.as_of_date
left join finals
    on finals.node_id = nodes.node_id
    and finals.period_id = mondays.period_id
where
    nodes.instant = 'now'
    and mondays.recency <= coalesce(beginnings.recency, 0)
