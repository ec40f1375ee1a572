-- Every action of the week has somebody to do it.
-- on: forecast_actions
-- warn: unowned_actions_warn_count
select
    forecast_actions.action_id,
    forecast_actions.kind,
    forecast_actions.action,
    forecast_actions.node_name,
    forecast_actions.at_stake_amount
from forecast_actions
where forecast_actions.owner_person_id is null
order by
    forecast_actions.action_order asc,
    forecast_actions.action_id asc
