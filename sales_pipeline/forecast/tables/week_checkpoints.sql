-- Which checkpoint a week is: the first Monday of a calendar month, of a fiscal quarter, of a period. Joined by week it
-- turns every weekly table into its monthly or quarterly view: the weeks that such a checkpoint looks at.
-- grain: week
select
    this_week.week as week,
    this_week.period_id as period_id,
    this_week.period_label as period_label,
    this_week.weeks_left as weeks_left,
    -- months compare as the text of year and month
    left(cast(this_week.week as varchar), 7) <> left(cast(this_week.previous_week as varchar), 7) as is_month_start,
    this_week.previous_week < this_week.period_start_date and this_week.period_slot = 1 as is_quarter_start,
    this_week.previous_week < this_week.period_start_date as is_period_start
from this_week
