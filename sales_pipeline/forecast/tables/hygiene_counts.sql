-- How many open deals of each representative have each problem of pipeline_hygiene, none included, and what they are
-- worth. Omitted deals are left out, and problems that the source cannot show.
-- grain: week, node_id, problem
with

owners as (
    select
        pipeline_snapshot.node_id,
        min(pipeline_snapshot.node_name) as node_name,
        cast(count(*) as bigint) as open_deal_count
    from pipeline_snapshot
    where
        pipeline_snapshot.state = 'open'
        and pipeline_snapshot.category <> 'omitted'
    group by pipeline_snapshot.node_id
),

problems as (
    select
        case history_quality.field
            when 'close_date' then 'no_close_date'
            when 'amount' then 'no_amount'
            when 'next_step' then 'no_next_step'
            when 'stage_history' then 'stale'
            else 'no_activity'
        end as problem
    from history_quality
    where
        history_quality.is_available
        and history_quality.field in ('close_date', 'amount', 'next_step', 'stage_history', 'activities')
    union all
    select 'overdue' as problem
    from history_quality
    where
        history_quality.is_available
        and history_quality.field = 'close_date'
),

counts as (
    select
        pipeline_hygiene.node_id,
        pipeline_hygiene.problem,
        cast(count(*) as bigint) as deal_count,
        cast(sum(pipeline_hygiene.amount) as decimal(18, 2)) as amount
    from pipeline_hygiene
    group by pipeline_hygiene.node_id, pipeline_hygiene.problem
)

select
    this_week.week as week,
    owners.node_id as node_id,
    owners.node_name as node_name,
    problems.problem as problem,
    owners.open_deal_count as open_deal_count,
    coalesce(counts.deal_count, 0) as deal_count,
    coalesce(counts.amount, 0) as amount,
    cast(floor(
        cast(coalesce(counts.deal_count, 0) as double)
        / nullif(cast(owners.open_deal_count as double), 0.0e0) * 1e6 + 0.5
    ) / 1e6 as decimal(18, 6)) as deal_ratio
from owners
cross join problems
cross join this_week
left join counts
    on counts.node_id = owners.node_id
    and counts.problem = problems.problem
