-- Every open deal due in the current period (omitted ones left out): its chances to be won in it, to slip or to be
-- lost, read from past deals alike (the deepest kind in risk_outcomes that has any); what it may cost; the points of
-- the drivers that speak against it, at most 100; and what to do, by whom and until when, by the strongest of them.
-- Where periods are months the chance to win carries the month's factor, as the forecast's does, and the other two share
-- the rest as before. While fewer past deals are known than risk.alike_count, the stated chance stands and the rest is halved between slip
-- and loss. Deals in commit, most likely or the call stand before others, by expected loss.
-- grain: week, opportunity_id
with

deals as (
    select
        pipeline_snapshot.opportunity_id,
        pipeline_snapshot.opportunity_name,
        pipeline_snapshot.account_name,
        pipeline_snapshot.node_id,
        pipeline_snapshot.node_name,
        pipeline_snapshot.stage_name,
        pipeline_snapshot.category,
        pipeline_snapshot.close_date,
        pipeline_snapshot.amount,
        pipeline_snapshot.stated_probability,
        pipeline_snapshot.source_file,
        pipeline_snapshot.source_line,
        coalesce(pipeline_snapshot.stage_name, 'unknown') as stage_kind,
        pipeline_snapshot.due_bucket,
        case when pipeline_snapshot.push_count >= 4 then '4+' else cast(pipeline_snapshot.push_count as varchar) end
            as push_band,
        case
            when pipeline_snapshot.age_days is null then 'unknown'
            when pipeline_snapshot.age_days < 30 then 'under_30_days'
            when pipeline_snapshot.age_days < 90 then 'under_90_days'
            when pipeline_snapshot.age_days < 180 then 'under_180_days'
            when pipeline_snapshot.age_days < 365 then 'under_a_year'
            else 'older'
        end as age_band
    from pipeline_snapshot
    where
        pipeline_snapshot.state = 'open'
        and pipeline_snapshot.is_in_period
),

kinds as (
    select distinct
        deals.stage_kind,
        deals.due_bucket,
        deals.push_band,
        deals.age_band
    from deals
),

depths as (
    select distinct risk_outcomes.cell_depth
    from risk_outcomes
),

wider_kinds as (
    select
        kinds.stage_kind,
        kinds.due_bucket,
        kinds.push_band,
        kinds.age_band,
        depths.cell_depth,
        case when depths.cell_depth >= 1 then kinds.stage_kind else 'any' end as cell_stage_name,
        case when depths.cell_depth >= 2 then kinds.due_bucket else 'any' end as cell_due_bucket,
        case when depths.cell_depth >= 3 then kinds.push_band else 'any' end as cell_push_band,
        case when depths.cell_depth >= 4 then kinds.age_band else 'any' end as cell_age_band
    from kinds
    cross join depths
),

learned as (
    select
        wider_kinds.stage_kind,
        wider_kinds.due_bucket,
        wider_kinds.push_band,
        wider_kinds.age_band,
        risk_outcomes.cell_depth,
        risk_outcomes.deal_count,
        risk_outcomes.p_win_now,
        risk_outcomes.p_slip,
        risk_outcomes.p_lose
    from wider_kinds
    inner join risk_outcomes
        on risk_outcomes.cell_depth = wider_kinds.cell_depth
        and risk_outcomes.stage_name = wider_kinds.cell_stage_name
        and risk_outcomes.due_bucket = wider_kinds.cell_due_bucket
        and risk_outcomes.push_band = wider_kinds.cell_push_band
        and risk_outcomes.age_band = wider_kinds.cell_age_band
    qualify row_number() over (
        partition by wider_kinds.stage_kind, wider_kinds.due_bucket, wider_kinds.push_band, wider_kinds.age_band
        order by risk_outcomes.cell_depth desc
    ) = 1
),

known as (
    select cast(coalesce(sum(risk_outcomes.deal_count), 0) as bigint) as deal_count
    from risk_outcomes
    where risk_outcomes.cell_depth = 0
),

looked_up as (
    select
        deals.opportunity_id,
        known.deal_count >= settings.risk_alike_count as is_learned,
        case when known.deal_count >= settings.risk_alike_count then learned.cell_depth end as cell_depth,
        case when known.deal_count >= settings.risk_alike_count then learned.deal_count else 0 end as alike_count,
        case when known.deal_count >= settings.risk_alike_count then learned.p_win_now else deals.stated_probability end
            as p_win_now,
        case
            when known.deal_count >= settings.risk_alike_count then learned.p_lose
            else cast(floor(cast(1 - deals.stated_probability as double) * 5e5) / 1e6 as decimal(18, 6))
        end as p_lose
    from deals
    cross join known
    cross join settings
    left join learned
        on learned.stage_kind = deals.stage_kind
        and learned.due_bucket = deals.due_bucket
        and learned.push_band = deals.push_band
        and learned.age_band = deals.age_band
),

-- past deals were due in any month of the quarter; this one is due in this month
seasoned as (
    select
        looked_up.opportunity_id,
        looked_up.is_learned,
        looked_up.cell_depth,
        looked_up.alike_count,
        looked_up.p_win_now as p_win_any_month,
        looked_up.p_lose,
        case when looked_up.is_learned then coalesce(slot_factors.slot_factor, 1) else 1 end as slot_factor,
        case
            when looked_up.is_learned then least(
                cast(round(looked_up.p_win_now * coalesce(slot_factors.slot_factor, 1), 6) as decimal(18, 6)), 1
            )
            else looked_up.p_win_now
        end as p_win_now
    from looked_up
    left join slot_factors
        on slot_factors.horizon = 'current'
),

chances as (
    select
        seasoned.opportunity_id,
        seasoned.is_learned,
        seasoned.cell_depth,
        seasoned.alike_count,
        seasoned.slot_factor,
        seasoned.p_win_now,
        case
            when seasoned.p_win_now = seasoned.p_win_any_month then seasoned.p_lose
            else cast(
                floor(
                    coalesce(
                        cast(seasoned.p_lose as double) * cast(1 - seasoned.p_win_now as double)
                        / nullif(cast(1 - seasoned.p_win_any_month as double), 0.0e0),
                        0e0
                    ) * 1e6 + 0.5
                ) / 1e6 as decimal(18, 6)
            )
        end as p_lose
    from seasoned
),

points as (
    select
        deal_risk_drivers.opportunity_id,
        cast(count(*) as bigint) as driver_count,
        cast(least(sum(deal_risk_drivers.points), 100) as bigint) as score
    from deal_risk_drivers
    group by deal_risk_drivers.opportunity_id
),

main_drivers as (
    select
        deal_risk_drivers.opportunity_id,
        deal_risk_drivers.driver
    from deal_risk_drivers
    qualify row_number() over (
        partition by deal_risk_drivers.opportunity_id
        order by deal_risk_drivers.points desc, deal_risk_drivers.driver_order asc, deal_risk_drivers.driver asc
    ) = 1
),

-- the newest word of each caller on a deal, then the highest caller
letters as (
    select
        submissions.opportunity_id,
        submissions.is_included,
        submissions.node_id,
        submissions.layer,
        submissions.source_file,
        submissions.source_line
    from submissions
    cross join this_week
    where
        submissions.week = this_week.week
        and submissions.period_id = this_week.period_id
        and submissions.category = 'deal'
        and submissions.submitted_at < submissions.lock_at
    qualify row_number() over (
        partition by submissions.node_id, submissions.layer, submissions.opportunity_id
        order by submissions.submitted_at desc, submissions.source_file desc, submissions.source_line desc
    ) = 1
),

named as (
    select
        letters.opportunity_id,
        letters.is_included
    from letters
    qualify row_number() over (
        partition by letters.opportunity_id
        order by
            case letters.layer when 'cro' then 0 when 'region' then 1 when 'manager' then 2 else 3 end asc,
            letters.node_id asc,
            letters.source_file asc,
            letters.source_line asc
    ) = 1
),

staff as (
    select
        people.person_id,
        people.person_name,
        people.role,
        people.manager_id
    from people
    cross join this_week
    where
        (people.hired_on is null or people.hired_on <= this_week.week)
        and (people.left_on is null or people.left_on >= this_week.week)
),

operations as (
    select min(staff.person_id) as person_id
    from staff
    where staff.role = 'sales_operations'
),

rated as (
    select
        deals.opportunity_id,
        coalesce(points.driver_count, 0) as driver_count,
        coalesce(points.score, 0) as score,
        coalesce(main_drivers.driver, 'unexplained') as main_driver,
        named.is_included as is_in_call,
        cast(
            deals.amount - round(cast(deals.amount as decimal(19, 2)) * chances.p_win_now, 2) as decimal(18, 2)
        ) as expected_loss_amount,
        case
            when deals.category in ('commit', 'most_likely') or coalesce(named.is_included, false) then 0
            else 1
        end as counted_order
    from deals
    inner join chances
        on chances.opportunity_id = deals.opportunity_id
    left join points
        on points.opportunity_id = deals.opportunity_id
    left join main_drivers
        on main_drivers.opportunity_id = deals.opportunity_id
    left join named
        on named.opportunity_id = deals.opportunity_id
),

ordered as (
    select
        rated.opportunity_id,
        rated.driver_count,
        rated.score,
        rated.main_driver,
        rated.is_in_call,
        rated.expected_loss_amount,
        cast(row_number() over (
            order by
                rated.counted_order asc,
                rated.expected_loss_amount desc,
                rated.score desc,
                rated.opportunity_id asc
        ) as bigint) as risk_order
    from rated
),

-- who does it: the owner, the owner's manager, or sales operations
asked as (
    select
        ordered.opportunity_id,
        risk_rules.mitigation,
        risk_rules.owner as mitigation_role,
        this_week.week + cast(risk_rules.due_days as integer) as mitigation_due_date,
        case risk_rules.owner
            when 'owner' then deals.node_id
            when 'manager' then owners.manager_id
            else operations.person_id
        end as person_id
    from ordered
    cross join this_week
    cross join operations
    inner join deals
        on deals.opportunity_id = ordered.opportunity_id
    inner join risk_rules
        on risk_rules.driver = ordered.main_driver
    left join staff as owners
        on owners.person_id = deals.node_id
)

select
    this_week.week as week,
    deals.opportunity_id as opportunity_id,
    deals.opportunity_name as opportunity_name,
    deals.account_name as account_name,
    deals.node_id as node_id,
    deals.node_name as node_name,
    deals.stage_name as stage_name,
    deals.category as category,
    deals.close_date as close_date,
    deals.amount as amount,
    deals.category = 'commit' as is_commit,
    ordered.is_in_call as is_in_call,
    case when chances.is_learned then 'learned' else 'stated' end as basis,
    chances.cell_depth as cell_depth,
    chances.alike_count as alike_count,
    cast(chances.slot_factor as decimal(18, 6)) as slot_factor,
    cast(chances.p_win_now as decimal(18, 6)) as p_win_now,
    cast(1 - chances.p_win_now - chances.p_lose as decimal(18, 6)) as p_slip,
    chances.p_lose as p_lose,
    ordered.expected_loss_amount as expected_loss_amount,
    ordered.driver_count as driver_count,
    ordered.score as score,
    case
        when ordered.score >= settings.risk_high_score then 'high'
        when ordered.score >= settings.risk_medium_score then 'medium'
        else 'low'
    end as band,
    ordered.risk_order as risk_order,
    ordered.risk_order <= settings.risk_top_count as is_listed,
    ordered.main_driver as main_driver,
    asked.mitigation as mitigation,
    asked.mitigation_role as mitigation_role,
    staff.person_id as mitigation_person_id,
    staff.person_name as mitigation_person_name,
    asked.mitigation_due_date as mitigation_due_date,
    deals.source_file as source_file,
    deals.source_line as source_line
from deals
cross join this_week
cross join settings
inner join chances
    on chances.opportunity_id = deals.opportunity_id
inner join ordered
    on ordered.opportunity_id = deals.opportunity_id
inner join asked
    on asked.opportunity_id = deals.opportunity_id
left join staff
    on staff.person_id = asked.person_id
