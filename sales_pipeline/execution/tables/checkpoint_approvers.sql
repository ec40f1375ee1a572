-- Who may decide at a checkpoint, by person: those who hold its roles. At the gate of a deal the manager of who is
-- credited with it, or who holds the role in the nearest unit above; where there is none, everybody who holds it. Nobody
-- decides about a deal of his own.
-- grain: week, review_id, approver_order, person_id
with

staff as (
    select
        people.person_id,
        people.person_name,
        people.role,
        people.email,
        people.manager_id
    from people
    cross join this_week
    where
        coalesce(people.hired_on <= this_week.week, true)
        and coalesce(people.left_on >= this_week.week, true)
),

members as (
    select
        organisation_members.person_id,
        organisation_members.node_id
    from organisation_members
    cross join this_week
    where
        organisation_members.valid_from <= this_week.week
        and (organisation_members.valid_to is null or organisation_members.valid_to > this_week.week)
),

asked as (
    select
        checkpoint_times.review_id,
        plan_approvers.approver_order,
        plan_approvers.role,
        checkpoint_times.subject_kind,
        checkpoint_times.node_id,
        checkpoint_times.owner_person_id
    from checkpoint_times
    inner join plan_approvers
        on plan_approvers.checkpoint_id = checkpoint_times.checkpoint_id
),

-- of a deal: how far above it somebody with the role stands; of anything, everybody with the role comes last
candidates as (
    select
        asked.review_id,
        asked.approver_order,
        managers.person_id,
        0 as distance
    from asked
    inner join staff as credited
        on credited.person_id = asked.node_id
    inner join staff as managers
        on managers.person_id = credited.manager_id
        and managers.role = asked.role
    where asked.subject_kind = 'deal'
    union all
    select
        asked.review_id,
        asked.approver_order,
        staff.person_id,
        node_ancestors.distance
    from asked
    inner join node_ancestors
        on node_ancestors.node_id = asked.node_id
        and node_ancestors.instant = 'now'
    inner join members
        on members.node_id = node_ancestors.ancestor_node_id
    inner join staff
        on staff.person_id = members.person_id
        and staff.role = asked.role
    where asked.subject_kind = 'deal'
    union all
    select
        asked.review_id,
        asked.approver_order,
        staff.person_id,
        1000 as distance
    from asked
    inner join staff
        on staff.role = asked.role
),

-- four eyes
others as (
    select
        candidates.review_id,
        candidates.approver_order,
        candidates.person_id,
        min(candidates.distance) as distance
    from candidates
    inner join asked
        on asked.review_id = candidates.review_id
        and asked.approver_order = candidates.approver_order
    where candidates.person_id is distinct from asked.owner_person_id
    group by
        candidates.review_id,
        candidates.approver_order,
        candidates.person_id
),

nearest as (
    select
        others.review_id,
        others.approver_order,
        min(others.distance) as distance
    from others
    group by
        others.review_id,
        others.approver_order
)

select
    this_week.week as week,
    others.review_id as review_id,
    others.approver_order as approver_order,
    others.person_id as person_id,
    staff.person_name as person_name,
    staff.role as role,
    staff.email as email
from others
cross join this_week
inner join nearest
    on nearest.review_id = others.review_id
    and nearest.approver_order = others.approver_order
    and nearest.distance = others.distance
inner join staff
    on staff.person_id = others.person_id
