-- Company and units have won as much of their target as past periods had won of their result at this point.
-- on: pacing
-- warn: behind_pace_warn_count
select
    pacing.node_id,
    pacing.node_name,
    pacing.closed_won_amount,
    pacing.target_amount,
    pacing.attainment_ratio,
    pacing.share_low_ratio,
    pacing.share_median_ratio,
    pacing.share_period_count
from pacing
where
    pacing.is_now
    and pacing.level <> 'representative'
    and pacing.standing = 'behind'
    -- fewer have no quartiles worth the name
    and pacing.share_period_count >= 4
order by
    pacing.depth asc,
    pacing.sort_key asc,
    pacing.node_id asc
