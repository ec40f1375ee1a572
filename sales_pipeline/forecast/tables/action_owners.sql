-- Who is asked where a rule names the owner, the manager, the head of the region, the CRO or sales operations of a unit or
-- representative: the one meant; where there is none the head of the nearest unit, then the head of the company. Of a
-- unit itself the owner is its head. Blank where nobody is there.
-- grain: week, node_id, asked
with

tree as (
    select
        forecast_rollup.node_id,
        forecast_rollup.node_name,
        forecast_rollup.depth,
        forecast_rollup.level = 'representative' and forecast_rollup.node_id <> 'unassigned' as is_person
    from forecast_rollup
    where forecast_rollup.horizon = 'current'
),

-- who speaks for a unit: of several the highest
heads as (
    select
        call_seats.node_id,
        call_seats.submitter_id as person_id
    from call_seats
    where call_seats.layer <> 'representative'
    qualify row_number() over (
        partition by call_seats.node_id
        order by
            case call_seats.layer when 'cro' then 0 when 'region' then 1 else 2 end asc,
            call_seats.layer asc,
            call_seats.node_id asc
    ) = 1
),

above as (
    select
        node_ancestors.node_id,
        node_ancestors.distance,
        tree.depth,
        heads.person_id
    from node_ancestors
    inner join tree
        on tree.node_id = node_ancestors.ancestor_node_id
    inner join heads
        on heads.node_id = node_ancestors.ancestor_node_id
    where node_ancestors.instant = 'now'
),

nearest as (
    select
        above.node_id,
        above.person_id
    from above
    qualify row_number() over (partition by above.node_id order by above.distance asc, above.node_id asc) = 1
),

-- the head of the region; where a unit below the company has none, the head of the company
regional as (
    select
        above.node_id,
        above.person_id
    from above
    where above.depth <= 1
    qualify row_number() over (partition by above.node_id order by above.distance asc, above.node_id asc) = 1
),

staff as (
    select
        people.person_id,
        people.person_name,
        people.role,
        people.manager_id
    from people
    cross join this_week
    where
        (people.hired_on is null or people.hired_on <= this_week.week)
        and (people.left_on is null or people.left_on >= this_week.week)
),

operations as (
    select min(staff.person_id) as person_id
    from staff
    where staff.role = 'sales_operations'
),

chief as (
    select heads.person_id
    from heads
    inner join tree
        on tree.node_id = heads.node_id
    where tree.depth = 0
),

askings as (
    select action_rules.owner as asked
    from action_rules
    union
    select risk_rules.owner as asked
    from risk_rules
),

owned as (
    select
        tree.node_id,
        tree.node_name,
        askings.asked,
        coalesce(
            case askings.asked
                when 'owner' then case when tree.is_person then tree.node_id end
                when 'manager' then owners.manager_id
                when 'region' then regional.person_id
                when 'cro' then chief.person_id
                when 'sales_operations' then operations.person_id
            end,
            nearest.person_id,
            case when tree.is_person then tree.node_id end,
            chief.person_id
        ) as person_id
    from tree
    cross join askings
    cross join operations
    left join chief
        on true
    left join nearest
        on nearest.node_id = tree.node_id
    left join regional
        on regional.node_id = tree.node_id
    left join staff as owners
        on owners.person_id = tree.node_id
)

select
    this_week.week as week,
    owned.node_id as node_id,
    owned.asked as asked,
    owned.person_id as owner_person_id,
    case when owned.person_id is not null then coalesce(staff.role, 'representative') end as owner_role,
    case when owned.person_id is not null then coalesce(staff.person_name, owned.node_name) end as owner_name
from owned
cross join this_week
left join staff
    on staff.person_id = owned.person_id
