-- The organisation as it stood at each instant compared, as known in the week: units, and under them as leaves everybody
-- who owns deals or is a member as representative, in the unit joined last (who has left stays there, not active).
-- Before the first organisation known, the first one holds; without any, the company itself is the only unit. What has
-- no standing place hangs under the top, and deals of unknown owners are credited to Unassigned. Where there is no list
-- of people, nobody is unknown: every owner is a representative.
-- grain: week, instant, node_id
with

first_tree as (
    select min(organisation_nodes.valid_from) as tree_date
    from organisation_nodes
    cross join this_week
    where organisation_nodes.valid_from <= this_week.week
),

days as (
    select
        instants.instant,
        instants.instant_date,
        greatest(instants.instant_date, coalesce(first_tree.tree_date, instants.instant_date)) as tree_date
    from instants
    cross join first_tree
),

standing as (
    select
        days.instant,
        organisation_nodes.node_id,
        organisation_nodes.node_name,
        organisation_nodes.parent_node_id,
        organisation_nodes.level
    from days
    inner join organisation_nodes
        on organisation_nodes.valid_from <= days.tree_date
        and (organisation_nodes.valid_to is null or organisation_nodes.valid_to > days.tree_date)
),

linked as (
    select
        standing.instant,
        standing.node_id,
        standing.node_name,
        standing.parent_node_id,
        standing.level,
        above.node_id as standing_parent_id
    from standing
    left join standing as above
        on above.instant = standing.instant
        and above.node_id = standing.parent_node_id
),

highest as (
    select
        linked.instant,
        linked.node_id
    from linked
    where linked.standing_parent_id is null
    qualify row_number() over (
        partition by linked.instant
        order by case when linked.parent_node_id is null then 0 else 1 end asc, linked.node_id asc
    ) = 1
),

tops as (
    select
        days.instant,
        coalesce(highest.node_id, 'company') as node_id
    from days
    left join highest
        on highest.instant = days.instant
),

units as (
    select
        linked.instant,
        linked.node_id,
        linked.node_name,
        case when linked.node_id <> tops.node_id then coalesce(linked.standing_parent_id, tops.node_id) end
            as parent_node_id,
        linked.level
    from linked
    inner join tops
        on tops.instant = linked.instant
    union all
    select
        tops.instant,
        tops.node_id,
        settings.name as node_name,
        cast(null as varchar) as parent_node_id,
        'company' as level
    from tops
    cross join settings
    left join highest
        on highest.instant = tops.instant
    where highest.node_id is null
),

owners as (
    select distinct opportunity_history.owner_id as person_id
    from opportunity_history
    where opportunity_history.owner_id is not null
),

listed as (
    select count(*) as people_count
    from people
),

persons as (
    select
        people.person_id,
        people.person_name,
        people.role = 'representative' as is_seller,
        people.hired_on,
        people.left_on,
        owners.person_id is not null as is_owner
    from people
    left join owners
        on owners.person_id = people.person_id
    union all
    select
        owners.person_id,
        owners.person_id as person_name,
        true as is_seller,
        cast(null as date) as hired_on,
        cast(null as date) as left_on,
        true as is_owner
    from owners
    cross join listed
    where listed.people_count = 0
),

-- the membership begun last; of a person not yet a member, the first to come
memberships as (
    select
        days.instant,
        organisation_members.person_id,
        organisation_members.node_id,
        organisation_members.valid_from <= days.tree_date as has_begun,
        coalesce(organisation_members.valid_to > days.tree_date, true) as has_not_ended
    from days
    cross join organisation_members
    qualify row_number() over (
        partition by days.instant, organisation_members.person_id
        order by
            case when organisation_members.valid_from <= days.tree_date then 0 else 1 end asc,
            case when organisation_members.valid_from <= days.tree_date then organisation_members.valid_from end desc,
            organisation_members.valid_from asc
    ) = 1
),

representatives as (
    select
        days.instant,
        persons.person_id as node_id,
        persons.person_name as node_name,
        coalesce(units.node_id, tops.node_id) as parent_node_id,
        coalesce(persons.hired_on <= days.instant_date, true)
        and coalesce(persons.left_on >= days.instant_date, true)
        and coalesce(memberships.has_begun and memberships.has_not_ended, true) as is_active
    from days
    inner join tops
        on tops.instant = days.instant
    cross join persons
    left join memberships
        on memberships.instant = days.instant
        and memberships.person_id = persons.person_id
    left join units
        on units.instant = days.instant
        and units.node_id = memberships.node_id
    where
        persons.is_owner
        or (persons.is_seller and coalesce(memberships.has_begun, false))
),

-- a step of the reading order ends in spaces, which sort before whatever a longer name goes on with
tree as (
    select
        units.instant,
        units.node_id,
        units.node_name,
        units.parent_node_id,
        units.level,
        false as is_representative,
        true as is_active,
        '1 ' || lower(units.node_name) || '  ' || units.node_id as step
    from units
    union all
    select
        representatives.instant,
        representatives.node_id,
        representatives.node_name,
        representatives.parent_node_id,
        'representative' as level,
        true as is_representative,
        representatives.is_active,
        '2 ' || lower(representatives.node_name) || '  ' || representatives.node_id as step
    from representatives
    union all
    select
        tops.instant,
        'unassigned' as node_id,
        'Unassigned' as node_name,
        tops.node_id as parent_node_id,
        'representative' as level,
        true as is_representative,
        true as is_active,
        '3 unassigned' as step
    from tops
),

-- the way up, doubled four times: sixteen levels; a circle of units never ends and so gets no depth
up_1 as (
    select
        tree.instant,
        tree.node_id,
        tree.step as path,
        tree.parent_node_id as next_node_id,
        cast(1 as bigint) as step_count
    from tree
),

up_2 as (
    select
        lower_part.instant,
        lower_part.node_id,
        coalesce(upper_part.path || '  / ', '') || lower_part.path as path,
        upper_part.next_node_id,
        lower_part.step_count + coalesce(upper_part.step_count, 0) as step_count
    from up_1 as lower_part
    left join up_1 as upper_part
        on upper_part.instant = lower_part.instant
        and upper_part.node_id = lower_part.next_node_id
),

up_4 as (
    select
        lower_part.instant,
        lower_part.node_id,
        coalesce(upper_part.path || '  / ', '') || lower_part.path as path,
        upper_part.next_node_id,
        lower_part.step_count + coalesce(upper_part.step_count, 0) as step_count
    from up_2 as lower_part
    left join up_2 as upper_part
        on upper_part.instant = lower_part.instant
        and upper_part.node_id = lower_part.next_node_id
),

up_8 as (
    select
        lower_part.instant,
        lower_part.node_id,
        coalesce(upper_part.path || '  / ', '') || lower_part.path as path,
        upper_part.next_node_id,
        lower_part.step_count + coalesce(upper_part.step_count, 0) as step_count
    from up_4 as lower_part
    left join up_4 as upper_part
        on upper_part.instant = lower_part.instant
        and upper_part.node_id = lower_part.next_node_id
),

up_16 as (
    select
        lower_part.instant,
        lower_part.node_id,
        coalesce(upper_part.path || '  / ', '') || lower_part.path as path,
        upper_part.next_node_id,
        lower_part.step_count + coalesce(upper_part.step_count, 0) as step_count
    from up_8 as lower_part
    left join up_8 as upper_part
        on upper_part.instant = lower_part.instant
        and upper_part.node_id = lower_part.next_node_id
)

select
    this_week.week as week,
    tree.instant as instant,
    tree.node_id as node_id,
    tree.node_name as node_name,
    tree.parent_node_id as parent_node_id,
    tree.level as level,
    case when up_16.next_node_id is null then up_16.step_count - 1 end as depth,
    tree.is_representative as is_representative,
    tree.is_active as is_active,
    up_16.path as sort_key
from tree
inner join up_16
    on up_16.instant = tree.instant
    and up_16.node_id = tree.node_id
cross join this_week
