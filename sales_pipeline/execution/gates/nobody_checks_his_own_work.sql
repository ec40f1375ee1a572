-- Nobody of the rank of a manager or above checks what is the own work: the same subject, one task waiting for the other.
-- on: task_assignments
-- error: own_work_error_count
select
    checks.instance_id,
    checks.title,
    task_assignments.person_id,
    task_assignments.person_name,
    checked.instance_id as checked_instance_id,
    checks.source_file,
    checks.source_line
from task_links
inner join task_queue as checks
    on checks.instance_id = task_links.instance_id
inner join task_queue as checked
    on checked.instance_id = task_links.needs_instance_id
inner join task_assignments
    on task_assignments.instance_id = checks.instance_id
inner join task_assignments as other
    on other.instance_id = checked.instance_id
where
    checks.role in ('manager', 'regional_vp', 'cro')
    and checks.subject_kind = checked.subject_kind
    and (
        checks.subject_id = checked.subject_id
        or (checks.subject_id is null and checked.subject_id is null and checks.occurrence_id = checked.occurrence_id)
    )
    and (task_assignments.person_id = other.person_id or task_assignments.person_id = checks.owner_person_id)
order by
    checks.instance_id asc,
    checked.instance_id asc
