-- Every win known in the week, dated within the time the forecast learns from or after it: when, whose by today's
-- organisation, and what it brought at the rate of its close date (amounts older than the first rate known convert at
-- that one).
-- grain: week, opportunity_id
with

reach as (
    select min(training_mondays.start_date) as first_date
    from training_mondays
),

wins as (
    select
        opportunity_history.opportunity_id,
        opportunity_history.valid_from,
        coalesce(opportunity_history.amount_local, 0) as amount_local,
        opportunity_history.currency,
        opportunity_history.owner_id,
        coalesce(
            opportunity_history.close_date,
            cast((opportunity_history.valid_from at time zone 'UTC') at time zone settings.time_zone as date)
        ) as won_date
    from opportunity_history
    cross join settings
    where
        opportunity_history.is_won
        and not opportunity_history.is_deleted
        and opportunity_history.valid_to is null
),

recent as (
    select
        wins.opportunity_id,
        wins.valid_from,
        wins.amount_local,
        wins.currency,
        wins.owner_id,
        wins.won_date
    from wins
    cross join reach
    where wins.won_date >= reach.first_date
),

days as (
    select distinct
        recent.currency,
        recent.won_date
    from recent
),

rates as (
    select
        days.currency,
        days.won_date,
        periods.period_id,
        days.currency = settings.currency as is_ours,
        exchange_rates.rate
    from days
    cross join settings
    inner join periods
        on periods.start_date <= days.won_date
        and periods.stop_date > days.won_date
    left join exchange_rates
        on exchange_rates.currency = days.currency
        and exchange_rates.rate_kind = 'spot'
        and exchange_rates.currency <> settings.currency
        and (exchange_rates.starts_on is null or exchange_rates.starts_on <= days.won_date)
        and (exchange_rates.valid_to is null or exchange_rates.valid_to > days.won_date)
)

select
    this_week.week as week,
    recent.opportunity_id as opportunity_id,
    recent.won_date as won_date,
    rates.period_id as period_id,
    recent.valid_from as known_at,
    coalesce(nodes.node_id, 'unassigned') as node_id,
    -- most amounts are in the company's currency and need no arithmetic
    case
        when rates.is_ours then recent.amount_local
        else cast(round(cast(recent.amount_local as decimal(19, 2)) * rates.rate, 2) as decimal(18, 2))
    end as amount
from recent
cross join this_week
inner join rates
    on rates.currency = recent.currency
    and rates.won_date = recent.won_date
left join nodes
    on nodes.instant = 'now'
    and nodes.node_id = recent.owner_id
    and nodes.is_representative
