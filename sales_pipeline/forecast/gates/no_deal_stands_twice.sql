-- No two open deals share account, name and amount.
-- on: pipeline_snapshot
-- warn: duplicate_deals_warn_count
select
    pipeline_snapshot.opportunity_id,
    pipeline_snapshot.opportunity_name,
    pipeline_snapshot.account_name,
    pipeline_snapshot.node_name,
    pipeline_snapshot.amount,
    pipeline_snapshot.source_file,
    pipeline_snapshot.source_line
from pipeline_snapshot
where pipeline_snapshot.state = 'open'
    and pipeline_snapshot.account_id is not null
    and pipeline_snapshot.opportunity_name is not null
    and pipeline_snapshot.has_amount
qualify row_number() over (
    partition by
        pipeline_snapshot.account_id,
        pipeline_snapshot.opportunity_name,
        pipeline_snapshot.amount_local,
        pipeline_snapshot.currency
    order by pipeline_snapshot.opportunity_id asc
) > 1
order by
    pipeline_snapshot.amount desc,
    pipeline_snapshot.opportunity_id asc
