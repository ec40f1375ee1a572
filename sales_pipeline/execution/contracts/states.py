"""How the work of a week stands: what is done, under way or blocked, by what, and who has to hear of it."""

from sales_pipeline.contract import Count, Day, Flag, Instant, Money, Ratio, Table, Text, column
from sales_pipeline.execution.owed import Owed

STATES = ["pending", "in_progress", "blocked", "completed"]
RECEIPTS = ["submission", "publication", "approval", "said"]
CAUSES = ["missing_input", "failed_gate", "absent_person", "conflict", "said"]
LEVELS = ["assignee", "manager", "director", "cro"]
REASONS = ["unacknowledged", "blocked", "late", "over_estimate", "unassigned"]
MILESTONES = ["pipeline", "quota_attainment", "deals_closed"]


class TaskReceipts(Table):
    """One row per task and fact that may finish it: a call received, a publication, an approval, or a word."""

    week: Day = column("Monday the row is for")
    instance_id: Text = column("The task as it is owed this time")
    receipt_id: Text = column("The file, or the number of the event")
    source: Text = column("What kind of fact", isin=RECEIPTS)
    received_at: Instant = column("When it came", unit="UTC")
    event_number: Count = column("Number of the event; blank for a file", null=True, ge=1)
    person_id: Text = column("Who sent or said it", null=True)
    evidence: Text = column("File, run, or what was shown", null=True)
    evidence_digest: Text = column("sha256 of it", null=True)


class TaskCourses(Table):
    """One row per task owed in the week: how far it has come by what was received and said, causes aside."""

    week: Day = column("Monday the row is for")
    instance_id: Text = column("The task as it is owed this time")
    said_state: Text = column("State by facts about the task itself", isin=STATES)
    said_since_at: Instant = column("Since when", unit="UTC")
    assigned_at: Instant = column("When whose it is was told", unit="UTC", null=True)
    acknowledged_at: Instant = column("When that person first said or did something about it", unit="UTC", null=True)
    started_at: Instant = column("When work on it began", unit="UTC", null=True)
    completed_at: Instant = column("When it was done", unit="UTC", null=True)
    completed_by: Text = column("By which kind of fact", null=True, isin=RECEIPTS)
    evidence: Text = column("File, run, or what was shown", null=True)
    evidence_digest: Text = column("sha256 of it", null=True)
    block_cause: Text = column("What was said to block it", null=True, isin=CAUSES)
    block_note: Text = column("In words", null=True)
    is_waiting: Flag = column("Something it waits for is not completed")
    is_late: Flag = column("Due and not completed, or completed late")
    attempt_count: Count = column("Times somebody set about it", ge=0)
    spent_hours: Ratio = column("Working hours from start to end, without those it was blocked", unit="hours", ge=0)


class Blockers(Table):
    """One row per task that cannot go on: by what, since when, and who can remove it."""

    week: Day = column("Monday the row is for")
    instance_id: Text = column("The task as it is owed this time")
    cause: Text = column("What blocks it", isin=CAUSES)
    since_at: Instant = column("Since when", unit="UTC")
    blocked_hours: Ratio = column("Working hours since then", unit="hours", ge=0)
    detail: Text = column("In words", null=True)
    blocking_instance_id: Text = column("Task that holds it up", null=True)
    remover_id: Text = column("Who can remove it", null=True)
    remover_name: Text = column("Name", null=True)
    suggested_move: Text = column("What to do about it")
    is_coordination: Flag = column("Of people working together: an input, a person or a conflict")


class TaskStates(Owed):
    """One row per task owed in the week: whose it is, how it stands and since when, all by facts."""

    tier: Count = column("Of its initiative: 0 routine … 4 strategic", ge=0, le=4)
    person_id: Text = column("Who does it; blank = nobody", null=True)
    person_name: Text = column("Name", null=True)
    manager_id: Text = column("Manager of that person", null=True)
    manager_name: Text = column("Name", null=True)
    priority_order: Count = column("Place in the queue, 1 first", ge=1)
    value_at_stake_amount: Money = column("Money that rests on it", unit="company currency", ge=0)
    effort_hours: Ratio = column("Hours it takes", unit="hours", gt=0)
    starts_at: Instant = column("When work on this time of the initiative begins", unit="UTC")
    due_at: Instant = column("Until when", unit="UTC")
    state: Text = column("pending, in_progress, blocked or completed", isin=STATES)
    state_since_at: Instant = column("Since when", unit="UTC")
    assigned_at: Instant = column("When whose it is was told", unit="UTC", null=True)
    acknowledged_at: Instant = column("When that person first said or did something about it", unit="UTC", null=True)
    started_at: Instant = column("When work on it began", unit="UTC", null=True)
    completed_at: Instant = column("When it was done", unit="UTC", null=True)
    completed_by: Text = column("By which kind of fact", null=True, isin=RECEIPTS)
    evidence: Text = column("File, run, or what was shown", null=True)
    evidence_digest: Text = column("sha256 of it", null=True)
    is_late: Flag = column("Due and not completed, or completed late")
    is_waiting: Flag = column("Something it waits for is not completed")
    attempt_count: Count = column("Times somebody set about it", ge=0)
    spent_hours: Ratio = column("Working hours from start to end, without those it was blocked", unit="hours", ge=0)


class TaskBoard(Table):
    """One row per task owed in the week, as people read it: whose, in which order, what next, why not."""

    week: Day = column("Monday the row is for")
    instance_id: Text = column("The task as it is owed this time")
    person_id: Text = column("Whose it is; blank = nobody's", null=True)
    person_name: Text = column("Name; Nobody where nobody has it")
    board_order: Count = column("Place on the person's list: what can be worked on first, by urgency", ge=1)
    title: Text = column("What is to be done, and about whom or what")
    state: Text = column("pending, in_progress, blocked or completed", isin=STATES)
    due_at: Instant = column("Until when", unit="UTC")
    is_late: Flag = column("Due and not completed, or completed late")
    value_at_stake_amount: Money = column("Money that rests on it", unit="company currency", ge=0)
    effort_hours: Ratio = column("Hours it takes", unit="hours", gt=0)
    next_step: Text = column("What comes next")
    blocked_by: Text = column("What blocks it, in words", null=True)
    escalated_to: Text = column("The highest level that has to hear of it", null=True, isin=LEVELS)


class Escalations(Table):
    """One row per task, level and reason for which that level has to hear of it; or of several tasks, one to count."""

    week: Day = column("Monday the row is for")
    instance_id: Text = column("The task; of a row that counts others, `digest/` and the person")
    level: Text = column("Who has to hear of it", isin=LEVELS)
    reason: Text = column("Why", isin=REASONS)
    since_at: Instant = column("When that level was reached; of others the first", unit="UTC")
    person_id: Text = column("Who that is; blank = nobody holds the place", null=True)
    person_name: Text = column("Name", null=True)
    title: Text = column("What is to be done, or how many tasks")
    due_at: Instant = column("Until when; of several the first", unit="UTC")
    value_at_stake_amount: Money = column("Money that rests on it; of several the most", unit="company currency", ge=0)
    task_count: Count = column("Tasks the row stands for", ge=1)
    is_digest: Flag = column("Counts tasks that are too small to be named at this level")


class EventFaults(Table):
    """One row per event that came when the clock had been set back: its order is that of its number."""

    week: Day = column("Monday the row is for")
    event_number: Count = column("The event", ge=1)
    event_at: Instant = column("What the clock said", unit="UTC")
    latest_at: Instant = column("What it had said before", unit="UTC")
    subject_id: Text = column("What the event is about")
    kind: Text = column("What happened")


class Progress(Table):
    """One row per time of an initiative that is at work: how far it is, by hours of work, against its timeline."""

    week: Day = column("Monday the row is for")
    initiative_id: Text = column("The initiative")
    occurrence_id: Text = column("Which time of it")
    title: Text = column("What it is called")
    tier: Count = column("0 routine … 4 strategic", ge=0, le=4)
    task_count: Count = column("Tasks", ge=1)
    completed_count: Count = column("Of them completed", ge=0)
    blocked_count: Count = column("Of them blocked", ge=0)
    late_count: Count = column("Of them late, or completed late", ge=0)
    effort_hours: Ratio = column("Hours they take", unit="hours", gt=0)
    completed_effort_hours: Ratio = column("Of them in completed tasks", unit="hours", ge=0)
    completion_ratio: Ratio = column("Completed / all hours", unit="0..1", ge=0, le=1)
    expected_ratio: Ratio = column("Hours of tasks due by now / all hours", unit="0..1", ge=0, le=1)
    next_due_at: Instant = column("When the next open task is due", unit="UTC", null=True)
    dependency_count: Count = column("Pairs of which one waits for the other", ge=0)
    satisfied_dependency_count: Count = column("Of them those in which the other is completed", ge=0)


class RevenueMilestones(Table):
    """One row per unit and milestone of the running period: pipeline, quota attainment, deals closed."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Unit")
    node_name: Text = column("Name")
    milestone: Text = column("Which", isin=MILESTONES)
    value: Ratio = column("Open pipeline in company currency; won / target; deals won")
    target: Ratio = column("Pipeline needed; 1; of deals none", null=True)
