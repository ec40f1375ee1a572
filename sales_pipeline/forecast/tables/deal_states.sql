-- What each deal was at each instant compared: this week, last week and the period's start, with its stage map and rates
-- of that day. Kept are deals that are open at one of them, closed with a close date in or after the current period, or
-- closed since its start. Closed without a close date counts as closed on the day of the change. A lost deal whose
-- amount was emptied counts at its last open amount.
-- `in_period` goes by the close date in the CRM: no close date counts as after the period. Only where the source gives no
-- open deal a close date does it go by the assumed due date, for nothing else could place such a pipeline in time.
-- grain: week, instant, opportunity_id
with

reach as (
    select
        min(instants.instant_at) as first_at,
        max(instants.instant_at) as last_at
    from instants
),

-- cheap first cut, so that deals closed long ago go no further
alive as (
    select distinct opportunity_history.opportunity_id
    from opportunity_history
    cross join reach
    cross join this_week
    where
        opportunity_history.valid_from < reach.last_at
        and (opportunity_history.valid_to is null or opportunity_history.valid_to >= reach.first_at)
        and (
            not opportunity_history.is_closed
            or opportunity_history.close_date >= this_week.period_start_date
            or opportunity_history.valid_from >= least(reach.first_at, this_week.period_start_at)
        )
),

states as (
    select
        instants.instant,
        instants.instant_date,
        opportunity_history.opportunity_id,
        opportunity_history.change_seq,
        opportunity_history.valid_from,
        opportunity_history.stage_name,
        opportunity_history.forecast_category,
        opportunity_history.stated_probability,
        opportunity_history.amount_local,
        opportunity_history.currency,
        opportunity_history.close_date,
        coalesce(opportunity_history.created_date, opportunity_history.known_date) as begun_on,
        opportunity_history.owner_id,
        opportunity_history.source_file,
        opportunity_history.source_line,
        coalesce(
            opportunity_history.close_date,
            case when opportunity_history.is_closed then
                cast((opportunity_history.valid_from at time zone 'UTC') at time zone settings.time_zone as date)
            end
        ) as dated_on,
        case
            when opportunity_history.is_deleted then 'deleted'
            when opportunity_history.is_won then 'won'
            when opportunity_history.is_closed then 'lost'
            else 'open'
        end as state
    from opportunity_history
    inner join alive
        on alive.opportunity_id = opportunity_history.opportunity_id
    inner join instants
        on opportunity_history.valid_from < instants.instant_at
        and (opportunity_history.valid_to is null or opportunity_history.valid_to >= instants.instant_at)
    cross join settings
),

relevance as (
    select
        states.opportunity_id,
        max(case when states.state = 'open' then 1 else 0 end) as was_open,
        max(case when states.state in ('won', 'lost') and states.dated_on >= this_week.period_start_date then 1 else 0 end)
            as is_dated_here,
        max(case when states.state in ('won', 'lost') and states.instant <> 'period_start' then 1 else 0 end)
            as is_closed,
        max(case when states.state in ('won', 'lost') and states.instant = 'period_start' then 1 else 0 end)
            as was_closed_at_start
    from states
    cross join this_week
    group by states.opportunity_id
),

kept as (
    select
        states.instant,
        states.instant_date,
        states.opportunity_id,
        states.change_seq,
        states.valid_from,
        states.stage_name,
        states.forecast_category,
        states.stated_probability,
        states.amount_local,
        states.currency,
        states.close_date,
        states.begun_on,
        states.owner_id,
        states.source_file,
        states.source_line,
        states.dated_on,
        states.state
    from states
    inner join relevance
        on relevance.opportunity_id = states.opportunity_id
    where
        relevance.was_open = 1
        or relevance.is_dated_here = 1
        or (relevance.is_closed = 1 and relevance.was_closed_at_start = 0)
),

dated_pipeline as (
    select count(kept.close_date) > 0 as is_dated
    from kept
    where kept.state = 'open' and kept.instant = 'now'
),

last_open_amounts as (
    select
        kept.instant,
        kept.opportunity_id,
        opportunity_history.amount_local,
        opportunity_history.currency
    from kept
    inner join opportunity_history
        on opportunity_history.opportunity_id = kept.opportunity_id
        and opportunity_history.change_seq < kept.change_seq
    where
        kept.state = 'lost'
        and coalesce(kept.amount_local, 0) = 0
        and opportunity_history.amount_local > 0
        and not opportunity_history.is_closed
        and not opportunity_history.is_deleted
    qualify row_number() over (
        partition by kept.instant, kept.opportunity_id
        order by opportunity_history.change_seq desc
    ) = 1
),

terms as (
    select
        kept.instant,
        kept.instant_date,
        kept.opportunity_id,
        kept.change_seq,
        kept.valid_from,
        kept.state,
        kept.stage_name,
        case
            when kept.state = 'won' then 'closed'
            when kept.state in ('lost', 'deleted') then 'omitted'
            else coalesce(
                nullif(kept.forecast_category, 'closed'), nullif(stages.forecast_category, 'closed'), 'pipeline'
            )
        end as category,
        case kept.state
            when 'won' then cast(1 as decimal(18, 6))
            when 'open' then coalesce(
                kept.stated_probability, stages.stated_probability, assumed_cycle.win_rate_ratio, 0
            )
            else cast(0 as decimal(18, 6))
        end as stated_probability,
        kept.close_date,
        case
            when kept.dated_on is not null then kept.dated_on
            else greatest(
                kept.begun_on + cast(coalesce(assumed_cycle.median_days, 0) as integer),
                kept.instant_date
            )
        end as due_date,
        dated_pipeline.is_dated,
        kept.owner_id,
        coalesce(nodes.node_id, 'unassigned') as node_id,
        coalesce(last_open_amounts.currency, kept.currency) as currency,
        coalesce(last_open_amounts.amount_local, kept.amount_local, 0) as amount_local,
        case
            when kept.state in ('won', 'lost') then least(kept.dated_on, kept.instant_date)
            else kept.instant_date
        end as rate_date,
        kept.amount_local is not null as has_amount,
        kept.source_file,
        kept.source_line
    from kept
    cross join dated_pipeline
    left join last_open_amounts
        on last_open_amounts.instant = kept.instant
        and last_open_amounts.opportunity_id = kept.opportunity_id
    left join stages
        on stages.stage_name = kept.stage_name
        and (stages.starts_on is null or stages.starts_on <= kept.instant_date)
        and (stages.valid_to is null or stages.valid_to > kept.instant_date)
    left join assumed_cycle
        on assumed_cycle.instant_date = kept.instant_date
    left join nodes
        on nodes.instant = kept.instant
        and nodes.node_id = kept.owner_id
        and nodes.is_representative
),

currencies as (
    select distinct terms.currency
    from terms
),

asked_rates as (
    select
        terms.currency,
        terms.rate_date
    from terms
    union
    select
        currencies.currency,
        instants.instant_date as rate_date
    from currencies
    cross join instants
),

-- a currency without a rate that day stays blank: the contract refuses the row, never 1.0
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
        and exchange_rates.valid_from <= asked_rates.rate_date
        and (exchange_rates.valid_to is null or exchange_rates.valid_to > asked_rates.rate_date)
),

rates_then as (
    select
        rates.currency,
        max(case when rates.rate_date = this_week.period_start_date then rates.rate end) as start_rate,
        max(case when rates.rate_date = this_week.previous_week then rates.rate end) as last_week_rate
    from rates
    cross join this_week
    group by rates.currency
)

select
    this_week.week as week,
    terms.instant as instant,
    terms.opportunity_id as opportunity_id,
    terms.state as state,
    terms.stage_name as stage_name,
    terms.category as category,
    terms.stated_probability as stated_probability,
    terms.close_date as close_date,
    terms.due_date as due_date,
    terms.owner_id as owner_id,
    terms.node_id as node_id,
    terms.currency as currency,
    terms.amount_local as amount_local,
    rates.rate as rate,
    cast(round(cast(terms.amount_local as decimal(19, 2)) * rates.rate, 2) as decimal(18, 2)) as amount,
    cast(round(cast(terms.amount_local as decimal(19, 2)) * rates_then.start_rate, 2) as decimal(18, 2))
        as amount_at_start_rate,
    cast(round(cast(terms.amount_local as decimal(19, 2)) * rates_then.last_week_rate, 2) as decimal(18, 2))
        as amount_at_last_week_rate,
    terms.has_amount as has_amount,
    case terms.state
        when 'open' then
            terms.category <> 'omitted'
            and (terms.close_date is not null or not terms.is_dated)
            and terms.due_date >= this_week.period_start_date
            and terms.due_date < this_week.period_stop_date
        when 'won' then terms.due_date >= this_week.period_start_date and terms.due_date < this_week.period_stop_date
        else false
    end as in_period,
    terms.change_seq as change_seq,
    terms.valid_from as changed_at,
    terms.source_file as source_file,
    terms.source_line as source_line
from terms
cross join this_week
inner join rates
    on rates.currency = terms.currency
    and rates.rate_date = terms.rate_date
inner join rates_then
    on rates_then.currency = terms.currency
