-- Which method stands as the forecast, for the running period and the next: the learned yields where two ended periods
-- teach, else stated chances corrected by the past, else stated chances as they are. Published with the reason.
-- grain: week, horizon
select
    this_week.week as week,
    stated_correction.horizon as horizon,
    case
        when new_business.expected_new_amount is not null then 'expected_yield'
        when stated_correction.correction_ratio is not null then 'stated_corrected'
        else 'stated'
    end as forecast_method,
    case
        when new_business.expected_new_amount is not null then
            'Learned from what deals of the same kind brought at this point of '
            || cast(new_business.period_count as varchar) || ' ended ' || settings.fiscal_period || 's.'
        else stated_correction.reason
    end as reason
from stated_correction
cross join this_week
cross join settings
inner join new_business
    on new_business.horizon = stated_correction.horizon
