-- How far to trust stated chances: for each ended period, what they promised on its Monday with as many weeks left as
-- now, and what came. Replayed from history as it stood at that Monday; outcomes are those known in the week. Periods
-- before the first with a win are left out: the history began later. Amounts older than the first exchange rate known
-- convert at that one.
-- grain: week, horizon, period_id
with

mondays as (
    select
        past_mondays.horizon,
        past_mondays.period_id,
        past_mondays.period_order,
        past_mondays.as_of_date,
        past_mondays.as_of_at,
        past_mondays.weeks_left,
        past_mondays.start_date,
        past_mondays.stop_date
    from past_mondays
),

-- wins as they stood at any time, dated by their close date or else by the day of the change
won as (
    select
        opportunity_history.valid_from,
        opportunity_history.valid_to,
        coalesce(opportunity_history.amount_local, 0) as amount_local,
        opportunity_history.currency,
        coalesce(
            opportunity_history.close_date,
            cast((opportunity_history.valid_from at time zone 'UTC') at time zone settings.time_zone as date)
        ) as won_date
    from opportunity_history
    cross join settings
    where
        opportunity_history.is_won
        and not opportunity_history.is_deleted
),

won_then as (
    select
        mondays.horizon,
        mondays.period_id,
        won.won_date as rate_date,
        won.amount_local,
        won.currency
    from won
    inner join period_days
        on period_days.day = won.won_date
    inner join mondays
        on mondays.period_id = period_days.period_id
        and won.valid_from < mondays.as_of_at
        and (won.valid_to is null or won.valid_to >= mondays.as_of_at)
),

-- the Mondays that ask about each close date. No close date comes before 1900: one that does stands for none given, which
-- any of them may ask about. One read of history finds both
asking as (
    select
        period_days.day as close_date,
        mondays.horizon,
        mondays.period_id,
        mondays.as_of_date,
        mondays.as_of_at,
        mondays.start_date,
        mondays.stop_date
    from mondays
    inner join period_days
        on period_days.period_id = mondays.period_id
    union all
    select
        cast('1800-01-01' as date) as close_date,
        mondays.horizon,
        mondays.period_id,
        mondays.as_of_date,
        mondays.as_of_at,
        mondays.start_date,
        mondays.stop_date
    from mondays
),

asked as (
    select
        asking.horizon,
        asking.period_id,
        asking.as_of_date,
        asking.start_date,
        asking.stop_date,
        opportunity_history.opportunity_id,
        opportunity_history.stage_name,
        opportunity_history.forecast_category,
        opportunity_history.stated_probability,
        coalesce(opportunity_history.amount_local, 0) as amount_local,
        opportunity_history.currency,
        opportunity_history.close_date is not null as is_dated,
        coalesce(opportunity_history.created_date, opportunity_history.known_date) as begun_on
    from opportunity_history
    inner join asking
        on asking.close_date = coalesce(opportunity_history.close_date, cast('1800-01-01' as date))
        and opportunity_history.valid_from < asking.as_of_at
        and (opportunity_history.valid_to is null or opportunity_history.valid_to >= asking.as_of_at)
    where
        not opportunity_history.is_closed
        and not opportunity_history.is_deleted
),

open_then as (
    select
        asked.horizon,
        asked.period_id,
        asked.as_of_date,
        asked.opportunity_id,
        asked.stage_name,
        asked.forecast_category,
        asked.stated_probability,
        asked.amount_local,
        asked.currency,
        assumed_cycle.win_rate_ratio
    from asked
    left join assumed_cycle
        on assumed_cycle.instant_date = asked.as_of_date
    where
        asked.is_dated
        or (
            greatest(asked.begun_on + cast(coalesce(assumed_cycle.median_days, 0) as integer), asked.as_of_date)
            >= asked.start_date
            and greatest(asked.begun_on + cast(coalesce(assumed_cycle.median_days, 0) as integer), asked.as_of_date)
            < asked.stop_date
        )
),

asked_rates as (
    select
        open_then.currency,
        open_then.as_of_date as rate_date
    from open_then
    union
    select
        won_then.currency,
        won_then.rate_date
    from won_then
),

rates as (
    select
        asked_rates.currency,
        asked_rates.rate_date,
        case when asked_rates.currency = settings.currency then cast(1 as decimal(18, 6)) else exchange_rates.rate end
            as rate
    from asked_rates
    cross join settings
    left join exchange_rates
        on exchange_rates.currency = asked_rates.currency
        and exchange_rates.rate_kind = 'spot'
        and (exchange_rates.starts_on is null or exchange_rates.starts_on <= asked_rates.rate_date)
        and (exchange_rates.valid_to is null or exchange_rates.valid_to > asked_rates.rate_date)
),

outcomes as (
    select
        won_deals.period_id,
        cast(sum(won_deals.amount) as decimal(18, 2)) as amount
    from won_deals
    group by won_deals.period_id
),

won_by_then as (
    select
        won_then.horizon,
        won_then.period_id,
        cast(sum(
            cast(round(cast(won_then.amount_local as decimal(19, 2)) * rates.rate, 2) as decimal(18, 2))
        ) as decimal(18, 2)) as amount
    from won_then
    inner join rates
        on rates.currency = won_then.currency
        and rates.rate_date = won_then.rate_date
    group by won_then.horizon, won_then.period_id
),

promises as (
    select
        open_then.horizon,
        open_then.period_id,
        open_then.opportunity_id,
        cast(round(cast(open_then.amount_local as decimal(19, 2)) * rates.rate, 2) as decimal(18, 2)) as amount,
        coalesce(
            open_then.stated_probability, stages.stated_probability, open_then.win_rate_ratio, 0
        ) as stated_probability
    from open_then
    inner join rates
        on rates.currency = open_then.currency
        and rates.rate_date = open_then.as_of_date
    left join stages
        on stages.stage_name = open_then.stage_name
        and (stages.starts_on is null or stages.starts_on <= open_then.as_of_date)
        and (stages.valid_to is null or stages.valid_to > open_then.as_of_date)
    where coalesce(
        nullif(open_then.forecast_category, 'closed'), nullif(stages.forecast_category, 'closed'), 'pipeline'
    ) <> 'omitted'
),

promised as (
    select
        promises.horizon,
        promises.period_id,
        cast(sum(promises.amount) as decimal(18, 2)) as open_amount,
        cast(sum(
            cast(round(cast(promises.amount as decimal(19, 2)) * promises.stated_probability, 2) as decimal(18, 2))
        ) as decimal(18, 2)) as stated_amount,
        cast(sum(won_deals.amount) as decimal(18, 2)) as won_amount
    from promises
    left join won_deals
        on won_deals.opportunity_id = promises.opportunity_id
        and won_deals.period_id = promises.period_id
    group by promises.horizon, promises.period_id
),

record as (
    select
        mondays.horizon,
        mondays.period_id,
        mondays.period_order,
        mondays.as_of_date,
        mondays.weeks_left,
        coalesce(won_by_then.amount, 0) as closed_won_amount,
        coalesce(promised.stated_amount, 0) as stated_remaining_amount,
        coalesce(outcomes.amount, 0) as actual_amount,
        coalesce(promised.open_amount, 0) as open_amount,
        coalesce(promised.won_amount, 0) as won_of_open_amount
    from mondays
    left join won_by_then
        on won_by_then.horizon = mondays.horizon
        and won_by_then.period_id = mondays.period_id
    left join promised
        on promised.horizon = mondays.horizon
        and promised.period_id = mondays.period_id
    left join outcomes
        on outcomes.period_id = mondays.period_id
),

beginning as (
    select min(record.period_order) as period_order
    from record
    where record.actual_amount <> 0
)

select
    this_week.week as week,
    record.horizon as horizon,
    record.period_id as period_id,
    record.period_order as period_order,
    record.as_of_date as as_of_date,
    record.weeks_left as weeks_left,
    record.closed_won_amount as closed_won_amount,
    record.stated_remaining_amount as stated_remaining_amount,
    cast(record.actual_amount - record.closed_won_amount as decimal(18, 2)) as won_after_amount,
    record.actual_amount as actual_amount,
    record.open_amount as open_amount,
    record.won_of_open_amount as won_of_open_amount
from record
cross join this_week
inner join beginning
    on beginning.period_order <= record.period_order
