-- Every checkpoint of the week that had its time was held, or was postponed.
-- on: checkpoint_reviews
-- warn: missed_checkpoints_warn_count
select
    checkpoint_reviews.review_id,
    checkpoint_reviews.title,
    checkpoint_reviews.subject_name,
    checkpoint_reviews.review_at,
    checkpoint_reviews.approvers,
    checkpoint_reviews.escalates_to_role,
    checkpoint_times.source_file,
    checkpoint_times.source_line
from checkpoint_reviews
inner join checkpoint_times
    on checkpoint_times.review_id = checkpoint_reviews.review_id
where checkpoint_reviews.state = 'missed'
order by
    checkpoint_reviews.review_at asc,
    checkpoint_reviews.review_id asc
