"""The columns that every table of owed tasks begins with.

Not among the contracts: each model there is a table of its own.
"""

from sales_pipeline.contract import Day, Table, Text, column

SUBJECTS = ["company", "seat", "deal"]


class Owed(Table):
    """What is owed, and about whom or what."""

    week: Day = column("Monday the row is for")
    instance_id: Text = column("The task as it is owed this time; the same next week while it is at work")
    task_id: Text = column("Task of the plan")
    initiative_id: Text = column("Initiative it belongs to")
    occurrence_id: Text = column("Which time of the initiative: its week, month, quarter, or deal and week")
    checkpoint_id: Text = column("Checkpoint it prepares", null=True)
    title: Text = column("What is to be done")
    role: Text = column("Role that does it")
    deliverable: Text = column("Asset of the graph that it makes or fills")
    subject_kind: Text = column("Whom or what it is about", isin=SUBJECTS)
    subject_id: Text = column("The company's top, the node of the call, or the deal", null=True)
    subject_name: Text = column("Name", null=True)
