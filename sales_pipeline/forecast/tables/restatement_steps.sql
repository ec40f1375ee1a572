-- Past figures as they were counted, as they are counted now, and what separates the two, per representative: wins of the
-- last eight ended periods as known on the Monday of their close, and the running period's deals as they stood last week
-- and at its start. Then means with the stage map and rates of that day; now means today's stage map and this week's rate,
-- beside it the plan rate in force. Steps are taken in this order: stage map, currency, then what was learned late (wins
-- entered, undone, corrected or handed over after the close), already at today's rate. The tree is restatement_bridge's.
-- grain: week, period_id, as_of, measure, step, from_node_id, node_id
with

ended as (
    select
        period_mondays.period_id,
        period_mondays.recency,
        min(period_mondays.start_date) as start_date,
        min(period_mondays.stop_date) as stop_date
    from period_mondays
    where period_mondays.recency > 0
    group by period_mondays.period_id, period_mondays.recency
),

first_mondays as (
    select
        period_mondays.recency,
        min(period_mondays.as_of_date) as close_date,
        min(period_mondays.as_of_at) as close_at
    from period_mondays
    group by period_mondays.recency
),

-- a close before the company's first week was never published
closes as (
    select
        ended.period_id,
        ended.start_date,
        ended.stop_date,
        first_mondays.close_date,
        first_mondays.close_at
    from ended
    cross join settings
    inner join first_mondays
        on first_mondays.recency = ended.recency - 1
    where first_mondays.close_date >= settings.first_week
),

wins as (
    select
        opportunity_history.opportunity_id,
        opportunity_history.valid_from,
        opportunity_history.valid_to,
        opportunity_history.stage_name,
        coalesce(opportunity_history.amount_local, 0) as amount_local,
        opportunity_history.currency,
        opportunity_history.owner_id,
        coalesce(
            opportunity_history.close_date,
            cast((opportunity_history.valid_from at time zone 'UTC') at time zone settings.time_zone as date)
        ) as won_date
    from opportunity_history
    cross join settings
    where
        opportunity_history.is_won
        and not opportunity_history.is_deleted
),

-- where no rate of a currency was known by a close, the first that came
first_rates as (
    select
        exchange_rates.currency,
        min(exchange_rates.known_at) as known_at
    from exchange_rates
    where exchange_rates.rate_kind = 'spot'
    group by exchange_rates.currency
),

-- each rate holds until the next that was known by the close; amounts older than the first convert at that one
spot_spans as (
    select
        closes.period_id,
        exchange_rates.currency,
        exchange_rates.rate,
        case
            when row_number() over (
                partition by closes.period_id, exchange_rates.currency order by exchange_rates.valid_from asc
            ) > 1 then exchange_rates.valid_from
        end as starts_on,
        lead(exchange_rates.valid_from) over (
            partition by closes.period_id, exchange_rates.currency order by exchange_rates.valid_from asc
        ) as ends_on
    from exchange_rates
    inner join first_rates
        on first_rates.currency = exchange_rates.currency
    inner join closes
        on greatest(closes.close_date, first_rates.known_at) >= exchange_rates.known_at
    where exchange_rates.rate_kind = 'spot'
),

newest_rates as (
    select
        exchange_rates.currency,
        exchange_rates.rate_kind,
        exchange_rates.rate
    from exchange_rates
    cross join this_week
    qualify row_number() over (
        partition by exchange_rates.currency, exchange_rates.rate_kind
        order by
            case when exchange_rates.valid_from <= this_week.week then 0 else 1 end asc,
            case when exchange_rates.valid_from <= this_week.week then exchange_rates.valid_from end desc,
            exchange_rates.valid_from asc
    ) = 1
),

rates_now as (
    select
        spot_rates.currency,
        spot_rates.rate,
        coalesce(plan_rates.rate, spot_rates.rate) as plan_rate
    from newest_rates as spot_rates
    left join newest_rates as plan_rates
        on plan_rates.currency = spot_rates.currency
        and plan_rates.rate_kind = 'plan'
    where spot_rates.rate_kind = 'spot'
),

-- stretches of days within an ended period in which a currency kept one rate
terms as (
    select
        closes.period_id,
        closes.close_at,
        settings.currency,
        closes.start_date,
        closes.stop_date,
        cast(1 as decimal(18, 6)) as then_rate,
        cast(1 as decimal(18, 6)) as now_rate,
        cast(1 as decimal(18, 6)) as plan_rate,
        true as is_ours
    from closes
    cross join settings
    union all
    select
        closes.period_id,
        closes.close_at,
        spot_spans.currency,
        greatest(closes.start_date, coalesce(spot_spans.starts_on, closes.start_date)) as start_date,
        least(closes.stop_date, coalesce(spot_spans.ends_on, closes.stop_date)) as stop_date,
        spot_spans.rate as then_rate,
        rates_now.rate as now_rate,
        rates_now.plan_rate,
        false as is_ours
    from closes
    cross join settings
    inner join spot_spans
        on spot_spans.period_id = closes.period_id
        and spot_spans.currency <> settings.currency
        and (spot_spans.starts_on is null or spot_spans.starts_on < closes.stop_date)
        and (spot_spans.ends_on is null or spot_spans.ends_on > closes.start_date)
    inner join rates_now
        on rates_now.currency = spot_spans.currency
),

-- amounts in the company's currency stay as they are: most of them need no arithmetic
wins_valued as (
    select
        terms.period_id,
        wins.opportunity_id,
        wins.stage_name,
        wins.owner_id,
        wins.valid_from < terms.close_at and (wins.valid_to is null or wins.valid_to >= terms.close_at)
            as is_then,
        wins.valid_to is null as is_now,
        case
            when terms.is_ours then wins.amount_local
            else cast(round(cast(wins.amount_local as decimal(19, 2)) * terms.then_rate, 2) as decimal(18, 2))
        end as then_amount,
        case
            when terms.is_ours then wins.amount_local
            else cast(round(cast(wins.amount_local as decimal(19, 2)) * terms.now_rate, 2) as decimal(18, 2))
        end as now_amount,
        case
            when terms.is_ours then wins.amount_local
            else cast(round(cast(wins.amount_local as decimal(19, 2)) * terms.plan_rate, 2) as decimal(18, 2))
        end as plan_amount
    from wins
    inner join terms
        on terms.currency = wins.currency
        and terms.start_date <= wins.won_date
        and terms.stop_date > wins.won_date
),

win_sums as (
    select
        wins_valued.period_id,
        wins_valued.owner_id,
        cast(coalesce(sum(wins_valued.then_amount) filter (where wins_valued.is_then), 0) as decimal(18, 2))
            as then_amount,
        cast(coalesce(sum(wins_valued.now_amount) filter (where wins_valued.is_then), 0) as decimal(18, 2))
            as then_at_now_amount,
        cast(coalesce(sum(wins_valued.now_amount) filter (where wins_valued.is_now), 0) as decimal(18, 2)) as now_amount,
        cast(coalesce(sum(wins_valued.plan_amount) filter (where wins_valued.is_now), 0) as decimal(18, 2))
            as plan_amount
    from wins_valued
    group by wins_valued.period_id, wins_valued.owner_id
),

won_then_only as (
    select
        wins_valued.period_id,
        wins_valued.opportunity_id,
        wins_valued.stage_name,
        wins_valued.owner_id,
        wins_valued.now_amount
    from wins_valued
    where wins_valued.is_then and not wins_valued.is_now
),

won_now_only as (
    select
        wins_valued.period_id,
        wins_valued.opportunity_id,
        wins_valued.stage_name,
        wins_valued.owner_id,
        wins_valued.now_amount
    from wins_valued
    where wins_valued.is_now and not wins_valued.is_then
),

late_facts as (
    select
        coalesce(won_then_only.period_id, won_now_only.period_id) as period_id,
        coalesce(won_now_only.stage_name, won_then_only.stage_name) as stage_name,
        won_then_only.owner_id as from_owner_id,
        won_now_only.owner_id,
        won_then_only.now_amount as then_amount,
        won_now_only.now_amount
    from won_then_only
    full join won_now_only
        on won_now_only.period_id = won_then_only.period_id
        and won_now_only.opportunity_id = won_then_only.opportunity_id
),

-- every moment of the past that is shown, with the day whose stage map held
moments as (
    select
        closes.period_id,
        'close' as as_of,
        closes.close_date as as_of_date,
        closes.close_date as known_date
    from closes
    union all
    select
        this_week.period_id,
        instants.instant as as_of,
        instants.instant_date as as_of_date,
        this_week.week as known_date
    from instants
    cross join this_week
    where instants.instant <> 'now'
),

-- the first mapping of a stage also holds before its first day
maps_then as (
    select
        moments.period_id,
        moments.as_of,
        stages.stage_name,
        stages.forecast_category,
        stages.stated_probability,
        stages.is_won
    from moments
    inner join stages
        on stages.known_at <= moments.known_date
    qualify row_number() over (
        partition by moments.period_id, moments.as_of, stages.stage_name
        order by
            case when stages.valid_from <= moments.as_of_date then 0 else 1 end asc,
            case when stages.valid_from <= moments.as_of_date then stages.valid_from end desc,
            stages.valid_from asc
    ) = 1
),

map_now as (
    select
        stages.stage_name,
        stages.forecast_category,
        stages.stated_probability,
        stages.is_won
    from stages
    cross join this_week
    qualify row_number() over (
        partition by stages.stage_name
        order by
            case when stages.valid_from <= this_week.week then 0 else 1 end asc,
            case when stages.valid_from <= this_week.week then stages.valid_from end desc,
            stages.valid_from asc
    ) = 1
),

turned_stages as (
    select
        maps_then.period_id,
        maps_then.as_of,
        maps_then.stage_name,
        map_now.forecast_category,
        map_now.stated_probability,
        maps_then.is_won <> map_now.is_won as has_other_outcome
    from maps_then
    inner join map_now
        on map_now.stage_name = maps_then.stage_name
    where
        maps_then.is_won <> map_now.is_won
        or maps_then.forecast_category <> map_now.forecast_category
        or coalesce(maps_then.stated_probability, -1) <> coalesce(map_now.stated_probability, -1)
),

-- a stage that has come to mean another outcome wins or unwins deals that nobody touched
late_sorted as (
    select
        late_facts.period_id,
        late_facts.from_owner_id,
        late_facts.owner_id,
        late_facts.then_amount,
        late_facts.now_amount,
        case
            when late_facts.then_amount is not null and late_facts.now_amount is not null then 'late_changed'
            when turned_stages.stage_name is not null then 'stage_map'
            when late_facts.now_amount is not null then 'late_added'
            else 'late_removed'
        end as step
    from late_facts
    left join turned_stages
        on turned_stages.period_id = late_facts.period_id
        and turned_stages.as_of = 'close'
        and turned_stages.stage_name = late_facts.stage_name
        and turned_stages.has_other_outcome
),

-- only where the source gives no open deal a close date does the pipeline go by assumed ones
dated_pipeline as (
    select count(deal_states.close_date) > 0 as is_dated
    from deal_states
    where deal_states.instant = 'now' and deal_states.state = 'open'
),

deals_then as (
    select
        deal_states.instant as as_of,
        this_week.period_id,
        deal_states.opportunity_id,
        deal_states.change_seq,
        deal_states.owner_id,
        deal_states.stage_name,
        deal_states.state,
        deal_states.category,
        deal_states.stated_probability,
        deal_states.amount as then_amount,
        case
            when deal_states.currency = settings.currency then deal_states.amount
            else cast(round(cast(deal_states.amount_local as decimal(19, 2)) * rates_now.rate, 2) as decimal(18, 2))
        end as now_amount,
        case
            when deal_states.currency = settings.currency then deal_states.amount
            else cast(
                round(cast(deal_states.amount_local as decimal(19, 2)) * rates_now.plan_rate, 2) as decimal(18, 2)
            )
        end as plan_amount
    from deal_states
    cross join this_week
    cross join settings
    cross join dated_pipeline
    left join rates_now
        on rates_now.currency = deal_states.currency
    where
        deal_states.instant <> 'now'
        and deal_states.state in ('open', 'won')
        and deal_states.due_date >= this_week.period_start_date
        and deal_states.due_date < this_week.period_stop_date
        and (deal_states.state = 'won' or deal_states.close_date is not null or not dated_pipeline.is_dated)
),

-- where a stage means something else today, what the CRM says of the deal itself still comes first
said_by_the_deal as (
    select
        deals_then.as_of,
        deals_then.opportunity_id,
        coalesce(
            nullif(opportunity_history.forecast_category, 'closed'),
            nullif(turned_stages.forecast_category, 'closed'),
            'pipeline'
        ) as category,
        coalesce(
            opportunity_history.stated_probability, turned_stages.stated_probability, deals_then.stated_probability
        ) as stated_probability
    from deals_then
    inner join turned_stages
        on turned_stages.as_of = deals_then.as_of
        and turned_stages.stage_name = deals_then.stage_name
    inner join opportunity_history
        on opportunity_history.opportunity_id = deals_then.opportunity_id
        and opportunity_history.change_seq = deals_then.change_seq
    where deals_then.state = 'open'
),

deals_mapped as (
    select
        deals_then.as_of,
        deals_then.period_id,
        deals_then.owner_id,
        deals_then.state,
        deals_then.category,
        coalesce(said_by_the_deal.category, deals_then.category) as now_category,
        deals_then.stated_probability,
        coalesce(said_by_the_deal.stated_probability, deals_then.stated_probability) as now_probability,
        deals_then.then_amount,
        deals_then.now_amount,
        deals_then.plan_amount,
        case
            when deals_then.state = 'won' then deals_then.then_amount
            else cast(
                round(cast(deals_then.then_amount as decimal(19, 2)) * deals_then.stated_probability, 2)
                as decimal(18, 2)
            )
        end as then_weighted_amount
    from deals_then
    left join said_by_the_deal
        on said_by_the_deal.as_of = deals_then.as_of
        and said_by_the_deal.opportunity_id = deals_then.opportunity_id
),

deals_weighted as (
    select
        deals_mapped.as_of,
        deals_mapped.period_id,
        deals_mapped.owner_id,
        deals_mapped.state,
        deals_mapped.category,
        deals_mapped.now_category,
        deals_mapped.now_probability,
        deals_mapped.then_amount,
        deals_mapped.now_amount,
        deals_mapped.plan_amount,
        deals_mapped.then_weighted_amount,
        case
            when deals_mapped.now_probability = deals_mapped.stated_probability then deals_mapped.then_weighted_amount
            else cast(
                round(cast(deals_mapped.then_amount as decimal(19, 2)) * deals_mapped.now_probability, 2)
                as decimal(18, 2)
            )
        end as mapped_weighted_amount
    from deals_mapped
),

deals_valued as (
    select
        deals_weighted.as_of,
        deals_weighted.period_id,
        deals_weighted.owner_id,
        deals_weighted.state,
        deals_weighted.category,
        deals_weighted.now_category,
        deals_weighted.then_amount,
        deals_weighted.now_amount,
        deals_weighted.plan_amount,
        deals_weighted.then_weighted_amount,
        deals_weighted.mapped_weighted_amount,
        case
            when deals_weighted.now_amount = deals_weighted.then_amount then deals_weighted.mapped_weighted_amount
            when deals_weighted.state = 'won' then deals_weighted.now_amount
            else cast(
                round(cast(deals_weighted.now_amount as decimal(19, 2)) * deals_weighted.now_probability, 2)
                as decimal(18, 2)
            )
        end as now_weighted_amount,
        case
            when deals_weighted.plan_amount = deals_weighted.then_amount then deals_weighted.mapped_weighted_amount
            when deals_weighted.state = 'won' then deals_weighted.plan_amount
            else cast(
                round(cast(deals_weighted.plan_amount as decimal(19, 2)) * deals_weighted.now_probability, 2)
                as decimal(18, 2)
            )
        end as plan_weighted_amount
    from deals_weighted
),

deal_sums as (
    select
        deals_valued.as_of,
        deals_valued.period_id,
        deals_valued.owner_id,
        deals_valued.state,
        deals_valued.category,
        deals_valued.now_category,
        cast(sum(deals_valued.then_amount) as decimal(18, 2)) as then_amount,
        cast(sum(deals_valued.now_amount) as decimal(18, 2)) as now_amount,
        cast(sum(deals_valued.plan_amount) as decimal(18, 2)) as plan_amount,
        cast(sum(deals_valued.then_weighted_amount) as decimal(18, 2)) as then_weighted_amount,
        cast(sum(deals_valued.mapped_weighted_amount) as decimal(18, 2)) as mapped_weighted_amount,
        cast(sum(deals_valued.now_weighted_amount) as decimal(18, 2)) as now_weighted_amount,
        cast(sum(deals_valued.plan_weighted_amount) as decimal(18, 2)) as plan_weighted_amount
    from deals_valued
    group by
        deals_valued.as_of,
        deals_valued.period_id,
        deals_valued.owner_id,
        deals_valued.state,
        deals_valued.category,
        deals_valued.now_category
),

measures as (
    select names.measure
    from (
        values
            ('closed_won'), ('open_pipeline'), ('commit'), ('most_likely'), ('best_case'), ('pipeline'),
            ('stated_weighted')
    ) as names (measure)
),

-- which sums a measure counts, by the category then and by today's
measured as (
    select
        deal_sums.as_of,
        deal_sums.period_id,
        deal_sums.owner_id,
        measures.measure,
        case measures.measure
            when 'closed_won' then deal_sums.state = 'won'
            when 'open_pipeline' then deal_sums.state = 'open' and deal_sums.category <> 'omitted'
            when 'stated_weighted' then deal_sums.state = 'won' or deal_sums.category <> 'omitted'
            else deal_sums.state = 'open' and deal_sums.category = measures.measure
        end as counts_then,
        case measures.measure
            when 'closed_won' then deal_sums.state = 'won'
            when 'open_pipeline' then deal_sums.state = 'open' and deal_sums.now_category <> 'omitted'
            when 'stated_weighted' then deal_sums.state = 'won' or deal_sums.now_category <> 'omitted'
            else deal_sums.state = 'open' and deal_sums.now_category = measures.measure
        end as counts_now,
        case when measures.measure = 'stated_weighted' then deal_sums.then_weighted_amount else deal_sums.then_amount end
            as then_amount,
        case when measures.measure = 'stated_weighted' then deal_sums.mapped_weighted_amount else deal_sums.then_amount end
            as mapped_amount,
        case when measures.measure = 'stated_weighted' then deal_sums.now_weighted_amount else deal_sums.now_amount end
            as now_amount,
        case when measures.measure = 'stated_weighted' then deal_sums.plan_weighted_amount else deal_sums.plan_amount end
            as plan_amount
    from deal_sums
    cross join measures
),

running as (
    select
        measured.as_of,
        measured.period_id,
        measured.owner_id,
        measured.measure,
        case when measured.counts_then then measured.then_amount else 0 end as then_amount,
        case when measured.counts_now then measured.mapped_amount else 0 end as mapped_amount,
        case when measured.counts_now then measured.now_amount else 0 end as now_amount,
        case when measured.counts_now then measured.plan_amount else 0 end as plan_amount
    from measured
    where measured.counts_then or measured.counts_now
),

steps as (
    select
        win_sums.period_id,
        'close' as as_of,
        'closed_won' as measure,
        names.step,
        win_sums.owner_id as from_owner_id,
        win_sums.owner_id,
        case names.step
            when 'as_was' then win_sums.then_amount
            when 'currency' then win_sums.then_at_now_amount - win_sums.then_amount
            when 'as_is' then win_sums.now_amount
            else win_sums.plan_amount
        end as amount
    from win_sums
    cross join (values ('as_was'), ('currency'), ('as_is'), ('as_is_at_plan_rate')) as names (step)
    union all
    select
        late_sorted.period_id,
        'close' as as_of,
        'closed_won' as measure,
        late_sorted.step,
        coalesce(late_sorted.owner_id, late_sorted.from_owner_id) as from_owner_id,
        coalesce(late_sorted.owner_id, late_sorted.from_owner_id) as owner_id,
        coalesce(late_sorted.now_amount, 0) - coalesce(late_sorted.then_amount, 0) as amount
    from late_sorted
    union all
    select
        late_sorted.period_id,
        'close' as as_of,
        'closed_won' as measure,
        'late_moved' as step,
        late_sorted.from_owner_id,
        late_sorted.owner_id,
        late_sorted.then_amount as amount
    from late_sorted
    where
        late_sorted.step = 'late_changed'
        and coalesce(late_sorted.from_owner_id, '') <> coalesce(late_sorted.owner_id, '')
    union all
    select
        running.period_id,
        running.as_of,
        running.measure,
        names.step,
        running.owner_id as from_owner_id,
        running.owner_id,
        case names.step
            when 'as_was' then running.then_amount
            when 'stage_map' then running.mapped_amount - running.then_amount
            when 'currency' then running.now_amount - running.mapped_amount
            when 'as_is' then running.now_amount
            else running.plan_amount
        end as amount
    from running
    cross join (
        values ('as_was'), ('stage_map'), ('currency'), ('as_is'), ('as_is_at_plan_rate')
    ) as names (step)
),

representatives as (
    select nodes.node_id
    from nodes
    where nodes.instant = 'now' and nodes.is_representative
)

select
    this_week.week as week,
    steps.period_id as period_id,
    steps.as_of as as_of,
    steps.measure as measure,
    steps.step as step,
    coalesce(sellers_before.node_id, 'unassigned') as from_node_id,
    coalesce(sellers.node_id, 'unassigned') as node_id,
    cast(sum(steps.amount) as decimal(18, 2)) as amount
from steps
cross join this_week
left join representatives as sellers
    on sellers.node_id = steps.owner_id
left join representatives as sellers_before
    on sellers_before.node_id = steps.from_owner_id
where steps.amount <> 0
group by
    this_week.week,
    steps.period_id,
    steps.as_of,
    steps.measure,
    steps.step,
    coalesce(sellers_before.node_id, 'unassigned'),
    coalesce(sellers.node_id, 'unassigned')
