-- No open deal is past its close date; the share is that of the current period's open value.
-- on: pipeline_snapshot
-- warn: overdue_warn_count
-- error: overdue_error_ratio
with

open_deals as (
    select
        pipeline_snapshot.opportunity_id,
        pipeline_snapshot.opportunity_name,
        pipeline_snapshot.node_name,
        pipeline_snapshot.close_date,
        pipeline_snapshot.amount,
        pipeline_snapshot.source_file,
        pipeline_snapshot.source_line,
        pipeline_snapshot.is_in_period,
        coalesce(pipeline_snapshot.close_date < this_week.week, false) as is_overdue
    from pipeline_snapshot
    cross join this_week
    where pipeline_snapshot.state = 'open'
),

whole as (
    select
        cast(sum(open_deals.amount) filter (where open_deals.is_overdue) as decimal(18, 2)) as overdue_amount,
        cast(sum(open_deals.amount) as decimal(18, 2)) as open_amount
    from open_deals
    where open_deals.is_in_period
)

select
    open_deals.opportunity_id,
    open_deals.opportunity_name,
    open_deals.node_name,
    open_deals.close_date,
    open_deals.amount,
    open_deals.source_file,
    open_deals.source_line,
    cast(floor(
        cast(coalesce(whole.overdue_amount, 0) as double)
        / nullif(cast(whole.open_amount as double), 0.0e0) * 1e6 + 0.5
    ) / 1e6 as decimal(18, 6)) as share_ratio
from open_deals
cross join whole
where open_deals.is_overdue
order by
    open_deals.amount desc,
    open_deals.opportunity_id asc
