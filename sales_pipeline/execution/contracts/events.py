"""What was told of work, and how its gates stand."""

from sales_pipeline.contract import Count, Day, Flag, Instant, Ratio, Table, Text, Verdicts, column


class WorkEvents(Table):
    """One row per event that the week sees: what somebody did or said about work, or the system noted."""

    week: Day = column("Monday the row is for")
    event_number: Count = column("Its number in the log: the order of events, whatever clocks said", ge=1)
    event_at: Instant = column("When it was told", unit="UTC")
    event_week: Day = column("Monday of the week it is about")
    kind: Text = column("What happened: started, blocked, done, approved, published …")
    subject_id: Text = column("What it is about: a task, a document, a checkpoint, a week")
    person_id: Text = column("Who told it; sales-pipeline for what the system notes")
    note: Text = column("What was said", null=True)
    cause: Text = column("Of a blocked task: why", null=True)
    to_person_id: Text = column("Whom it was given to", null=True)
    effort_hours: Ratio = column("Of a task given to somebody: its hours", unit="hours", null=True, ge=0)
    evidence: Text = column("File that shows it, as it was named", null=True)
    evidence_digest: Text = column("sha256 of that file", null=True)
    role: Text = column("Role in which it was told", null=True)
    run_id: Text = column("Run it is about", null=True)
    content_digest: Text = column("Hash of the content it is about", null=True)
    rating: Count = column("Of feedback: 1 to 5", null=True, ge=1, le=5)
    asks_change: Flag = column("Of feedback: whether it asks for a change", null=True)
    channel: Text = column("Way by which it was told to people", null=True)
    until_at: Instant = column("Until when it holds", unit="UTC", null=True)
    outcome: Text = column("How it ended", null=True)
    published_number: Count = column("Of an approval: number of the event of what was published", null=True)
    nonce: Text = column("Of an approval: the word that makes it unlike any other", null=True)
    signature: Text = column("Of an approval: its SSH signature", null=True)
    spent_hours: Ratio = column("Of a task done: hours it took, as was said", unit="hours", null=True, ge=0)
    message_id: Text = column("Message in which people were told", null=True)


class WorkAsOf(Table):
    """One row per week: the instant as of which everything said of its work stands."""

    week: Day = column("Monday the row is for")
    as_of_at: Instant = column("As of when: now while it runs, then its end or what was said of it last", unit="UTC")
    is_over: Flag = column("Whether the week had ended")


class WorkGates(Verdicts):
    """One row per gate on work: what it promises, whether the week keeps it as of now, and by how much not."""
