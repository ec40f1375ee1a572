-- A person has confirmed the category and chance of every stage.
-- on: stage_probabilities
-- warn: unconfirmed_stages_warn_count
select
    stage_probabilities.stage_name,
    stage_probabilities.category,
    stage_probabilities.stated_probability,
    stage_probabilities.open_deal_count,
    stage_probabilities.open_amount
from stage_probabilities
where not stage_probabilities.is_confirmed
order by
    stage_probabilities.open_amount desc,
    stage_probabilities.stage_order asc,
    stage_probabilities.stage_name asc
