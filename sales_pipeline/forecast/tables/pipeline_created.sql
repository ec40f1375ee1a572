-- New pipeline, week by week: deals by the day they were created, in the last thirteen weeks and beside each the week 52
-- weeks earlier. Counted at the amount first seen, at that day's rate (older ones at the first rate known), for whoever
-- owned the deal then, in today's organisation. The company is also cut by lead source and by type. A deal deleted since
-- is left out; one whose creation the source does not tell counts when it was first seen.
-- grain: week, node_id, dimension, member, from_date
with

numbers as (
    select cast(row_number() over (order by period_mondays.as_of_date asc) as bigint) as number
    from period_mondays
    qualify row_number() over (order by period_mondays.as_of_date asc) <= 13
),

stretches as (
    select
        numbers.number,
        'now' as year,
        this_week.week + cast(-7 * numbers.number as integer) as from_date,
        this_week.week + cast(-7 * numbers.number + 7 as integer) as to_date
    from numbers
    cross join this_week
    union all
    select
        numbers.number,
        'year_ago' as year,
        this_week.year_ago_date + cast(-7 * numbers.number as integer) as from_date,
        this_week.year_ago_date + cast(-7 * numbers.number + 7 as integer) as to_date
    from numbers
    cross join this_week
),

-- day by day: a deal then finds its week by the day alone
days as (
    select
        stretches.number,
        stretches.year,
        stretches.from_date + cast(steps.step as integer) as day
    from stretches
    cross join (values (0), (1), (2), (3), (4), (5), (6)) as steps (step)
),

-- a deal's first state says when it was created, or else when it was first seen
placed as (
    select
        days.number,
        days.year,
        opportunity_history.opportunity_id,
        days.day as created_date,
        opportunity_history.owner_id,
        coalesce(opportunity_history.amount_local, 0) as amount_local,
        opportunity_history.currency
    from opportunity_history
    inner join days
        on days.day = coalesce(opportunity_history.created_date, opportunity_history.known_date)
    where opportunity_history.change_seq = 1
),

gone as (
    select opportunity_history.opportunity_id
    from opportunity_history
    where
        opportunity_history.is_deleted
        and opportunity_history.valid_to is null
),

created as (
    select
        placed.number,
        placed.year,
        placed.created_date,
        coalesce(opportunities.lead_source, 'unknown') as lead_source,
        coalesce(opportunities.opportunity_type, 'unknown') as opportunity_type,
        placed.owner_id,
        placed.amount_local,
        placed.currency
    from placed
    inner join opportunities
        on opportunities.opportunity_id = placed.opportunity_id
    left join gone
        on gone.opportunity_id = placed.opportunity_id
    where gone.opportunity_id is null
),

asked_rates as (
    select distinct
        created.currency,
        created.created_date as rate_date
    from created
),

rates as (
    select
        asked_rates.currency,
        asked_rates.rate_date,
        case when asked_rates.currency = settings.currency then cast(1 as decimal(18, 6)) else exchange_rates.rate end
            as rate
    from asked_rates
    cross join settings
    left join exchange_rates
        on exchange_rates.currency = asked_rates.currency
        and exchange_rates.rate_kind = 'spot'
        and (exchange_rates.starts_on is null or exchange_rates.starts_on <= asked_rates.rate_date)
        and (exchange_rates.valid_to is null or exchange_rates.valid_to > asked_rates.rate_date)
),

credited as (
    select
        coalesce(nodes.node_id, 'unassigned') as node_id,
        created.number,
        created.year,
        created.lead_source,
        created.opportunity_type,
        cast(count(*) as bigint) as deal_count,
        cast(coalesce(sum(
            cast(round(cast(created.amount_local as decimal(19, 2)) * rates.rate, 2) as decimal(18, 2))
        ), 0) as decimal(18, 2)) as amount
    from created
    inner join rates
        on rates.currency = created.currency
        and rates.rate_date = created.created_date
    left join nodes
        on nodes.instant = 'now'
        and nodes.node_id = created.owner_id
        and nodes.is_representative
    group by
        coalesce(nodes.node_id, 'unassigned'),
        created.number,
        created.year,
        created.lead_source,
        created.opportunity_type
),

tops as (
    select nodes.node_id
    from nodes
    where
        nodes.instant = 'now'
        and nodes.depth = 0
),

counted as (
    select
        node_ancestors.ancestor_node_id as node_id,
        'all' as dimension,
        'all' as member,
        credited.number,
        credited.year,
        credited.deal_count,
        credited.amount
    from credited
    inner join node_ancestors
        on node_ancestors.node_id = credited.node_id
        and node_ancestors.instant = 'now'
    union all
    select
        tops.node_id,
        'lead_source' as dimension,
        credited.lead_source as member,
        credited.number,
        credited.year,
        credited.deal_count,
        credited.amount
    from credited
    cross join tops
    union all
    select
        tops.node_id,
        'opportunity_type' as dimension,
        credited.opportunity_type as member,
        credited.number,
        credited.year,
        credited.deal_count,
        credited.amount
    from credited
    cross join tops
),

sums as (
    select
        counted.node_id,
        counted.dimension,
        counted.member,
        counted.number,
        cast(coalesce(sum(counted.deal_count) filter (where counted.year = 'now'), 0) as bigint) as deal_count,
        cast(coalesce(sum(counted.amount) filter (where counted.year = 'now'), 0) as decimal(18, 2)) as amount,
        cast(coalesce(sum(counted.deal_count) filter (where counted.year = 'year_ago'), 0) as bigint)
            as year_ago_deal_count,
        cast(coalesce(sum(counted.amount) filter (where counted.year = 'year_ago'), 0) as decimal(18, 2))
            as year_ago_amount
    from counted
    group by counted.node_id, counted.dimension, counted.member, counted.number
),

-- a week without a new deal has its row too
lines as (
    select
        nodes.node_id,
        'all' as dimension,
        'all' as member
    from nodes
    where nodes.instant = 'now'
    union
    select
        counted.node_id,
        counted.dimension,
        counted.member
    from counted
)

select
    this_week.week as week,
    lines.node_id as node_id,
    lines.dimension as dimension,
    lines.member as member,
    stretches.from_date as from_date,
    nodes.node_name as node_name,
    nodes.level as level,
    nodes.depth as depth,
    nodes.sort_key as sort_key,
    coalesce(sums.deal_count, 0) as deal_count,
    coalesce(sums.amount, 0) as amount,
    coalesce(sums.year_ago_deal_count, 0) as year_ago_deal_count,
    coalesce(sums.year_ago_amount, 0) as year_ago_amount
from lines
cross join this_week
inner join stretches
    on stretches.year = 'now'
inner join nodes
    on nodes.instant = 'now'
    and nodes.node_id = lines.node_id
left join sums
    on sums.node_id = lines.node_id
    and sums.dimension = lines.dimension
    and sums.member = lines.member
    and sums.number = stretches.number
