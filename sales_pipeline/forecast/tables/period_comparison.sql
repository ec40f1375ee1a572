-- This period at each node beside the last one and the same one a year ago, as they stood at the same point of it: deals
-- won, lost and open, what was won by then, what it came to in the end, and the growth since. Credited by today's
-- organisation. Growth is blank where there was nothing then or the sign differs. A past period in which the company won
-- nothing is left out: history began later. Beside, what the wins of then and of now would have brought at the usual size
-- of their segments, and what dearer or cheaper line items made of it: units won of each product sold at both times × the
-- change of its price; blank where wins have no line items.
-- grain: week, node_id, as_of
with

moments as (
    select
        'now' as as_of,
        this_week.week as as_of_date,
        this_week.period_id,
        this_week.period_label,
        this_week.period_stop_date as stop_date
    from this_week
    union all
    select
        case when past_mondays.recency = 1 then 'last_period' else 'year_ago' end as as_of,
        past_mondays.as_of_date,
        past_mondays.period_id,
        past_mondays.period_label,
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

ancestors as (
    select
        node_ancestors.node_id,
        node_ancestors.ancestor_node_id
    from node_ancestors
    where node_ancestors.instant = 'now'
),

own as (
    select
        comparison_deals.as_of,
        comparison_deals.node_id,
        comparison_deals.segment,
        cast(count(*) filter (where comparison_deals.state = 'won') as bigint) as won_count,
        cast(count(*) filter (where comparison_deals.state = 'lost') as bigint) as lost_count,
        cast(count(*) filter (where comparison_deals.state = 'open') as bigint) as open_count,
        cast(coalesce(sum(comparison_deals.amount) filter (where comparison_deals.state = 'won'), 0) as decimal(18, 2))
            as won_amount,
        cast(coalesce(sum(comparison_deals.amount) filter (where comparison_deals.state = 'open'), 0) as decimal(18, 2))
            as open_amount
    from comparison_deals
    group by comparison_deals.as_of, comparison_deals.node_id, comparison_deals.segment
),

segments as (
    select
        ancestors.ancestor_node_id as node_id,
        own.as_of,
        own.segment,
        cast(sum(own.won_count) as bigint) as won_count,
        cast(sum(own.lost_count) as bigint) as lost_count,
        cast(sum(own.open_count) as bigint) as open_count,
        cast(sum(own.won_amount) as decimal(18, 2)) as won_amount,
        cast(sum(own.open_amount) as decimal(18, 2)) as open_amount
    from own
    inner join ancestors
        on ancestors.node_id = own.node_id
    group by ancestors.ancestor_node_id, own.as_of, own.segment
),

totals as (
    select
        segments.node_id,
        segments.as_of,
        cast(sum(segments.won_count) as bigint) as won_count,
        cast(sum(segments.lost_count) as bigint) as lost_count,
        cast(sum(segments.open_count) as bigint) as open_count,
        cast(sum(segments.won_amount) as decimal(18, 2)) as won_amount,
        cast(sum(segments.open_amount) as decimal(18, 2)) as open_amount
    from segments
    group by segments.node_id, segments.as_of
),

-- what a win in each segment was usually worth: the company's wins of the twelve months to the end of the period of then
past_wins as (
    select
        moments.as_of,
        coalesce(accounts.segment, opportunities.segment, 'unknown') as segment,
        cast(count(*) as bigint) as won_count,
        cast(sum(won_deals.amount) as decimal(18, 2)) as amount
    from won_deals
    inner join moments
        on won_deals.won_date < moments.stop_date
        and won_deals.won_date >= moments.stop_date + cast(-365 as integer)
    left join opportunities
        on opportunities.opportunity_id = won_deals.opportunity_id
    left join accounts
        on accounts.account_id = opportunities.account_id
    where moments.as_of <> 'now'
    group by moments.as_of, coalesce(accounts.segment, opportunities.segment, 'unknown')
),

all_wins as (
    select
        past_wins.as_of,
        cast(sum(past_wins.won_count) as bigint) as won_count,
        cast(sum(past_wins.amount) as decimal(18, 2)) as amount
    from past_wins
    group by past_wins.as_of
),

-- wins of now and of then at those sizes; a segment without a win counts at the size of all
usual as (
    select
        segments.node_id,
        segments.as_of = 'now' as is_now,
        all_wins.as_of,
        cast(sum(cast(
            floor(
                cast(segments.won_count as double) * cast(coalesce(past_wins.amount, all_wins.amount) as double)
                / nullif(cast(coalesce(past_wins.won_count, all_wins.won_count) as double), 0.0e0) * 1e2 + 0.5
            ) / 1e2 as decimal(18, 2)
        )) as decimal(18, 2)) as amount
    from segments
    inner join all_wins
        on segments.as_of = 'now'
        or segments.as_of = all_wins.as_of
    left join past_wins
        on past_wins.as_of = all_wins.as_of
        and past_wins.segment = segments.segment
    where segments.won_count > 0
    group by segments.node_id, segments.as_of = 'now', all_wins.as_of
),

own_products as (
    select
        comparison_deals.as_of,
        comparison_deals.node_id,
        opportunity_products.product_id,
        cast(sum(opportunity_products.quantity) as decimal(18, 6)) as quantity,
        cast(sum(cast(
            round(cast(opportunity_products.amount_local as decimal(19, 2)) * comparison_deals.rate, 2)
            as decimal(18, 2)
        )) as decimal(18, 2)) as amount
    from comparison_deals
    inner join opportunity_products
        on opportunity_products.opportunity_id = comparison_deals.opportunity_id
    where
        comparison_deals.state = 'won'
        and opportunity_products.quantity > 0
        and opportunity_products.amount_local is not null
    group by comparison_deals.as_of, comparison_deals.node_id, opportunity_products.product_id
),

product_sums as (
    select
        ancestors.ancestor_node_id as node_id,
        own_products.as_of,
        own_products.product_id,
        cast(sum(own_products.quantity) as decimal(18, 6)) as quantity,
        cast(sum(own_products.amount) as decimal(18, 2)) as amount
    from own_products
    inner join ancestors
        on ancestors.node_id = own_products.node_id
    group by ancestors.ancestor_node_id, own_products.as_of, own_products.product_id
),

repriced as (
    select
        now_sums.node_id,
        then_sums.as_of,
        cast(sum(
            now_sums.amount
            - cast(
                floor(
                    cast(now_sums.quantity as double) * cast(then_sums.amount as double)
                    / nullif(cast(then_sums.quantity as double), 0.0e0) * 1e2 + 0.5
                ) / 1e2 as decimal(18, 2)
            )
        ) as decimal(18, 2)) as amount
    from product_sums as now_sums
    inner join product_sums as then_sums
        on then_sums.node_id = now_sums.node_id
        and then_sums.product_id = now_sums.product_id
        and then_sums.as_of <> 'now'
    where now_sums.as_of = 'now'
    group by now_sums.node_id, then_sums.as_of
),

finals as (
    select
        ancestors.ancestor_node_id as node_id,
        moments.as_of,
        cast(sum(won_deals.amount) as decimal(18, 2)) as amount
    from won_deals
    inner join moments
        on moments.period_id = won_deals.period_id
        and moments.as_of <> 'now'
    inner join ancestors
        on ancestors.node_id = won_deals.node_id
    group by ancestors.ancestor_node_id, moments.as_of
),

known as (
    select
        finals.as_of,
        max(abs(finals.amount)) as amount
    from finals
    group by finals.as_of
),

positions as (
    select
        nodes.node_id,
        moments.as_of,
        moments.as_of_date,
        moments.period_id,
        moments.period_label,
        nodes.node_name,
        nodes.level,
        nodes.depth,
        nodes.sort_key,
        coalesce(totals.won_count, 0) as won_count,
        coalesce(totals.lost_count, 0) as lost_count,
        coalesce(totals.open_count, 0) as open_count,
        coalesce(totals.won_amount, 0) as won_amount,
        coalesce(totals.open_amount, 0) as open_amount,
        case when moments.as_of = 'now' then forecast_rollup.expected_amount else coalesce(finals.amount, 0) end
            as result_amount,
        coalesce(now_totals.won_amount, 0) as now_won_amount,
        forecast_rollup.expected_amount as now_result_amount,
        coalesce(usual_then.amount, 0) as usual_then_amount,
        coalesce(usual_now.amount, 0) as usual_now_amount,
        repriced.amount as price_amount
    from nodes
    cross join moments
    inner join forecast_rollup
        on forecast_rollup.node_id = nodes.node_id
        and forecast_rollup.horizon = 'current'
    left join known
        on known.as_of = moments.as_of
    left join totals
        on totals.node_id = nodes.node_id
        and totals.as_of = moments.as_of
    left join totals as now_totals
        on now_totals.node_id = nodes.node_id
        and now_totals.as_of = 'now'
    left join finals
        on finals.node_id = nodes.node_id
        and finals.as_of = moments.as_of
    left join usual as usual_then
        on usual_then.node_id = nodes.node_id
        and usual_then.as_of = moments.as_of
        and not usual_then.is_now
    left join usual as usual_now
        on usual_now.node_id = nodes.node_id
        and usual_now.as_of = moments.as_of
        and usual_now.is_now
    left join repriced
        on repriced.node_id = nodes.node_id
        and repriced.as_of = moments.as_of
    where
        nodes.instant = 'now'
        and (moments.as_of = 'now' or known.amount > 0)
)

select
    this_week.week as week,
    positions.node_id as node_id,
    positions.as_of as as_of,
    positions.as_of_date as as_of_date,
    positions.period_id as period_id,
    positions.period_label as period_label,
    positions.node_name as node_name,
    positions.level as level,
    positions.depth as depth,
    positions.sort_key as sort_key,
    positions.won_count as won_deal_count,
    positions.lost_count as lost_deal_count,
    positions.open_count as open_deal_count,
    positions.won_amount as closed_won_amount,
    positions.open_amount as open_pipeline_amount,
    positions.result_amount as result_amount,
    case when positions.as_of <> 'now' then positions.usual_then_amount end as usual_then_amount,
    case when positions.as_of <> 'now' then positions.usual_now_amount end as usual_now_amount,
    case when positions.as_of <> 'now' then positions.price_amount end as price_amount,
    case when positions.as_of <> 'now' then
        cast(positions.now_won_amount - positions.won_amount as decimal(18, 2))
    end as closed_won_change_amount,
    case when positions.as_of <> 'now' and positions.won_amount > 0 and positions.now_won_amount >= 0 then
        cast(
            floor(
                cast(positions.now_won_amount - positions.won_amount as double)
                / nullif(cast(positions.won_amount as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        )
    end as closed_won_growth_ratio,
    case when positions.as_of <> 'now' then
        cast(positions.now_result_amount - positions.result_amount as decimal(18, 2))
    end as result_change_amount,
    case when positions.as_of <> 'now' and positions.result_amount > 0 and positions.now_result_amount >= 0 then
        cast(
            floor(
                cast(positions.now_result_amount - positions.result_amount as double)
                / nullif(cast(positions.result_amount as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        )
    end as result_growth_ratio
from positions
cross join this_week
