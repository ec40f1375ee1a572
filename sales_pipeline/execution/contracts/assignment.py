"""Who does what, and why."""

from sales_pipeline.contract import Day, Flag, Ratio, Table, Text, column

ASSIGNED_BY = ["said", "kept", "rule", "chosen"]


class TaskAssignments(Table):
    """One row per task owed in the week: whose it is, why, and who was second."""

    week: Day = column("Monday the row is for")
    instance_id: Text = column("The task as it is owed this time")
    person_id: Text = column("Who does it; blank = nobody", null=True)
    person_name: Text = column("Name", null=True)
    assigned_by: Text = column("By word, kept by who had it, by a rule, or chosen", null=True, isin=ASSIGNED_BY)
    why: Text = column("Why", null=True)
    runner_up_id: Text = column("Who was second", null=True)
    runner_up_name: Text = column("Name", null=True)
    cost_points: Ratio = column("What it cost", unit="points", null=True)
    runner_up_cost_points: Ratio = column("What the second would have cost", unit="points", null=True)
    unassigned_reason: Text = column("Why nobody has it", null=True)
    effort_hours: Ratio = column("Hours it takes", unit="hours", gt=0)
    is_complex: Flag = column("Asks for a senior")
