-- Who is asked for a call this week: every active representative for what is his or hers, and for every unit the
-- manager, regional head or CRO who is its member (of several of one role the first by id). Whether anybody was missing
-- is said in commit_forecast.
-- grain: week, node_id, layer
with

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

current_nodes as (
    select
        nodes.node_id,
        nodes.node_name,
        nodes.level,
        nodes.is_representative,
        nodes.is_active
    from nodes
    where nodes.instant = 'now'
),

heads as (
    select
        members.node_id,
        case people.role when 'cro' then 'cro' when 'regional_vp' then 'region' else 'manager' end as layer,
        min(people.person_id) as submitter_id
    from people
    inner join members
        on members.person_id = people.person_id
    cross join this_week
    where
        people.role in ('manager', 'regional_vp', 'cro')
        and coalesce(people.hired_on <= this_week.week, true)
        and coalesce(people.left_on >= this_week.week, true)
    group by
        members.node_id,
        case people.role when 'cro' then 'cro' when 'regional_vp' then 'region' else 'manager' end
),

asked as (
    select
        current_nodes.node_id,
        'representative' as layer,
        people.person_id as submitter_id
    from current_nodes
    inner join people
        on people.person_id = current_nodes.node_id
    where
        current_nodes.is_representative
        and current_nodes.is_active
        and people.role = 'representative'
    union all
    select
        heads.node_id,
        heads.layer,
        heads.submitter_id
    from heads
    inner join current_nodes
        on current_nodes.node_id = heads.node_id
    where not current_nodes.is_representative
)

select
    this_week.week as week,
    asked.node_id as node_id,
    current_nodes.node_name as node_name,
    current_nodes.level as level,
    asked.layer as layer,
    asked.submitter_id as submitter_id,
    people.person_name as submitter_name
from asked
cross join this_week
inner join current_nodes
    on current_nodes.node_id = asked.node_id
inner join people
    on people.person_id = asked.submitter_id
