-- Who adds information: past calls that differed from the system's number, grouped by layer, by reason, by unit and, where
-- the setting calls.show_people allows it, by person; of the last eight ended periods, each at its Monday with as many
-- weeks left as now. A call's value is (|system error| − |call error|) / the larger of actual and system, at least −1.
-- Few calls say little, so a group's mean is drawn to its family's (groups of one layer; layers to all): empirical Bayes,
-- score = family mean + w × (own mean − family mean), w = n·t / (n·t + s), s the variance within groups, pooled and
-- as if four more calls had scattered by 0.2, t the one between groups beyond what s explains (method of moments, never
-- below 0). A call of a representative counts for the unit above. Bias (calls − actual, of all calls) stands beside and
-- changes no call; a leaning is only named from calls.flag_min_count periods on, beyond calls.flag_bias_ratio, and when
-- three calls in four lie on that side.
-- grain: week, grouped_by, layer, member_id
with

systems as (
    select
        call_layers_called.week as as_of_date,
        call_layers_called.node_id,
        call_layers_called.amount as system_amount
    from call_layers_called
    where
        call_layers_called.layer = 'system'
        and call_layers_called.horizon = 'current'
),

sent as (
    select
        call_layers_called.period_id,
        call_layers_called.layer,
        coalesce(call_layers_called.reason_code, 'none') as reason_code,
        coalesce(call_layers_called.submitter_id, 'unknown') as submitter_id,
        case
            when call_layers_called.level = 'representative'
                then coalesce(call_layers_called.parent_node_id, call_layers_called.node_id)
            else call_layers_called.node_id
        end as unit_node_id,
        systems.system_amount,
        -- its own call, whatever layers above it said
        call_layers_called.amount as call_amount,
        coalesce(node_actuals.actual_amount, 0) as actual_amount
    from call_layers_called
    inner join systems
        on systems.as_of_date = call_layers_called.week
        and systems.node_id = call_layers_called.node_id
    left join node_actuals
        on node_actuals.node_id = call_layers_called.node_id
        and node_actuals.period_id = call_layers_called.period_id
    where
        call_layers_called.horizon = 'current'
        and call_layers_called.is_submitted
),

valued as (
    select
        sent.period_id,
        sent.layer,
        sent.reason_code,
        sent.submitter_id,
        sent.unit_node_id,
        sent.call_amount,
        sent.actual_amount,
        sent.call_amount <> sent.system_amount as is_override,
        cast(
            abs(sent.system_amount - sent.actual_amount) - abs(sent.call_amount - sent.actual_amount) as decimal(18, 2)
        ) as value_amount,
        greatest(sent.actual_amount, sent.system_amount) as base_amount
    from sent
),

-- nothing won and nothing seen: a call was wrong by the whole
scored as (
    select
        valued.period_id,
        valued.layer,
        valued.reason_code,
        valued.submitter_id,
        valued.unit_node_id,
        valued.call_amount,
        valued.actual_amount,
        valued.is_override,
        valued.value_amount,
        case
            when not valued.is_override then cast(null as decimal(18, 6))
            when valued.base_amount <= 0 then cast(-1 as decimal(18, 6))
            else cast(
                floor(
                    greatest(
                        cast(valued.value_amount as double)
                        / nullif(cast(valued.base_amount as double), 0.0e0),
                        -1.0e0
                    ) * 1e6 + 0.5
                ) / 1e6 as decimal(18, 6)
            )
        end as value_ratio
    from valued
),

members as (
    select
        'layer' as grouped_by,
        'all' as family,
        scored.layer,
        'all' as member_id,
        scored.period_id,
        scored.call_amount,
        scored.actual_amount,
        scored.is_override,
        scored.value_amount,
        scored.value_ratio
    from scored
    union all
    select
        'reason' as grouped_by,
        scored.layer as family,
        scored.layer,
        scored.reason_code as member_id,
        scored.period_id,
        scored.call_amount,
        scored.actual_amount,
        scored.is_override,
        scored.value_amount,
        scored.value_ratio
    from scored
    where scored.is_override
    union all
    select
        'unit' as grouped_by,
        scored.layer as family,
        scored.layer,
        scored.unit_node_id as member_id,
        scored.period_id,
        scored.call_amount,
        scored.actual_amount,
        scored.is_override,
        scored.value_amount,
        scored.value_ratio
    from scored
    union all
    select
        'person' as grouped_by,
        scored.layer as family,
        scored.layer,
        scored.submitter_id as member_id,
        scored.period_id,
        scored.call_amount,
        scored.actual_amount,
        scored.is_override,
        scored.value_amount,
        scored.value_ratio
    from scored
    cross join settings
    where settings.calls_show_people
),

totals as (
    select
        members.grouped_by,
        members.family,
        members.layer,
        members.member_id,
        cast(count(distinct members.period_id) as bigint) as period_count,
        cast(count(*) as bigint) as call_count,
        cast(count(*) filter (where members.is_override) as bigint) as override_count,
        cast(count(*) filter (where members.is_override and members.value_amount > 0) as bigint) as better_count,
        cast(count(*) filter (where members.call_amount > members.actual_amount) as bigint) as over_count,
        cast(count(*) filter (where members.call_amount < members.actual_amount) as bigint) as under_count,
        cast(sum(members.value_amount) as decimal(18, 2)) as value_amount,
        cast(sum(members.call_amount) as decimal(18, 2)) as call_amount,
        cast(sum(members.actual_amount) as decimal(18, 2)) as actual_amount,
        cast(coalesce(sum(members.value_ratio), 0) as decimal(18, 6)) as ratio_sum,
        cast(coalesce(sum(cast(round(members.value_ratio * members.value_ratio, 9) as decimal(18, 9))), 0)
            as decimal(18, 9)) as square_sum
    from members
    group by members.grouped_by, members.family, members.layer, members.member_id
),

-- n × own mean², frozen so that its sums are exact
explained as (
    select
        totals.grouped_by,
        totals.family,
        totals.layer,
        totals.member_id,
        totals.override_count,
        totals.ratio_sum,
        totals.square_sum,
        cast(
            floor(
                cast(totals.ratio_sum as double) * cast(totals.ratio_sum as double)
                / nullif(cast(totals.override_count as double), 0.0e0)
                * 1e9 + 0.5
            ) / 1e9 as decimal(18, 9)
        ) as explained_sum
    from totals
    where totals.override_count > 0
),

families as (
    select
        explained.grouped_by,
        explained.family,
        cast(sum(explained.override_count) as bigint) as override_count,
        cast(sum(explained.override_count * explained.override_count) as bigint) as count_square_sum,
        cast(count(*) as bigint) as member_count,
        cast(sum(explained.ratio_sum) as decimal(18, 6)) as ratio_sum,
        cast(sum(explained.square_sum) as decimal(18, 9)) as square_sum,
        cast(sum(explained.explained_sum) as decimal(18, 9)) as explained_sum
    from explained
    group by explained.grouped_by, explained.family
),

within_groups as (
    select
        families.grouped_by,
        families.family,
        families.override_count,
        families.count_square_sum,
        families.member_count,
        families.explained_sum,
        cast(families.ratio_sum as double) / nullif(cast(families.override_count as double), 0.0e0) as family_mean,
        (cast(families.square_sum - families.explained_sum as double) + 4.0e0 * 0.04e0)
        / nullif(cast(families.override_count - families.member_count + 4 as double), 0.0e0) as variance_within
    from families
),

spreads as (
    select
        within_groups.grouped_by,
        within_groups.family,
        within_groups.family_mean,
        within_groups.variance_within,
        case
            when within_groups.member_count > 1
                then greatest(
                    (
                        cast(within_groups.explained_sum as double)
                        - cast(within_groups.override_count as double)
                        * within_groups.family_mean * within_groups.family_mean
                        - cast(within_groups.member_count - 1 as double) * within_groups.variance_within
                    ) / nullif(
                        cast(within_groups.override_count as double)
                        - cast(within_groups.count_square_sum as double)
                        / nullif(cast(within_groups.override_count as double), 0.0e0),
                        0.0e0
                    ),
                    0.0e0
                )
            else 0.0e0
        end as variance_between
    from within_groups
),

weighed as (
    select
        explained.grouped_by,
        explained.layer,
        explained.member_id,
        spreads.family_mean,
        cast(explained.ratio_sum as double) / nullif(cast(explained.override_count as double), 0.0e0) as own_mean,
        coalesce(
            cast(explained.override_count as double) * spreads.variance_between
            / nullif(
                cast(explained.override_count as double) * spreads.variance_between + spreads.variance_within, 0.0e0
            ),
            0.0e0
        ) as weight
    from explained
    inner join spreads
        on spreads.grouped_by = explained.grouped_by
        and spreads.family = explained.family
),

named as (
    select
        nodes.node_id as member_id,
        nodes.node_name as member_name
    from nodes
    where nodes.instant = 'now'
),

biased as (
    select
        totals.grouped_by,
        totals.layer,
        totals.member_id,
        cast(
            floor(
                cast(totals.call_amount - totals.actual_amount as double)
                / nullif(cast(totals.actual_amount as double), 0.0e0)
                * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as bias_ratio
    from totals
)

select
    this_week.week as week,
    totals.grouped_by as grouped_by,
    totals.layer as layer,
    totals.member_id as member_id,
    case totals.grouped_by
        when 'unit' then coalesce(named.member_name, totals.member_id)
        when 'person' then coalesce(people.person_name, totals.member_id)
        else totals.member_id
    end as member_name,
    totals.period_count as period_count,
    totals.call_count as call_count,
    totals.override_count as override_count,
    totals.better_count as better_count,
    totals.value_amount as value_amount,
    cast(floor(weighed.own_mean * 1e6 + 0.5) / 1e6 as decimal(18, 6)) as mean_value_ratio,
    cast(floor(weighed.family_mean * 1e6 + 0.5) / 1e6 as decimal(18, 6)) as family_mean_ratio,
    cast(floor(weighed.weight * 1e6 + 0.5) / 1e6 as decimal(18, 6)) as weight_ratio,
    cast(
        floor((weighed.family_mean + weighed.weight * (weighed.own_mean - weighed.family_mean)) * 1e6 + 0.5) / 1e6
        as decimal(18, 6)
    ) as shrunk_value_ratio,
    totals.call_amount as call_amount,
    totals.actual_amount as actual_amount,
    cast(totals.call_amount - totals.actual_amount as decimal(18, 2)) as bias_amount,
    biased.bias_ratio as bias_ratio,
    totals.over_count as over_count,
    case
        when totals.grouped_by not in ('unit', 'person') or totals.period_count < settings.calls_flag_min_count
            then cast(null as varchar)
        when biased.bias_ratio > settings.calls_flag_bias_ratio and 4 * totals.over_count >= 3 * totals.call_count
            then 'optimist'
        when biased.bias_ratio < -settings.calls_flag_bias_ratio and 4 * totals.under_count >= 3 * totals.call_count
            then 'sandbagger'
    end as leaning
from totals
cross join this_week
cross join settings
inner join biased
    on biased.grouped_by = totals.grouped_by
    and biased.layer = totals.layer
    and biased.member_id = totals.member_id
left join weighed
    on weighed.grouped_by = totals.grouped_by
    and weighed.layer = totals.layer
    and weighed.member_id = totals.member_id
left join named
    on named.member_id = totals.member_id
left join people
    on people.person_id = totals.member_id
