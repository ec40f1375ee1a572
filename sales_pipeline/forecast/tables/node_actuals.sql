-- What every node brought in each of the last eight ended periods, as known now: deals won with a close date in the period,
-- at the rate of that date, credited to their owner and summed up the tree as it stood when the period had ended. So a
-- representative who changes teams later leaves what the old team brought where it was. Nodes without a win are left out.
-- grain: week, period_id, node_id
with

ended as (
    select
        past_mondays.period_id,
        past_mondays.start_date,
        past_mondays.stop_date
    from past_mondays
    where
        past_mondays.horizon = 'current'
        and past_mondays.recency <= 8
),

won as (
    select
        opportunity_history.owner_id,
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
        and opportunity_history.valid_to is null
),

won_in_period as (
    select
        won.owner_id,
        won.amount_local,
        won.currency,
        won.won_date,
        ended.period_id,
        ended.stop_date
    from won
    inner join ended
        on ended.start_date <= won.won_date
        and ended.stop_date > won.won_date
),

-- amounts older than the first rate known convert at that one
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

-- the first day of a period shows the tree with which the one before it ended
trees as (
    select
        node_ancestors.node_id,
        node_ancestors.ancestor_node_id,
        this_week.period_start_date as stop_date
    from node_ancestors
    cross join this_week
    where node_ancestors.instant = 'period_start'
    union all
    select
        node_ancestors_same_point.node_id,
        node_ancestors_same_point.ancestor_node_id,
        periods.start_date as stop_date
    from node_ancestors_same_point
    inner join periods
        on periods.start_date <= node_ancestors_same_point.week
        and periods.stop_date > node_ancestors_same_point.week
    where node_ancestors_same_point.instant = 'period_start'
),

owners as (
    select
        trees.node_id,
        trees.stop_date
    from trees
    where trees.node_id = trees.ancestor_node_id
),

credited as (
    select
        won_in_period.period_id,
        won_in_period.stop_date,
        coalesce(owners.node_id, 'unassigned') as node_id,
        cast(round(
            cast(won_in_period.amount_local as decimal(19, 2))
            * case
                when won_in_period.currency = settings.currency then cast(1 as decimal(18, 6))
                else spot_rates.rate
            end,
            2
        ) as decimal(18, 2)) as amount
    from won_in_period
    cross join settings
    left join owners
        on owners.node_id = won_in_period.owner_id
        and owners.stop_date = won_in_period.stop_date
    left join spot_rates
        on spot_rates.currency = won_in_period.currency
        and (spot_rates.starts_on is null or spot_rates.starts_on <= won_in_period.won_date)
        and (spot_rates.valid_to is null or spot_rates.valid_to > won_in_period.won_date)
),

own as (
    select
        credited.period_id,
        credited.stop_date,
        credited.node_id,
        cast(sum(coalesce(credited.amount, 0)) as decimal(18, 2)) as amount,
        cast(count(*) as bigint) as deal_count
    from credited
    group by credited.period_id, credited.stop_date, credited.node_id
)

select
    this_week.week as week,
    own.period_id as period_id,
    trees.ancestor_node_id as node_id,
    cast(sum(own.amount) as decimal(18, 2)) as actual_amount,
    cast(sum(own.deal_count) as bigint) as won_deal_count
from own
cross join this_week
inner join trees
    on trees.node_id = own.node_id
    and trees.stop_date = own.stop_date
group by this_week.week, own.period_id, trees.ancestor_node_id
