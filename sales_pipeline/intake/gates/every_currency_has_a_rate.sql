-- Every deal's currency has a rate on the days that need one: each instant compared, and the close date of wins.
-- on: opportunity_history
-- error: missing_rates_error_count
with

needed as (
    select
        opportunity_history.currency,
        instants.instant_date as rate_date,
        opportunity_history.opportunity_id
    from opportunity_history
    cross join instants
    where opportunity_history.valid_to is null
        and not opportunity_history.is_closed
        and not opportunity_history.is_deleted
    union all
    select
        opportunity_history.currency,
        least(opportunity_history.close_date, this_week.week) as rate_date,
        opportunity_history.opportunity_id
    from opportunity_history
    cross join this_week
    where opportunity_history.valid_to is null
        and opportunity_history.is_won
        and not opportunity_history.is_deleted
        and opportunity_history.close_date is not null
),

rates as (
    select
        exchange_rates.currency,
        exchange_rates.valid_from,
        exchange_rates.valid_to
    from exchange_rates
    where exchange_rates.rate_kind = 'spot'
)

select
    needed.currency,
    min(needed.rate_date) as first_rate_date,
    max(needed.rate_date) as last_rate_date,
    cast(count(distinct needed.opportunity_id) as bigint) as deal_count,
    min(needed.opportunity_id) as first_opportunity_id
from needed
cross join settings
anti join rates
    on needed.currency = rates.currency
    and rates.valid_from <= needed.rate_date
    and (rates.valid_to is null or rates.valid_to > needed.rate_date)
where needed.currency <> settings.currency
group by needed.currency
order by
    count(distinct needed.opportunity_id) desc,
    needed.currency asc
