"""What the tables of causes have in common: who is to be told what, why, and since when."""

from sales_pipeline.contract import Day, Instant, Table, Text, column

KINDS = [
    "assigned", "due_soon", "late", "blocked", "unblocked", "escalation", "approval_wanted", "milestone", "completion",
    "start", "final", "status",
]  # fmt: skip
KEY = "Names it for good: nobody is told the same thing twice"
PERSON = "Who is told"


class Notices(Table):
    """One row per person and thing to tell."""

    week: Day = column("Monday the row is for")
    notification_key: Text = column(KEY)
    kind: Text = column("What kind of thing", isin=KINDS)
    person_id: Text = column(PERSON)
    what: Text = column("What it is about")
    why: Text = column("Why the person is told")
    until_at: Instant = column("Until when something is to be done", unit="UTC", null=True)
    since_at: Instant = column("When it came about; of what is due soon, when it is due", unit="UTC")
    instance_id: Text = column("Task it is about", null=True)
    subject_id: Text = column("Node, deal, checkpoint or document it is about", null=True)
