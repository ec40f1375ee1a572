-- Which method stands as the forecast, for the running period and the next, of the company as one number and of its
-- representatives beside each other. The learned yields are taken where two ended periods teach, else stated chances
-- corrected by the past, else as they are. Another method takes the yields' place where over the last eight periods (of the
-- next period: the seven that have ended), at this point, it missed by at least a twentieth less, and by less in three of
-- four of them.
-- grain: week, horizon, level
with

levels as (
    select names.level
    from (values ('company'), ('representative')) as names (level)
),

usual as (
    select
        stated_correction.horizon,
        levels.level,
        new_business.period_count,
        stated_correction.reason,
        case
            when new_business.expected_new_amount is not null then 'expected_yield'
            when stated_correction.correction_ratio is not null then 'stated_corrected'
            else 'stated'
        end as method
    from stated_correction
    cross join levels
    inner join new_business
        on new_business.horizon = stated_correction.horizon
),

champions as (
    select
        method_scores.horizon,
        method_scores.level,
        method_scores.method,
        method_scores.compared_count,
        method_scores.better_count,
        method_scores.wape_ratio
    from method_scores
    inner join usual
        on usual.horizon = method_scores.horizon
        and usual.level = method_scores.level
        and usual.method = 'expected_yield'
    where
        method_scores.compared_count >= case when method_scores.horizon = 'current' then 8 else 7 end
        and method_scores.better_count * 4 >= method_scores.compared_count * 3
        and method_scores.against_yields_ratio <= 0.95
    qualify row_number() over (
        partition by method_scores.horizon, method_scores.level
        order by method_scores.missed_amount asc, method_scores.method asc
    ) = 1
),

standing as (
    select
        usual.horizon,
        usual.level,
        usual.method as usual_method,
        usual.period_count,
        usual.reason,
        champions.compared_count,
        champions.better_count,
        coalesce(champions.method, usual.method) as method
    from usual
    left join champions
        on champions.horizon = usual.horizon
        and champions.level = usual.level
)

select
    this_week.week as week,
    standing.horizon as horizon,
    standing.level as level,
    standing.method as forecast_method,
    case
        when standing.method <> standing.usual_method then
            'Nearer than the learned yields at this point of '
            || cast(standing.better_count as varchar) || ' of ' || cast(standing.compared_count as varchar) || ' ended '
            || settings.fiscal_period || 's.'
        when standing.usual_method = 'expected_yield' then
            'Learned from what deals of the same kind brought at this point of '
            || cast(standing.period_count as varchar) || ' ended ' || settings.fiscal_period || 's.'
        when standing.usual_method = 'stated' and settings.fiscal_period = 'quarter' then
            standing.reason || ' Months would teach sooner: fiscal.period in company.yaml.'
        else standing.reason
    end as reason,
    cast(coalesce(own.period_count, 0) as bigint) as scored_period_count,
    own.wape_ratio as wape_ratio,
    own.bias_ratio as bias_ratio
from standing
cross join this_week
cross join settings
left join method_scores as own
    on own.horizon = standing.horizon
    and own.level = standing.level
    and own.method = standing.method
