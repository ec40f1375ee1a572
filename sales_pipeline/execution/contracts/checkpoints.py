"""When work is reviewed: checkpoints with what they need, who passes them, and what was decided."""

from sales_pipeline.contract import Count, Day, Flag, Instant, Money, Ratio, Table, Text, column

SUBJECTS = ["company", "deal"]
STATES = ["coming", "ready", "not_ready", "held", "missed"]
OUTCOMES = ["passed", "failed", "postponed"]
_REVIEW = "The checkpoint as it is held this time; the same next week while it is at work"


class CheckpointTimes(Table):
    """One row per checkpoint and time it is held: for the company, or for a deal at a gate."""

    week: Day = column("Monday the row is for")
    review_id: Text = column(_REVIEW)
    checkpoint_id: Text = column("Checkpoint of the plan")
    initiative_id: Text = column("Initiative it belongs to")
    initiative_title: Text = column("What that is called")
    occurrence_id: Text = column("Which time of the initiative: its week, month, quarter, or deal and week")
    title: Text = column("What it is called")
    pattern: Text = column("Kind of work")
    tier: Count = column("0 routine … 4 strategic", ge=0, le=4)
    subject_kind: Text = column("What it is about", isin=SUBJECTS)
    subject_id: Text = column("The deal", null=True)
    subject_name: Text = column("Name of the deal", null=True)
    account_name: Text = column("Account of the deal", null=True)
    node_id: Text = column("Of a deal the representative credited", null=True)
    owner_person_id: Text = column("Of a deal whose it is", null=True)
    subject_amount: Money = column("Amount of the deal", unit="company currency", null=True)
    owner_role: Text = column("Role that answers for the initiative")
    escalates_to_role: Text = column("Role that hears of it when it is missed", null=True)
    planned_at: Instant = column("When it is, by the plan", unit="UTC")
    source_file: Text = column("File it came from")
    source_line: Count = column("Line in that file", ge=1)


class CheckpointApprovers(Table):
    """One row per checkpoint held this time, role that passes it, and person who may speak for that role."""

    week: Day = column("Monday the row is for")
    review_id: Text = column(_REVIEW)
    approver_order: Count = column("Order of the role, from 1", ge=1)
    person_id: Text = column("Who may decide")
    person_name: Text = column("Name")
    role: Text = column("Role")
    email: Text = column("Mail address", null=True)


class CheckpointCriteria(Table):
    """One row per deal at a gate and criterion of that gate: whether the deal meets it, by the data."""

    week: Day = column("Monday the row is for")
    review_id: Text = column(_REVIEW)
    criterion_id: Text = column("The criterion")
    opportunity_id: Text = column("The deal")
    says: Text = column("The criterion in words")
    column_name: Text = column("Column of pipeline_snapshot it looks at")
    operator: Text = column("is, at_least, at_most, or filled")
    wanted: Text = column("What the column is compared with")
    seen: Text = column("What stands in it; blank where the source says nothing", null=True)
    is_met: Flag = column("The deal meets it")
    passed_by: Text = column("Roles that pass the gate, in order")
    source_file: Text = column("File the criterion came from")
    source_line: Count = column("Line in that file", ge=1)


class CheckpointNeeds(Table):
    """One row per checkpoint held this time and what it needs: a deliverable published, or a gate that holds."""

    week: Day = column("Monday the row is for")
    review_id: Text = column(_REVIEW)
    need: Text = column("Asset or gate")
    need_kind: Text = column("Which of them", isin=["deliverable", "gate"])
    is_met: Flag = column("It is there: published, or the gate holds or was waived")
    met_at: Instant = column("Of a deliverable: when it was last published", unit="UTC", null=True)
    detail: Text = column("Why it is open", null=True)


class CheckpointReviews(Table):
    """One row per checkpoint held this time: when, whether it can be held, whether it was, and with what outcome."""

    week: Day = column("Monday the row is for")
    review_id: Text = column(_REVIEW)
    checkpoint_id: Text = column("Checkpoint of the plan")
    initiative_id: Text = column("Initiative it belongs to")
    occurrence_id: Text = column("Which time of the initiative")
    title: Text = column("What it is called")
    subject_kind: Text = column("What it is about", isin=SUBJECTS)
    subject_id: Text = column("The deal", null=True)
    subject_name: Text = column("Name of the deal", null=True)
    subject_amount: Money = column("Amount of the deal", unit="company currency", null=True)
    escalates_to_role: Text = column("Role that hears of it when it is missed", null=True)
    planned_at: Instant = column("When it is, by the plan", unit="UTC")
    review_at: Instant = column("When it is: the plan's time, or that to which it was last postponed", unit="UTC")
    state: Text = column(
        "coming; near enough and all is there (ready) or not (not_ready); decided (held), or not in time (missed)",
        isin=STATES,
    )
    outcome: Text = column("What was decided last", null=True, isin=OUTCOMES)
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


class Decisions(Table):
    """One row per decision at a checkpoint that was taken by the week's end: the record."""

    week: Day = column("Monday the row is for")
    event_number: Count = column("Number of its event: the order of decisions", ge=1)
    review_id: Text = column("The checkpoint as it was held")
    checkpoint_id: Text = column("Checkpoint of the plan")
    title: Text = column("What it is called; blank where the plan no longer has it", null=True)
    subject_name: Text = column("Deal it is about, while its gate is at work", null=True)
    decided_at: Instant = column("When", unit="UTC")
    person_id: Text = column("Who decided")
    person_name: Text = column("Name", null=True)
    outcome: Text = column("What was decided", isin=OUTCOMES)
    note: Text = column("Why", null=True)
    until_at: Instant = column("To when it was postponed", unit="UTC", null=True)
    is_standing: Flag = column("No later decision about the same")
    action_count: Count = column("Action items", ge=0)
    open_action_count: Count = column("Those not done", ge=0)


class DecisionActions(Table):
    """One row per action item of a decision: the task it became, and how that stands."""

    week: Day = column("Monday the row is for")
    event_number: Count = column("Number of the decision's event", ge=1)
    instance_id: Text = column("The task as it is owed")
    review_id: Text = column("The checkpoint at which it was decided")
    checkpoint_id: Text = column("Checkpoint of the plan")
    title: Text = column("What is to be done")
    role: Text = column("Role that does it")
    person_id: Text = column("Who does it; blank while nobody was given it", null=True)
    person_name: Text = column("Name", null=True)
    effort_hours: Ratio = column("Hours it takes", unit="hours", gt=0)
    due_at: Instant = column("Until when; blank once the task is no longer owed", unit="UTC", null=True)
    state: Text = column("How its task stands", isin=["pending", "in_progress", "blocked", "completed"])
    completed_at: Instant = column("When it was done", unit="UTC", null=True)
    source_file: Text = column("The request it came from")
