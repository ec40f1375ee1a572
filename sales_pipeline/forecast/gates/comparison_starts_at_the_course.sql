-- What past periods are compared at is what their course, replayed from history, says of that Monday.
-- on: period_comparison
-- error: identity_error_amount
select
    period_comparison.node_id,
    period_comparison.node_name,
    period_comparison.as_of,
    period_comparison.closed_won_amount,
    pacing_record.closed_won_amount as course_closed_won_amount,
    period_comparison.open_pipeline_amount,
    pacing_record.open_pipeline_amount as course_open_pipeline_amount,
    greatest(
        abs(period_comparison.closed_won_amount - pacing_record.closed_won_amount),
        abs(period_comparison.open_pipeline_amount - pacing_record.open_pipeline_amount)
    ) as gap_amount
from period_comparison
inner join pacing_record
    on pacing_record.node_id = period_comparison.node_id
    and pacing_record.as_of_date = period_comparison.as_of_date
    and pacing_record.period_id = period_comparison.period_id
where
    period_comparison.closed_won_amount <> pacing_record.closed_won_amount
    or period_comparison.open_pipeline_amount <> pacing_record.open_pipeline_amount
order by
    gap_amount desc,
    period_comparison.node_id asc,
    period_comparison.as_of asc
