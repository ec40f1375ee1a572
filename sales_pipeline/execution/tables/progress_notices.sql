-- What there is to tell about the week's work as a whole: that it begins, to all who owe something and to those who lead;
-- how it stands, once a day, to managers, heads of regions and the CRO; that an initiative is half done or done, to those
-- who worked on it and, from tier 3, to those who lead; and that a unit has reached a target, to its head and the company.
-- grain: week, notification_key
with

staff as (
    select
        people.person_id,
        people.role
    from people
    cross join this_week
    where
        coalesce(people.hired_on <= this_week.week, true)
        and coalesce(people.left_on >= this_week.week, true)
),

owed as (
    select
        task_states.person_id,
        count(*) as task_count
    from task_states
    where task_states.person_id is not null
    group by task_states.person_id
),

told_of_start as (
    select owed.person_id
    from owed
    union
    select staff.person_id
    from staff
    cross join (
        select distinct task_states.week
        from task_states
    ) as begun
    where staff.role in ('cro', 'finance', 'sales_operations')
),

workers as (
    select distinct
        task_states.initiative_id,
        task_states.occurrence_id,
        task_states.person_id
    from task_states
    where
        task_states.state = 'completed'
        and task_states.person_id is not null
),

advanced as (
    select
        task_states.initiative_id,
        task_states.occurrence_id,
        max(task_states.completed_at) as completed_at
    from task_states
    where task_states.completed_at is not null
    group by
        task_states.initiative_id,
        task_states.occurrence_id
),

reached as (
    select
        progress.initiative_id,
        progress.occurrence_id,
        progress.title,
        progress.tier,
        progress.completion_ratio >= 1 as is_done,
        advanced.completed_at
    from progress
    inner join advanced
        on advanced.initiative_id = progress.initiative_id
        and advanced.occurrence_id = progress.occurrence_id
    where progress.completion_ratio >= 0.5
),

-- half of an initiative is told of where it carries weight
told_of_work as (
    select
        reached.initiative_id,
        reached.occurrence_id,
        workers.person_id
    from reached
    inner join workers
        on workers.initiative_id = reached.initiative_id
        and workers.occurrence_id = reached.occurrence_id
    where
        reached.is_done
        or reached.tier >= 3
    union
    select
        reached.initiative_id,
        reached.occurrence_id,
        staff.person_id
    from reached
    inner join staff
        on staff.role in ('manager', 'regional_vp', 'cro', 'finance', 'sales_operations')
    where reached.tier >= 3
),

targets as (
    select
        revenue_milestones.node_id,
        revenue_milestones.node_name,
        revenue_milestones.milestone,
        coalesce(nodes.depth, 1) = 0 as is_company
    from revenue_milestones
    left join nodes
        on nodes.node_id = revenue_milestones.node_id
        and nodes.instant = 'now'
    where
        revenue_milestones.target > 0
        and revenue_milestones.value >= revenue_milestones.target
),

told_of_targets as (
    select
        targets.node_id,
        targets.milestone,
        call_seats.submitter_id as person_id
    from targets
    inner join call_seats
        on call_seats.node_id = targets.node_id
    union
    select
        targets.node_id,
        targets.milestone,
        staff.person_id
    from targets
    inner join staff
        on staff.role in ('cro', 'finance', 'sales_operations')
    where targets.is_company
),

found as (
    select
        'start/' || cast(this_week.week as varchar) || '/' || told_of_start.person_id as notification_key,
        'start' as kind,
        told_of_start.person_id,
        'Work on the week has begun' as what,
        case coalesce(owed.task_count, 0)
            when 0 then 'You lead it'
            when 1 then 'One task of it is yours'
            else cast(owed.task_count as varchar) || ' tasks of it are yours'
        end as why,
        this_week.week_at as since_at,
        cast(null as varchar) as subject_id
    from told_of_start
    cross join this_week
    left join owed
        on owed.person_id = told_of_start.person_id
    union all
    select
        'status/' || cast(this_week.week as varchar) || '/' || staff.person_id as notification_key,
        'status' as kind,
        staff.person_id,
        'How the work of the week stands' as what,
        'Once a day, to those who lead' as why,
        work_clock.as_of_at as since_at,
        cast(null as varchar) as subject_id
    from staff
    cross join this_week
    cross join work_clock
    where
        staff.role in ('manager', 'regional_vp', 'cro')
        and not work_clock.is_over
        and exists (
            select progress.initiative_id
            from progress
        )
    union all
    select
        case when reached.is_done then 'completion/' else 'milestone/half/' end
        || reached.initiative_id || '/' || reached.occurrence_id || '/' || told_of_work.person_id as notification_key,
        case when reached.is_done then 'completion' else 'milestone' end as kind,
        told_of_work.person_id,
        reached.title as what,
        case when reached.is_done then 'All of its tasks are done' else 'Half of its work is done' end as why,
        reached.completed_at as since_at,
        reached.occurrence_id as subject_id
    from told_of_work
    inner join reached
        on reached.initiative_id = told_of_work.initiative_id
        and reached.occurrence_id = told_of_work.occurrence_id
    union all
    select
        'milestone/' || targets.milestone || '/' || this_week.period_id || '/' || targets.node_id || '/'
        || told_of_targets.person_id as notification_key,
        'milestone' as kind,
        told_of_targets.person_id,
        targets.node_name as what,
        case targets.milestone
            when 'pipeline' then 'Its open pipeline has reached what its target needs'
            else 'It has reached its target of the period'
        end as why,
        this_week.week_at as since_at,
        targets.node_id as subject_id
    from told_of_targets
    cross join this_week
    inner join targets
        on targets.node_id = told_of_targets.node_id
        and targets.milestone = told_of_targets.milestone
)

select
    this_week.week as week,
    found.notification_key as notification_key,
    found.kind as kind,
    found.person_id as person_id,
    found.what as what,
    found.why as why,
    cast(null as timestamp) as until_at,
    found.since_at as since_at,
    cast(null as varchar) as instance_id,
    found.subject_id as subject_id
from found
cross join this_week
