-- How much money the pipeline makes a day, and its four levers: open deals × average won amount × win rate by count /
-- average days from created to won, over the twelve months before the Monday. This week, the same point of last period
-- and the same point a year ago, each as it stood that Monday, credited by today's organisation: company and units.
-- Amounts older than the first exchange rate known convert at that one. Omitted deals are not counted as open.
-- grain: week, node_id, as_of
with

moments as (
    select
        'now' as as_of,
        this_week.week as as_of_date,
        this_week.week_at as as_of_at
    from this_week
    union all
    select
        'last_period' as as_of,
        past_mondays.as_of_date,
        past_mondays.as_of_at
    from past_mondays
    where
        past_mondays.horizon = 'current'
        and past_mondays.recency = 1
    union all
    select
        'year_ago' as as_of,
        past_mondays.as_of_date,
        past_mondays.as_of_at
    from past_mondays
    cross join settings
    where
        past_mondays.horizon = 'current'
        and past_mondays.recency = case when settings.fiscal_period = 'quarter' then 4 else 12 end
),

spans as (
    select
        moments.as_of,
        moments.as_of_date,
        moments.as_of_at,
        moments.as_of_date + cast(-365 as integer) as from_date
    from moments
),

reach as (
    select
        min(spans.as_of_at) as first_at,
        min(spans.from_date) as first_date
    from spans
),

-- the moments side by side: history is read once, and a deal is counted for each in passing
marks as (
    select
        max(case when spans.as_of = 'now' then spans.as_of_at end) as now_at,
        max(case when spans.as_of = 'last_period' then spans.as_of_at end) as last_period_at,
        max(case when spans.as_of = 'year_ago' then spans.as_of_at end) as year_ago_at
    from spans
),

open_kinds as (
    select
        opportunity_history.owner_id,
        opportunity_history.stage_name,
        opportunity_history.forecast_category,
        cast(count(*) filter (where opportunity_history.valid_to is null) as bigint) as now_count,
        cast(count(*) filter (
            where opportunity_history.valid_from < marks.last_period_at
            and (opportunity_history.valid_to is null or opportunity_history.valid_to >= marks.last_period_at)
        ) as bigint) as last_period_count,
        cast(count(*) filter (
            where opportunity_history.valid_from < marks.year_ago_at
            and (opportunity_history.valid_to is null or opportunity_history.valid_to >= marks.year_ago_at)
        ) as bigint) as year_ago_count
    from opportunity_history
    cross join marks
    where
        not opportunity_history.is_closed
        and not opportunity_history.is_deleted
        and (
            opportunity_history.valid_to is null
            or (
                opportunity_history.valid_from < marks.last_period_at
                and opportunity_history.valid_to >= marks.last_period_at
            )
            or (
                opportunity_history.valid_from < marks.year_ago_at
                and opportunity_history.valid_to >= marks.year_ago_at
            )
        )
    group by opportunity_history.owner_id, opportunity_history.stage_name, opportunity_history.forecast_category
),

-- closed within the twelve months before one of the moments
closed_changes as (
    select
        opportunity_history.valid_from,
        opportunity_history.valid_to,
        opportunity_history.owner_id,
        opportunity_history.is_won,
        coalesce(opportunity_history.amount_local, 0) as amount_local,
        opportunity_history.currency,
        opportunity_history.created_date,
        coalesce(
            opportunity_history.close_date,
            cast((opportunity_history.valid_from at time zone 'UTC') at time zone settings.time_zone as date)
        ) as closed_on
    from opportunity_history
    cross join settings
    cross join reach
    where
        opportunity_history.is_closed
        and not opportunity_history.is_deleted
        and (opportunity_history.valid_to is null or opportunity_history.valid_to >= reach.first_at)
        and (opportunity_history.close_date is null or opportunity_history.close_date >= reach.first_date)
),

open_then as (
    select
        spans.as_of,
        spans.as_of_date,
        open_kinds.owner_id,
        open_kinds.stage_name,
        open_kinds.forecast_category,
        case spans.as_of
            when 'now' then open_kinds.now_count
            when 'last_period' then open_kinds.last_period_count
            else open_kinds.year_ago_count
        end as deal_count
    from open_kinds
    cross join spans
),

open_counts as (
    select
        open_then.as_of,
        open_then.owner_id,
        cast(sum(open_then.deal_count) as bigint) as open_count
    from open_then
    left join stages
        on stages.stage_name = open_then.stage_name
        and (stages.starts_on is null or stages.starts_on <= open_then.as_of_date)
        and (stages.valid_to is null or stages.valid_to > open_then.as_of_date)
    where coalesce(
        nullif(open_then.forecast_category, 'closed'), nullif(stages.forecast_category, 'closed'), 'pipeline'
    ) <> 'omitted'
    group by open_then.as_of, open_then.owner_id
),

asked_rates as (
    select distinct
        closed_changes.currency,
        closed_changes.closed_on as rate_date
    from closed_changes
    where closed_changes.is_won
),

rates as (
    select
        asked_rates.currency,
        asked_rates.rate_date,
        asked_rates.currency = settings.currency as is_ours,
        exchange_rates.rate
    from asked_rates
    cross join settings
    left join exchange_rates
        on exchange_rates.currency = asked_rates.currency
        and exchange_rates.rate_kind = 'spot'
        and exchange_rates.currency <> settings.currency
        and (exchange_rates.starts_on is null or exchange_rates.starts_on <= asked_rates.rate_date)
        and (exchange_rates.valid_to is null or exchange_rates.valid_to > asked_rates.rate_date)
),

closed_priced as (
    select
        closed_changes.valid_from,
        closed_changes.valid_to,
        closed_changes.owner_id,
        closed_changes.is_won,
        closed_changes.closed_on,
        -- most amounts are in the company's currency and need no arithmetic
        case
            when rates.is_ours then closed_changes.amount_local
            else cast(round(cast(closed_changes.amount_local as decimal(19, 2)) * rates.rate, 2) as decimal(18, 2))
        end as won_amount,
        case when closed_changes.is_won and closed_changes.created_date is not null then
            greatest(
                cast(date_diff('day', closed_changes.created_date, closed_changes.closed_on) as bigint), 0
            )
        end as cycle_days
    from closed_changes
    left join rates
        on rates.currency = closed_changes.currency
        and rates.rate_date = closed_changes.closed_on
),

closed_counts as (
    select
        spans.as_of,
        closed_priced.owner_id,
        cast(count(*) filter (where closed_priced.is_won) as bigint) as won_count,
        cast(count(*) filter (where not closed_priced.is_won) as bigint) as lost_count,
        cast(coalesce(sum(closed_priced.won_amount) filter (where closed_priced.is_won), 0) as decimal(18, 2))
            as won_amount,
        cast(count(closed_priced.cycle_days) as bigint) as cycle_count,
        cast(coalesce(sum(closed_priced.cycle_days), 0) as bigint) as cycle_days
    from closed_priced
    inner join spans
        on closed_priced.closed_on >= spans.from_date
        and closed_priced.closed_on < spans.as_of_date
        and closed_priced.valid_from < spans.as_of_at
        and (closed_priced.valid_to is null or closed_priced.valid_to >= spans.as_of_at)
    group by spans.as_of, closed_priced.owner_id
),

counts as (
    select
        open_counts.as_of,
        open_counts.owner_id,
        open_counts.open_count,
        cast(0 as bigint) as won_count,
        cast(0 as bigint) as lost_count,
        cast(0 as decimal(18, 2)) as won_amount,
        cast(0 as bigint) as cycle_count,
        cast(0 as bigint) as cycle_days
    from open_counts
    union all
    select
        closed_counts.as_of,
        closed_counts.owner_id,
        cast(0 as bigint) as open_count,
        closed_counts.won_count,
        closed_counts.lost_count,
        closed_counts.won_amount,
        closed_counts.cycle_count,
        closed_counts.cycle_days
    from closed_counts
),

credited as (
    select
        counts.as_of,
        coalesce(nodes.node_id, 'unassigned') as node_id,
        counts.open_count,
        counts.won_count,
        counts.lost_count,
        counts.won_amount,
        counts.cycle_count,
        counts.cycle_days
    from counts
    left join nodes
        on nodes.instant = 'now'
        and nodes.node_id = counts.owner_id
        and nodes.is_representative
),

sums as (
    select
        node_ancestors.ancestor_node_id as node_id,
        credited.as_of,
        cast(sum(credited.open_count) as bigint) as open_count,
        cast(sum(credited.won_count) as bigint) as won_count,
        cast(sum(credited.lost_count) as bigint) as lost_count,
        cast(sum(credited.won_amount) as decimal(18, 2)) as won_amount,
        cast(sum(credited.cycle_count) as bigint) as cycle_count,
        cast(sum(credited.cycle_days) as bigint) as cycle_days
    from credited
    inner join node_ancestors
        on node_ancestors.node_id = credited.node_id
        and node_ancestors.instant = 'now'
    group by node_ancestors.ancestor_node_id, credited.as_of
)

select
    this_week.week as week,
    nodes.node_id as node_id,
    spans.as_of as as_of,
    spans.as_of_date as as_of_date,
    nodes.node_name as node_name,
    nodes.level as level,
    nodes.depth as depth,
    nodes.sort_key as sort_key,
    coalesce(sums.open_count, 0) as open_deal_count,
    coalesce(sums.won_count, 0) as won_deal_count,
    coalesce(sums.lost_count, 0) as lost_deal_count,
    coalesce(sums.won_amount, 0) as won_amount,
    cast(
        floor(cast(sums.won_amount as double) / nullif(cast(sums.won_count as double), 0.0e0) * 1e2 + 0.5) / 1e2
        as decimal(18, 2)
    ) as average_won_amount,
    cast(
        floor(
            cast(sums.won_count as double) / nullif(cast(sums.won_count + sums.lost_count as double), 0.0e0)
            * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)
    ) as win_rate_ratio,
    cast(
        floor(cast(sums.cycle_days as double) / nullif(cast(sums.cycle_count as double), 0.0e0) + 0.5) as bigint
    ) as average_cycle_days,
    -- open × (won amount / won) × won / (won + lost) / (days / deals): the number won cancels out
    cast(
        floor(
            cast(sums.open_count as double)
            * cast(sums.won_amount as double)
            * cast(sums.cycle_count as double)
            / nullif(
                cast(sums.won_count + sums.lost_count as double) * cast(sums.cycle_days as double)
                * cast(least(sums.won_count, 1) as double),
                0.0e0
            )
            * 1e2 + 0.5
        ) / 1e2 as decimal(18, 2)
    ) as velocity_amount
from nodes
cross join this_week
cross join spans
left join sums
    on sums.node_id = nodes.node_id
    and sums.as_of = spans.as_of
where
    nodes.instant = 'now'
    and not nodes.is_representative
