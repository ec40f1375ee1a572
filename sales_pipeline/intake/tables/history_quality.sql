-- One row per thing a forecast asks of the source: how far it is filled now, whether the source ever fills it, and what a
-- forecast lacks where it doesn't. Fields of deals are counted over open deals; whether they are ever filled, over all
-- open states known so far, so that what only closed deals carry counts as missing.
-- grain: week, field
with

-- counted in history alone: only what lies with the deal needs a join
deal_fields as (
    select
        cast(count(*) filter (where opportunity_history.valid_to is null) as bigint) as row_count,
        cast(count(opportunity_history.amount_local) filter (where opportunity_history.valid_to is null) as bigint)
            as amount_now,
        cast(count(opportunity_history.amount_local) as bigint) as amount_ever,
        cast(count(opportunity_history.close_date) filter (where opportunity_history.valid_to is null) as bigint)
            as close_date_now,
        cast(count(opportunity_history.close_date) as bigint) as close_date_ever,
        cast(count(opportunity_history.stage_name) filter (where opportunity_history.valid_to is null) as bigint)
            as stage_name_now,
        cast(count(opportunity_history.stage_name) as bigint) as stage_name_ever,
        cast(count(opportunity_history.owner_id) filter (where opportunity_history.valid_to is null) as bigint)
            as owner_id_now,
        cast(count(opportunity_history.owner_id) as bigint) as owner_id_ever,
        cast(count(opportunity_history.next_step) filter (where opportunity_history.valid_to is null) as bigint)
            as next_step_now,
        cast(count(opportunity_history.next_step) as bigint) as next_step_ever,
        cast(count(opportunity_history.has_economic_buyer) filter (where opportunity_history.valid_to is null) as bigint)
            as economic_buyer_now,
        cast(count(opportunity_history.has_economic_buyer) as bigint) as economic_buyer_ever,
        cast(count(opportunity_history.has_decision_process) filter (where opportunity_history.valid_to is null) as bigint)
            as decision_process_now,
        cast(count(opportunity_history.has_decision_process) as bigint) as decision_process_ever
    from opportunity_history
    where not opportunity_history.is_closed
        and not opportunity_history.is_deleted
),

open_now as (
    select opportunity_history.opportunity_id
    from opportunity_history
    where opportunity_history.valid_to is null
        and not opportunity_history.is_closed
        and not opportunity_history.is_deleted
),

-- moves between open stages, counted in each state so far: the newest one of a deal tells
stage_histories as (
    select
        cast(count(*) filter (where opportunity_history.is_closed) as bigint) as row_count,
        cast(count(*) filter (where opportunity_history.is_closed and opportunity_history.stage_move_count > 0) as bigint)
            as filled_count,
        cast(count(*) filter (where opportunity_history.stage_move_count > 0) as bigint) as known_count
    from opportunity_history
    where opportunity_history.valid_to is null
),

described_now as (
    select
        cast(count(opportunities.account_id) as bigint) as account_id_now,
        cast(count(coalesce(accounts.segment, opportunities.segment)) as bigint) as segment_now,
        cast(count(opportunities.opportunity_type) as bigint) as type_now,
        cast(count(opportunities.product_family) as bigint) as product_now
    from opportunities
    inner join open_now
        on open_now.opportunity_id = opportunities.opportunity_id
    left join accounts
        on accounts.account_id = opportunities.account_id
),

-- few deals are closed at first sight: leaving these out is quicker than finding the others
closed_from_the_start as (
    select opportunity_history.opportunity_id
    from opportunity_history
    where
        opportunity_history.change_seq = 1
        and (opportunity_history.is_closed or opportunity_history.is_deleted)
),

described_ever as (
    select
        cast(count(opportunities.account_id) as bigint) as account_id_ever,
        cast(count(opportunities.segment) as bigint) as deal_segment_ever,
        cast(count(opportunities.opportunity_type) as bigint) as type_ever,
        cast(count(opportunities.product_family) as bigint) as product_ever
    from opportunities
    left join closed_from_the_start
        on closed_from_the_start.opportunity_id = opportunities.opportunity_id
    where closed_from_the_start.opportunity_id is null
),

accounts_ever as (
    select cast(count(accounts.segment) as bigint) as segment_ever
    from accounts
),

worked_now as (
    select cast(count(distinct activities.opportunity_id) as bigint) as filled_count
    from activities
    inner join open_now
        on open_now.opportunity_id = activities.opportunity_id
),

activities_known as (
    select cast(count(activities.opportunity_id) as bigint) as known_count
    from activities
),

reasons as (
    select
        cast(count(*) as bigint) as row_count,
        cast(count(opportunity_history.change_reason) as bigint) as filled_count
    from opportunity_history
    where
        opportunity_history.change_seq > 1
        and not opportunity_history.is_closed
        and opportunity_history.close_date is distinct from opportunity_history.previous_close_date
),

members as (
    select distinct organisation_members.person_id
    from organisation_members
),

representatives as (
    select people.person_id
    from people
    inner join members
        on members.person_id = people.person_id
    cross join this_week
    where people.role = 'representative'
        and (people.hired_on is null or people.hired_on <= this_week.week)
        and (people.left_on is null or people.left_on >= this_week.week)
),

quota_holders as (
    select distinct quotas.node_id
    from quotas
    cross join this_week
    where quotas.period_start_date = this_week.period_start_date
        and quotas.quota_amount is not null
),

callers as (
    select distinct submissions.node_id
    from submissions
    cross join this_week
    where submissions.week = this_week.week
        and submissions.layer = 'representative'
        and submissions.submitted_at < submissions.lock_at
),

sellers as (
    select
        cast(count(*) as bigint) as row_count,
        cast(count(quota_holders.node_id) as bigint) as quota_count,
        cast(count(callers.node_id) as bigint) as call_count
    from representatives
    left join quota_holders
        on quota_holders.node_id = representatives.person_id
    left join callers
        on callers.node_id = representatives.person_id
),

quotas_known as (
    select cast(count(*) as bigint) as known_count
    from quotas
),

submissions_known as (
    select cast(count(*) as bigint) as known_count
    from submissions
),

fields as (
    select
        'amount' as field,
        deal_fields.row_count as row_count,
        deal_fields.amount_now as filled_count,
        deal_fields.amount_ever as known_count,
        'Open deals count as 0 until they are closed: only deals won carry money.' as consequence
    from deal_fields
    union all
    select
        'close_date' as field,
        deal_fields.row_count as row_count,
        deal_fields.close_date_now as filled_count,
        deal_fields.close_date_ever as known_count,
        'Open deals are taken to be due when past wins of their age were closed.' as consequence
    from deal_fields
    union all
    select
        'stage_name' as field,
        deal_fields.row_count as row_count,
        deal_fields.stage_name_now as filled_count,
        deal_fields.stage_name_ever as known_count,
        'No forecast category and no stated chance by stage: every open deal is pipeline at the overall win rate.'
            as consequence
    from deal_fields
    union all
    select
        'owner_id' as field,
        deal_fields.row_count as row_count,
        deal_fields.owner_id_now as filled_count,
        deal_fields.owner_id_ever as known_count,
        'No number by representative, team or region: every deal counts under Unassigned.' as consequence
    from deal_fields
    union all
    select
        'next_step' as field,
        deal_fields.row_count as row_count,
        deal_fields.next_step_now as filled_count,
        deal_fields.next_step_ever as known_count,
        'Deals without a next step cannot be told from others.' as consequence
    from deal_fields
    union all
    select
        'has_economic_buyer' as field,
        deal_fields.row_count as row_count,
        deal_fields.economic_buyer_now as filled_count,
        deal_fields.economic_buyer_ever as known_count,
        'Whether commit deals have their buyer confirmed is not known.' as consequence
    from deal_fields
    union all
    select
        'has_decision_process' as field,
        deal_fields.row_count as row_count,
        deal_fields.decision_process_now as filled_count,
        deal_fields.decision_process_ever as known_count,
        'Whether commit deals have their decision process confirmed is not known.' as consequence
    from deal_fields
    union all
    select
        'account_id' as field,
        deal_fields.row_count as row_count,
        described_now.account_id_now as filled_count,
        described_ever.account_id_ever as known_count,
        'Deals cannot be read by customer, industry or place.' as consequence
    from deal_fields
    cross join described_now
    cross join described_ever
    union all
    select
        'segment' as field,
        deal_fields.row_count as row_count,
        described_now.segment_now as filled_count,
        described_ever.deal_segment_ever + accounts_ever.segment_ever as known_count,
        'No number by customer segment.' as consequence
    from deal_fields
    cross join described_now
    cross join described_ever
    cross join accounts_ever
    union all
    select
        'opportunity_type' as field,
        deal_fields.row_count as row_count,
        described_now.type_now as filled_count,
        described_ever.type_ever as known_count,
        'New business, expansion and renewal cannot be told apart.' as consequence
    from deal_fields
    cross join described_now
    cross join described_ever
    union all
    select
        'product_family' as field,
        deal_fields.row_count as row_count,
        described_now.product_now as filled_count,
        described_ever.product_ever as known_count,
        'No number by product.' as consequence
    from deal_fields
    cross join described_now
    cross join described_ever
    union all
    select
        'activities' as field,
        deal_fields.row_count as row_count,
        worked_now.filled_count as filled_count,
        activities_known.known_count as known_count,
        'Deals nobody works on cannot be told from others.' as consequence
    from deal_fields
    cross join worked_now
    cross join activities_known
    union all
    select
        'stage_history' as field,
        stage_histories.row_count as row_count,
        stage_histories.filled_count as filled_count,
        stage_histories.known_count as known_count,
        'How long deals stay in a stage and how stages convert is not known; chances rest on age and amount.'
            as consequence
    from stage_histories
    union all
    select
        'change_reason' as field,
        reasons.row_count as row_count,
        reasons.filled_count as filled_count,
        reasons.filled_count as known_count,
        'Why close dates move is not known.' as consequence
    from reasons
    union all
    select
        'quotas' as field,
        sellers.row_count as row_count,
        sellers.quota_count as filled_count,
        quotas_known.known_count as known_count,
        'No attainment, gap or coverage.' as consequence
    from sellers
    cross join quotas_known
    union all
    select
        'submissions' as field,
        sellers.row_count as row_count,
        sellers.call_count as filled_count,
        submissions_known.known_count as known_count,
        'No calls of people: the call is closed and commit of the CRM.' as consequence
    from sellers
    cross join submissions_known
)

select
    this_week.week as week,
    fields.field as field,
    fields.row_count as row_count,
    fields.filled_count as filled_count,
    cast(floor(
        cast(fields.filled_count as double) / nullif(cast(fields.row_count as double), 0.0e0) * 1e6 + 0.5
    ) / 1e6 as decimal(18, 6)) as filled_ratio,
    fields.known_count > 0 as is_available,
    fields.consequence as consequence
from fields
cross join this_week
