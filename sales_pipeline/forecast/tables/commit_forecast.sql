-- The calls of the week: the newest figures that each representative and manager sent before the lock, against what the
-- CRM says, and who is missing or late. Expected are the current period's calls of everybody in call_seats, where calls
-- are the custom: sent by somebody for this week, or for two of the four weeks before. Other calls are shown where they
-- were sent. A later figure supersedes an earlier one of its kind; late is the one that counts if it came after the hour
-- it was due.
-- grain: week, node_id, period_id, layer
with

horizons as (
    select
        'current' as horizon,
        this_week.period_id
    from this_week
    union all
    select
        'next' as horizon,
        this_week.next_period_id as period_id
    from this_week
),

custom as (
    select
        count(*) filter (where submissions.week = this_week.week) > 0
        or count(distinct submissions.week) filter (
            where date_diff('day', submissions.week, this_week.week) between 7 and 28
        ) > 1 as is_custom
    from submissions
    cross join this_week
),

current_nodes as (
    select
        nodes.node_id,
        nodes.node_name,
        nodes.level
    from nodes
    where nodes.instant = 'now'
),

expected as (
    select
        call_seats.node_id,
        call_seats.layer,
        call_seats.submitter_id,
        horizons.period_id
    from call_seats
    cross join horizons
    cross join custom
    where
        horizons.horizon = 'current'
        and custom.is_custom
),

spot_rates as (
    select
        exchange_rates.currency,
        exchange_rates.rate
    from exchange_rates
    cross join this_week
    where
        exchange_rates.rate_kind = 'spot'
        and exchange_rates.valid_from <= this_week.week
        and (exchange_rates.valid_to is null or exchange_rates.valid_to > this_week.week)
),

-- the newest row of a kind; each deal named is a kind of its own
counting as (
    select
        submissions.node_id,
        submissions.layer,
        submissions.period_id,
        submissions.category,
        submissions.submitter_id,
        cast(round(
            cast(submissions.amount as decimal(19, 2))
            * case
                when coalesce(submissions.currency, settings.currency) = settings.currency
                    then cast(1 as decimal(18, 6))
                else spot_rates.rate
            end,
            2
        ) as decimal(18, 2)) as amount,
        submissions.is_included,
        submissions.reason_code,
        submissions.note,
        submissions.submitted_at,
        submissions.due_at,
        submissions.lock_at,
        submissions.source_file,
        submissions.source_line
    from submissions
    cross join this_week
    cross join settings
    inner join horizons
        on horizons.period_id = submissions.period_id
    left join spot_rates
        on spot_rates.currency = submissions.currency
    where
        submissions.week = this_week.week
        and submissions.submitted_at < submissions.lock_at
    qualify row_number() over (
        partition by
            submissions.node_id,
            submissions.layer,
            submissions.period_id,
            submissions.category,
            coalesce(submissions.opportunity_id, '')
        order by submissions.submitted_at desc, submissions.source_file desc, submissions.source_line desc
    ) = 1
),

figures as (
    select
        counting.node_id,
        counting.layer,
        counting.period_id,
        max(counting.amount) filter (where counting.category = 'commit') as call_amount,
        max(counting.amount) filter (where counting.category = 'most_likely') as most_likely_amount,
        max(counting.amount) filter (where counting.category = 'best_case') as best_case_amount,
        cast(count(*) filter (where counting.category = 'deal' and counting.is_included) as bigint)
            as included_deal_count,
        cast(count(*) filter (where counting.category = 'deal' and not counting.is_included) as bigint)
            as excluded_deal_count
    from counting
    group by counting.node_id, counting.layer, counting.period_id
),

-- who and when: those of the call itself, else of whatever was sent last
letters as (
    select
        counting.node_id,
        counting.layer,
        counting.period_id,
        counting.submitter_id,
        counting.submitted_at,
        counting.due_at,
        counting.lock_at,
        counting.reason_code,
        counting.note,
        counting.source_file,
        counting.source_line
    from counting
    qualify row_number() over (
        partition by counting.node_id, counting.layer, counting.period_id
        order by
            case when counting.category = 'commit' then 0 else 1 end asc,
            counting.submitted_at desc,
            counting.source_file desc,
            counting.source_line desc
    ) = 1
),

asked as (
    select
        expected.node_id,
        expected.layer,
        expected.period_id
    from expected
    union
    select
        letters.node_id,
        letters.layer,
        letters.period_id
    from letters
)

select
    this_week.week as week,
    asked.node_id as node_id,
    coalesce(current_nodes.node_name, asked.node_id) as node_name,
    coalesce(current_nodes.level, 'unknown') as level,
    asked.period_id as period_id,
    horizons.horizon as horizon,
    asked.layer as layer,
    coalesce(letters.submitter_id, expected.submitter_id) as submitter_id,
    people.person_name as submitter_name,
    case
        when letters.node_id is null then 'missing'
        when letters.submitted_at > letters.due_at then 'late'
        else 'submitted'
    end as state,
    letters.submitted_at as submitted_at,
    coalesce(letters.due_at, this_week.submissions_due_at) as due_at,
    coalesce(letters.lock_at, this_week.submissions_lock_at) as lock_at,
    figures.call_amount as call_amount,
    figures.most_likely_amount as most_likely_amount,
    figures.best_case_amount as best_case_amount,
    coalesce(node_positions.commit_cumulative_amount, 0) as system_amount,
    cast(figures.call_amount - coalesce(node_positions.commit_cumulative_amount, 0) as decimal(18, 2)) as delta_amount,
    letters.reason_code as reason_code,
    letters.note as note,
    coalesce(figures.included_deal_count, 0) as included_deal_count,
    coalesce(figures.excluded_deal_count, 0) as excluded_deal_count,
    letters.source_file as source_file,
    letters.source_line as source_line
from asked
cross join this_week
inner join horizons
    on horizons.period_id = asked.period_id
left join expected
    on expected.node_id = asked.node_id
    and expected.layer = asked.layer
    and expected.period_id = asked.period_id
left join letters
    on letters.node_id = asked.node_id
    and letters.layer = asked.layer
    and letters.period_id = asked.period_id
left join figures
    on figures.node_id = asked.node_id
    and figures.layer = asked.layer
    and figures.period_id = asked.period_id
left join current_nodes
    on current_nodes.node_id = asked.node_id
left join node_positions
    on node_positions.node_id = asked.node_id
    and node_positions.period_id = asked.period_id
left join people
    on people.person_id = coalesce(letters.submitter_id, expected.submitter_id)
