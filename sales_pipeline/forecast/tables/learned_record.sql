-- What the yields say of past periods at this point, by whom: the deals a representative had open then, what the yields
-- make of them, and what they brought by the period's end (horizon current: the period then running; next: the one after).
-- By today's organisation. Beside it what else was won in the period: before that Monday, and by deals not yet open then.
-- grain: week, horizon, period_id, node_id
with

mondays as (
    select
        past_mondays.horizon,
        past_mondays.period_id,
        past_mondays.period_order,
        past_mondays.period_slot,
        past_mondays.as_of_date,
        past_mondays.as_of_at,
        past_mondays.weeks_left,
        past_mondays.holder_stop_date,
        past_mondays.after_holder_stop_date
    from past_mondays
),

reach as (
    select
        min(mondays.as_of_at) as first_at,
        max(mondays.as_of_at) as last_at
    from mondays
),

open_states as (
    select
        opportunity_history.opportunity_id,
        opportunity_history.valid_from,
        opportunity_history.valid_to,
        coalesce(opportunity_history.stage_name, 'unknown') as stage_name,
        opportunity_history.amount_local,
        opportunity_history.currency,
        opportunity_history.close_date,
        opportunity_history.owner_id
    from opportunity_history
    cross join reach
    where
        not opportunity_history.is_closed
        and not opportunity_history.is_deleted
        and opportunity_history.valid_from < reach.last_at
        and (opportunity_history.valid_to is null or opportunity_history.valid_to >= reach.first_at)
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

seen as (
    select
        mondays.horizon,
        mondays.period_id,
        mondays.weeks_left,
        mondays.as_of_date,
        open_states.opportunity_id,
        open_states.stage_name,
        open_states.owner_id,
        case
            when open_states.close_date is null then 'none'
            when open_states.close_date < mondays.as_of_date then 'overdue'
            when open_states.close_date < mondays.holder_stop_date then 'this_period'
            when open_states.close_date < mondays.after_holder_stop_date then 'next_period'
            else 'later'
        end as due_bucket,
        open_states.currency,
        nullif(greatest(open_states.amount_local, 0), 0) as amount_local
    from mondays
    inner join open_states
        on open_states.valid_from < mondays.as_of_at
        and (open_states.valid_to is null or open_states.valid_to >= mondays.as_of_at)
),

priced as (
    select
        seen.horizon,
        seen.period_id,
        seen.weeks_left,
        seen.stage_name,
        seen.due_bucket,
        seen.amount_local is not null as has_amount,
        coalesce(nodes.node_id, 'unassigned') as node_id,
        date_diff(
            'day',
            cast((opportunities.created_at at time zone 'UTC') at time zone settings.time_zone as date),
            seen.as_of_date
        ) as age_days,
        coalesce(
            case
                when seen.amount_local is null then assumed_amounts.amount
                when seen.currency = settings.currency then seen.amount_local
                else cast(round(seen.amount_local * spot_rates.rate, 2) as decimal(18, 2))
            end,
            0
        ) as amount,
        won_deals.amount as won_amount
    from seen
    cross join settings
    inner join assumed_amounts
        on assumed_amounts.as_of_date = seen.as_of_date
    left join opportunities
        on opportunities.opportunity_id = seen.opportunity_id
    left join won_deals
        on won_deals.opportunity_id = seen.opportunity_id
        and won_deals.period_id = seen.period_id
    left join nodes
        on nodes.instant = 'now'
        and nodes.node_id = seen.owner_id
        and nodes.is_representative
    left join spot_rates
        on spot_rates.currency = seen.currency
        and seen.currency <> settings.currency
        and (spot_rates.starts_on is null or spot_rates.starts_on <= seen.as_of_date)
        and (spot_rates.valid_to is null or spot_rates.valid_to > seen.as_of_date)
),

banded as (
    select
        priced.horizon,
        priced.period_id,
        priced.weeks_left,
        priced.stage_name,
        priced.due_bucket,
        case
            when priced.age_days is null then 'unknown'
            when priced.age_days < 30 then 'under_30_days'
            when priced.age_days < 90 then 'under_90_days'
            when priced.age_days < 180 then 'under_180_days'
            when priced.age_days < 365 then 'under_a_year'
            else 'older'
        end as age_band,
        case
            when not priced.has_amount then 'unknown'
            when priced.amount <= win_sizes.small_amount then 'small'
            when priced.amount <= win_sizes.large_amount then 'middle'
            else 'large'
        end as amount_band,
        priced.node_id,
        priced.amount,
        priced.won_amount
    from priced
    cross join win_sizes
),

by_kind as (
    select
        banded.horizon,
        banded.period_id,
        banded.node_id,
        banded.stage_name,
        banded.due_bucket,
        banded.weeks_left,
        banded.age_band,
        banded.amount_band,
        cast(count(*) as bigint) as deal_count,
        cast(sum(banded.amount) as decimal(18, 2)) as amount,
        cast(coalesce(sum(banded.won_amount), 0) as decimal(18, 2)) as won_amount
    from banded
    group by
        banded.horizon,
        banded.period_id,
        banded.node_id,
        banded.stage_name,
        banded.due_bucket,
        banded.weeks_left,
        banded.age_band,
        banded.amount_band
),

-- kinds of deals seen only where the nearest Monday is not near enough to teach take the yield of all deals
expected as (
    select
        by_kind.horizon,
        by_kind.period_id,
        by_kind.node_id,
        cast(sum(by_kind.deal_count) as bigint) as deal_count,
        cast(sum(by_kind.amount) as decimal(18, 2)) as open_amount,
        cast(sum(
            cast(round(by_kind.amount * coalesce(alike.yield_ratio, overall.yield_ratio, 0), 2) as decimal(18, 2))
        ) as decimal(18, 2)) as expected_amount,
        cast(sum(by_kind.won_amount) as decimal(18, 2)) as won_amount
    from by_kind
    left join stage_yields as alike
        on alike.horizon = by_kind.horizon
        and alike.cell_level = 'amount'
        and alike.stage_name = by_kind.stage_name
        and alike.due_bucket = by_kind.due_bucket
        and alike.weeks_left = by_kind.weeks_left
        and alike.age_band = by_kind.age_band
        and alike.amount_band = by_kind.amount_band
    left join stage_yields as overall
        on overall.horizon = by_kind.horizon
        and overall.cell_level = 'all'
    group by by_kind.horizon, by_kind.period_id, by_kind.node_id
),

won as (
    select
        mondays.horizon,
        mondays.period_id,
        won_deals.node_id,
        cast(sum(won_deals.amount) as decimal(18, 2)) as actual_amount,
        cast(coalesce(sum(won_deals.amount) filter (where won_deals.known_at < mondays.as_of_at), 0) as decimal(18, 2))
            as closed_won_amount
    from mondays
    inner join won_deals
        on won_deals.period_id = mondays.period_id
    group by mondays.horizon, mondays.period_id, won_deals.node_id
),

concerned as (
    select
        expected.horizon,
        expected.period_id,
        expected.node_id
    from expected
    union
    select
        won.horizon,
        won.period_id,
        won.node_id
    from won
)

select
    this_week.week as week,
    concerned.horizon as horizon,
    concerned.period_id as period_id,
    concerned.node_id as node_id,
    mondays.period_order as period_order,
    mondays.period_slot as period_slot,
    mondays.as_of_date as as_of_date,
    mondays.weeks_left as weeks_left,
    coalesce(won.closed_won_amount, 0) as closed_won_amount,
    coalesce(expected.deal_count, 0) as open_deal_count,
    coalesce(expected.open_amount, 0) as open_amount,
    coalesce(expected.expected_amount, 0) as expected_amount,
    coalesce(expected.won_amount, 0) as won_of_open_amount,
    cast(
        coalesce(won.actual_amount, 0) - coalesce(won.closed_won_amount, 0) - coalesce(expected.won_amount, 0)
        as decimal(18, 2)
    ) as won_new_amount,
    coalesce(won.actual_amount, 0) as actual_amount
from concerned
cross join this_week
inner join mondays
    on mondays.horizon = concerned.horizon
    and mondays.period_id = concerned.period_id
left join expected
    on expected.horizon = concerned.horizon
    and expected.period_id = concerned.period_id
    and expected.node_id = concerned.node_id
left join won
    on won.horizon = concerned.horizon
    and won.period_id = concerned.period_id
    and won.node_id = concerned.node_id
