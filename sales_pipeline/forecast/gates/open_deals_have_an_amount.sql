-- Every open deal has an amount; without one it counts as nothing.
-- on: pipeline_snapshot
-- warn: required_fields_warn_ratio
-- error: required_fields_error_ratio
with

open_deals as (
    select
        pipeline_snapshot.opportunity_id,
        pipeline_snapshot.opportunity_name,
        pipeline_snapshot.node_name,
        pipeline_snapshot.stage_name,
        pipeline_snapshot.amount,
        pipeline_snapshot.source_file,
        pipeline_snapshot.source_line,
        pipeline_snapshot.has_amount as is_filled
    from pipeline_snapshot
    inner join history_quality
        on history_quality.field = 'amount'
        and history_quality.is_available
    where pipeline_snapshot.state = 'open'
),

whole as (
    select
        cast(floor(
            cast(count(*) filter (where not open_deals.is_filled) as double)
            / nullif(cast(count(*) as double), 0.0e0) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)) as share_ratio
    from open_deals
)

select
    open_deals.opportunity_id,
    open_deals.opportunity_name,
    open_deals.node_name,
    open_deals.stage_name,
    open_deals.amount,
    open_deals.source_file,
    open_deals.source_line,
    whole.share_ratio
from open_deals
cross join whole
where not open_deals.is_filled
order by
    open_deals.amount desc,
    open_deals.opportunity_id asc
