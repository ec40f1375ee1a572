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
        past_mondays.after_holder_stop_date,
        cast(row_number() over (order by past_mondays.horizon asc, past_mondays.period_id asc) as bigint) as number
    from past_mondays
),

as_of_days as (
    select
        looked_from.as_of_date,
        looked_from.as_of_at,
        cast(row_number() over (order by looked_from.as_of_date asc) as bigint) as place
    from (select distinct mondays.as_of_date, mondays.as_of_at from mondays) as looked_from
),

-- the days on which one of the Mondays was passed, and one to either side that stand for all others
reach as (
    select
        min(mondays.as_of_date) + cast(-7 as integer) as first_date,
        max(mondays.as_of_date) + cast(7 as integer) as last_date
    from mondays
),

-- how many Mondays had begun before each day, and which began on it: a range join over all of history is too slow
passed as (
    select
        period_days.day,
        cast(count(*) filter (where as_of_days.as_of_at < cast(period_days.day as timestamp)) as bigint) as passed_count,
        max(as_of_days.as_of_at) filter (where cast(as_of_days.as_of_at as date) = period_days.day) as begins_at
    from period_days
    cross join as_of_days
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
        nullif(greatest(opportunity_history.amount_local, 0), 0) as amount_local,
        opportunity_history.currency,
        opportunity_history.close_date,
        opportunity_history.created_date,
        opportunity_history.owner_id,
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

known_states as (
    select
        open_states.before_count,
        open_states.after_count,
        open_states.stage_name,
        open_states.amount_local,
        open_states.currency,
        open_states.close_date,
        coalesce(representatives.node_number, 0) as node_number,
        open_states.created_date,
        won_deals.period_id as won_period_id,
        won_deals.amount as won_amount
    from open_states
    left join won_deals
        on won_deals.opportunity_id = open_states.opportunity_id
    left join representatives
        on representatives.node_id = open_states.owner_id
    where open_states.before_count < open_states.after_count
),

-- the Mondays between two such counts
spans as (
    select
        befores.place + cast(-1 as bigint) as before_count,
        afters.place as after_count,
        mondays.number,
        mondays.period_id,
        mondays.as_of_date,
        mondays.holder_stop_date,
        mondays.after_holder_stop_date
    from mondays
    inner join as_of_days
        on as_of_days.as_of_date = mondays.as_of_date
    inner join as_of_days as befores
        on befores.place <= as_of_days.place
    inner join as_of_days as afters
        on afters.place >= as_of_days.place
),

foreign_rates as (
    select
        as_of_days.as_of_date,
        exchange_rates.currency,
        exchange_rates.rate
    from as_of_days
    cross join settings
    inner join exchange_rates
        on exchange_rates.currency <> settings.currency
        and exchange_rates.rate_kind = 'spot'
        and (exchange_rates.starts_on is null or exchange_rates.starts_on <= as_of_days.as_of_date)
        and (exchange_rates.valid_to is null or exchange_rates.valid_to > as_of_days.as_of_date)
),

priced as (
    select
        spans.number,
        known_states.node_number,
        known_states.stage_name,
        case
            when known_states.close_date is null then 0
            when known_states.close_date < spans.as_of_date then 1
            when known_states.close_date < spans.holder_stop_date then 2
            when known_states.close_date < spans.after_holder_stop_date then 3
            else 4
        end as due_number,
        date_diff('day', known_states.created_date, spans.as_of_date) as age_days,
        known_states.amount_local is not null as has_amount,
        coalesce(
            case
                when known_states.amount_local is null then assumed_amounts.amount
                when known_states.currency = settings.currency then known_states.amount_local
                else cast(
                    round(cast(known_states.amount_local as decimal(19, 2)) * foreign_rates.rate, 2) as decimal(18, 2)
                )
            end,
            0
        ) as amount,
        case when known_states.won_period_id = spans.period_id then known_states.won_amount end as won_amount
    from known_states
    cross join settings
    inner join spans
        on spans.before_count = known_states.before_count
        and spans.after_count = known_states.after_count
    inner join assumed_amounts
        on assumed_amounts.as_of_date = spans.as_of_date
    left join foreign_rates
        on foreign_rates.as_of_date = spans.as_of_date
        and foreign_rates.currency = known_states.currency
),

by_kind as (
    select
        priced.number,
        priced.node_number,
        priced.stage_name,
        priced.due_number * 24
        + case
            when priced.age_days is null then 0
            when priced.age_days < 30 then 4
            when priced.age_days < 90 then 8
            when priced.age_days < 180 then 12
            when priced.age_days < 365 then 16
            else 20
        end
        + case
            when not priced.has_amount then 0
            when priced.amount <= win_sizes.small_amount then 1
            when priced.amount <= win_sizes.large_amount then 2
            else 3
        end as kind_number,
        cast(count(*) as bigint) as deal_count,
        cast(sum(priced.amount) as decimal(18, 2)) as amount,
        cast(coalesce(sum(priced.won_amount), 0) as decimal(18, 2)) as won_amount
    from priced
    cross join win_sizes
    group by
        priced.number,
        priced.node_number,
        priced.stage_name,
        kind_number
),

-- the same numbers as above
yields as (
    select
        stage_yields.horizon,
        stage_yields.weeks_left,
        stage_yields.stage_name,
        case stage_yields.due_bucket
            when 'none' then 0 when 'overdue' then 24 when 'this_period' then 48 when 'next_period' then 72 else 96
        end
        + case stage_yields.age_band
            when 'unknown' then 0 when 'under_30_days' then 4 when 'under_90_days' then 8 when 'under_180_days' then 12
            when 'under_a_year' then 16 else 20
        end
        + case stage_yields.amount_band when 'unknown' then 0 when 'small' then 1 when 'middle' then 2 else 3 end
            as kind_number,
        stage_yields.yield_ratio
    from stage_yields
    where stage_yields.cell_level = 'amount'
),

-- kinds of deals seen only where the nearest Monday is not near enough to teach take the yield of all deals
by_number as (
    select
        mondays.horizon,
        mondays.period_id,
        by_kind.node_number,
        cast(sum(by_kind.deal_count) as bigint) as deal_count,
        cast(sum(by_kind.amount) as decimal(18, 2)) as open_amount,
        cast(sum(
            cast(
                round(cast(by_kind.amount as decimal(19, 2)) * coalesce(yields.yield_ratio, overall.yield_ratio, 0), 2)
                as decimal(18, 2)
            )
        ) as decimal(18, 2)) as expected_amount,
        cast(sum(by_kind.won_amount) as decimal(18, 2)) as won_amount
    from by_kind
    inner join mondays
        on mondays.number = by_kind.number
    left join yields
        on yields.horizon = mondays.horizon
        and yields.weeks_left = mondays.weeks_left
        and yields.stage_name = by_kind.stage_name
        and yields.kind_number = by_kind.kind_number
    left join stage_yields as overall
        on overall.horizon = mondays.horizon
        and overall.cell_level = 'all'
    group by mondays.horizon, mondays.period_id, by_kind.node_number
),

expected as (
    select
        by_number.horizon,
        by_number.period_id,
        coalesce(representatives.node_id, 'unassigned') as node_id,
        by_number.deal_count,
        by_number.open_amount,
        by_number.expected_amount,
        by_number.won_amount
    from by_number
    left join representatives
        on representatives.node_number = by_number.node_number
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
