-- As of when the tables of a week's work stand, and whether the week had ended: by this a reader sees how old they are,
-- and the next look at the work which earlier weeks it has to look at again.
-- grain: week
select
    this_week.week as week,
    work_clock.as_of_at as as_of_at,
    work_clock.is_over as is_over
from this_week
cross join work_clock
