"""The work of a week."""

from sales_pipeline.contract import Count, Day, Flag, Instant, Money, Ratio, Table, Text, column
from sales_pipeline.execution.owed import Owed

CARRIES = ["forecast", "next_forecast", "nothing"]


class WorkStakes(Table):
    """One row per node or deal and forecast: the money that work on it carries."""

    week: Day = column("Monday the row is for")
    subject_kind: Text = column("node or deal", isin=["node", "deal"])
    subject_id: Text = column("Node or deal")
    carries: Text = column("Forecast of the running period, or of the next", isin=CARRIES[:2])
    carried_amount: Money = column("What is still expected of it", unit="company currency", ge=0)


class TaskInstances(Owed):
    """One row per task of the plan and time it is owed: for the company, a person asked for a call, or a deal."""

    node_id: Text = column("Node it is about: of a deal the representative credited", null=True)
    owner_person_id: Text = column("Whose it is by itself: who is asked for the call, who owns the deal", null=True)
    segment: Text = column("Segment it is about", null=True)
    carries: Text = column("Money that it carries if it is the company's", isin=CARRIES)
    effort_hours: Ratio = column("Hours it takes", unit="hours", gt=0)
    is_parallel: Flag = column("Several of it may be worked on at a time")
    starts_at: Instant = column("When work on this time of the initiative begins", unit="UTC")
    checkpoint_at: Instant = column("When its checkpoint is", unit="UTC", null=True)
    due_at: Instant = column("Until when", unit="UTC")
    source_file: Text = column("File its task came from")
    source_line: Count = column("Line in that file", ge=1)


class TaskLinks(Table):
    """One row per owed task and another that it waits for."""

    week: Day = column("Monday the row is for")
    instance_id: Text = column("The task that waits")
    needs_instance_id: Text = column("The task it waits for")


class TaskQueue(Owed):
    """One row per task owed in the week: until when, after what, how urgent, and what money rests on it."""

    priority_order: Count = column("Place by value at stake, then slack, then due; 1 first", ge=1)
    node_id: Text = column("Node it is about: of a deal the representative credited", null=True)
    owner_person_id: Text = column("Whose it is by itself: who is asked for the call, who owns the deal", null=True)
    segment: Text = column("Segment it is about", null=True)
    effort_hours: Ratio = column("Hours it is expected to take, by what earlier weeks taught", unit="hours", gt=0)
    planned_hours: Ratio = column("Hours the plan says", unit="hours", gt=0)
    is_parallel: Flag = column("Several of it may be worked on at a time")
    starts_at: Instant = column("When work on this time of the initiative begins", unit="UTC")
    checkpoint_at: Instant = column("When its checkpoint is", unit="UTC", null=True)
    due_at: Instant = column("Until when", unit="UTC")
    wave_number: Count = column("Tasks in a row that must be done before: those of one wave can be worked on together")
    needs_count: Count = column("Tasks it waits for", ge=0)
    needed_by_count: Count = column("Tasks that wait for it", ge=0)
    earliest_hours: Ratio = column("Hours of work that must be done before it can begin", unit="hours", ge=0)
    latest_hours: Ratio = column("Hours of work after which it must have begun to hold up nothing", unit="hours", ge=0)
    slack_hours: Ratio = column("Latest − earliest", unit="hours", ge=0)
    is_critical: Flag = column("On the longest way through the tasks it hangs together with: no slack")
    available_hours: Ratio = column("Working hours from its start to its due time", unit="hours", ge=0)
    own_amount: Money = column("Money that it carries itself", unit="company currency", ge=0)
    value_at_stake_amount: Money = column(
        "Money that rests on it: its own, and for company tasks the most of what comes after it",
        unit="company currency",
        ge=0,
    )
    source_file: Text = column("File its task came from")
    source_line: Count = column("Line in that file", ge=1)
