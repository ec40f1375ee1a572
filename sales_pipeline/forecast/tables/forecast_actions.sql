-- What the week asks of whom, until when, and what it is worth. Money at stake × the chance that acting changes the
-- outcome is what an action may gain; that per hour of effort ranks it. Each matter has one row and keeps its id from
-- week to week: calls that are missing (at stake: how far what stands without the call lies from what is expected;
-- chance: share of that layer's past calls that were nearer than the system), commit and other listed deals that
-- something speaks against (chance: what p_win_now would gain if the deal were not overdue or pushed), units below
-- target (the simulated chances to reach it × to miss it: most where it hangs in the balance), units short of pipeline
-- (share of pipeline created in as many weeks as are left that is still won in the period), deals worth a sponsor (what
-- p_win_now gains one stage on × how often deals get there), deals of nobody, records to mend, restated wins. Where the
-- past does not say, or shows no gain, the setting stands (chance_basis): actions.kinds.*.effect_ratio; of a deal the
-- chance not to win it now × risk.drivers.*.effect_ratio. Hours and due dates are settings; what is due by the period's
-- end is not asked for later. Sum only rows that are not nested: a unit above counts the same money.
-- grain: week, action_id
with

tree as (
    select
        forecast_rollup.node_id,
        forecast_rollup.node_name,
        forecast_rollup.period_id,
        forecast_rollup.depth,
        forecast_rollup.level = 'representative' as is_representative,
        forecast_rollup.expected_amount,
        forecast_rollup.call_amount,
        forecast_rollup.call_source,
        forecast_rollup.target_amount,
        forecast_rollup.open_pipeline_amount,
        forecast_rollup.open_deal_count
    from forecast_rollup
    where forecast_rollup.horizon = 'current'
),

top as (
    select
        tree.node_id,
        tree.call_source <> 'crm' as is_called
    from tree
    where tree.depth = 0
),

-- a call that was not sent, and how often its layer was nearer than the system
missing_calls as (
    select
        commit_forecast.node_id,
        commit_forecast.period_id,
        commit_forecast.layer,
        commit_forecast.submitter_id as person_id,
        commit_forecast.submitter_name as person_name,
        cast(abs(tree.expected_amount - tree.call_amount) as decimal(18, 2)) as at_stake_amount,
        case when override_value.call_count >= settings.risk_alike_count then cast(
            floor(
                cast(override_value.better_count as double)
                / nullif(cast(override_value.call_count as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) end as chance_ratio
    from commit_forecast
    cross join settings
    inner join tree
        on tree.node_id = commit_forecast.node_id
    left join override_value
        on override_value.grouped_by = 'layer'
        and override_value.layer = commit_forecast.layer
    where
        commit_forecast.horizon = 'current'
        and commit_forecast.state = 'missing'
),

-- nobody is asked for a call where nobody calls
heard as (
    select cast(count(*) as bigint) as call_count
    from commit_forecast
    where
        commit_forecast.horizon = 'current'
        and commit_forecast.state <> 'missing'
),

flaws as (
    select
        pipeline_hygiene.opportunity_id,
        max(case when pipeline_hygiene.problem = 'no_close_date' then 1 else 0 end) as is_undated,
        max(case when pipeline_hygiene.problem = 'stale' then 1 else 0 end) as is_stale,
        max(case when pipeline_hygiene.problem = 'stale' then pipeline_hygiene.since_date end) as stale_since_date
    from pipeline_hygiene
    where pipeline_hygiene.in_period
    group by pipeline_hygiene.opportunity_id
),

-- what speaks against a deal that the forecast counts on: the date first, then the strongest driver
troubled as (
    select
        deal_risk.opportunity_id,
        case when deal_risk.is_commit or coalesce(deal_risk.is_in_call, false) then 'commit_at_risk' else 'forecast_at_risk' end
            as kind,
        case
            when deal_risk.main_driver <> 'overdue' and coalesce(flaws.is_undated, 0) = 1 then 'no_close_date'
            when deal_risk.main_driver <> 'unexplained' then deal_risk.main_driver
            when coalesce(flaws.is_stale, 0) = 1 then 'stale'
        end as reason_code,
        flaws.stale_since_date
    from deal_risk
    left join flaws
        on flaws.opportunity_id = deal_risk.opportunity_id
    where
        deal_risk.is_commit
        or coalesce(deal_risk.is_in_call, false)
        or deal_risk.is_listed
),

open_stages as (
    select
        stage_probabilities.stage_name,
        lead(stage_probabilities.stage_name) over (
            order by stage_probabilities.stage_order asc, stage_probabilities.stage_name asc
        ) as next_stage_name
    from stage_probabilities
    where stage_probabilities.category not in ('closed', 'omitted')
),

stage_chances as (
    select
        risk_outcomes.stage_name,
        risk_outcomes.p_win_now
    from risk_outcomes
    cross join settings
    where
        risk_outcomes.cell_depth = 1
        and risk_outcomes.deal_count >= settings.risk_alike_count
),

due_chances as (
    select
        risk_outcomes.stage_name,
        risk_outcomes.due_bucket,
        risk_outcomes.p_win_now
    from risk_outcomes
    cross join settings
    where
        risk_outcomes.cell_depth = 2
        and risk_outcomes.deal_count >= settings.risk_alike_count
),

push_chances as (
    select
        risk_outcomes.stage_name,
        risk_outcomes.due_bucket,
        risk_outcomes.push_band,
        risk_outcomes.p_win_now
    from risk_outcomes
    cross join settings
    where
        risk_outcomes.cell_depth = 3
        and risk_outcomes.deal_count >= settings.risk_alike_count
),

-- how much likelier past deals of the stage were won that had not the flaw; or stood one stage further on, for as many
-- as get there
lifts as (
    select
        deal_risk.opportunity_id,
        on_time.p_win_now - late.p_win_now as undated_lift,
        held.p_win_now - pushed.p_win_now as held_lift,
        cast(round((further.p_win_now - here.p_win_now) * stage_conversion.next_ratio, 6) as decimal(18, 6)) as stage_lift
    from deal_risk
    inner join pipeline_snapshot
        on pipeline_snapshot.opportunity_id = deal_risk.opportunity_id
    left join open_stages
        on open_stages.stage_name = deal_risk.stage_name
    left join stage_conversion
        on stage_conversion.stage_name = deal_risk.stage_name
    left join stage_chances as here
        on here.stage_name = deal_risk.stage_name
    left join stage_chances as further
        on further.stage_name = open_stages.next_stage_name
    left join due_chances as late
        on late.stage_name = deal_risk.stage_name
        and late.due_bucket = 'overdue'
    left join due_chances as on_time
        on on_time.stage_name = deal_risk.stage_name
        and on_time.due_bucket = 'this_period'
    left join push_chances as pushed
        on pushed.stage_name = deal_risk.stage_name
        and pushed.due_bucket = pipeline_snapshot.due_bucket
        and pushed.push_band = case
            when pipeline_snapshot.push_count >= 4 then '4+' else cast(pipeline_snapshot.push_count as varchar)
        end
    left join push_chances as held
        on held.stage_name = deal_risk.stage_name
        and held.due_bucket = pipeline_snapshot.due_bucket
        and held.push_band = '0'
),

risky as (
    select
        troubled.opportunity_id,
        troubled.kind,
        troubled.reason_code,
        case troubled.reason_code
            when 'overdue' then lifts.undated_lift
            when 'pushed' then lifts.held_lift
        end as learned_ratio,
        coalesce(risk_rules.mitigation, action_rules.action) as action,
        coalesce(risk_rules.owner, action_rules.owner) as owner,
        coalesce(risk_rules.due_days, action_rules.due_days) as due_days,
        coalesce(risk_rules.effort_hours, action_rules.effort_hours) as effort_hours,
        coalesce(risk_rules.effect_ratio, action_rules.effect_ratio) as effect_ratio,
        coalesce(deal_risk_drivers.evidence_table, 'pipeline_hygiene') as evidence_table,
        coalesce(deal_risk_drivers.evidence_date, troubled.stale_since_date) as since_date
    from troubled
    inner join action_rules
        on action_rules.kind = troubled.kind
    inner join lifts
        on lifts.opportunity_id = troubled.opportunity_id
    left join risk_rules
        on risk_rules.driver = troubled.reason_code
    left join deal_risk_drivers
        on deal_risk_drivers.opportunity_id = troubled.opportunity_id
        and deal_risk_drivers.driver = troubled.reason_code
    where troubled.reason_code is not null
),

sponsored as (
    select
        deal_risk.opportunity_id,
        action_rules.kind,
        deal_risk.category as reason_code,
        lifts.stage_lift as learned_ratio,
        action_rules.action,
        action_rules.owner,
        action_rules.due_days,
        action_rules.effort_hours,
        action_rules.effect_ratio,
        'deal_risk' as evidence_table,
        cast(null as date) as since_date
    from deal_risk
    inner join action_rules
        on action_rules.kind = 'upside'
    inner join lifts
        on lifts.opportunity_id = deal_risk.opportunity_id
    left join risky
        on risky.opportunity_id = deal_risk.opportunity_id
    where
        risky.opportunity_id is null
        and deal_risk.category in ('best_case', 'pipeline')
        and not coalesce(deal_risk.is_in_call, false)
        and deal_risk.p_win_now >= 0.1
        and deal_risk.amount > 0
),

deal_matters as (
    select
        risky.opportunity_id,
        risky.kind,
        risky.reason_code,
        risky.learned_ratio,
        risky.action,
        risky.owner,
        risky.due_days,
        risky.effort_hours,
        risky.effect_ratio,
        risky.evidence_table,
        risky.since_date
    from risky
    union all
    select
        sponsored.opportunity_id,
        sponsored.kind,
        sponsored.reason_code,
        sponsored.learned_ratio,
        sponsored.action,
        sponsored.owner,
        sponsored.due_days,
        sponsored.effort_hours,
        sponsored.effect_ratio,
        sponsored.evidence_table,
        sponsored.since_date
    from sponsored
),

deal_actions as (
    select
        deal_matters.opportunity_id,
        deal_matters.kind,
        deal_matters.reason_code,
        deal_risk.node_id,
        deal_risk.opportunity_name,
        deal_risk.account_name,
        deal_matters.action,
        deal_matters.owner,
        deal_matters.due_days,
        deal_risk.amount as at_stake_amount,
        case
            when deal_matters.learned_ratio > 0 then least(deal_matters.learned_ratio, 1 - deal_risk.p_win_now)
            else cast(round((1 - deal_risk.p_win_now) * deal_matters.effect_ratio, 6) as decimal(18, 6))
        end as chance_ratio,
        case when deal_matters.learned_ratio > 0 then 'learned' else 'setting' end as chance_basis,
        deal_matters.effort_hours,
        deal_matters.evidence_table,
        deal_matters.since_date,
        deal_risk.source_file,
        deal_risk.source_line
    from deal_matters
    inner join deal_risk
        on deal_risk.opportunity_id = deal_matters.opportunity_id
    cross join settings
    qualify
        deal_matters.kind <> 'upside'
        or row_number() over (
            partition by deal_matters.kind
            order by
                cast(round(cast(deal_risk.amount as decimal(19, 2)) * chance_ratio, 2) as decimal(18, 2)) desc,
                deal_matters.opportunity_id asc
        ) <= settings.actions_upside_count
),

gaps as (
    select
        tree.node_id,
        tree.period_id,
        cast(
            tree.target_amount - case when top.is_called then tree.call_amount else tree.expected_amount end
            as decimal(18, 2)
        ) as at_stake_amount,
        case when top.is_called then 'call_below_target' else 'expected_below_target' end as reason_code,
        cast(round(forecast_simulation.quota_probability * (1 - forecast_simulation.quota_probability), 6) as decimal(18, 6))
            as chance_ratio
    from tree
    cross join top
    left join forecast_simulation
        on forecast_simulation.node_id = tree.node_id
        and forecast_simulation.horizon = 'current'
    where
        not tree.is_representative
        and tree.target_amount > case when top.is_called then tree.call_amount else tree.expected_amount end
),

-- what is created in as many weeks as are left, and what deals not yet open still bring in the period
creation as (
    select cast(sum(pipeline_created.amount) as decimal(18, 2)) as created_amount
    from pipeline_created
    cross join this_week
    inner join top
        on top.node_id = pipeline_created.node_id
    where
        pipeline_created.dimension = 'all'
        and date_diff('day', pipeline_created.from_date, this_week.week) <= this_week.weeks_left * 7
),

late_wins as (
    select least(
        cast(
            floor(
                cast(new_business.expected_new_amount as double)
                / nullif(cast(creation.created_amount as double), 0.0e0) * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ),
        1
    ) as chance_ratio
    from new_business
    cross join creation
    where new_business.horizon = 'current'
),

shortages as (
    select
        coverage.node_id,
        coverage.period_id,
        coverage.gap_amount as at_stake_amount,
        late_wins.chance_ratio
    from coverage
    inner join tree
        on tree.node_id = coverage.node_id
    left join late_wins
        on late_wins.chance_ratio > 0
    where
        coverage.horizon = 'current'
        and coverage.standing = 'short'
        and not tree.is_representative
),

-- problems of records of deals that are not asked about by themselves, the commonest first
records as (
    select
        pipeline_hygiene.node_id,
        pipeline_hygiene.opportunity_id,
        pipeline_hygiene.problem,
        pipeline_hygiene.amount,
        pipeline_hygiene.since_date
    from pipeline_hygiene
    left join deal_actions
        on deal_actions.opportunity_id = pipeline_hygiene.opportunity_id
        and deal_actions.kind <> 'upside'
    where
        pipeline_hygiene.in_period
        and pipeline_hygiene.node_id <> 'unassigned'
        and deal_actions.opportunity_id is null
),

main_problems as (
    select
        records.node_id,
        records.problem
    from records
    group by records.node_id, records.problem
    qualify row_number() over (
        partition by records.node_id
        order by count(*) desc, records.problem asc
    ) = 1
),

bad_deals as (
    select
        records.node_id,
        records.opportunity_id,
        max(records.amount) as amount,
        min(records.since_date) as since_date
    from records
    group by records.node_id, records.opportunity_id
),

untidy as (
    select
        bad_deals.node_id,
        cast(count(*) as bigint) as deal_count,
        cast(sum(bad_deals.amount) as decimal(18, 2)) as at_stake_amount,
        min(bad_deals.since_date) as since_date
    from bad_deals
    group by bad_deals.node_id
),

restated as (
    select
        forecast_restated.node_id,
        forecast_restated.period_id,
        cast(abs(forecast_restated.difference_amount) as decimal(18, 2)) as at_stake_amount
    from forecast_restated
    cross join this_week
    where
        forecast_restated.depth = 0
        and forecast_restated.measure = 'closed_won'
        and forecast_restated.as_of = 'last_week'
        and forecast_restated.difference_amount <> 0
),

node_matters as (
    select
        'missing_call' as kind,
        missing_calls.layer as reason_code,
        missing_calls.period_id,
        missing_calls.node_id,
        missing_calls.at_stake_amount,
        missing_calls.chance_ratio,
        cast(1 as bigint) as deal_count,
        'commit_forecast' as evidence_table,
        cast(null as date) as since_date,
        missing_calls.person_id,
        missing_calls.person_name
    from missing_calls
    inner join heard
        on heard.call_count > 0
    union all
    select
        'gap_to_target' as kind,
        gaps.reason_code,
        gaps.period_id,
        gaps.node_id,
        gaps.at_stake_amount,
        gaps.chance_ratio,
        cast(1 as bigint) as deal_count,
        'forecast_rollup' as evidence_table,
        cast(null as date) as since_date,
        cast(null as varchar) as person_id,
        cast(null as varchar) as person_name
    from gaps
    union all
    select
        'coverage_short' as kind,
        'pipeline_missing' as reason_code,
        shortages.period_id,
        shortages.node_id,
        shortages.at_stake_amount,
        shortages.chance_ratio,
        cast(1 as bigint) as deal_count,
        'coverage' as evidence_table,
        cast(null as date) as since_date,
        cast(null as varchar) as person_id,
        cast(null as varchar) as person_name
    from shortages
    union all
    select
        'unassigned' as kind,
        'unknown_owner' as reason_code,
        tree.period_id,
        tree.node_id,
        tree.open_pipeline_amount as at_stake_amount,
        cast(null as decimal(18, 6)) as chance_ratio,
        cast(1 as bigint) as deal_count,
        'pipeline_snapshot' as evidence_table,
        cast(null as date) as since_date,
        cast(null as varchar) as person_id,
        cast(null as varchar) as person_name
    from tree
    where
        tree.node_id = 'unassigned'
        and tree.open_deal_count > 0
    union all
    select
        'hygiene' as kind,
        main_problems.problem as reason_code,
        tree.period_id,
        untidy.node_id,
        untidy.at_stake_amount,
        cast(null as decimal(18, 6)) as chance_ratio,
        untidy.deal_count,
        'pipeline_hygiene' as evidence_table,
        untidy.since_date,
        cast(null as varchar) as person_id,
        cast(null as varchar) as person_name
    from untidy
    inner join main_problems
        on main_problems.node_id = untidy.node_id
    inner join tree
        on tree.node_id = untidy.node_id
    union all
    select
        'restated' as kind,
        'closed_won' as reason_code,
        restated.period_id,
        restated.node_id,
        restated.at_stake_amount,
        cast(null as decimal(18, 6)) as chance_ratio,
        cast(1 as bigint) as deal_count,
        'forecast_restated' as evidence_table,
        cast(null as date) as since_date,
        cast(null as varchar) as person_id,
        cast(null as varchar) as person_name
    from restated
),

matters as (
    select
        'deal:' || deal_actions.opportunity_id as action_id,
        deal_actions.kind,
        deal_actions.reason_code,
        cast(null as varchar) as period_id,
        deal_actions.node_id,
        deal_actions.opportunity_id,
        deal_actions.opportunity_name,
        deal_actions.account_name,
        deal_actions.action,
        deal_actions.owner,
        deal_actions.due_days,
        deal_actions.at_stake_amount,
        cast(deal_actions.chance_ratio as decimal(18, 6)) as chance_ratio,
        deal_actions.chance_basis,
        deal_actions.effort_hours,
        cast(1 as bigint) as deal_count,
        deal_actions.evidence_table,
        deal_actions.since_date,
        deal_actions.source_file,
        deal_actions.source_line,
        cast(null as varchar) as person_id,
        cast(null as varchar) as person_name
    from deal_actions
    union all
    select
        node_matters.kind || ':' || node_matters.period_id || ':'
            || case when node_matters.kind = 'missing_call' then node_matters.reason_code || ':' else '' end
            || node_matters.node_id as action_id,
        node_matters.kind,
        node_matters.reason_code,
        node_matters.period_id,
        node_matters.node_id,
        cast(null as varchar) as opportunity_id,
        cast(null as varchar) as opportunity_name,
        cast(null as varchar) as account_name,
        action_rules.action,
        action_rules.owner,
        case
            when node_matters.kind = 'missing_call' then least(action_rules.due_days, settings.submissions_lock_days - 1)
            else action_rules.due_days
        end as due_days,
        node_matters.at_stake_amount,
        coalesce(node_matters.chance_ratio, action_rules.effect_ratio) as chance_ratio,
        case when node_matters.chance_ratio is null then 'setting' else 'learned' end as chance_basis,
        cast(action_rules.effort_hours * case when node_matters.kind = 'hygiene' then node_matters.deal_count else 1 end
            as decimal(18, 6)) as effort_hours,
        case when node_matters.kind = 'hygiene' then node_matters.deal_count else 0 end as deal_count,
        node_matters.evidence_table,
        node_matters.since_date,
        cast(null as varchar) as source_file,
        cast(null as bigint) as source_line,
        node_matters.person_id,
        node_matters.person_name
    from node_matters
    cross join settings
    inner join action_rules
        on action_rules.kind = node_matters.kind
),

ancestors as (
    select
        node_ancestors.node_id,
        node_ancestors.ancestor_node_id,
        node_ancestors.distance
    from node_ancestors
    where node_ancestors.instant = 'now'
),

-- who speaks for a unit: of several the highest
heads as (
    select
        call_seats.node_id,
        call_seats.submitter_id as person_id,
        call_seats.submitter_name as person_name
    from call_seats
    where call_seats.layer <> 'representative'
    qualify row_number() over (
        partition by call_seats.node_id
        order by
            case call_seats.layer when 'cro' then 0 when 'region' then 1 else 2 end asc,
            call_seats.layer asc,
            call_seats.node_id asc
    ) = 1
),

concerned as (
    select distinct matters.node_id
    from matters
),

above as (
    select
        concerned.node_id,
        ancestors.distance,
        tree.depth,
        heads.person_id,
        heads.person_name
    from concerned
    inner join ancestors
        on ancestors.node_id = concerned.node_id
    inner join tree
        on tree.node_id = ancestors.ancestor_node_id
    inner join heads
        on heads.node_id = ancestors.ancestor_node_id
),

nearest as (
    select
        above.node_id,
        above.person_id,
        above.person_name
    from above
    qualify row_number() over (partition by above.node_id order by above.distance asc, above.node_id asc) = 1
),

-- the head of the region; where a unit below the company has none, the head of the company
regional as (
    select
        above.node_id,
        above.person_id,
        above.person_name
    from above
    where above.depth <= 1
    qualify row_number() over (partition by above.node_id order by above.distance asc, above.node_id asc) = 1
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

chief as (
    select heads.person_id
    from heads
    inner join top
        on top.node_id = heads.node_id
),

-- the one asked; where there is none the head of the nearest unit, then the head of the company
owned as (
    select
        matters.action_id,
        case
            when matters.person_id is not null then matters.person_id
            when matters.owner = 'owner' and tree.is_representative and matters.node_id <> 'unassigned' then matters.node_id
            when matters.owner = 'manager' and owners.manager_id is not null then owners.manager_id
            when matters.owner = 'region' and regional.person_id is not null then regional.person_id
            when matters.owner = 'cro' and chief.person_id is not null then chief.person_id
            when matters.owner = 'sales_operations' and operations.person_id is not null then operations.person_id
            when nearest.person_id is not null then nearest.person_id
            when tree.is_representative and matters.node_id <> 'unassigned' then matters.node_id
            else chief.person_id
        end as person_id
    from matters
    inner join tree
        on tree.node_id = matters.node_id
    cross join operations
    left join chief
        on true
    left join nearest
        on nearest.node_id = matters.node_id
    left join regional
        on regional.node_id = matters.node_id
    left join staff as owners
        on owners.person_id = matters.node_id
),

-- the same matter asked of a unit above counts the same money
repeated as (
    select distinct matters.action_id
    from matters
    inner join ancestors
        on ancestors.node_id = matters.node_id
    inner join matters as higher
        on higher.node_id = ancestors.ancestor_node_id
        and higher.kind = matters.kind
    where
        matters.kind in ('missing_call', 'gap_to_target', 'coverage_short')
        and (ancestors.distance > 0 or higher.action_id < matters.action_id)
),

valued as (
    select
        matters.action_id,
        cast(round(cast(matters.at_stake_amount as decimal(19, 2)) * matters.chance_ratio, 2) as decimal(18, 2))
            as gain_amount,
        cast(
            floor(
                cast(round(cast(matters.at_stake_amount as decimal(19, 2)) * matters.chance_ratio, 2) as double)
                / nullif(cast(matters.effort_hours as double), 0.0e0) * 1e2 + 0.5
            ) / 1e2 as decimal(18, 2)
        ) as worth_amount,
        action_rules.kind_order
    from matters
    inner join action_rules
        on action_rules.kind = matters.kind
),

ranked as (
    select
        valued.action_id,
        valued.gain_amount,
        valued.worth_amount,
        cast(row_number() over (
            order by valued.worth_amount desc, valued.gain_amount desc, valued.kind_order asc, valued.action_id asc
        ) as bigint) as action_order
    from valued
)

select
    this_week.week as week,
    matters.action_id as action_id,
    ranked.action_order as action_order,
    matters.kind as kind,
    matters.reason_code as reason_code,
    matters.action as action,
    matters.node_id as node_id,
    tree.node_name as node_name,
    matters.opportunity_id as opportunity_id,
    matters.opportunity_name as opportunity_name,
    matters.account_name as account_name,
    matters.period_id as period_id,
    case when owned.person_id is not null then coalesce(staff.role, 'representative') end as owner_role,
    owned.person_id as owner_person_id,
    case when owned.person_id is not null then coalesce(matters.person_name, staff.person_name, tree.node_name) end
        as owner_name,
    least(this_week.week + cast(matters.due_days as integer), greatest(this_week.period_stop_date - 1, this_week.week))
        as due_date,
    matters.at_stake_amount as at_stake_amount,
    matters.chance_ratio as chance_ratio,
    matters.chance_basis as chance_basis,
    ranked.gain_amount as gain_amount,
    matters.effort_hours as effort_hours,
    ranked.worth_amount as worth_amount,
    repeated.action_id is not null as is_nested,
    matters.deal_count as deal_count,
    matters.since_date as since_date,
    matters.evidence_table as evidence_table,
    matters.source_file as source_file,
    matters.source_line as source_line
from matters
cross join this_week
inner join ranked
    on ranked.action_id = matters.action_id
inner join owned
    on owned.action_id = matters.action_id
inner join tree
    on tree.node_id = matters.node_id
left join staff
    on staff.person_id = owned.person_id
left join repeated
    on repeated.action_id = matters.action_id
