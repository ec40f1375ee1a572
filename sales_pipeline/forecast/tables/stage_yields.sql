-- What a unit of open amount brings, and how often a deal is won, learned for each kind of deal: from all deals down to
-- those alike in stage, due bucket, weeks left, age and amount (`cell_level` says how far; `*` and -1 stand for any). Each
-- cell is drawn towards its parent as if by ten more deals of the parent's average amount and yield.
-- grain: week, horizon, cell_level, stage_name, due_bucket, weeks_left, age_band, amount_band
with

cells_0 as (
    select
        yield_cells.horizon,
        cast(sum(yield_cells.deal_count) as bigint) as deal_count,
        cast(sum(yield_cells.won_count) as bigint) as won_count,
        cast(sum(yield_cells.amount) as decimal(18, 2)) as amount,
        cast(sum(yield_cells.won_amount) as decimal(18, 2)) as won_amount
    from yield_cells
    group by yield_cells.horizon
),

learned_0 as (
    select
        cells_0.horizon,
        cells_0.deal_count,
        cells_0.won_count,
        cells_0.amount,
        cells_0.won_amount,
        cast(cells_0.amount as double) / nullif(cast(cells_0.deal_count as double), 0.0e0) as average,
        cast(cells_0.won_amount as double) / nullif(cast(cells_0.amount as double), 0.0e0) as yield,
        cast(cells_0.won_count as double) / nullif(cast(cells_0.deal_count as double), 0.0e0) as chance
    from cells_0
    where cells_0.amount > 0
),

cells_1 as (
    select
        yield_cells.horizon,
        yield_cells.stage_name,
        cast(sum(yield_cells.deal_count) as bigint) as deal_count,
        cast(sum(yield_cells.won_count) as bigint) as won_count,
        cast(sum(yield_cells.amount) as decimal(18, 2)) as amount,
        cast(sum(yield_cells.won_amount) as decimal(18, 2)) as won_amount
    from yield_cells
    group by yield_cells.horizon, yield_cells.stage_name
),

learned_1 as (
    select
        cells_1.horizon,
        cells_1.stage_name,
        cells_1.deal_count,
        cells_1.won_count,
        cells_1.amount,
        cells_1.won_amount,
        cast(cells_1.amount as double) / nullif(cast(cells_1.deal_count as double), 0.0e0) as average,
        (cast(cells_1.won_amount as double) + 1e1 * learned_0.average * learned_0.yield)
        / nullif(cast(cells_1.amount as double) + 1e1 * learned_0.average, 0.0e0) as yield,
        (cast(cells_1.won_count as double) + 1e1 * learned_0.chance)
        / nullif(cast(cells_1.deal_count as double) + 1e1, 0.0e0) as chance
    from cells_1
    inner join learned_0
        on learned_0.horizon = cells_1.horizon
),

cells_2 as (
    select
        yield_cells.horizon,
        yield_cells.stage_name,
        yield_cells.due_bucket,
        cast(sum(yield_cells.deal_count) as bigint) as deal_count,
        cast(sum(yield_cells.won_count) as bigint) as won_count,
        cast(sum(yield_cells.amount) as decimal(18, 2)) as amount,
        cast(sum(yield_cells.won_amount) as decimal(18, 2)) as won_amount
    from yield_cells
    group by yield_cells.horizon, yield_cells.stage_name, yield_cells.due_bucket
),

learned_2 as (
    select
        cells_2.horizon,
        cells_2.stage_name,
        cells_2.due_bucket,
        cells_2.deal_count,
        cells_2.won_count,
        cells_2.amount,
        cells_2.won_amount,
        cast(cells_2.amount as double) / nullif(cast(cells_2.deal_count as double), 0.0e0) as average,
        -- deals without an amount among deals without one teach no yield: it is the parent's, here and further down
        coalesce(
            (cast(cells_2.won_amount as double) + 1e1 * learned_1.average * learned_1.yield)
            / nullif(cast(cells_2.amount as double) + 1e1 * learned_1.average, 0.0e0),
            learned_1.yield
        ) as yield,
        (cast(cells_2.won_count as double) + 1e1 * learned_1.chance)
        / nullif(cast(cells_2.deal_count as double) + 1e1, 0.0e0) as chance
    from cells_2
    inner join learned_1
        on learned_1.horizon = cells_2.horizon
        and learned_1.stage_name = cells_2.stage_name
),

cells_3 as (
    select
        yield_cells.horizon,
        yield_cells.stage_name,
        yield_cells.due_bucket,
        yield_cells.weeks_left,
        cast(sum(yield_cells.deal_count) as bigint) as deal_count,
        cast(sum(yield_cells.won_count) as bigint) as won_count,
        cast(sum(yield_cells.amount) as decimal(18, 2)) as amount,
        cast(sum(yield_cells.won_amount) as decimal(18, 2)) as won_amount
    from yield_cells
    group by yield_cells.horizon, yield_cells.stage_name, yield_cells.due_bucket, yield_cells.weeks_left
),

learned_3 as (
    select
        cells_3.horizon,
        cells_3.stage_name,
        cells_3.due_bucket,
        cells_3.weeks_left,
        cells_3.deal_count,
        cells_3.won_count,
        cells_3.amount,
        cells_3.won_amount,
        cast(cells_3.amount as double) / nullif(cast(cells_3.deal_count as double), 0.0e0) as average,
        coalesce(
            (cast(cells_3.won_amount as double) + 1e1 * learned_2.average * learned_2.yield)
            / nullif(cast(cells_3.amount as double) + 1e1 * learned_2.average, 0.0e0),
            learned_2.yield
        ) as yield,
        (cast(cells_3.won_count as double) + 1e1 * learned_2.chance)
        / nullif(cast(cells_3.deal_count as double) + 1e1, 0.0e0) as chance
    from cells_3
    inner join learned_2
        on learned_2.horizon = cells_3.horizon
        and learned_2.stage_name = cells_3.stage_name
        and learned_2.due_bucket = cells_3.due_bucket
),

cells_4 as (
    select
        yield_cells.horizon,
        yield_cells.stage_name,
        yield_cells.due_bucket,
        yield_cells.weeks_left,
        yield_cells.age_band,
        cast(sum(yield_cells.deal_count) as bigint) as deal_count,
        cast(sum(yield_cells.won_count) as bigint) as won_count,
        cast(sum(yield_cells.amount) as decimal(18, 2)) as amount,
        cast(sum(yield_cells.won_amount) as decimal(18, 2)) as won_amount
    from yield_cells
    group by
        yield_cells.horizon,
        yield_cells.stage_name,
        yield_cells.due_bucket,
        yield_cells.weeks_left,
        yield_cells.age_band
),

learned_4 as (
    select
        cells_4.horizon,
        cells_4.stage_name,
        cells_4.due_bucket,
        cells_4.weeks_left,
        cells_4.age_band,
        cells_4.deal_count,
        cells_4.won_count,
        cells_4.amount,
        cells_4.won_amount,
        cast(cells_4.amount as double) / nullif(cast(cells_4.deal_count as double), 0.0e0) as average,
        coalesce(
            (cast(cells_4.won_amount as double) + 1e1 * learned_3.average * learned_3.yield)
            / nullif(cast(cells_4.amount as double) + 1e1 * learned_3.average, 0.0e0),
            learned_3.yield
        ) as yield,
        (cast(cells_4.won_count as double) + 1e1 * learned_3.chance)
        / nullif(cast(cells_4.deal_count as double) + 1e1, 0.0e0) as chance
    from cells_4
    inner join learned_3
        on learned_3.horizon = cells_4.horizon
        and learned_3.stage_name = cells_4.stage_name
        and learned_3.due_bucket = cells_4.due_bucket
        and learned_3.weeks_left = cells_4.weeks_left
),

cells_5 as (
    select
        yield_cells.horizon,
        yield_cells.stage_name,
        yield_cells.due_bucket,
        yield_cells.weeks_left,
        yield_cells.age_band,
        yield_cells.amount_band,
        cast(sum(yield_cells.deal_count) as bigint) as deal_count,
        cast(sum(yield_cells.won_count) as bigint) as won_count,
        cast(sum(yield_cells.amount) as decimal(18, 2)) as amount,
        cast(sum(yield_cells.won_amount) as decimal(18, 2)) as won_amount
    from yield_cells
    group by
        yield_cells.horizon,
        yield_cells.stage_name,
        yield_cells.due_bucket,
        yield_cells.weeks_left,
        yield_cells.age_band,
        yield_cells.amount_band
),

learned_5 as (
    select
        cells_5.horizon,
        cells_5.stage_name,
        cells_5.due_bucket,
        cells_5.weeks_left,
        cells_5.age_band,
        cells_5.amount_band,
        cells_5.deal_count,
        cells_5.won_count,
        cells_5.amount,
        cells_5.won_amount,
        cast(cells_5.amount as double) / nullif(cast(cells_5.deal_count as double), 0.0e0) as average,
        coalesce(
            (cast(cells_5.won_amount as double) + 1e1 * learned_4.average * learned_4.yield)
            / nullif(cast(cells_5.amount as double) + 1e1 * learned_4.average, 0.0e0),
            learned_4.yield
        ) as yield,
        (cast(cells_5.won_count as double) + 1e1 * learned_4.chance)
        / nullif(cast(cells_5.deal_count as double) + 1e1, 0.0e0) as chance
    from cells_5
    inner join learned_4
        on learned_4.horizon = cells_5.horizon
        and learned_4.stage_name = cells_5.stage_name
        and learned_4.due_bucket = cells_5.due_bucket
        and learned_4.weeks_left = cells_5.weeks_left
        and learned_4.age_band = cells_5.age_band
),

learned as (
    select
        learned_0.horizon,
        'all' as cell_level,
        '*' as stage_name,
        '*' as due_bucket,
        -1 as weeks_left,
        '*' as age_band,
        '*' as amount_band,
        learned_0.deal_count,
        learned_0.won_count,
        learned_0.amount,
        learned_0.won_amount,
        learned_0.yield,
        learned_0.chance
    from learned_0
    union all
    select
        learned_1.horizon,
        'stage' as cell_level,
        learned_1.stage_name,
        '*' as due_bucket,
        -1 as weeks_left,
        '*' as age_band,
        '*' as amount_band,
        learned_1.deal_count,
        learned_1.won_count,
        learned_1.amount,
        learned_1.won_amount,
        learned_1.yield,
        learned_1.chance
    from learned_1
    union all
    select
        learned_2.horizon,
        'due' as cell_level,
        learned_2.stage_name,
        learned_2.due_bucket,
        -1 as weeks_left,
        '*' as age_band,
        '*' as amount_band,
        learned_2.deal_count,
        learned_2.won_count,
        learned_2.amount,
        learned_2.won_amount,
        learned_2.yield,
        learned_2.chance
    from learned_2
    union all
    select
        learned_3.horizon,
        'weeks_left' as cell_level,
        learned_3.stage_name,
        learned_3.due_bucket,
        learned_3.weeks_left,
        '*' as age_band,
        '*' as amount_band,
        learned_3.deal_count,
        learned_3.won_count,
        learned_3.amount,
        learned_3.won_amount,
        learned_3.yield,
        learned_3.chance
    from learned_3
    union all
    select
        learned_4.horizon,
        'age' as cell_level,
        learned_4.stage_name,
        learned_4.due_bucket,
        learned_4.weeks_left,
        learned_4.age_band,
        '*' as amount_band,
        learned_4.deal_count,
        learned_4.won_count,
        learned_4.amount,
        learned_4.won_amount,
        learned_4.yield,
        learned_4.chance
    from learned_4
    union all
    select
        learned_5.horizon,
        'amount' as cell_level,
        learned_5.stage_name,
        learned_5.due_bucket,
        learned_5.weeks_left,
        learned_5.age_band,
        learned_5.amount_band,
        learned_5.deal_count,
        learned_5.won_count,
        learned_5.amount,
        learned_5.won_amount,
        learned_5.yield,
        learned_5.chance
    from learned_5
)

select
    this_week.week as week,
    learned.horizon as horizon,
    learned.cell_level as cell_level,
    learned.stage_name as stage_name,
    learned.due_bucket as due_bucket,
    cast(learned.weeks_left as bigint) as weeks_left,
    learned.age_band as age_band,
    learned.amount_band as amount_band,
    learned.deal_count as deal_count,
    learned.won_count as won_count,
    learned.amount as amount,
    learned.won_amount as won_amount,
    cast(floor(learned.yield * 1e6 + 0.5) / 1e6 as decimal(18, 6)) as yield_ratio,
    cast(floor(learned.chance * 1e6 + 0.5) / 1e6 as decimal(18, 6)) as win_probability
from learned
cross join this_week
