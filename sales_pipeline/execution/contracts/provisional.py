"""Provisional: the contracts of tables that others build; goes when those land."""

from sales_pipeline.contract import Count, Day, Flag, Instant, Money, Ratio, Table, Text, column


class TaskAssignments(Table):
    """One row per task owed in the week: whose it is, why, and who was second."""

    week: Day = column("Monday the row is for")
    instance_id: Text = column("The task as it is owed this time")
    person_id: Text = column("Who does it; blank = nobody", null=True)
    person_name: Text = column("Name", null=True)
    assigned_by: Text = column("By word, kept by who had it, by a rule, or chosen", null=True)
    why: Text = column("Why", null=True)
    runner_up_id: Text = column("Who was second", null=True)
    runner_up_name: Text = column("Name", null=True)
    cost_points: Ratio = column("What it cost", unit="points", null=True)
    runner_up_cost_points: Ratio = column("What the second would have cost", unit="points", null=True)
    unassigned_reason: Text = column("Why nobody has it", null=True)
    effort_hours: Ratio = column("Hours it takes", unit="hours", gt=0)
    is_complex: Flag = column("Asks for a senior")


class Blockers(Table):
    """One row per task that cannot go on: by what, since when, and who can remove it."""

    week: Day = column("Monday the row is for")
    instance_id: Text = column("The task as it is owed this time")
    cause: Text = column("What blocks it")
    since_at: Instant = column("Since when", unit="UTC")
    blocked_hours: Ratio = column("Working hours since then", unit="hours", ge=0)
    detail: Text = column("In words", null=True)
    blocking_instance_id: Text = column("Task that holds it up", null=True)
    remover_id: Text = column("Who can remove it", null=True)
    remover_name: Text = column("Name", null=True)
    suggested_move: Text = column("What to do about it")
    is_coordination: Flag = column("Of people working together: an input, a person or a conflict")


class TaskStates(Table):
    """One row per task owed in the week: whose it is, how it stands and since when, all by facts."""

    week: Day = column("Monday the row is for")
    instance_id: Text = column("The task as it is owed this time")
    task_id: Text = column("Task of the plan")
    initiative_id: Text = column("Initiative it belongs to")
    occurrence_id: Text = column("Which time of the initiative")
    checkpoint_id: Text = column("Checkpoint it prepares", null=True)
    title: Text = column("What is to be done")
    role: Text = column("Role that does it")
    deliverable: Text = column("Asset of the graph that it makes or fills")
    subject_kind: Text = column("Whom or what it is about")
    subject_id: Text = column("The company's top, the node of the call, or the deal", null=True)
    subject_name: Text = column("Name", null=True)
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
    state: Text = column("pending, in_progress, blocked or completed")
    state_since_at: Instant = column("Since when", unit="UTC")
    assigned_at: Instant = column("When whose it is was told", unit="UTC", null=True)
    acknowledged_at: Instant = column("When that person first said or did something about it", unit="UTC", null=True)
    started_at: Instant = column("When work on it began", unit="UTC", null=True)
    completed_at: Instant = column("When it was done", unit="UTC", null=True)
    completed_by: Text = column("By which kind of fact", null=True)
    evidence: Text = column("File, run, or what was shown", null=True)
    evidence_digest: Text = column("sha256 of it", null=True)
    is_late: Flag = column("Due and not completed, or completed late")
    is_waiting: Flag = column("Something it waits for is not completed")
    attempt_count: Count = column("Times somebody set about it", ge=0)
    spent_hours: Ratio = column("Working hours from start to end, without those it was blocked", unit="hours", ge=0)


class Escalations(Table):
    """One row per task, level and reason for which that level has to hear of it; or of several tasks, one to count."""

    week: Day = column("Monday the row is for")
    instance_id: Text = column("The task; of a row that counts others, `digest/` and the person")
    level: Text = column("Who has to hear of it")
    reason: Text = column("Why")
    since_at: Instant = column("When that level was reached; of others the first", unit="UTC")
    person_id: Text = column("Who that is; blank = nobody holds the place", null=True)
    person_name: Text = column("Name", null=True)
    title: Text = column("What is to be done, or how many tasks")
    due_at: Instant = column("Until when; of several the first", unit="UTC")
    value_at_stake_amount: Money = column("Money that rests on it; of several the most", unit="company currency", ge=0)
    task_count: Count = column("Tasks the row stands for", ge=1)
    is_digest: Flag = column("Counts tasks that are too small to be named at this level")


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
    milestone: Text = column("Which")
    value: Ratio = column("Open pipeline in company currency; won / target; deals won")
    target: Ratio = column("Pipeline needed; 1; of deals none", null=True)


class Approvals(Table):
    """One row per approval of the week's forecast that was given or is asked for; approved when all of them are."""

    week: Day = column("Monday the row is for")
    subject_id: Text = column("What is approved: the forecast")
    approver_order: Count = column("Place in the order of approvals, 1 first", ge=1)
    role: Text = column("Role that approves")
    state: Text = column("waiting, approved, rejected, void (the content has changed since) or expired, as of now")
    person_id: Text = column("Who decided, or is asked; blank where anybody of the role may", null=True)
    person_name: Text = column("Name", null=True)
    decided_at: Instant = column("When it was decided", unit="UTC", null=True)
    until_at: Instant = column("Until when it holds", unit="UTC", null=True)
    reason: Text = column("Words of who decided", null=True)
    content_digest: Text = column("SHA-256 of the content that was decided about", null=True)
    is_signed: Flag = column("The decision carries an SSH signature")


class CheckpointReviews(Table):
    """One row per checkpoint held this time: when, whether it can be held, whether it was, and with what outcome."""

    week: Day = column("Monday the row is for")
    review_id: Text = column("The checkpoint as it is held this time")
    checkpoint_id: Text = column("Checkpoint of the plan")
    initiative_id: Text = column("Initiative it belongs to")
    occurrence_id: Text = column("Which time of the initiative")
    title: Text = column("What it is called")
    subject_kind: Text = column("What it is about")
    subject_id: Text = column("The deal", null=True)
    subject_name: Text = column("Name of the deal", null=True)
    subject_amount: Money = column("Amount of the deal", unit="company currency", null=True)
    escalates_to_role: Text = column("Role that hears of it when it is missed", null=True)
    planned_at: Instant = column("When it is, by the plan", unit="UTC")
    review_at: Instant = column("When it is: the plan's time, or that to which it was last postponed", unit="UTC")
    state: Text = column(
        "coming; near enough and all is there (ready) or not (not_ready); decided (held), or not in time (missed)",
    )
    outcome: Text = column("What was decided last", null=True)
    decided_at: Instant = column("When", unit="UTC", null=True)
    decided_by_id: Text = column("By whom", null=True)
    decided_by_name: Text = column("Name", null=True)
    note: Text = column("Why", null=True)
    postponed_count: Count = column("Times it was postponed", ge=0)
    need_count: Count = column("What it needs", ge=0)
    met_need_count: Count = column("What of that is there", ge=0)
    open_needs: Text = column("What is not there", null=True)
    criterion_count: Count = column("Criteria of the gate", ge=0)
    met_criterion_count: Count = column("Those the deal meets", ge=0)
    open_criteria: Text = column("What the deal does not meet", null=True)
    approvers: Text = column("Who may decide: names by role; blank where nobody holds one", null=True)
