-- The source fills every field a forecast can use; what it never fills is left out of every other promise.
-- on: history_quality
-- warn: unfilled_fields_warn_count
select
    history_quality.field,
    history_quality.row_count,
    history_quality.consequence
from history_quality
where not history_quality.is_available
order by history_quality.field asc
