"""company.yaml as typed settings: the one place for every threshold and choice.

Each field says what it means and in which unit; the defaults are those of the definitions.
No other module reads settings or holds a limit of its own.
"""

import hashlib
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from sales_pipeline.action_rules import ActionKinds
from sales_pipeline.notification_rules import NotificationRules
from sales_pipeline.risk_drivers import Drivers


class SettingsError(Exception):
    """company.yaml can't be used; the message names the line and the setting."""


def _monday(value: date) -> date:
    if value.weekday():
        raise ValueError(f"{value} is not a Monday")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(f"{value!r} is not a time zone name such as Europe/Berlin")
    return value


Points = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=3)]
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=6)]


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fiscal(_Settings):
    """The fiscal calendar."""

    start_month: int = Field(1, ge=1, le=12, description="First month of the fiscal year")
    period: Literal["quarter", "month"] = Field("quarter", description="What is forecast")
    pattern: Literal["calendar", "4-4-5", "4-5-4", "5-4-4"] = Field(
        "calendar", description="Calendar months, or months of whole weeks"
    )


class SubmissionRules(_Settings):
    """When calls are due and for how long they count."""

    due_hours: int = Field(12, ge=0, le=168, description="Hours after Monday 00:00 until a call is late")
    lock_days: int = Field(7, ge=1, le=28, description="Days after Monday until a week's calls are locked")


class Calls(_Settings):
    """What past calls were worth, and of whom it is shown."""

    show_people: bool = Field(False, description="Show what calls were worth by person, not only by unit")
    flag_min_count: int = Field(6, ge=2, le=8, description="Ended periods before a caller is said to lean one way")
    flag_bias_ratio: Share = Field(Decimal("0.10"), description="Calls above or below actual by less are no leaning")


class Thresholds(_Settings):
    """Allowed counts, shares and amounts of the gates; `warn` speaks, `error` stops what is downstream."""

    required_fields_warn_ratio: Share = Field(Decimal("0"), description="Open deals lacking a required field")
    required_fields_error_ratio: Share = Field(Decimal("0.05"), description="The same, when it stops the week")
    rejected_rows_warn_count: int = Field(0, ge=0, description="Rejected input rows")
    rejected_rows_error_ratio: Share = Field(Decimal("0.01"), description="Rejected share of a file's rows")
    overdue_warn_count: int = Field(0, ge=0, description="Open deals whose close date has passed")
    overdue_error_ratio: Share = Field(Decimal("0.20"), description="Their share of open value in the period")
    stale_days: int = Field(30, ge=1, description="Days without a change after which an open deal is stale")
    missing_calls_warn_ratio: Share = Field(Decimal("0"), description="Representatives without a call")
    missing_calls_error_ratio: Share = Field(Decimal("0.40"), description="The same, when it stops the week")
    identity_error_amount: Decimal = Field(
        Decimal("0.00"), ge=0, max_digits=18, decimal_places=6, description="Tolerated gap in sums and bridges"
    )
    attainment_low_ratio: Share = Field(Decimal("0.60"), description="Fewer representatives expected at quota warns")
    attainment_high_ratio: Share = Field(Decimal("0.80"), description="More representatives expected at quota warns")
    accuracy_warn_ratio: Share = Field(Decimal("0.10"), description="Forecast missed actual by more, last 4 periods")
    implausible_attainment_warn_count: int = Field(0, ge=0, description="Periods outside those two shares")
    low_coverage_warn_count: int = Field(0, ge=0, description="Units short of the pipeline their target needs")
    behind_pace_warn_count: int = Field(0, ge=0, description="Units behind the pace of past periods")
    unfilled_fields_warn_count: int = Field(0, ge=0, description="Fields the source never fills")
    unread_files_warn_count: int = Field(0, ge=0, description="Source files that no mapping reads")
    unmapped_stages_error_count: int = Field(0, ge=0, description="Stages of open deals without a category")
    unconfirmed_stages_warn_count: int = Field(0, ge=0, description="Stages whose category no person has confirmed")
    missing_rates_error_count: int = Field(0, ge=0, description="Currencies without a rate on a day that needs one")
    broken_tree_error_count: int = Field(0, ge=0, description="Nodes or deals that no way leads up from to the top")
    uneven_splits_warn_count: int = Field(0, ge=0, description="Deals whose shares don't add to one")
    unknown_owners_warn_count: int = Field(0, ge=0, description="Deals of owners the organisation doesn't know")
    duplicate_deals_warn_count: int = Field(0, ge=0, description="Open deals like another in account, name and amount")
    stale_deals_warn_count: int = Field(0, ge=0, description="Open deals without a change for stale_days")
    closed_elsewhere_warn_count: int = Field(0, ge=0, description="Wins dated outside every period at hand")
    unqualified_commit_warn_count: int = Field(0, ge=0, description="Committed deals without buyer or decision process")
    unexplained_moves_warn_count: int = Field(0, ge=0, description="Pushes and pulls without a reason")
    unowned_actions_warn_count: int = Field(0, ge=0, description="Actions that nobody is there to do")
    unproduced_needs_warn_count: int = Field(0, ge=0, description="Needs of checkpoints that no task produces")
    unheld_roles_warn_count: int = Field(0, ge=0, description="Roles that tasks ask for and nobody holds")
    tight_tasks_warn_count: int = Field(0, ge=0, description="Tasks whose work does not fit before they are due")
    unassigned_tasks_warn_count: int = Field(0, ge=0, description="Tasks that nobody is suited for")
    overloaded_people_warn_count: int = Field(0, ge=0, description="People whose load is above what a week holds")
    own_work_error_count: int = Field(0, ge=0, description="Tasks in which somebody checks his own work")
    away_tasks_warn_count: int = Field(0, ge=0, description="Tasks of people who are away until they are due")
    misordered_tasks_warn_count: int = Field(0, ge=0, description="Tasks due before something they wait for")
    missed_metrics_warn_count: int = Field(0, ge=0, description="Metrics of success that miss their target")
    late_tasks_warn_ratio: Share = Field(Decimal("0.10"), description="Tasks due by now that were not done in time")
    long_blocked_warn_count: int = Field(0, ge=0, description="Tasks blocked for longer than a director should wait")
    unacknowledged_warn_count: int = Field(0, ge=0, description="Tasks whose assignee has not answered in time")
    misordered_events_warn_count: int = Field(0, ge=0, description="Events that came when the clock was set back")
    missed_checkpoints_warn_count: int = Field(0, ge=0, description="Checkpoints past their time without a decision")
    ungated_deals_warn_count: int = Field(0, ge=0, description="Deals beyond a stage whose gate they have not passed")


class Risk(_Settings):
    """Deal risk: how scores are banded, and what each driver weighs and asks for."""

    top_count: int = Field(15, ge=10, le=20, description="Deals the deal risk assessment lists")
    alike_count: int = Field(10, ge=1, le=1000, description="Past deals at which a kind's own record weighs half")
    medium_score: int = Field(25, ge=0, le=100, description="Scores from here are medium")
    high_score: int = Field(50, ge=0, le=100, description="Scores from here are high")
    drivers: Drivers = Field(Drivers(), description="What speaks against a deal; 0 points leave a driver out")


class Actions(_Settings):
    """What the week asks of whom: how much is listed, and what each kind of action asks for."""

    upside_count: int = Field(10, ge=0, le=100, description="Deals to sponsor that are listed, those worth most first")
    kinds: ActionKinds = Field(ActionKinds(), description="Each kind: what to do, by whom, until when, at what effort")


class Work(_Settings):
    """The working day, Monday to Friday, by which is told whether work fits before it is due."""

    day_start_hour: int = Field(8, ge=0, le=23, description="Hour at which the working day begins")
    day_hours: int = Field(8, ge=1, le=24, description="Hours of a working day")
    learns_effort: bool = Field(True, description="Plan with the hours that earlier weeks took, not only those written")
    effort_prior_count: int = Field(5, ge=1, le=1000, description="Tasks done at which what they took weighs half")


class Success(_Settings):
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


class Assignment(_Settings):
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


Hours = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2)]


class ServiceLevels(_Settings):
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


class Checkpoints(_Settings):
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


Approver = Literal["manager", "regional_vp", "cro", "finance", "sales_operations", "sales_analyst"]


class Approvals(_Settings):
    """Who approves a week's forecast, for how long that holds, and whether it is signed."""

    roles: Annotated[tuple[Approver, ...], AfterValidator(_distinct)] = Field(
        ("manager", "finance", "cro"), description="Roles that approve, in their order"
    )
    expires_days: int = Field(14, ge=1, le=366, description="Days for which an approval holds")
    signatures: Literal["off", "required"] = Field("off", description="Whether approvals carry an SSH signature")
    manager_quorum: Literal["any", "all"] = Field(
        "any", description="One manager for all, or every manager who is asked for a call"
    )


class Company(_Settings):
    """One company's settings."""

    name: str = Field(min_length=1, description="Name printed on every document")
    currency: str = Field(pattern=r"^[A-Z]{3}$", description="Company currency, ISO 4217")
    amount_kind: Literal["acv", "tcv", "arr", "monthly"] = Field("acv", description="What an amount counts")
    time_zone: Annotated[str, AfterValidator(_zone)] = Field("UTC", description="Zone of Monday 00:00")
    first_week: Annotated[date, AfterValidator(_monday)] = Field(description="First Monday that can be forecast")
    deck_template: str = Field("", description="A .pptx of your own for the deck, as a path in the home")
    fiscal: Fiscal = Field(Fiscal(), description="Fiscal calendar")
    submissions: SubmissionRules = Field(SubmissionRules(), description="Calls: when due, when locked")
    calls: Calls = Field(Calls(), description="Past calls: what they were worth, and of whom it is shown")
    gates: Thresholds = Field(Thresholds(), description="Limits of the gates")
    risk: Risk = Field(Risk(), description="Deal risk: scores, drivers and what to do about them")
    actions: Actions = Field(Actions(), description="Actions: what the week asks of whom")
    work: Work = Field(Work(), description="The working day")
    assignment: Assignment = Field(
        Assignment(), description="Assignment: what costs how much, and who is senior enough"
    )
    success: Success = Field(Success(), description="Targets of the work itself: S1 to S5")
    notifications: NotificationRules = Field(NotificationRules(), description="How people are told, and what they see")
    service_levels: ServiceLevels = Field(ServiceLevels(), description="Service levels of tasks")
    checkpoints: Checkpoints = Field(Checkpoints(), description="Checkpoints: notice, grace, length")
    approvals: Approvals = Field(Approvals(), description="Approvals: by whom, how long, whether signed")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def digest(self) -> str:
        """Hash of the settings a forecast may rest on, defaults included: two companies with one digest forecast alike.

        How people are told is no part of it, so that a new channel doesn't undo what was approved.
        """
        return hashlib.sha256(self.model_dump_json(exclude={"notifications"}).encode()).hexdigest()


def load(path: Path) -> Company:
    """The settings in a company.yaml; SettingsError names file, line and setting."""
    try:
        return _parsed(path, path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} can't be read: {' '.join(str(error).split())}") from error


# the graph asks for the settings once an asset; the text is part of the key, so a change is seen
@lru_cache(maxsize=8)
def _parsed(path: Path, text: str) -> Company:
    try:
        _refuse_twins(path, yaml.compose(text, Loader=yaml.BaseLoader))
        # every scalar stays the text that was typed, so that 2026-13-01 or NO gets a sentence and not a crash
        return Company.model_validate(yaml.load(text, Loader=yaml.BaseLoader) or {})
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError(f"{path.name}, line {line}: not YAML ({error.problem}); correct the line") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{path.name} can't be read: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        raise SettingsError(_explain(path, text, error.errors())) from error


def _refuse_twins(path: Path, node: Any) -> None:
    seen: set[str] = set()
    for key, value in node.value if isinstance(node, yaml.MappingNode) else []:
        if key.value in seen:
            raise SettingsError(f"{path.name}, line {key.start_mark.line + 1}: {key.value} is set twice; keep one")
        seen.add(key.value)
        _refuse_twins(path, value)


def _explain(path: Path, text: str, errors: list[Any]) -> str:
    parts = []
    for item in errors:
        where = [str(step) for step in item["loc"]]
        parts.append(f"{path.name}{_line(text, where)}: {_remedy(item, where)}")
    return "; ".join(parts)


def _remedy(item: Any, where: list[str]) -> str:
    """What is wrong with a setting, and what to do."""
    name = ".".join(where)
    if item["type"] == "missing":
        return f"{name} is missing: add it"
    if item["type"] == "extra_forbidden":
        near = get_close_matches(where[-1], _beside(where), n=1)
        return f"{name} is no setting: " + (f"did you mean {near[0]}?" if near else "remove it")
    if item["type"] == "model_type":
        return f"{name or 'the file'} must hold lines like `setting: value`"
    said = item["msg"].removeprefix("Value error, ")
    return f"{name}: {said[:1].lower() + said[1:]}; correct it"


def _beside(where: list[str]) -> list[str]:
    """The settings that stand where one of this name was looked for."""
    model: Any = Company
    for step in where[:-1]:
        # below a setting that is a list of names, such as channels, nothing is near
        model = model.model_fields[step].annotation if step in getattr(model, "model_fields", {}) else None
    return list(getattr(model, "model_fields", {}))


def _line(text: str, where: list[str]) -> str:
    """`, line 3` of the setting, if the file has it."""
    node = yaml.compose(text, Loader=yaml.BaseLoader)
    line = 0
    for step in where:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        found = [(key, value) for key, value in pairs if key.value == step]
        if not found:
            return f", line {line}" if line else ""
        line, node = found[0][0].start_mark.line + 1, found[0][1]
    return f", line {line}" if line else ""
