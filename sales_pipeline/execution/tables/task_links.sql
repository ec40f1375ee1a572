-- Which owed task waits for which: a dependency of the plan between the tasks of one time of an initiative, or with
-- those of another that are owed this week. Who waits for a checkpoint waits for the tasks of its initiative that make
-- what it needs. Where both are about somebody or something, only those that belong together are linked: the same deal,
-- or nodes of which one stands under the other. A task that nobody owes this week hands on what it waits for, through up
-- to sixteen such in a row, so that what comes before it still comes before what comes after it.
-- grain: week, instance_id, needs_instance_id
with

waits as (
    select
        plan_dependencies.task_id,
        plan_dependencies.needs_id as needs_task_id
    from plan_dependencies
    where plan_dependencies.needs_kind = 'task'
    union
    select
        plan_dependencies.task_id,
        plan_tasks.task_id as needs_task_id
    from plan_dependencies
    inner join plan_checkpoints
        on plan_checkpoints.checkpoint_id = plan_dependencies.needs_id
    inner join plan_needs
        on plan_needs.checkpoint_id = plan_checkpoints.checkpoint_id
    inner join plan_tasks
        on plan_tasks.initiative_id = plan_checkpoints.initiative_id
        and plan_tasks.deliverable = plan_needs.need
    where plan_dependencies.needs_kind = 'checkpoint'
),

owed as (
    select distinct task_instances.task_id
    from task_instances
),

-- from a task to itself, and from one that nobody owes to what it waits for
steps as (
    select
        plan_tasks.task_id,
        plan_tasks.task_id as needs_task_id
    from plan_tasks
    union
    select
        waits.task_id,
        waits.needs_task_id
    from waits
    left join owed
        on owed.task_id = waits.task_id
    where owed.task_id is null
),

within_2 as (
    select distinct
        first_part.task_id,
        second_part.needs_task_id
    from steps as first_part
    inner join steps as second_part
        on second_part.task_id = first_part.needs_task_id
),

within_4 as (
    select distinct
        first_part.task_id,
        second_part.needs_task_id
    from within_2 as first_part
    inner join within_2 as second_part
        on second_part.task_id = first_part.needs_task_id
),

within_8 as (
    select distinct
        first_part.task_id,
        second_part.needs_task_id
    from within_4 as first_part
    inner join within_4 as second_part
        on second_part.task_id = first_part.needs_task_id
),

within_16 as (
    select distinct
        first_part.task_id,
        second_part.needs_task_id
    from within_8 as first_part
    inner join within_8 as second_part
        on second_part.task_id = first_part.needs_task_id
),

wanted as (
    select distinct
        waits.task_id,
        within_16.needs_task_id
    from waits
    inner join within_16
        on within_16.task_id = waits.needs_task_id
),

kin as (
    select
        node_ancestors.node_id,
        node_ancestors.ancestor_node_id as other_node_id
    from node_ancestors
    where node_ancestors.instant = 'now'
    union
    select
        node_ancestors.ancestor_node_id as node_id,
        node_ancestors.node_id as other_node_id
    from node_ancestors
    where node_ancestors.instant = 'now'
),

pairs as (
    select
        waiting.week,
        waiting.instance_id,
        needed.instance_id as needs_instance_id,
        waiting.subject_kind = 'company' or needed.subject_kind = 'company' as is_of_company,
        waiting.subject_kind = 'deal' and needed.subject_kind = 'deal' as is_of_deals,
        waiting.subject_id,
        needed.subject_id as needed_subject_id,
        waiting.node_id,
        needed.node_id as needed_node_id
    from wanted
    inner join task_instances as waiting
        on waiting.task_id = wanted.task_id
    inner join task_instances as needed
        on needed.task_id = wanted.needs_task_id
        and (needed.occurrence_id = waiting.occurrence_id or needed.initiative_id <> waiting.initiative_id)
)

select
    pairs.week as week,
    pairs.instance_id as instance_id,
    pairs.needs_instance_id as needs_instance_id
from pairs
left join kin
    on kin.node_id = pairs.node_id
    and kin.other_node_id = pairs.needed_node_id
where
    pairs.is_of_company
    or (pairs.is_of_deals and pairs.subject_id = pairs.needed_subject_id)
    or (not pairs.is_of_deals and kin.node_id is not null)
