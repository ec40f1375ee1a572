-- Nobody has more work in the week than hours for it.
-- on: work_loads
-- warn: overloaded_people_warn_count
select
    work_loads.person_id,
    work_loads.person_name,
    work_loads.available_hours,
    work_loads.assigned_hours,
    work_loads.load_ratio
from work_loads
where work_loads.band = 'rebalance'
order by
    work_loads.assigned_hours desc,
    work_loads.person_id asc
