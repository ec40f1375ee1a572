-- What the past teaches: the deals that were open at Mondays of the ended periods of the last three years, at most a week
-- nearer to or farther from the period's end than now, alike in stage, due bucket, weeks left, age and amount: what they
-- were worth then and what they brought by that end (horizon current) or by the end of the period after (next), as known
-- in the week. A blank stage, age or amount is `unknown`.
-- grain: week, horizon, stage_name, due_bucket, weeks_left, age_band, amount_band
with

mondays as (
    select
        training_mondays.as_of_date,
        training_mondays.as_of_at,
        training_mondays.stop_date,
        training_mondays.next_stop_date,
        cast(row_number() over (order by training_mondays.as_of_date asc) as bigint) as place
    from training_mondays
),

-- the days on which a Monday was passed, and one to either side that stand for all others
reach as (
    select
        min(training_mondays.as_of_date) + cast(-7 as integer) as first_date,
        max(training_mondays.as_of_date) + cast(7 as integer) as last_date
    from training_mondays
),

-- how many Mondays had begun before each day, and which began on it: a range join over all of history is too slow
passed as (
    select
        period_days.day,
        cast(count(*) filter (where mondays.as_of_at < cast(period_days.day as timestamp)) as bigint) as passed_count,
        max(mondays.as_of_at) filter (where cast(mondays.as_of_at as date) = period_days.day) as begins_at
    from period_days
    cross join mondays
    inner join reach
        on reach.first_date <= period_days.day
        and reach.last_date >= period_days.day
    group by period_days.day
),

-- after the first `before_count` Mondays a state began, with the first `after_count` it was still there
open_states as (
    select
        opportunity_history.opportunity_id,
        coalesce(opportunity_history.stage_name, 'unknown') as stage_name,
        opportunity_history.amount_local,
        opportunity_history.currency,
        opportunity_history.close_date,
        opportunity_history.created_date,
        passed_before.passed_count
        + case when passed_before.begins_at <= opportunity_history.valid_from then 1 else 0 end as before_count,
        passed_after.passed_count
        + case when passed_after.begins_at <= opportunity_history.valid_to then 1 else 0 end as after_count
    from opportunity_history
    cross join reach
    inner join passed as passed_before
        on passed_before.day = greatest(cast(opportunity_history.valid_from as date), reach.first_date)
    inner join passed as passed_after
        on passed_after.day
        = least(coalesce(cast(opportunity_history.valid_to as date), reach.last_date), reach.last_date)
    where
        not opportunity_history.is_closed
        and not opportunity_history.is_deleted
),

known_states as (
    select
        open_states.before_count,
        open_states.after_count,
        open_states.stage_name,
        open_states.amount_local,
        open_states.currency,
        open_states.close_date,
        open_states.created_date,
        won_deals.period_id as won_period_id,
        won_deals.amount as won_amount
    from open_states
    left join won_deals
        on won_deals.opportunity_id = open_states.opportunity_id
    where open_states.before_count < open_states.after_count
),

-- the Mondays between two such counts
spans as (
    select
        befores.place + cast(-1 as bigint) as before_count,
        afters.place as after_count,
        mondays.as_of_date
    from mondays
    inner join mondays as befores
        on befores.place <= mondays.place
    inner join mondays as afters
        on afters.place >= mondays.place
),

foreign_rates as (
    select
        training_mondays.as_of_date,
        exchange_rates.currency,
        exchange_rates.rate
    from training_mondays
    cross join settings
    inner join exchange_rates
        on exchange_rates.currency <> settings.currency
        and exchange_rates.rate_kind = 'spot'
        and (exchange_rates.starts_on is null or exchange_rates.starts_on <= training_mondays.as_of_date)
        and (exchange_rates.valid_to is null or exchange_rates.valid_to > training_mondays.as_of_date)
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
            else cast(round(cast(known_states.amount_local as decimal(19, 2)) * foreign_rates.rate, 2) as decimal(18, 2))
        end as amount,
        coalesce(known_states.amount_local, 0) > 0 as has_amount,
        case when known_states.won_period_id = training_mondays.period_id then known_states.won_amount end as won_amount,
        case when known_states.won_period_id = training_mondays.next_period_id then known_states.won_amount end
            as next_won_amount
    from known_states
    inner join spans
        on spans.before_count = known_states.before_count
        and spans.after_count = known_states.after_count
    inner join training_mondays
        on training_mondays.as_of_date = spans.as_of_date
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
