-- The shares of everybody credited for a deal add up to one.
-- on: opportunity_splits
-- warn: uneven_splits_warn_count
select
    opportunity_splits.opportunity_id,
    cast(count(*) as bigint) as person_count,
    cast(sum(opportunity_splits.split_ratio) as decimal(18, 6)) as split_ratio
from opportunity_splits
group by opportunity_splits.opportunity_id
having sum(opportunity_splits.split_ratio) <> 1
order by
    abs(sum(opportunity_splits.split_ratio) - 1) desc,
    opportunity_splits.opportunity_id asc
