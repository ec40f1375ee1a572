"""The plan of work as data: initiatives with their tasks and checkpoints, of workflow/plan.yaml and of requests.

Rows are known from their initiative's start on; a blank start means always.
"""

from sales_pipeline.contract import Count, Day, Flag, Money, Ratio, Table, Text, column
from sales_pipeline.intake.contracts import ROLES

PATTERNS = ["forecast", "territory", "strategy", "deal", "review", "request"]
RECURRENCES = ["week", "month", "quarter", "deal", "once"]
CARRIES = ["forecast", "next_forecast", "nothing"]
PER = ["once", "submitter", "listed_deal", "deal"]
NEED_KINDS = ["deliverable", "gate"]
DEPENDENCY_KINDS = ["task", "checkpoint"]
TIME_KINDS = ["date", "weekday", "ordinal", "offset"]
OPERATORS = ["is", "at_least", "at_most", "filled"]
_STARTS = "Monday from which the initiative counts; blank = always"


class PlanInitiatives(Table):
    """One row per initiative of the plan, and per task that was dropped as a file."""

    initiative_id: Text = column("The initiative")
    title: Text = column("What it is called")
    pattern: Text = column("Kind of work", isin=PATTERNS)
    tier: Count = column("0 routine … 4 strategic", ge=0, le=4)
    owner_role: Text = column("Role that answers for it", isin=ROLES)
    recurrence: Text = column("Every week, month or quarter, for each deal at its stages, or once", isin=RECURRENCES)
    goal: Text = column("What it is for", null=True)
    carries: Text = column("Money that its tasks for the whole company carry", isin=CARRIES)
    lead_days: Count = column("Days before its first checkpoint on which work begins", unit="days", ge=0)
    from_amount: Money = column("Deals worth less have no gate", unit="company currency", null=True, ge=0)
    requested_by_id: Text = column("Person who asked for it, of a request", null=True)
    starts_date: Day = column(_STARTS, null=True)
    ends_date: Day = column("Last day it counts; blank = open", null=True)
    source_file: Text = column("File it came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("initiative_id",), "known": "starts_date"}


class PlanStages(Table):
    """One row per stage at which deals pass the gate of an initiative."""

    initiative_id: Text = column("The initiative")
    stage_name: Text = column("Stage, as the CRM names it")
    starts_date: Day = column(_STARTS, null=True)
    source_file: Text = column("File it came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("initiative_id", "stage_name"), "known": "starts_date"}


class PlanRisks(Table):
    """One row per risk of an initiative."""

    initiative_id: Text = column("The initiative")
    risk_id: Text = column("The risk")
    risk: Text = column("What may go wrong")
    mitigation: Text = column("What is done about it", null=True)
    owner_role: Text = column("Role that watches it", null=True, isin=ROLES)
    starts_date: Day = column(_STARTS, null=True)
    source_file: Text = column("File it came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("initiative_id", "risk_id"), "known": "starts_date"}


class PlanTasks(Table):
    """One row per task of the plan: what is owed, by which role, until when."""

    task_id: Text = column("The task")
    initiative_id: Text = column("Initiative it belongs to")
    title: Text = column("What is to be done")
    role: Text = column("Role that does it", isin=ROLES)
    deliverable: Text = column("Asset of the graph that it makes or fills")
    segment: Text = column("Segment it is about", null=True)
    per: Text = column("Once, or for each person asked for a call, deal listed at risk, deal at the gate", isin=PER)
    effort_hours: Ratio = column("Hours it takes", unit="hours", gt=0)
    is_parallel: Flag = column("Several of it may be worked on at a time")
    acceptance: Text = column("When it is done", null=True)
    checkpoint_id: Text = column("Checkpoint it prepares, from which an offset counts", null=True)
    due_rule: Text = column("When it is due, as written")
    due_kind: Text = column("How that is read", isin=TIME_KINDS)
    due_date: Day = column("Of a date: that day", null=True)
    due_weekday_number: Count = column("Of a weekday: 1 Monday … 7 Sunday", null=True, ge=1, le=7)
    due_ordinal_number: Count = column("Which of these in the month or quarter; −1 the last", null=True)
    due_offset_hours: Ratio = column("Hours after the checkpoint; before it below 0", unit="hours", null=True)
    due_time: Text = column("Time of day in the company's zone", null=True)
    starts_date: Day = column(_STARTS, null=True)
    source_file: Text = column("File it came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("task_id",), "known": "starts_date"}


class PlanSkills(Table):
    """One row per skill a task asks for."""

    task_id: Text = column("The task")
    skill: Text = column("The skill")
    starts_date: Day = column(_STARTS, null=True)
    source_file: Text = column("File it came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("task_id", "skill"), "known": "starts_date"}


class PlanDependencies(Table):
    """One row per task or checkpoint that a task waits for."""

    task_id: Text = column("The task that waits")
    needs_id: Text = column("What it waits for")
    needs_kind: Text = column(
        "A task, or a checkpoint: then the tasks that make what that needs", isin=DEPENDENCY_KINDS
    )
    starts_date: Day = column(_STARTS, null=True)
    source_file: Text = column("File it came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("task_id", "needs_id"), "known": "starts_date"}


class PlanCheckpoints(Table):
    """One row per checkpoint of the plan: when work is reviewed."""

    checkpoint_id: Text = column("The checkpoint")
    initiative_id: Text = column("Initiative it belongs to")
    title: Text = column("What it is called")
    escalates_to_role: Text = column("Role that hears of it when it is missed", null=True, isin=ROLES)
    when_rule: Text = column("When it is, as written")
    when_kind: Text = column("How that is read", isin=TIME_KINDS)
    when_date: Day = column("Of a date: that day", null=True)
    when_weekday_number: Count = column("Of a weekday: 1 Monday … 7 Sunday", null=True, ge=1, le=7)
    when_ordinal_number: Count = column("Which of these in the month or quarter; −1 the last", null=True)
    when_time: Text = column("Time of day in the company's zone")
    starts_date: Day = column(_STARTS, null=True)
    source_file: Text = column("File it came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("checkpoint_id",), "known": "starts_date"}


class PlanNeeds(Table):
    """One row per deliverable or gate that a checkpoint needs."""

    checkpoint_id: Text = column("The checkpoint")
    need: Text = column("Asset or gate")
    need_kind: Text = column("Which of them", isin=NEED_KINDS)
    starts_date: Day = column(_STARTS, null=True)
    source_file: Text = column("File it came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("checkpoint_id", "need"), "known": "starts_date"}


class PlanApprovers(Table):
    """One row per role that approves at a checkpoint, in order."""

    checkpoint_id: Text = column("The checkpoint")
    approver_order: Count = column("Order in which they approve, from 1", ge=1)
    role: Text = column("Role that approves", isin=ROLES)
    starts_date: Day = column(_STARTS, null=True)
    source_file: Text = column("File it came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("checkpoint_id", "approver_order"), "known": "starts_date"}


class PlanCriteria(Table):
    """One row per criterion that a deal must meet to pass the gate of a checkpoint."""

    checkpoint_id: Text = column("The checkpoint")
    criterion_id: Text = column("The criterion")
    says: Text = column("The criterion in words")
    column_name: Text = column("Column of pipeline_snapshot it looks at")
    operator: Text = column("is, at_least, at_most, or filled", isin=OPERATORS)
    value: Text = column("What the column is compared with")
    starts_date: Day = column(_STARTS, null=True)
    source_file: Text = column("File it came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("checkpoint_id", "criterion_id"), "known": "starts_date"}
