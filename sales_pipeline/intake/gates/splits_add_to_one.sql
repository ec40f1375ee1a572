-- The shares of everybody credited for a deal add up to one.
-- on: opportunity_splits
-- warn: uneven_splits_warn_count
with

splits as (
    select
        opportunity_splits.opportunity_id,
        cast(count(*) as bigint) as person_count,
        cast(sum(opportunity_splits.split_ratio) as decimal(18, 6)) as split_ratio
    from opportunity_splits
    group by opportunity_splits.opportunity_id
)

select
    splits.opportunity_id,
    splits.person_count,
    splits.split_ratio
from splits
where splits.split_ratio <> 1
order by
    abs(splits.split_ratio - 1) desc,
    splits.opportunity_id asc
