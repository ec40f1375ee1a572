-- The chances of each kind of deal: won in the period, slipped out of it, lost. Kinds are told apart by stage, then due
-- bucket, pushes and age; each is drawn towards its parent, the kind without the last of them: (won + k × the parent's
-- chance) / (deals + k), k the setting risk.alike_count. Chance to win and to lose are frozen to six places, the rest
-- slips, so that the three make 1 exactly.
-- grain: week, cell_depth, stage_name, due_bucket, push_band, age_band
with

kinds as (
    select
        risk_record.stage_name,
        risk_record.due_bucket,
        risk_record.push_band,
        risk_record.age_band,
        cast(sum(risk_record.deal_count) as bigint) as deal_count,
        cast(sum(risk_record.won_count) as bigint) as won_count,
        cast(sum(risk_record.lost_count) as bigint) as lost_count
    from risk_record
    group by
        risk_record.stage_name,
        risk_record.due_bucket,
        risk_record.push_band,
        risk_record.age_band
),

all_deals as (
    select
        cast(sum(kinds.deal_count) as bigint) as deal_count,
        cast(sum(kinds.won_count) as bigint) as won_count,
        cast(sum(kinds.lost_count) as bigint) as lost_count
    from kinds
    having count(*) > 0
),

depth_0 as (
    select
        cast(0 as bigint) as cell_depth,
        'any' as stage_name,
        'any' as due_bucket,
        'any' as push_band,
        'any' as age_band,
        all_deals.deal_count,
        all_deals.won_count,
        all_deals.lost_count,
        cast(null as bigint) as parent_cell_depth,
        cast(null as bigint) as parent_deal_count,
        cast(null as decimal(18, 6)) as parent_p_win_now,
        cast(
            floor(
                cast(all_deals.won_count as double) / nullif(cast(all_deals.deal_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6
            as decimal(18, 6)
        ) as p_win_now,
        cast(
            floor(
                cast(all_deals.lost_count as double) / nullif(cast(all_deals.deal_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6
            as decimal(18, 6)
        ) as p_lose
    from all_deals
),

stages_told as (
    select
        kinds.stage_name,
        cast(sum(kinds.deal_count) as bigint) as deal_count,
        cast(sum(kinds.won_count) as bigint) as won_count,
        cast(sum(kinds.lost_count) as bigint) as lost_count
    from kinds
    group by kinds.stage_name
),

depth_1 as (
    select
        cast(1 as bigint) as cell_depth,
        stages_told.stage_name,
        'any' as due_bucket,
        'any' as push_band,
        'any' as age_band,
        stages_told.deal_count,
        stages_told.won_count,
        stages_told.lost_count,
        depth_0.cell_depth as parent_cell_depth,
        depth_0.deal_count as parent_deal_count,
        depth_0.p_win_now as parent_p_win_now,
        cast(
            floor(
                (
                    cast(stages_told.won_count as double)
                    + cast(settings.risk_alike_count as double) * cast(depth_0.p_win_now as double)
                )
                / nullif(cast(stages_told.deal_count + settings.risk_alike_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6
            as decimal(18, 6)
        ) as p_win_now,
        cast(
            floor(
                (
                    cast(stages_told.lost_count as double)
                    + cast(settings.risk_alike_count as double) * cast(depth_0.p_lose as double)
                )
                / nullif(cast(stages_told.deal_count + settings.risk_alike_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6
            as decimal(18, 6)
        ) as p_lose
    from stages_told
    cross join settings
    cross join depth_0
),

dues_told as (
    select
        kinds.stage_name,
        kinds.due_bucket,
        cast(sum(kinds.deal_count) as bigint) as deal_count,
        cast(sum(kinds.won_count) as bigint) as won_count,
        cast(sum(kinds.lost_count) as bigint) as lost_count
    from kinds
    group by kinds.stage_name, kinds.due_bucket
),

depth_2 as (
    select
        cast(2 as bigint) as cell_depth,
        dues_told.stage_name,
        dues_told.due_bucket,
        'any' as push_band,
        'any' as age_band,
        dues_told.deal_count,
        dues_told.won_count,
        dues_told.lost_count,
        depth_1.cell_depth as parent_cell_depth,
        depth_1.deal_count as parent_deal_count,
        depth_1.p_win_now as parent_p_win_now,
        cast(
            floor(
                (
                    cast(dues_told.won_count as double)
                    + cast(settings.risk_alike_count as double) * cast(depth_1.p_win_now as double)
                )
                / nullif(cast(dues_told.deal_count + settings.risk_alike_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6
            as decimal(18, 6)
        ) as p_win_now,
        cast(
            floor(
                (
                    cast(dues_told.lost_count as double)
                    + cast(settings.risk_alike_count as double) * cast(depth_1.p_lose as double)
                )
                / nullif(cast(dues_told.deal_count + settings.risk_alike_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6
            as decimal(18, 6)
        ) as p_lose
    from dues_told
    cross join settings
    inner join depth_1
        on depth_1.stage_name = dues_told.stage_name
),

pushes_told as (
    select
        kinds.stage_name,
        kinds.due_bucket,
        kinds.push_band,
        cast(sum(kinds.deal_count) as bigint) as deal_count,
        cast(sum(kinds.won_count) as bigint) as won_count,
        cast(sum(kinds.lost_count) as bigint) as lost_count
    from kinds
    group by kinds.stage_name, kinds.due_bucket, kinds.push_band
),

depth_3 as (
    select
        cast(3 as bigint) as cell_depth,
        pushes_told.stage_name,
        pushes_told.due_bucket,
        pushes_told.push_band,
        'any' as age_band,
        pushes_told.deal_count,
        pushes_told.won_count,
        pushes_told.lost_count,
        depth_2.cell_depth as parent_cell_depth,
        depth_2.deal_count as parent_deal_count,
        depth_2.p_win_now as parent_p_win_now,
        cast(
            floor(
                (
                    cast(pushes_told.won_count as double)
                    + cast(settings.risk_alike_count as double) * cast(depth_2.p_win_now as double)
                )
                / nullif(cast(pushes_told.deal_count + settings.risk_alike_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6
            as decimal(18, 6)
        ) as p_win_now,
        cast(
            floor(
                (
                    cast(pushes_told.lost_count as double)
                    + cast(settings.risk_alike_count as double) * cast(depth_2.p_lose as double)
                )
                / nullif(cast(pushes_told.deal_count + settings.risk_alike_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6
            as decimal(18, 6)
        ) as p_lose
    from pushes_told
    cross join settings
    inner join depth_2
        on depth_2.stage_name = pushes_told.stage_name
        and depth_2.due_bucket = pushes_told.due_bucket
),

ages_told as (
    select
        kinds.stage_name,
        kinds.due_bucket,
        kinds.push_band,
        kinds.age_band,
        cast(sum(kinds.deal_count) as bigint) as deal_count,
        cast(sum(kinds.won_count) as bigint) as won_count,
        cast(sum(kinds.lost_count) as bigint) as lost_count
    from kinds
    group by kinds.stage_name, kinds.due_bucket, kinds.push_band, kinds.age_band
),

depth_4 as (
    select
        cast(4 as bigint) as cell_depth,
        ages_told.stage_name,
        ages_told.due_bucket,
        ages_told.push_band,
        ages_told.age_band,
        ages_told.deal_count,
        ages_told.won_count,
        ages_told.lost_count,
        depth_3.cell_depth as parent_cell_depth,
        depth_3.deal_count as parent_deal_count,
        depth_3.p_win_now as parent_p_win_now,
        cast(
            floor(
                (
                    cast(ages_told.won_count as double)
                    + cast(settings.risk_alike_count as double) * cast(depth_3.p_win_now as double)
                )
                / nullif(cast(ages_told.deal_count + settings.risk_alike_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6
            as decimal(18, 6)
        ) as p_win_now,
        cast(
            floor(
                (
                    cast(ages_told.lost_count as double)
                    + cast(settings.risk_alike_count as double) * cast(depth_3.p_lose as double)
                )
                / nullif(cast(ages_told.deal_count + settings.risk_alike_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6
            as decimal(18, 6)
        ) as p_lose
    from ages_told
    cross join settings
    inner join depth_3
        on depth_3.stage_name = ages_told.stage_name
        and depth_3.due_bucket = ages_told.due_bucket
        and depth_3.push_band = ages_told.push_band
),

cells as (
    select
        depth_0.cell_depth,
        depth_0.stage_name,
        depth_0.due_bucket,
        depth_0.push_band,
        depth_0.age_band,
        depth_0.deal_count,
        depth_0.won_count,
        depth_0.lost_count,
        depth_0.parent_cell_depth,
        depth_0.parent_deal_count,
        depth_0.parent_p_win_now,
        depth_0.p_win_now,
        depth_0.p_lose
    from depth_0
    union all
    select
        depth_1.cell_depth,
        depth_1.stage_name,
        depth_1.due_bucket,
        depth_1.push_band,
        depth_1.age_band,
        depth_1.deal_count,
        depth_1.won_count,
        depth_1.lost_count,
        depth_1.parent_cell_depth,
        depth_1.parent_deal_count,
        depth_1.parent_p_win_now,
        depth_1.p_win_now,
        depth_1.p_lose
    from depth_1
    union all
    select
        depth_2.cell_depth,
        depth_2.stage_name,
        depth_2.due_bucket,
        depth_2.push_band,
        depth_2.age_band,
        depth_2.deal_count,
        depth_2.won_count,
        depth_2.lost_count,
        depth_2.parent_cell_depth,
        depth_2.parent_deal_count,
        depth_2.parent_p_win_now,
        depth_2.p_win_now,
        depth_2.p_lose
    from depth_2
    union all
    select
        depth_3.cell_depth,
        depth_3.stage_name,
        depth_3.due_bucket,
        depth_3.push_band,
        depth_3.age_band,
        depth_3.deal_count,
        depth_3.won_count,
        depth_3.lost_count,
        depth_3.parent_cell_depth,
        depth_3.parent_deal_count,
        depth_3.parent_p_win_now,
        depth_3.p_win_now,
        depth_3.p_lose
    from depth_3
    union all
    select
        depth_4.cell_depth,
        depth_4.stage_name,
        depth_4.due_bucket,
        depth_4.push_band,
        depth_4.age_band,
        depth_4.deal_count,
        depth_4.won_count,
        depth_4.lost_count,
        depth_4.parent_cell_depth,
        depth_4.parent_deal_count,
        depth_4.parent_p_win_now,
        depth_4.p_win_now,
        depth_4.p_lose
    from depth_4
)

select
    this_week.week as week,
    cells.cell_depth as cell_depth,
    cells.stage_name as stage_name,
    cells.due_bucket as due_bucket,
    cells.push_band as push_band,
    cells.age_band as age_band,
    cells.deal_count as deal_count,
    cells.won_count as won_count,
    cells.lost_count as lost_count,
    cells.deal_count - cells.won_count - cells.lost_count as slipped_count,
    cells.parent_cell_depth as parent_cell_depth,
    cells.parent_deal_count as parent_deal_count,
    cells.parent_p_win_now as parent_p_win_now,
    cells.p_win_now as p_win_now,
    cast(1 - cells.p_win_now - least(cells.p_lose, 1 - cells.p_win_now) as decimal(18, 6)) as p_slip,
    cast(least(cells.p_lose, 1 - cells.p_win_now) as decimal(18, 6)) as p_lose
from cells
cross join this_week
