-- Every row received can be used. The share is the worst file's, by rows or, for changes of deals, by their money.
-- on: rejected_rows
-- warn: rejected_rows_warn_count
-- error: rejected_rows_error_ratio
with

file_shares as (
    select
        source_files.source_file,
        source_files.table_name,
        cast(floor(
            cast(source_files.rejected_count as double) / nullif(cast(source_files.row_count as double), 0.0e0) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)) as share_ratio
    from source_files
),

deal_rows as (
    select distinct
        rejected_rows.source_file,
        rejected_rows.source_line,
        rejected_rows.row_id
    from rejected_rows
    where rejected_rows.table_name in ('opportunities', 'opportunity_history')
),

-- a rejected row is worth what its deal was last known to be worth
last_amounts as (
    select
        opportunity_history.opportunity_id,
        opportunity_history.amount_local
    from opportunity_history
    where opportunity_history.amount_local is not null
    qualify row_number() over (
        partition by opportunity_history.opportunity_id
        order by opportunity_history.change_seq desc
    ) = 1
),

rejected_money as (
    select cast(sum(last_amounts.amount_local) as decimal(18, 2)) as amount
    from deal_rows
    inner join last_amounts
        on deal_rows.row_id = last_amounts.opportunity_id
),

accepted_money as (
    select cast(sum(opportunity_history.amount_local) as decimal(18, 2)) as amount
    from opportunity_history
),

money_share as (
    select
        cast(floor(
            cast(coalesce(rejected_money.amount, 0) as double)
            / nullif(cast(coalesce(rejected_money.amount, 0) + coalesce(accepted_money.amount, 0) as double), 0.0e0)
            * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)) as share_ratio
    from rejected_money
    cross join accepted_money
),

rejected as (
    select
        rejected_rows.source_file,
        rejected_rows.source_line,
        rejected_rows.table_name,
        rejected_rows.column_name,
        rejected_rows.value,
        rejected_rows.reason,
        greatest(
            coalesce(file_shares.share_ratio, 0),
            case
                when rejected_rows.table_name in ('opportunities', 'opportunity_history')
                    then coalesce(money_share.share_ratio, 0)
                else 0
            end
        ) as share_ratio
    from rejected_rows
    cross join money_share
    left join file_shares
        on rejected_rows.source_file = file_shares.source_file
        and rejected_rows.table_name = file_shares.table_name
    qualify row_number() over (
        partition by
            rejected_rows.source_file,
            rejected_rows.source_line,
            rejected_rows.table_name
        order by
            rejected_rows.column_name asc nulls last,
            rejected_rows.reason asc
    ) = 1
)

select
    rejected.source_file,
    rejected.source_line,
    rejected.table_name,
    rejected.column_name,
    rejected.value,
    rejected.reason,
    rejected.share_ratio
from rejected
order by
    rejected.source_file asc,
    rejected.table_name asc,
    rejected.source_line asc
