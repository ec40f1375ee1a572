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

-- the period that asks about each date. No close date comes before 1900: one that does stands for none given, which every
-- period may ask about. One read of history finds both
asking as (
    select
        period_days.day,
        spans.period_id
    from spans
    inner join period_days
        on period_days.period_id = spans.period_id
    union all
    select
        cast('1800-01-01' as date) as day,
        spans.period_id
    from spans
),

-- numbers instead of names, which are slow to group by
representatives as (
    select
        nodes.node_id,
        cast(row_number() over (order by nodes.node_id asc) as bigint) as node_number
    from nodes
    where
        nodes.instant = 'now'
        and nodes.is_representative
),

-- open or won; a win without a close date is dated by the day of its change
dated as (
    select
        opportunity_history.valid_from,
        opportunity_history.valid_to,
        -- the stage speaks only where the deal has no category of its own
        case
            when opportunity_history.is_won or opportunity_history.forecast_category <> 'closed' then null
            else opportunity_history.stage_name
        end as stage_name,
        coalesce(opportunity_history.amount_local, 0) as amount_local,
        opportunity_history.currency,
        opportunity_history.owner_id,
        opportunity_history.is_won,
        case when not opportunity_history.is_won and opportunity_history.close_date is null then
            coalesce(opportunity_history.created_date, opportunity_history.known_date)
        end as begun_on,
        coalesce(
            opportunity_history.close_date,
            case when opportunity_history.is_won then
                cast((opportunity_history.valid_from at time zone 'UTC') at time zone settings.time_zone as date)
            end,
            cast('1800-01-01' as date)
        ) as dated_on
    from opportunity_history
    cross join settings
    where
        not opportunity_history.is_deleted
        and (
            opportunity_history.is_won
            or (
                not opportunity_history.is_closed
                and coalesce(opportunity_history.forecast_category, 'closed') <> 'omitted'
            )
        )
),

-- as it stood on each Monday of the period. Without a close date a deal is never due in the past, so due in the period on
-- each of its Mondays unless later
states as (
    select
        mondays.as_of_date,
        dated.stage_name,
        dated.amount_local,
        dated.currency,
        coalesce(representatives.node_number, 0) as node_number,
        dated.is_won,
        case when dated.is_won then least(dated.dated_on, mondays.as_of_date) else mondays.as_of_date end as rate_date
    from dated
    cross join this_week
    inner join asking
        on asking.day = dated.dated_on
    inner join mondays
        on mondays.period_id = asking.period_id
        and dated.valid_from < mondays.as_of_at
        and (dated.valid_to is null or dated.valid_to >= mondays.as_of_at)
    left join assumed_cycle
        on assumed_cycle.instant_date = this_week.week
    left join representatives
        on representatives.node_id = dated.owner_id
    where
        dated.begun_on is null
        or dated.begun_on + cast(coalesce(assumed_cycle.median_days, 0) as integer) < mondays.stop_date
),

-- every day a rate may be asked for: those of wins and the Mondays
rate_days as (
    select period_days.day as rate_date
    from period_days
    inner join spans
        on spans.period_id = period_days.period_id
    union
    select mondays.as_of_date as rate_date
    from mondays
),

foreign_rates as (
    select
        exchange_rates.currency,
        rate_days.rate_date,
        exchange_rates.rate
    from rate_days
    cross join settings
    inner join exchange_rates
        on exchange_rates.currency <> settings.currency
        and exchange_rates.rate_kind = 'spot'
        and (exchange_rates.starts_on is null or exchange_rates.starts_on <= rate_days.rate_date)
        and (exchange_rates.valid_to is null or exchange_rates.valid_to > rate_days.rate_date)
),

sums as (
    select
        states.as_of_date,
        states.node_number,
        states.is_won,
        states.stage_name,
        cast(sum(
            case
                when states.currency = settings.currency then states.amount_local
                else cast(round(cast(states.amount_local as decimal(19, 2)) * foreign_rates.rate, 2) as decimal(18, 2))
            end
        ) as decimal(18, 2)) as amount
    from states
    cross join settings
    left join foreign_rates
        on foreign_rates.currency = states.currency
        and foreign_rates.rate_date = states.rate_date
    group by states.as_of_date, states.node_number, states.is_won, states.stage_name
),

credited as (
    select
        coalesce(representatives.node_id, 'unassigned') as node_id,
        sums.as_of_date,
        sums.is_won,
        sums.amount
    from sums
    left join stages
        on stages.stage_name = sums.stage_name
        and (stages.starts_on is null or stages.starts_on <= sums.as_of_date)
        and (stages.valid_to is null or stages.valid_to > sums.as_of_date)
    left join representatives
        on representatives.node_number = sums.node_number
    where
        sums.is_won
        or coalesce(stages.forecast_category, 'pipeline') <> 'omitted'
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
