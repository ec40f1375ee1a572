"""What earlier weeks teach: the hours that work takes, and what acting on matters changed."""

from sales_pipeline.contract import Count, Day, Money, Ratio, Table, Text, column

EFFORT_GROUPS = ["role", "task"]
SAVING_BASES = ["measured", "too_few"]


class EffortAccuracy(Table):
    """One row per role and per task of the plan: hours planned and spent, of what was done before the week began."""

    week: Day = column("Monday the row is for")
    grouped_by: Text = column("Role, or task", isin=EFFORT_GROUPS)
    member_id: Text = column("The role or the task of the plan")
    role: Text = column("Role that does it")
    done_count: Count = column("Tasks done of which hours are known", ge=1)
    planned_hours: Ratio = column("Hours the plan had for them", unit="hours", gt=0)
    spent_hours: Ratio = column("Hours they took", unit="hours", ge=0)
    median_ratio: Ratio = column("Median of spent ÷ planned", unit="ratio", ge=0)
    error_ratio: Ratio = column(
        "Hours by which the plan missed, each task's by itself ÷ hours spent", unit="ratio", null=True
    )
    learned_ratio: Ratio = column(
        "What the plan's hours are multiplied with: the median, drawn to 1", unit="ratio", gt=0
    )


class ActionSavings(Table):
    """One row per kind of matter: how those came out that somebody did a task about, and the others."""

    week: Day = column("Monday the row is for")
    kind: Text = column("What it is about, as forecast_actions has it")
    done_count: Count = column("Matters of earlier weeks with a task done about them", ge=0)
    done_settled_count: Count = column("Of these, no longer standing and not lost", ge=0)
    other_count: Count = column("Matters of earlier weeks without", ge=0)
    other_settled_count: Count = column("Of these, no longer standing and not lost", ge=0)
    done_ratio: Ratio = column("Share settled where a task was done", unit="0..1", null=True, ge=0, le=1)
    other_ratio: Ratio = column("Share settled where none was", unit="0..1", null=True, ge=0, le=1)
    effect_ratio: Ratio = column("Their difference, drawn to 0 where few are known", unit="ratio", ge=-1, le=1)
    basis: Text = column("Measured, or too few of either to say", isin=SAVING_BASES)
    at_stake_amount: Money = column("Money at stake in those done", unit="company currency", ge=0)
    expected_amount: Money = column(
        "What acting was expected to gain, when it was asked for", unit="company currency", ge=0
    )
    saved_amount: Money = column("At stake × effect", unit="company currency")
