-- What speaks against each open deal due in the current period, with the value, the value from which it counts, its
-- points and the row that shows it. Points and limits are settings (risk.drivers); a driver with 0 points, or whose
-- field the source never fills, is left out. Time in the stage is measured against deals won in that stage and segment,
-- where fewer than risk.alike_count of those are known in that stage; an amount against the owner's median win, by the
-- same count against the company's.
-- grain: week, opportunity_id, driver
with

deals as (
    select
        pipeline_snapshot.opportunity_id,
        pipeline_snapshot.node_id,
        pipeline_snapshot.stage_name,
        coalesce(pipeline_snapshot.segment, 'unknown') as segment,
        pipeline_snapshot.stage_entered_date,
        pipeline_snapshot.days_in_stage,
        pipeline_snapshot.amount,
        pipeline_snapshot.created_date,
        pipeline_snapshot.close_date,
        pipeline_snapshot.due_date,
        pipeline_snapshot.push_count,
        pipeline_snapshot.contact_count,
        coalesce(pipeline_snapshot.last_activity_date, pipeline_snapshot.created_date) as active_date,
        pipeline_snapshot.next_step,
        pipeline_snapshot.competitor,
        coalesce(pipeline_snapshot.has_economic_buyer, false) as has_economic_buyer,
        pipeline_snapshot.source_file,
        pipeline_snapshot.source_line
    from pipeline_snapshot
    where
        pipeline_snapshot.state = 'open'
        and pipeline_snapshot.is_in_period
),

kept_fields as (
    select history_quality.field
    from history_quality
    where history_quality.is_available
    union
    select 'contacts' as field
    from pipeline_snapshot
    where pipeline_snapshot.contact_count > 0
),

rules as (
    select
        risk_rules.driver,
        risk_rules.threshold
    from risk_rules
    where risk_rules.points > 0
),

-- the first state that counts as many pushes as there are now
last_pushes as (
    select
        opportunity_history.opportunity_id,
        cast((opportunity_history.valid_from at time zone 'UTC') at time zone settings.time_zone as date) as pushed_date,
        opportunity_history.source_file,
        opportunity_history.source_line
    from opportunity_history
    cross join settings
    inner join deals
        on deals.opportunity_id = opportunity_history.opportunity_id
        and deals.push_count = opportunity_history.push_count
    inner join rules
        on rules.driver = 'pushed'
        and rules.threshold <= deals.push_count
    where opportunity_history.push_count > 0
    qualify row_number() over (
        partition by opportunity_history.opportunity_id
        order by opportunity_history.change_seq asc
    ) = 1
),

long_stays as (
    select
        deals.opportunity_id,
        coalesce(by_segment.long_days, by_stage.long_days) as long_days,
        coalesce(by_segment.visit_count, by_stage.visit_count) as visit_count
    from deals
    cross join settings
    left join stage_times as by_segment
        on by_segment.scope = 'segment'
        and by_segment.stage_name = deals.stage_name
        and by_segment.segment = deals.segment
        and by_segment.visit_count >= settings.risk_alike_count
    left join stage_times as by_stage
        on by_stage.scope = 'stage'
        and by_stage.stage_name = deals.stage_name
        and by_stage.visit_count >= settings.risk_alike_count
),

long_in_stage as (
    select
        deals.opportunity_id,
        deals.days_in_stage,
        deals.stage_entered_date,
        long_stays.long_days,
        long_stays.visit_count
    from deals
    inner join long_stays
        on long_stays.opportunity_id = deals.opportunity_id
    inner join rules
        on rules.driver = 'long_in_stage'
    inner join kept_fields
        on kept_fields.field = 'stage_history'
    where deals.days_in_stage > long_stays.long_days
),

-- the newest state with which each of them entered a stage; entries come first rather than alone, for a condition would
-- compare the stages of every deal there is
stage_entries as (
    select
        opportunity_history.opportunity_id,
        opportunity_history.source_file,
        opportunity_history.source_line
    from opportunity_history
    inner join long_in_stage
        on long_in_stage.opportunity_id = opportunity_history.opportunity_id
    qualify row_number() over (
        partition by opportunity_history.opportunity_id
        order by
            case
                when opportunity_history.stage_name is distinct from opportunity_history.previous_stage_name then 0 else 1
            end asc,
            opportunity_history.change_seq desc
    ) = 1
),

wins as (
    select
        won_deals.node_id,
        won_deals.opportunity_id,
        won_deals.amount,
        row_number() over (
            partition by won_deals.node_id
            order by won_deals.amount asc, won_deals.opportunity_id asc
        ) as place_of_owner,
        count(*) over (partition by won_deals.node_id) as count_of_owner,
        row_number() over (order by won_deals.amount asc, won_deals.opportunity_id asc) as place,
        count(*) over () as count_of_all
    from won_deals
    where won_deals.amount > 0
),

usual_wins as (
    select
        wins.node_id,
        cast(max(wins.count_of_owner) as bigint) as win_count,
        min(case when wins.place_of_owner * 2 >= wins.count_of_owner then wins.amount end) as usual_amount
    from wins
    cross join settings
    where wins.count_of_owner >= settings.risk_alike_count
    group by wins.node_id
),

usual_win as (
    select
        cast(max(wins.count_of_all) as bigint) as win_count,
        min(case when wins.place * 2 >= wins.count_of_all then wins.amount end) as usual_amount
    from wins
    cross join settings
    where wins.count_of_all >= settings.risk_alike_count
),

large_from as (
    select
        deals.opportunity_id,
        coalesce(usual_wins.win_count, usual_win.win_count) as win_count,
        cast(round(
            cast(coalesce(usual_wins.usual_amount, usual_win.usual_amount) as decimal(19, 2)) * rules.threshold, 2
        ) as decimal(18, 2)) as large_amount
    from deals
    cross join usual_win
    inner join rules
        on rules.driver = 'large_for_owner'
    left join usual_wins
        on usual_wins.node_id = deals.node_id
),

-- half the usual days, say, in whole days
short_cycles as (
    select
        assumed_cycle.won_count,
        cast(floor(assumed_cycle.median_days * rules.threshold) as bigint) as short_days
    from assumed_cycle
    inner join this_week
        on this_week.week = assumed_cycle.instant_date
    inner join rules
        on rules.driver = 'created_late'
),

quiet_days as (
    select
        deals.opportunity_id,
        deals.active_date,
        cast(date_diff('day', deals.active_date, this_week.week) as bigint) as day_count
    from deals
    cross join this_week
    inner join kept_fields
        on kept_fields.field = 'activities'
),

found as (
    select
        deals.opportunity_id,
        'overdue' as driver,
        'days' as unit,
        cast(date_diff('day', deals.close_date, this_week.week) as decimal(18, 6)) as value,
        rules.threshold,
        cast(null as bigint) as basis_count,
        cast(null as varchar) as detail,
        'opportunity_history' as evidence_table,
        deals.close_date as evidence_date,
        deals.source_file,
        deals.source_line
    from deals
    cross join this_week
    inner join rules
        on rules.driver = 'overdue'
    where
        deals.close_date < this_week.week
        and date_diff('day', deals.close_date, this_week.week) >= rules.threshold
    union all
    select
        deals.opportunity_id,
        'pushed' as driver,
        'times' as unit,
        cast(deals.push_count as decimal(18, 6)) as value,
        rules.threshold,
        cast(null as bigint) as basis_count,
        cast(null as varchar) as detail,
        'opportunity_history' as evidence_table,
        last_pushes.pushed_date as evidence_date,
        last_pushes.source_file,
        last_pushes.source_line
    from deals
    inner join rules
        on rules.driver = 'pushed'
    inner join last_pushes
        on last_pushes.opportunity_id = deals.opportunity_id
    union all
    select
        long_in_stage.opportunity_id,
        'long_in_stage' as driver,
        'days' as unit,
        cast(long_in_stage.days_in_stage as decimal(18, 6)) as value,
        cast(long_in_stage.long_days as decimal(18, 6)) as threshold,
        long_in_stage.visit_count as basis_count,
        cast(null as varchar) as detail,
        'opportunity_history' as evidence_table,
        long_in_stage.stage_entered_date as evidence_date,
        stage_entries.source_file,
        stage_entries.source_line
    from long_in_stage
    inner join stage_entries
        on stage_entries.opportunity_id = long_in_stage.opportunity_id
    union all
    select
        quiet_days.opportunity_id,
        rules.driver,
        'days' as unit,
        cast(quiet_days.day_count as decimal(18, 6)) as value,
        rules.threshold,
        cast(null as bigint) as basis_count,
        cast(null as varchar) as detail,
        'activities' as evidence_table,
        quiet_days.active_date as evidence_date,
        cast(null as varchar) as source_file,
        cast(null as bigint) as source_line
    from quiet_days
    inner join rules
        on rules.driver in ('silent', 'quiet')
    where quiet_days.day_count >= rules.threshold
    qualify row_number() over (
        partition by quiet_days.opportunity_id
        order by case rules.driver when 'silent' then 0 else 1 end asc, rules.driver asc
    ) = 1
    union all
    select
        deals.opportunity_id,
        'no_next_step' as driver,
        cast(null as varchar) as unit,
        cast(null as decimal(18, 6)) as value,
        rules.threshold,
        cast(null as bigint) as basis_count,
        cast(null as varchar) as detail,
        'opportunity_history' as evidence_table,
        cast(null as date) as evidence_date,
        deals.source_file,
        deals.source_line
    from deals
    inner join rules
        on rules.driver = 'no_next_step'
    inner join kept_fields
        on kept_fields.field = 'next_step'
    where deals.next_step is null
    union all
    select
        deals.opportunity_id,
        'single_contact' as driver,
        'contacts' as unit,
        cast(deals.contact_count as decimal(18, 6)) as value,
        rules.threshold,
        cast(null as bigint) as basis_count,
        cast(null as varchar) as detail,
        'opportunity_contacts' as evidence_table,
        cast(null as date) as evidence_date,
        cast(null as varchar) as source_file,
        cast(null as bigint) as source_line
    from deals
    inner join rules
        on rules.driver = 'single_contact'
    inner join kept_fields
        on kept_fields.field = 'contacts'
    where deals.contact_count <= rules.threshold
    union all
    select
        deals.opportunity_id,
        'no_economic_buyer' as driver,
        cast(null as varchar) as unit,
        cast(null as decimal(18, 6)) as value,
        rules.threshold,
        cast(null as bigint) as basis_count,
        cast(null as varchar) as detail,
        'opportunity_history' as evidence_table,
        cast(null as date) as evidence_date,
        deals.source_file,
        deals.source_line
    from deals
    inner join rules
        on rules.driver = 'no_economic_buyer'
    inner join kept_fields
        on kept_fields.field = 'has_economic_buyer'
    where not deals.has_economic_buyer
    union all
    select
        deals.opportunity_id,
        'competitor' as driver,
        cast(null as varchar) as unit,
        cast(null as decimal(18, 6)) as value,
        rules.threshold,
        cast(null as bigint) as basis_count,
        deals.competitor as detail,
        'opportunity_history' as evidence_table,
        cast(null as date) as evidence_date,
        deals.source_file,
        deals.source_line
    from deals
    inner join rules
        on rules.driver = 'competitor'
    where deals.competitor is not null
    union all
    select
        deals.opportunity_id,
        'created_late' as driver,
        'days' as unit,
        cast(date_diff('day', deals.created_date, deals.due_date) as decimal(18, 6)) as value,
        cast(short_cycles.short_days as decimal(18, 6)) as threshold,
        short_cycles.won_count as basis_count,
        cast(null as varchar) as detail,
        'opportunities' as evidence_table,
        deals.created_date as evidence_date,
        opportunities.source_file,
        opportunities.source_line
    from deals
    cross join this_week
    cross join settings
    inner join short_cycles
        on short_cycles.won_count >= settings.risk_alike_count
    inner join opportunities
        on opportunities.opportunity_id = deals.opportunity_id
    where
        deals.created_date >= this_week.period_start_date
        and date_diff('day', deals.created_date, deals.due_date) <= short_cycles.short_days
    union all
    select
        deals.opportunity_id,
        'large_for_owner' as driver,
        'money' as unit,
        cast(deals.amount as decimal(18, 6)) as value,
        cast(large_from.large_amount as decimal(18, 6)) as threshold,
        large_from.win_count as basis_count,
        cast(null as varchar) as detail,
        'opportunity_history' as evidence_table,
        cast(null as date) as evidence_date,
        deals.source_file,
        deals.source_line
    from deals
    inner join large_from
        on large_from.opportunity_id = deals.opportunity_id
    where deals.amount >= large_from.large_amount
)

select
    this_week.week as week,
    found.opportunity_id as opportunity_id,
    found.driver as driver,
    risk_rules.driver_order as driver_order,
    found.unit as unit,
    found.value as value,
    found.threshold as threshold,
    found.basis_count as basis_count,
    risk_rules.points as points,
    found.detail as detail,
    found.evidence_table as evidence_table,
    found.evidence_date as evidence_date,
    found.source_file as source_file,
    found.source_line as source_line,
    risk_rules.mitigation as mitigation,
    risk_rules.owner as mitigation_role,
    this_week.week + cast(risk_rules.due_days as integer) as mitigation_due_date
from found
cross join this_week
inner join risk_rules
    on risk_rules.driver = found.driver
