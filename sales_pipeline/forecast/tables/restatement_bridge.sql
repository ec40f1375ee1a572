-- From history as it was to history as it is, at every node: as_was + what separates the two, by cause = as_is, to the
-- cent. Both ends are summed from the deals in a tree of their own: as_was in the tree of the period's last week as its
-- close knew it (of the running period, in the tree of that day), as_is in today's; so the balance proves the causes.
-- Steps are taken in this order: organisation, stage map, quota, currency, late. What moved between two units below the
-- same unit is none of that one's. A target is a node's own and no sum: of a person the assigned quota, of a unit its
-- target; organisation is then that the node stands only now or only then. Beside the sum: as_is_at_plan_rate.
-- grain: week, period_id, as_of, measure, node_id, bucket
with

buckets as (
    select
        names.bucket,
        names.bucket_order
    from (
        values
            ('as_was', 1),
            ('organisation_out', 2),
            ('organisation_in', 3),
            ('stage_map', 4),
            ('quota', 5),
            ('currency', 6),
            ('late_removed', 7),
            ('late_added', 8),
            ('late_changed', 9),
            ('as_is', 10),
            ('as_is_at_plan_rate', 11)
    ) as names (bucket, bucket_order)
),

mondays as (
    select
        period_mondays.recency,
        period_mondays.period_id,
        min(period_mondays.as_of_date) as first_monday
    from period_mondays
    group by period_mondays.recency, period_mondays.period_id
),

units_then as (
    select
        mondays.period_id,
        'close' as as_of,
        node_ancestors_at_close.node_id,
        node_ancestors_at_close.ancestor_node_id
    from mondays
    inner join mondays as following
        on following.recency = mondays.recency - 1
    inner join node_ancestors_at_close
        on node_ancestors_at_close.week = following.first_monday
        and node_ancestors_at_close.instant = 'last_week'
    union all
    select
        this_week.period_id,
        node_ancestors.instant as as_of,
        node_ancestors.node_id,
        node_ancestors.ancestor_node_id
    from node_ancestors
    cross join this_week
    where node_ancestors.instant <> 'now'
),

units_now as (
    select
        node_ancestors.node_id,
        node_ancestors.ancestor_node_id
    from node_ancestors
    where node_ancestors.instant = 'now'
),

-- whom the organisation did not know then was Unassigned
counted_then as (
    select
        restatement_steps.period_id,
        restatement_steps.as_of,
        restatement_steps.measure,
        restatement_steps.node_id,
        coalesce(units_then.node_id, 'unassigned') as then_node_id,
        restatement_steps.amount
    from restatement_steps
    left join units_then
        on units_then.period_id = restatement_steps.period_id
        and units_then.as_of = restatement_steps.as_of
        and units_then.node_id = restatement_steps.node_id
        and units_then.ancestor_node_id = restatement_steps.node_id
    where restatement_steps.step = 'as_was'
),

as_was as (
    select
        counted_then.period_id,
        counted_then.as_of,
        counted_then.measure,
        units_then.ancestor_node_id as node_id,
        'as_was' as bucket,
        counted_then.amount
    from counted_then
    inner join units_then
        on units_then.period_id = counted_then.period_id
        and units_then.as_of = counted_then.as_of
        and units_then.node_id = counted_then.then_node_id
),

organisation_out as (
    select
        counted_then.period_id,
        counted_then.as_of,
        counted_then.measure,
        units_then.ancestor_node_id as node_id,
        'organisation_out' as bucket,
        -counted_then.amount as amount
    from counted_then
    inner join units_then
        on units_then.period_id = counted_then.period_id
        and units_then.as_of = counted_then.as_of
        and units_then.node_id = counted_then.then_node_id
    anti join units_now
        on units_now.node_id = counted_then.node_id
        and units_now.ancestor_node_id = units_then.ancestor_node_id
),

organisation_in as (
    select
        counted_then.period_id,
        counted_then.as_of,
        counted_then.measure,
        units_now.ancestor_node_id as node_id,
        'organisation_in' as bucket,
        counted_then.amount
    from counted_then
    inner join units_now
        on units_now.node_id = counted_then.node_id
    anti join units_then
        on units_then.period_id = counted_then.period_id
        and units_then.as_of = counted_then.as_of
        and units_then.node_id = counted_then.then_node_id
        and units_then.ancestor_node_id = units_now.ancestor_node_id
),

-- handed to somebody else after the close: out of the units that held only the one before, into those of only the new
handed_over as (
    select
        restatement_steps.period_id,
        restatement_steps.as_of,
        restatement_steps.measure,
        restatement_steps.from_node_id,
        restatement_steps.node_id,
        restatement_steps.amount
    from restatement_steps
    where restatement_steps.step = 'late_moved'
),

handed_out as (
    select
        handed_over.period_id,
        handed_over.as_of,
        handed_over.measure,
        old_units.ancestor_node_id as node_id,
        'late_removed' as bucket,
        -handed_over.amount as amount
    from handed_over
    inner join units_now as old_units
        on old_units.node_id = handed_over.from_node_id
    anti join units_now as new_units
        on new_units.node_id = handed_over.node_id
        and new_units.ancestor_node_id = old_units.ancestor_node_id
),

handed_in as (
    select
        handed_over.period_id,
        handed_over.as_of,
        handed_over.measure,
        new_units.ancestor_node_id as node_id,
        'late_added' as bucket,
        handed_over.amount
    from handed_over
    inner join units_now as new_units
        on new_units.node_id = handed_over.node_id
    anti join units_now as old_units
        on old_units.node_id = handed_over.from_node_id
        and old_units.ancestor_node_id = new_units.ancestor_node_id
),

in_todays_tree as (
    select
        restatement_steps.period_id,
        restatement_steps.as_of,
        restatement_steps.measure,
        units_now.ancestor_node_id as node_id,
        restatement_steps.step as bucket,
        restatement_steps.amount
    from restatement_steps
    inner join units_now
        on units_now.node_id = restatement_steps.node_id
    where restatement_steps.step not in ('as_was', 'late_moved')
),

targets as (
    select
        restated_targets.period_id,
        restated_targets.as_of,
        'target' as measure,
        restated_targets.node_id,
        case
            when names.bucket <> 'organisation' then names.bucket
            when restated_targets.organisation_amount < 0 then 'organisation_out'
            else 'organisation_in'
        end as bucket,
        case names.bucket
            when 'as_was' then restated_targets.as_was_amount
            when 'organisation' then restated_targets.organisation_amount
            when 'quota' then restated_targets.quota_amount
            when 'currency' then restated_targets.currency_amount
            when 'as_is' then restated_targets.as_is_amount
            else restated_targets.as_is_at_plan_rate_amount
        end as amount
    from restated_targets
    cross join (
        values ('as_was'), ('organisation'), ('quota'), ('currency'), ('as_is'), ('as_is_at_plan_rate')
    ) as names (bucket)
),

steps as (
    select
        as_was.period_id,
        as_was.as_of,
        as_was.measure,
        as_was.node_id,
        as_was.bucket,
        as_was.amount
    from as_was
    union all
    select
        organisation_out.period_id,
        organisation_out.as_of,
        organisation_out.measure,
        organisation_out.node_id,
        organisation_out.bucket,
        organisation_out.amount
    from organisation_out
    union all
    select
        organisation_in.period_id,
        organisation_in.as_of,
        organisation_in.measure,
        organisation_in.node_id,
        organisation_in.bucket,
        organisation_in.amount
    from organisation_in
    union all
    select
        handed_out.period_id,
        handed_out.as_of,
        handed_out.measure,
        handed_out.node_id,
        handed_out.bucket,
        handed_out.amount
    from handed_out
    union all
    select
        handed_in.period_id,
        handed_in.as_of,
        handed_in.measure,
        handed_in.node_id,
        handed_in.bucket,
        handed_in.amount
    from handed_in
    union all
    select
        in_todays_tree.period_id,
        in_todays_tree.as_of,
        in_todays_tree.measure,
        in_todays_tree.node_id,
        in_todays_tree.bucket,
        in_todays_tree.amount
    from in_todays_tree
    union all
    select
        targets.period_id,
        targets.as_of,
        targets.measure,
        targets.node_id,
        targets.bucket,
        targets.amount
    from targets
),

-- every node with a figure has both ends, if only of nothing
ends as (
    select distinct
        steps.period_id,
        steps.as_of,
        steps.measure,
        steps.node_id,
        names.bucket,
        cast(0 as decimal(18, 2)) as amount
    from steps
    cross join (values ('as_was'), ('as_is'), ('as_is_at_plan_rate')) as names (bucket)
),

amounts as (
    select
        steps.period_id,
        steps.as_of,
        steps.measure,
        steps.node_id,
        steps.bucket,
        steps.amount
    from steps
    union all
    select
        ends.period_id,
        ends.as_of,
        ends.measure,
        ends.node_id,
        ends.bucket,
        ends.amount
    from ends
)

select
    this_week.week as week,
    amounts.period_id as period_id,
    amounts.as_of as as_of,
    amounts.measure as measure,
    amounts.node_id as node_id,
    amounts.bucket as bucket,
    cast(buckets.bucket_order as bigint) as bucket_order,
    cast(sum(amounts.amount) as decimal(18, 2)) as amount
from amounts
cross join this_week
inner join buckets
    on buckets.bucket = amounts.bucket
group by
    this_week.week,
    amounts.period_id,
    amounts.as_of,
    amounts.measure,
    amounts.node_id,
    amounts.bucket,
    buckets.bucket_order
having
    amount <> 0
    or amounts.bucket in ('as_was', 'as_is', 'as_is_at_plan_rate')
