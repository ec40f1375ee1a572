"""How work is done, as settings: the working day, who is given what, what is late, who approves, and what success is.

How people are told stands in notification_rules.py. Nothing here changes what is forecast.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=6)]
Points = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=3)]
Hours = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2)]
Approver = Literal[
    "manager", "regional_vp", "cro", "finance", "sales_operations", "sales_analyst", "marketing", "product",
    "customer_success",
]  # fmt: skip


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Work(_Rules):
    """The working day, Monday to Friday, by which is told whether work fits before it is due."""

    day_start_hour: int = Field(8, ge=0, le=23, description="Hour at which the working day begins")
    day_hours: int = Field(8, ge=1, le=24, description="Hours of a working day")
    learns_effort: bool = Field(True, description="Plan with the hours that earlier weeks took, not only those written")
    effort_prior_count: int = Field(5, ge=1, le=1000, description="Tasks done at which what they took weighs half")


class Success(_Rules):
    """By what the work itself is judged: targets of the metrics S1 to S5. Shares must be passed, not only reached."""

    acknowledged_ratio: Share = Field(
        Decimal("0.90"),
        description="S1: more of the tasks than this are answered within service_levels.acknowledge_hours",
    )
    on_time_ratio: Share = Field(Decimal("0.90"), description="S2: more of the tasks due than this are done on time")
    failed_outputs_ratio: Share = Field(Decimal("0.10"), description="S3: fewer versions than this fail validation")
    coordination_ratio: Share = Field(Decimal("0.05"), description="S4: fewer tasks than this are held up by others")
    satisfied_rating: int = Field(4, ge=1, le=5, description="S5: mean rating from which a stakeholder is satisfied")
    satisfied_ratio: Share = Field(Decimal("0.85"), description="S5: more stakeholders than this are satisfied")


class Assignment(_Rules):
    """Who does a task: what each imperfection costs, in points, and which tasks need a senior."""

    skill_points: Points = Field(Decimal("4"), description="Points for each level of a skill that is lacking")
    line_points: Points = Field(Decimal("6"), description="Points for somebody outside the line of whom it is about")
    late_points: Points = Field(Decimal("10"), description="Points for each hour later than need be")
    move_points: Points = Field(Decimal("8"), description="Points for taking a task from whom it was given to")
    balance_points: Points = Field(
        Decimal("0.25"), description="Points for each hour above each eighth of the week, to the half"
    )
    watch_points: Points = Field(Decimal("2"), description="Points for each hour above the healthy load")
    warn_points: Points = Field(Decimal("5"), description="Points for each hour above the load that is watched")
    rebalance_points: Points = Field(Decimal("20"), description="Points for each hour above the load that warns")
    fairness_points: Points = Field(
        Decimal("1"), description="Points for each hour to who did twice the average lately"
    )
    fairness_weeks: int = Field(4, ge=1, le=52, description="Weeks that count as lately")
    watch_ratio: Share = Field(Decimal("0.75"), description="Share of the week from which a load is watched")
    warn_ratio: Share = Field(Decimal("0.85"), description="Share of the week from which a load warns")
    rebalance_ratio: Share = Field(Decimal("0.95"), description="Share of the week above which work must move")
    complex_tier: int = Field(
        4, ge=0, le=5, description="Tasks of initiatives from this tier on need a senior; 5: none"
    )
    complex_amount: Decimal = Field(
        Decimal("1000000"), ge=0, max_digits=18, decimal_places=2,
        description="Tasks about a deal or a call with more at stake need a senior",
    )  # fmt: skip
    complex_failures: int = Field(2, ge=1, description="Tasks blocked or escalated as often need a senior")
    gap_ratio: Share = Field(Decimal("0.02"), description="Distance to the best assignment at which the search ends")
    search_nodes: int = Field(200, ge=1, description="Steps of the search after which it ends with what it has")


class ServiceLevels(_Rules):
    """After how many working hours who has to hear of a task, and what is named above the manager."""

    assign_hours: Hours = Field(Decimal("2"), description="From planning until a task that is nobody's is told")
    acknowledge_hours: Hours = Field(Decimal("2"), description="From assignment until its answer is asked for")
    acknowledge_manager_hours: Hours = Field(Decimal("4"), description="Until the manager hears that none came")
    blocked_manager_hours: Hours = Field(Decimal("4"), description="Blocked until the manager hears of it")
    blocked_director_hours: Hours = Field(Decimal("8"), description="Blocked until the manager's manager does")
    estimate_ratio: Decimal = Field(
        Decimal("1.5"), ge=1, le=100, decimal_places=6, description="Hours under way / hours planned that are told"
    )
    late_manager_hours: Hours = Field(Decimal("2"), description="After the due time until the manager hears of it")
    late_director_hours: Hours = Field(Decimal("8"), description="Until the manager's manager does")
    late_cro_hours: Hours = Field(Decimal("16"), description="Until the CRO does")
    senior_tier: int = Field(4, ge=0, le=5, description="From this tier a task is named above the manager; 5: none")
    senior_amount: Decimal = Field(
        Decimal("250000"), ge=0, max_digits=16, decimal_places=2, description="Or from this value at stake"
    )


class Checkpoints(_Rules):
    """When checkpoints are looked at as near, and when as missed; how long they take."""

    notice_hours: int = Field(24, ge=0, le=720, description="Hours before its time from which all must be there")
    grace_hours: int = Field(
        24, ge=0, le=720, description="Hours after its time until one without a decision is missed"
    )
    review_minutes: int = Field(60, ge=5, le=1440, description="Minutes a review takes")
    gate_minutes: int = Field(30, ge=5, le=1440, description="Minutes the gate of a deal takes")
    action_hours: Decimal = Field(
        Decimal("1"), gt=0, le=10_000, decimal_places=2, description="Hours of an action item nobody gave hours for"
    )


def _distinct(roles: tuple[str, ...]) -> tuple[str, ...]:
    if not roles or len(set(roles)) < len(roles):
        raise ValueError("name each role once, at least one")
    return roles


class Approvals(_Rules):
    """Who approves a week's forecast, for how long that holds, and whether it is signed."""

    roles: Annotated[tuple[Approver, ...], AfterValidator(_distinct)] = Field(
        ("manager", "finance", "cro"), description="Roles that approve, in their order"
    )
    expires_days: int = Field(14, ge=1, le=366, description="Days for which an approval holds")
    signatures: Literal["off", "required"] = Field("off", description="Whether approvals carry an SSH signature")
    manager_quorum: Literal["any", "all"] = Field(
        "any", description="One manager for all, or every manager who is asked for a call"
    )
