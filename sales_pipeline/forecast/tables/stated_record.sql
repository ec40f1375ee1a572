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

ended as (
    select distinct
        mondays.period_id,
        mondays.start_date,
        mondays.stop_date
    from mondays
),

won as (
    select
        opportunity_history.opportunity_id,
        opportunity_history.valid_from,
        opportunity_history.valid_to,
        coalesce(opportunity_history.amount_local, 0) as amount_local,
        opportunity_history.currency,
        coalesce(
            opportunity_history.close_date,
            cast((opportunity_history.valid_from at time zone 'UTC') at time zone settings.time_zone as date)
        ) as dated_on
    from opportunity_history
    cross join settings
    where opportunity_history.is_won
        and not opportunity_history.is_deleted
),

-- which period each date at hand lies in
dated as (
    select won.dated_on
    from won
    union
    select opportunity_history.close_date as dated_on
    from opportunity_history
    where not opportunity_history.is_closed
        and not opportunity_history.is_deleted
),

period_days as (
    select
        dated.dated_on,
        ended.period_id
    from dated
    inner join ended
        on ended.start_date <= dated.dated_on
        and ended.stop_date > dated.dated_on
),

won_in_period as (
    select
        won.opportunity_id,
        won.valid_from,
        won.valid_to,
        won.amount_local,
        won.currency,
        won.dated_on as rate_date,
        period_days.period_id
    from won
    inner join period_days
        on period_days.dated_on = won.dated_on
),

open_dated as (
    select
        mondays.horizon,
        mondays.period_id,
        mondays.as_of_date,
        opportunity_history.opportunity_id,
        opportunity_history.stage_name,
        opportunity_history.forecast_category,
        opportunity_history.stated_probability,
        coalesce(opportunity_history.amount_local, 0) as amount_local,
        opportunity_history.currency
    from opportunity_history
    inner join period_days
        on period_days.dated_on = opportunity_history.close_date
    inner join mondays
        on mondays.period_id = period_days.period_id
        and opportunity_history.valid_from < mondays.as_of_at
        and (opportunity_history.valid_to is null or opportunity_history.valid_to >= mondays.as_of_at)
    where not opportunity_history.is_closed
        and not opportunity_history.is_deleted
),

open_undated as (
    select
        mondays.horizon,
        mondays.period_id,
        mondays.as_of_date,
        mondays.start_date,
        mondays.stop_date,
        opportunity_history.opportunity_id,
        opportunity_history.stage_name,
        opportunity_history.forecast_category,
        opportunity_history.stated_probability,
        coalesce(opportunity_history.amount_local, 0) as amount_local,
        opportunity_history.currency,
        greatest(
            coalesce(opportunity_history.created_date, opportunity_history.known_date)
            + cast(coalesce(assumed_cycle.median_days, 0) as integer),
            mondays.as_of_date
        ) as due_date
    from opportunity_history
    inner join mondays
        on opportunity_history.valid_from < mondays.as_of_at
        and (opportunity_history.valid_to is null or opportunity_history.valid_to >= mondays.as_of_at)
    left join assumed_cycle
        on assumed_cycle.instant_date = mondays.as_of_date
    where
        not opportunity_history.is_closed
        and not opportunity_history.is_deleted
        and opportunity_history.close_date is null
),

open_then as (
    select
        open_dated.horizon,
        open_dated.period_id,
        open_dated.as_of_date,
        open_dated.opportunity_id,
        open_dated.stage_name,
        open_dated.forecast_category,
        open_dated.stated_probability,
        open_dated.amount_local,
        open_dated.currency
    from open_dated
    union all
    select
        open_undated.horizon,
        open_undated.period_id,
        open_undated.as_of_date,
        open_undated.opportunity_id,
        open_undated.stage_name,
        open_undated.forecast_category,
        open_undated.stated_probability,
        open_undated.amount_local,
        open_undated.currency
    from open_undated
    where
        open_undated.due_date >= open_undated.start_date
        and open_undated.due_date < open_undated.stop_date
),

-- the first mapping of a stage also holds before its first day
stage_terms as (
    select
        stages.stage_name,
        stages.forecast_category,
        stages.stated_probability,
        case
            when row_number() over (partition by stages.stage_name order by stages.valid_from asc) > 1
                then stages.valid_from
        end as starts_on,
        stages.valid_to
    from stages
),

asked_rates as (
    select
        open_then.currency,
        open_then.as_of_date as rate_date
    from open_then
    union
    select
        won_in_period.currency,
        won_in_period.rate_date
    from won_in_period
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
        case when asked_rates.currency = settings.currency then cast(1 as decimal(18, 6)) else spot_rates.rate end
            as rate
    from asked_rates
    cross join settings
    left join spot_rates
        on spot_rates.currency = asked_rates.currency
        and (spot_rates.starts_on is null or spot_rates.starts_on <= asked_rates.rate_date)
        and (spot_rates.valid_to is null or spot_rates.valid_to > asked_rates.rate_date)
),

won_amounts as (
    select
        won_in_period.opportunity_id,
        won_in_period.period_id,
        won_in_period.valid_from,
        won_in_period.valid_to,
        cast(round(cast(won_in_period.amount_local as decimal(19, 2)) * rates.rate, 2) as decimal(18, 2)) as amount
    from won_in_period
    inner join rates
        on rates.currency = won_in_period.currency
        and rates.rate_date = won_in_period.rate_date
),

outcomes as (
    select
        won_amounts.period_id,
        cast(sum(won_amounts.amount) as decimal(18, 2)) as amount
    from won_amounts
    where won_amounts.valid_to is null
    group by won_amounts.period_id
),

won_by_then as (
    select
        mondays.horizon,
        mondays.period_id,
        cast(sum(won_amounts.amount) as decimal(18, 2)) as amount
    from mondays
    inner join won_amounts
        on won_amounts.period_id = mondays.period_id
        and won_amounts.valid_from < mondays.as_of_at
        and (won_amounts.valid_to is null or won_amounts.valid_to >= mondays.as_of_at)
    group by mondays.horizon, mondays.period_id
),

promises as (
    select
        open_then.horizon,
        open_then.period_id,
        open_then.opportunity_id,
        cast(round(cast(open_then.amount_local as decimal(19, 2)) * rates.rate, 2) as decimal(18, 2)) as amount,
        coalesce(
            open_then.stated_probability, stage_terms.stated_probability, assumed_cycle.win_rate_ratio, 0
        ) as stated_probability
    from open_then
    inner join rates
        on rates.currency = open_then.currency
        and rates.rate_date = open_then.as_of_date
    left join stage_terms
        on stage_terms.stage_name = open_then.stage_name
        and (stage_terms.starts_on is null or stage_terms.starts_on <= open_then.as_of_date)
        and (stage_terms.valid_to is null or stage_terms.valid_to > open_then.as_of_date)
    left join assumed_cycle
        on assumed_cycle.instant_date = open_then.as_of_date
    where coalesce(
        nullif(open_then.forecast_category, 'closed'), nullif(stage_terms.forecast_category, 'closed'), 'pipeline'
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
        cast(sum(won_amounts.amount) as decimal(18, 2)) as won_amount
    from promises
    left join won_amounts
        on won_amounts.opportunity_id = promises.opportunity_id
        and won_amounts.period_id = promises.period_id
        and won_amounts.valid_to is null
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
