"""Who is told what: causes, notifications, what each person's next message holds, and what became of it."""

from sales_pipeline.contract import Count, Day, Flag, Instant, Ratio, Table, Text, column
from sales_pipeline.execution.notice import KEY, KINDS, PERSON, Notices


class TaskNotices(Notices):
    """One row per person and thing to tell about a task: given, due soon, late, blocked, free again, escalated."""


class ReviewNotices(Notices):
    """One row per person and thing to tell about reviews: approvals wanted, held or missed ones, the final forecast."""


class ProgressNotices(Notices):
    """One row per person and thing to tell about the week's work as a whole: its start, how it stands, what is done."""


class Notifications(Table):
    """One row per thing to tell a person: why, until when, from when on and through which channel."""

    week: Day = column("Monday the row is for")
    notification_key: Text = column(KEY)
    kind: Text = column("What kind of thing", isin=KINDS)
    person_id: Text = column(PERSON)
    person_name: Text = column("Name")
    role: Text = column("Role of the person", null=True)
    email: Text = column("Mail address", null=True)
    what: Text = column("What it is about")
    why: Text = column("Why the person is told")
    until_at: Instant = column("Until when something is to be done", unit="UTC", null=True)
    since_at: Instant = column("When it came about", unit="UTC")
    send_from_at: Instant = column("From when on it may be told: the end of quiet hours", unit="UTC")
    channel: Text = column("Channel, of the settings by kind and role")
    instance_id: Text = column("Task it is about", null=True)
    subject_id: Text = column("Node, deal, checkpoint or document it is about", null=True)


class Digests(Table):
    """One row per person with anything to be told: what the person's page and next message hold."""

    week: Day = column("Monday the row is for")
    person_id: Text = column(PERSON)
    person_name: Text = column("Name")
    role: Text = column("Role of the person", null=True)
    notification_count: Count = column("Things to tell of this week, told or not", ge=1)
    told_count: Count = column("Those that were told", ge=0)
    ready_count: Count = column("Those not told whose time has come", ge=0)
    quiet_count: Count = column("Those that wait for the end of quiet hours", ge=0)
    next_count: Count = column("Tasks that can be worked on", ge=0)
    late_count: Count = column("Tasks that are late", ge=0)
    waiting_count: Count = column("Tasks, approvals and blockers of others that wait for the person", ge=0)
    effort_hours: Ratio = column("Hours of the tasks that are not done", unit="hours", ge=0)


class Deliveries(Table):
    """One row per thing told, or tried to be told, to a person: through which channel, and what a server said."""

    week: Day = column("Monday the row is for")
    notification_key: Text = column("What was told")
    person_id: Text = column("To whom")
    channel: Text = column("Through which channel")
    state: Text = column("delivered, waiting for the next try, or failed", isin=["delivered", "waiting", "failed"])
    message_id: Text = column("Message it was told in; blank on a page", null=True)
    attempt_count: Count = column("Times it was sent", ge=1)
    is_repeated: Flag = column("Sent again because a kill left it open whether it had arrived")
    delivered_at: Instant = column("When it was accepted", unit="UTC", null=True)
    next_try_at: Instant = column("When it is tried again", unit="UTC", null=True)
    answer: Text = column("What the server said last", null=True)
