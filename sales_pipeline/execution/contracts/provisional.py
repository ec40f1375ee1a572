"""Provisional: the contracts of tables that others build; goes when those land."""

from sales_pipeline.contract import Count, Day, Flag, Instant, Money, Table, Text, column


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
