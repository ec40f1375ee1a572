-- History as it was and all that separates it from today's view add up to history as it is, at every node.
-- on: restatement_bridge
-- error: identity_error_amount
select
    restatement_bridge.node_id,
    restatement_bridge.period_id,
    restatement_bridge.as_of,
    restatement_bridge.measure,
    cast(sum(restatement_bridge.amount) filter (where restatement_bridge.bucket = 'as_was') as decimal(18, 2))
        as as_was_amount,
    cast(sum(restatement_bridge.amount) filter (where restatement_bridge.bucket = 'as_is') as decimal(18, 2))
        as as_is_amount,
    cast(
        sum(
            case restatement_bridge.bucket
                when 'as_is' then -restatement_bridge.amount
                when 'as_is_at_plan_rate' then 0
                else restatement_bridge.amount
            end
        ) as decimal(18, 2)
    ) as gap_amount
from restatement_bridge
group by
    restatement_bridge.node_id,
    restatement_bridge.period_id,
    restatement_bridge.as_of,
    restatement_bridge.measure
having gap_amount <> 0
order by
    abs(gap_amount) desc,
    restatement_bridge.node_id asc,
    restatement_bridge.period_id asc,
    restatement_bridge.as_of asc,
    restatement_bridge.measure asc
