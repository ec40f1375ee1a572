-- What the past teaches: the deals that were open at Mondays of the ended periods of the last three years, at most a week
-- nearer to or farther from the period's end than now, alike in stage, due bucket, weeks left, age and amount: what they
-- were worth then and what they brought by that end (horizon current) or by the end of the period after (next), as known
-- in the week. A blank stage, age or amount is `unknown`.
-- grain: week, horizon, stage_name, due_bucket, weeks_left, age_band, amount_band
with

reach as (
    select
        min(training_mondays.as_of_at) as first_at,
        max(training_mondays.as_of_at) as last_at
    from training_mondays
),

open_states as (
    select
        opportunity_history.opportunity_id,
        opportunity_history.valid_from,
        opportunity_history.valid_to,
        coalesce(opportunity_history.stage_name, 'unknown') as stage_name,
        opportunity_history.amount_local,
        opportunity_history.currency,
        opportunity_history.close_date
    from opportunity_history
    cross join reach
    where
        not opportunity_history.is_closed
        and not opportunity_history.is_deleted
        and opportunity_history.valid_from < reach.last_at
        and (opportunity_history.valid_to is null or opportunity_history.valid_to >= reach.first_at)
),

known_states as (
    select
        open_states.valid_from,
        coalesce(open_states.valid_to, reach.last_at) as valid_to,
        open_states.stage_name,
        open_states.amount_local,
        open_states.currency,
        open_states.close_date,
        cast((opportunities.created_at at time zone 'UTC') at time zone settings.time_zone as date) as created_date,
        won_deals.period_id as won_period_id,
        won_deals.amount as won_amount
    from open_states
    cross join reach
    cross join settings
    left join opportunities
        on opportunities.opportunity_id = open_states.opportunity_id
    left join won_deals
        on won_deals.opportunity_id = open_states.opportunity_id
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

foreign_rates as (
    select
        training_mondays.as_of_date,
        spot_rates.currency,
        spot_rates.rate
    from training_mondays
    cross join settings
    inner join spot_rates
        on spot_rates.currency <> settings.currency
        and (spot_rates.starts_on is null or spot_rates.starts_on <= training_mondays.as_of_date)
        and (spot_rates.valid_to is null or spot_rates.valid_to > training_mondays.as_of_date)
),

open_then as (
    select
        training_mondays.as_of_date,
        training_mondays.weeks_left,
        training_mondays.next_weeks_left,
        training_mondays.is_current,
        training_mondays.is_next,
        known_states.stage_name,
        case
            when known_states.close_date is null then 'none'
            when known_states.close_date < training_mondays.as_of_date then 'overdue'
            when known_states.close_date < training_mondays.stop_date then 'this_period'
            when known_states.close_date < training_mondays.next_stop_date then 'next_period'
            else 'later'
        end as due_bucket,
        date_diff('day', known_states.created_date, training_mondays.as_of_date) as age_days,
        case
            when coalesce(known_states.amount_local, 0) <= 0 then assumed_amounts.amount
            when known_states.currency = settings.currency then known_states.amount_local
            else cast(round(known_states.amount_local * foreign_rates.rate, 2) as decimal(18, 2))
        end as amount,
        coalesce(known_states.amount_local, 0) > 0 as has_amount,
        case when known_states.won_period_id = training_mondays.period_id then known_states.won_amount end as won_amount,
        case when known_states.won_period_id = training_mondays.next_period_id then known_states.won_amount end
            as next_won_amount
    from training_mondays
    inner join known_states
        on known_states.valid_from < training_mondays.as_of_at
        and known_states.valid_to >= training_mondays.as_of_at
    inner join assumed_amounts
        on assumed_amounts.as_of_date = training_mondays.as_of_date
    cross join settings
    left join foreign_rates
        on foreign_rates.as_of_date = training_mondays.as_of_date
        and foreign_rates.currency = known_states.currency
),

banded as (
    select
        open_then.weeks_left,
        open_then.next_weeks_left,
        open_then.is_current,
        open_then.is_next,
        open_then.stage_name,
        open_then.due_bucket,
        case
            when open_then.age_days is null then 'unknown'
            when open_then.age_days < 30 then 'under_30_days'
            when open_then.age_days < 90 then 'under_90_days'
            when open_then.age_days < 180 then 'under_180_days'
            when open_then.age_days < 365 then 'under_a_year'
            else 'older'
        end as age_band,
        case
            when not open_then.has_amount then 'unknown'
            when open_then.amount <= win_sizes.small_amount then 'small'
            when open_then.amount <= win_sizes.large_amount then 'middle'
            else 'large'
        end as amount_band,
        coalesce(open_then.amount, 0) as amount,
        open_then.won_amount,
        open_then.next_won_amount
    from open_then
    cross join win_sizes
),

cells as (
    select
        banded.weeks_left,
        banded.next_weeks_left,
        banded.is_current,
        banded.is_next,
        banded.stage_name,
        banded.due_bucket,
        banded.age_band,
        banded.amount_band,
        cast(count(*) as bigint) as deal_count,
        cast(count(banded.won_amount) as bigint) as won_count,
        cast(count(banded.next_won_amount) as bigint) as next_won_count,
        cast(sum(banded.amount) as decimal(18, 2)) as amount,
        cast(coalesce(sum(banded.won_amount), 0) as decimal(18, 2)) as won_amount,
        cast(coalesce(sum(banded.next_won_amount), 0) as decimal(18, 2)) as next_won_amount
    from banded
    group by
        banded.weeks_left,
        banded.next_weeks_left,
        banded.is_current,
        banded.is_next,
        banded.stage_name,
        banded.due_bucket,
        banded.age_band,
        banded.amount_band
),

by_horizon as (
    select
        'current' as horizon,
        cells.stage_name,
        cells.due_bucket,
        cells.weeks_left,
        cells.age_band,
        cells.amount_band,
        cells.deal_count,
        cells.won_count,
        cells.amount,
        cells.won_amount
    from cells
    where cells.is_current
    union all
    select
        'next' as horizon,
        cells.stage_name,
        cells.due_bucket,
        cells.next_weeks_left as weeks_left,
        cells.age_band,
        cells.amount_band,
        cells.deal_count,
        cells.next_won_count as won_count,
        cells.amount,
        cells.next_won_amount as won_amount
    from cells
    where cells.is_next
)

select
    this_week.week as week,
    by_horizon.horizon as horizon,
    by_horizon.stage_name as stage_name,
    by_horizon.due_bucket as due_bucket,
    by_horizon.weeks_left as weeks_left,
    by_horizon.age_band as age_band,
    by_horizon.amount_band as amount_band,
    cast(sum(by_horizon.deal_count) as bigint) as deal_count,
    cast(sum(by_horizon.won_count) as bigint) as won_count,
    cast(sum(by_horizon.amount) as decimal(18, 2)) as amount,
    cast(sum(by_horizon.won_amount) as decimal(18, 2)) as won_amount
from by_horizon
cross join this_week
group by
    this_week.week,
    by_horizon.horizon,
    by_horizon.stage_name,
    by_horizon.due_bucket,
    by_horizon.weeks_left,
    by_horizon.age_band,
    by_horizon.amount_band
