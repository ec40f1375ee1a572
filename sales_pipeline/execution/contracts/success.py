"""How well the work itself goes: metrics S1 to S5, the cases behind them, and what people said of documents."""

from sales_pipeline.contract import Count, Day, Flag, Instant, Ratio, Table, Text, column

METRICS = ["S1", "S2", "S3", "S4", "S5"]
TRENDS = ["better", "worse", "same"]
FEEDBACK_STATES = ["noted", "open", "answered", "declined"]


class MetricCases(Table):
    """One row per case that a metric of success counts in the week: whose it is, and whether it went well."""

    week: Day = column("Monday the row is for")
    metric: Text = column("Metric it counts in", isin=METRICS)
    case_id: Text = column("The case: an event's number, a task, a version, or a person")
    subject_id: Text = column("Task, document or person it is about")
    person_id: Text = column("Who answered, did or judged; blank where nobody", null=True)
    is_good: Flag = column("It went well")
    detail: Text = column("What happened")
    value_hours: Ratio = column("Working hours it took, was late, or was held up", unit="hours", null=True, ge=0)
    cause: Text = column("Why it did not go well", null=True)


class SuccessMetrics(Table):
    """One row per metric of success: its share in the week, its target, and where it is heading."""

    week: Day = column("Monday the row is for")
    metric: Text = column("The metric", isin=METRICS)
    title: Text = column("What it measures")
    value_ratio: Ratio = column("Share measured; blank without a case", unit="0..1", null=True, ge=0, le=1)
    target_ratio: Ratio = column("Share to pass, or to stay below", unit="0..1", ge=0, le=1)
    is_lower_better: Flag = column("The share is to stay below the target")
    is_met: Flag = column("The target is met; blank without a case", null=True)
    case_count: Count = column("Cases of the week", ge=0)
    met_count: Count = column("Of these, those that went well", ge=0)
    previous_ratio: Ratio = column("Share of the week before; blank without a case", unit="0..1", null=True, ge=0, le=1)
    trend: Text = column("Against the week before", null=True, isin=TRENDS)
    trailing_ratio: Ratio = column(
        "Share of all cases of this and the earlier weeks at work, of this and the previous period",
        unit="0..1", null=True, ge=0, le=1,
    )  # fmt: skip
    trailing_case_count: Count = column("Cases of all these weeks", ge=0)


class FeedbackResponses(Table):
    """One row per note on a document: of the week, and earlier ones that asked for a change still owed in it."""

    week: Day = column("Monday the row is for")
    event_number: Count = column("Number of the note in the log of events", ge=1)
    document_date: Day = column("Monday of the week whose document it is about")
    given_at: Instant = column("When it was given", unit="UTC")
    document: Text = column("Asset key of the document")
    run_id: Text = column("Version it is about", null=True)
    person_id: Text = column("Who gave it")
    rating: Count = column("1 poor … 5 excellent", ge=1, le=5)
    note: Text = column("What was said", null=True)
    asks_change: Flag = column("It asks for a change")
    instance_id: Text = column("Task that answers it", null=True)
    state: Text = column("Noted (asks for nothing), open, answered or declined", isin=FEEDBACK_STATES)
    done_at: Instant = column("When its task was said done, or declined", unit="UTC", null=True)
    done_by_id: Text = column("By whom", null=True)
    answered_run_id: Text = column("Version that answers it", null=True)
    answered_at: Instant = column("When that version was there and its task done", unit="UTC", null=True)
    answer_note: Text = column("What was said in answer", null=True)
