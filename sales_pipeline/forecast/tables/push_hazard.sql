-- How often deals slip, win and are lost by how often their close date had moved into a later month: every past deal
-- that was open and due in its period at this point of it, counted in risk_record. Shares are plain, beside the number
-- of deals they rest on; blank where there was none. Beside them what all deals of the same stages and due buckets did:
-- pushes tell something only where the two differ.
-- grain: week, push_band
with

bands as (
    select '0' as push_band
    union all
    select '1' as push_band
    union all
    select '2' as push_band
    union all
    select '3' as push_band
    union all
    select '4+' as push_band
),

-- what deals of the same stages and due buckets did, pushed or not
outcomes as (
    select
        risk_record.push_band,
        risk_record.deal_count,
        risk_record.won_count,
        risk_record.slipped_count,
        risk_record.lost_count,
        cast(round(risk_record.deal_count * risk_outcomes.p_win_now, 6) as decimal(18, 6)) as alike_won,
        cast(round(risk_record.deal_count * risk_outcomes.p_slip, 6) as decimal(18, 6)) as alike_slipped
    from risk_record
    inner join risk_outcomes
        on risk_outcomes.cell_depth = 2
        and risk_outcomes.stage_name = risk_record.stage_name
        and risk_outcomes.due_bucket = risk_record.due_bucket
),

counts as (
    select
        bands.push_band,
        cast(coalesce(sum(outcomes.deal_count), 0) as bigint) as deal_count,
        cast(coalesce(sum(outcomes.won_count), 0) as bigint) as won_count,
        cast(coalesce(sum(outcomes.slipped_count), 0) as bigint) as slipped_count,
        cast(coalesce(sum(outcomes.lost_count), 0) as bigint) as lost_count,
        cast(coalesce(sum(outcomes.alike_won), 0) as decimal(18, 6)) as alike_won,
        cast(coalesce(sum(outcomes.alike_slipped), 0) as decimal(18, 6)) as alike_slipped
    from bands
    left join outcomes
        on outcomes.push_band = bands.push_band
    group by bands.push_band
)

select
    this_week.week as week,
    counts.push_band as push_band,
    counts.deal_count as deal_count,
    counts.won_count as won_count,
    counts.slipped_count as slipped_count,
    counts.lost_count as lost_count,
    cast(floor(
        cast(counts.won_count as double) / nullif(cast(counts.deal_count as double), 0.0e0) * 1e6 + 0.5
    ) / 1e6 as decimal(18, 6)) as won_ratio,
    cast(floor(
        cast(counts.slipped_count as double) / nullif(cast(counts.deal_count as double), 0.0e0) * 1e6 + 0.5
    ) / 1e6 as decimal(18, 6)) as slipped_ratio,
    cast(floor(
        cast(counts.lost_count as double) / nullif(cast(counts.deal_count as double), 0.0e0) * 1e6 + 0.5
    ) / 1e6 as decimal(18, 6)) as lost_ratio,
    cast(floor(
        cast(counts.alike_won as double) / nullif(cast(counts.deal_count as double), 0.0e0) * 1e6 + 0.5
    ) / 1e6 as decimal(18, 6)) as alike_won_ratio,
    cast(floor(
        cast(counts.alike_slipped as double) / nullif(cast(counts.deal_count as double), 0.0e0) * 1e6 + 0.5
    ) / 1e6 as decimal(18, 6)) as alike_slipped_ratio
from counts
cross join this_week
