-- One ratio for the company and horizon: of what stated chances promised at this point of the last eight ended periods,
-- how much came (new business is inside it). With two such periods or more the corrected method stands as the forecast;
-- with fewer, stated chances stand as they are.
-- grain: week, horizon
with

horizons as (
    select
        'current' as horizon,
        this_week.weeks_left
    from this_week
    union all
    select
        'next' as horizon,
        this_week.next_weeks_left as weeks_left
    from this_week
),

recent as (
    select
        stated_record.horizon,
        stated_record.period_order,
        stated_record.stated_remaining_amount,
        stated_record.won_after_amount,
        stated_record.open_amount,
        stated_record.won_of_open_amount
    from stated_record
    qualify row_number() over (
        partition by stated_record.horizon order by stated_record.period_order desc
    ) <= 8
),

pooled as (
    select
        recent.horizon,
        cast(count(*) as bigint) as period_count,
        cast(sum(recent.stated_remaining_amount) as decimal(18, 2)) as stated_remaining_amount,
        cast(sum(recent.won_after_amount) as decimal(18, 2)) as won_after_amount,
        cast(sum(recent.open_amount) as decimal(18, 2)) as open_amount,
        cast(sum(recent.won_of_open_amount) as decimal(18, 2)) as won_of_open_amount
    from recent
    where recent.stated_remaining_amount > 0
    group by recent.horizon
),

judged as (
    select
        horizons.horizon,
        horizons.weeks_left,
        coalesce(pooled.period_count, 0) as period_count,
        coalesce(pooled.stated_remaining_amount, 0) as stated_remaining_amount,
        coalesce(pooled.won_after_amount, 0) as won_after_amount,
        case when pooled.period_count >= 2 then
            cast(
                floor(
                    cast(greatest(pooled.won_after_amount, 0) as double)
                    / nullif(cast(pooled.stated_remaining_amount as double), 0.0e0)
                    * 1e6 + 0.5
                ) / 1e6 as decimal(18, 6)
            )
        end as correction_ratio,
        cast(
            floor(
                cast(pooled.open_amount as double) / nullif(cast(pooled.won_of_open_amount as double), 0.0e0)
                * 1e6 + 0.5
            ) / 1e6 as decimal(18, 6)
        ) as coverage_needed_ratio
    from horizons
    left join pooled
        on pooled.horizon = horizons.horizon
)

select
    this_week.week as week,
    judged.horizon as horizon,
    judged.period_count as period_count,
    judged.stated_remaining_amount as stated_remaining_amount,
    judged.won_after_amount as won_after_amount,
    judged.correction_ratio as correction_ratio,
    judged.coverage_needed_ratio as coverage_needed_ratio,
    case
        when judged.correction_ratio is not null then
            'Learned from ' || cast(judged.period_count as varchar) || ' ended ' || settings.fiscal_period
            || 's with ' || cast(judged.weeks_left as varchar)
            || case when judged.weeks_left = 1 then ' week left: ' else ' weeks left: ' end
            || cast(cast(round(judged.correction_ratio, 2) as decimal(18, 2)) as varchar)
            || ' of what stated chances promised came.'
        when judged.period_count = 1 then
            'Stated chances stand as they are: only one ended ' || settings.fiscal_period
            || ' could teach a correction, and two are needed.'
        else
            'Stated chances stand as they are: no ended ' || settings.fiscal_period || ' could teach a correction.'
    end as reason
from judged
cross join this_week
cross join settings
