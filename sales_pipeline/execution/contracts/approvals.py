"""Approvals of the week's forecast."""

from sales_pipeline.contract import Count, Day, Flag, Instant, Table, Text, column

STATES = ["waiting", "approved", "rejected", "void", "expired"]


class Approvals(Table):
    """One row per approval of the week's forecast that was given or is asked for; approved when all of them are."""

    week: Day = column("Monday the row is for")
    subject_id: Text = column("What is approved: the forecast")
    approver_order: Count = column("Place in the order of approvals, 1 first", ge=1)
    role: Text = column("Role that approves")
    state: Text = column(
        "waiting, approved, rejected, void (the content has changed since) or expired, as of now", isin=STATES
    )
    person_id: Text = column("Who decided, or is asked; blank where anybody of the role may", null=True)
    person_name: Text = column("Name", null=True)
    decided_at: Instant = column("When it was decided", unit="UTC", null=True)
    until_at: Instant = column("Until when it holds", unit="UTC", null=True)
    reason: Text = column("Words of who decided", null=True)
    content_digest: Text = column("SHA-256 of the content that was decided about", null=True)
    is_signed: Flag = column("The decision carries an SSH signature")
