"""Who does what, how loaded everybody is, and how good the assignment is."""

from sales_pipeline.contract import Count, Day, Flag, Ratio, Table, Text, column

ASSIGNED_BY = ["said", "kept", "told", "rule", "chosen"]
BANDS = ["healthy", "watch", "warn", "rebalance"]
METHODS = ["optimised", "greedy", "round_robin"]
RESOLUTIONS = ["late", "moved", "escalated"]


class TaskAssignments(Table):
    """One row per task owed in the week: who does it, why, and who would have been second."""

    week: Day = column("Monday the row is for")
    instance_id: Text = column("The task")
    person_id: Text = column("Who does it; blank: nobody is suited", null=True)
    person_name: Text = column("Name", null=True)
    assigned_by: Text = column(
        "Somebody said so, kept by who began, told (the week is over), own by rule, or chosen",
        null=True,
        isin=ASSIGNED_BY,
    )
    why: Text = column("Why, in words")
    runner_up_id: Text = column("Who would be next", null=True)
    runner_up_name: Text = column("Name", null=True)
    cost_points: Ratio = column("What it costs with who does it", unit="points", null=True, ge=0)
    runner_up_cost_points: Ratio = column("What it would cost with the next", unit="points", null=True, ge=0)
    unassigned_reason: Text = column("Who is lacking, where nobody does it", null=True)
    effort_hours: Ratio = column("Hours it takes", unit="hours", gt=0)
    week_hours: Ratio = column("Those of them that fall into this week", unit="hours", ge=0)
    skill_gap_count: Count = column("Levels of skill that who does it lacks", ge=0)
    is_complex: Flag = column("Needs a senior: by tier, value at stake, or what went wrong")
    is_late: Flag = column("Too little time is left for anybody: it comes late whoever does it")
    is_away: Flag = column("Who does it is away from now until it is due")
    gap_points: Ratio = column(
        "On the first of tasks decided together: how much less they could cost at most", unit="points", null=True, ge=0
    )


class TaskConflicts(Table):
    """One row per task that did not fit beside another of one person: what was done about it, and its price."""

    week: Day = column("Monday the row is for")
    person_id: Text = column("Who can't do both in time")
    person_name: Text = column("Name")
    instance_id: Text = column("The task that gave way")
    other_instance_id: Text = column("The task it does not fit beside")
    resolution: Text = column("Done late, moved to somebody else, or escalated", isin=RESOLUTIONS)
    price_hours: Ratio = column(
        "Late: hours of work after due; moved: what it costs more there, in hours of lateness; escalated: its hours",
        unit="hours",
        ge=0,
    )


class WorkLoads(Table):
    """One row per person: hours of the week, hours of work in it, and in which band that is."""

    week: Day = column("Monday the row is for")
    person_id: Text = column("The person")
    person_name: Text = column("Name")
    role: Text = column("Role")
    available_hours: Ratio = column("Hours of work in the week, absences left out", unit="hours", ge=0)
    assigned_hours: Ratio = column("Hours of its tasks that fall into the week", unit="hours", ge=0)
    load_ratio: Ratio = column("Assigned of available; blank where none are", unit="share", null=True, ge=0)
    band: Text = column("Healthy, to be watched, warning, or to be rebalanced", isin=BANDS)


class AssignmentQuality(Table):
    """One row per way to assign: what it costs, beside two ways that need no optimiser."""

    week: Day = column("Monday the row is for")
    method: Text = column("The one that holds, or one to compare with", isin=METHODS)
    cost_points: Ratio = column("Cost of all tasks and loads", unit="points", ge=0)
    late_count: Count = column("Tasks that come late", ge=0)
    unassigned_count: Count = column("Tasks that nobody does", ge=0)
    skill_gap_count: Count = column("Levels of skill that are lacking", ge=0)
    mean_load_ratio: Ratio = column("Load of the people in roles that are asked for", unit="share", null=True, ge=0)
    fairness_ratio: Ratio = column("Jain's index of their loads: 1 is even", unit="0..1", null=True, ge=0, le=1)
    gap_ratio: Ratio = column("Distance to the best there can be, of the one that holds", unit="share", null=True, ge=0)
