-- The deals of this period, and those of the last period and of the same one a year ago as they stood at the same point
-- of it: won and lost with a close date in the period, and open and due in it. Credited by today's organisation, so that
-- a team is compared with the past of the people who are in it now. Amounts older than the first exchange rate known
-- convert at that one; a deal without a close date is taken to be due as this week would have it.
-- grain: week, as_of, opportunity_id
with

moments as (
    select
        case when past_mondays.recency = 1 then 'last_period' else 'year_ago' end as as_of,
        past_mondays.as_of_date,
        past_mondays.as_of_at,
        past_mondays.period_id,
        past_mondays.start_date,
        past_mondays.stop_date
    from past_mondays
    cross join settings
    where
        past_mondays.horizon = 'current'
        and (
            past_mondays.recency = 1
            or past_mondays.recency = case when settings.fiscal_period = 'quarter' then 4 else 12 end
        )
),

-- the moments side by side: history is read once
marks as (
    select
        max(case when moments.as_of = 'last_period' then moments.as_of_at end) as last_at,
        max(case when moments.as_of = 'last_period' then moments.start_date end) as last_start_date,
        max(case when moments.as_of = 'last_period' then moments.stop_date end) as last_stop_date,
        max(case when moments.as_of = 'year_ago' then moments.as_of_at end) as year_at,
        max(case when moments.as_of = 'year_ago' then moments.start_date end) as year_start_date,
        max(case when moments.as_of = 'year_ago' then moments.stop_date end) as year_stop_date
    from moments
),

then_valid as (
    select
        opportunity_history.opportunity_id,
        opportunity_history.valid_from,
        opportunity_history.valid_to,
        opportunity_history.owner_id,
        opportunity_history.stage_name,
        opportunity_history.forecast_category,
        opportunity_history.is_closed,
        opportunity_history.is_won,
        coalesce(opportunity_history.amount_local, 0) as amount_local,
        opportunity_history.currency,
        coalesce(opportunity_history.created_date, opportunity_history.known_date) as begun_on,
        coalesce(
            opportunity_history.close_date,
            case when opportunity_history.is_closed then
                cast((opportunity_history.valid_from at time zone 'UTC') at time zone settings.time_zone as date)
            end
        ) as dated_on
    from opportunity_history
    cross join settings
    cross join marks
    where
        not opportunity_history.is_deleted
        and (
            (
                opportunity_history.valid_from < marks.last_at
                and (opportunity_history.valid_to is null or opportunity_history.valid_to >= marks.last_at)
                and (
                    opportunity_history.close_date is null
                    or (
                        opportunity_history.close_date >= marks.last_start_date
                        and opportunity_history.close_date < marks.last_stop_date
                    )
                )
            )
            or (
                opportunity_history.valid_from < marks.year_at
                and (opportunity_history.valid_to is null or opportunity_history.valid_to >= marks.year_at)
                and (
                    opportunity_history.close_date is null
                    or (
                        opportunity_history.close_date >= marks.year_start_date
                        and opportunity_history.close_date < marks.year_stop_date
                    )
                )
            )
        )
),

-- without a close date a deal is never due in the past, so due in the period unless later
states as (
    select
        moments.as_of,
        moments.as_of_date,
        moments.period_id,
        then_valid.opportunity_id,
        then_valid.owner_id,
        then_valid.stage_name,
        then_valid.forecast_category,
        case when then_valid.is_won then 'won' when then_valid.is_closed then 'lost' else 'open' end as state,
        then_valid.amount_local,
        then_valid.currency,
        case when then_valid.is_closed then least(then_valid.dated_on, moments.as_of_date) else moments.as_of_date end
            as rate_date
    from then_valid
    cross join this_week
    inner join moments
        on then_valid.valid_from < moments.as_of_at
        and (then_valid.valid_to is null or then_valid.valid_to >= moments.as_of_at)
    left join assumed_cycle
        on assumed_cycle.instant_date = this_week.week
    where
        case
            when then_valid.dated_on is null
                then then_valid.begun_on + cast(coalesce(assumed_cycle.median_days, 0) as integer) < moments.stop_date
            else then_valid.dated_on >= moments.start_date and then_valid.dated_on < moments.stop_date
        end
),

rate_days as (
    select distinct
        states.currency,
        states.rate_date
    from states
),

rates as (
    select
        rate_days.currency,
        rate_days.rate_date,
        case when rate_days.currency = settings.currency then cast(1 as decimal(18, 6)) else exchange_rates.rate end as rate
    from rate_days
    cross join settings
    left join exchange_rates
        on exchange_rates.currency = rate_days.currency
        and exchange_rates.rate_kind = 'spot'
        and (exchange_rates.starts_on is null or exchange_rates.starts_on <= rate_days.rate_date)
        and (exchange_rates.valid_to is null or exchange_rates.valid_to > rate_days.rate_date)
),

representatives as (
    select nodes.node_id
    from nodes
    where
        nodes.instant = 'now'
        and nodes.is_representative
),

then_deals as (
    select
        states.as_of,
        states.as_of_date,
        states.period_id,
        states.opportunity_id,
        coalesce(representatives.node_id, 'unassigned') as node_id,
        coalesce(accounts.segment, opportunities.segment, 'unknown') as segment,
        states.state,
        rates.rate,
        cast(round(cast(states.amount_local as decimal(19, 2)) * rates.rate, 2) as decimal(18, 2)) as amount
    from states
    inner join rates
        on rates.currency = states.currency
        and rates.rate_date = states.rate_date
    left join stages
        on stages.stage_name = states.stage_name
        and (stages.starts_on is null or stages.starts_on <= states.as_of_date)
        and (stages.valid_to is null or stages.valid_to > states.as_of_date)
    left join representatives
        on representatives.node_id = states.owner_id
    left join opportunities
        on opportunities.opportunity_id = states.opportunity_id
    left join accounts
        on accounts.account_id = opportunities.account_id
    where
        states.state <> 'open'
        or coalesce(nullif(states.forecast_category, 'closed'), stages.forecast_category, 'pipeline') <> 'omitted'
),

now_deals as (
    select
        'now' as as_of,
        this_week.week as as_of_date,
        this_week.period_id,
        pipeline_snapshot.opportunity_id,
        pipeline_snapshot.node_id,
        coalesce(pipeline_snapshot.segment, 'unknown') as segment,
        pipeline_snapshot.state,
        pipeline_snapshot.rate,
        pipeline_snapshot.amount
    from pipeline_snapshot
    cross join this_week
    where
        pipeline_snapshot.is_in_period
        or (pipeline_snapshot.state = 'lost' and pipeline_snapshot.due_bucket = 'this_period')
),

together as (
    select
        now_deals.as_of,
        now_deals.as_of_date,
        now_deals.period_id,
        now_deals.opportunity_id,
        now_deals.node_id,
        now_deals.segment,
        now_deals.state,
        now_deals.rate,
        now_deals.amount
    from now_deals
    union all
    select
        then_deals.as_of,
        then_deals.as_of_date,
        then_deals.period_id,
        then_deals.opportunity_id,
        then_deals.node_id,
        then_deals.segment,
        then_deals.state,
        then_deals.rate,
        then_deals.amount
    from then_deals
)

select
    this_week.week as week,
    together.as_of as as_of,
    together.opportunity_id as opportunity_id,
    together.as_of_date as as_of_date,
    together.period_id as period_id,
    together.node_id as node_id,
    together.segment as segment,
    together.state as state,
    together.rate as rate,
    together.amount as amount
from together
cross join this_week
