"""company.yaml as typed settings: the one place for every threshold and choice.

Each field says what it means and in which unit; the defaults are those of the definitions.
No other module reads settings or holds a limit of its own.
"""

import hashlib
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from sales_pipeline import plain_yaml
from sales_pipeline.action_rules import ActionKinds
from sales_pipeline.notification_rules import NotificationRules
from sales_pipeline.risk_drivers import Drivers
from sales_pipeline.work_rules import Approvals, Assignment, Checkpoints, ServiceLevels, Success, Work

# parts of the settings that say how work is done, and nothing of what is forecast
OF_WORK = {"work", "assignment", "success", "notifications", "service_levels", "checkpoints", "approvals"}


class SettingsError(Exception):
    """company.yaml can't be used; the message names the line and the setting."""


def _monday(value: date) -> date:
    if value.weekday():
        raise ValueError(f"{value} is not a Monday")
    return value


@cache
def time_zones() -> frozenset[str]:
    """The names of time zones that there are: looked for on the disk once."""
    return frozenset(available_timezones())


def _zone(value: str) -> str:
    if value not in time_zones():
        raise ValueError(f"{value!r} is not a time zone name such as Europe/Berlin")
    return value


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
        """Hash of the settings a forecast rests on, defaults included: two companies with one digest forecast alike.

        How work is done is no part of it, so that a new channel or service level doesn't undo what was approved.
        """
        return hashlib.sha256(self.model_dump_json(exclude=OF_WORK).encode()).hexdigest()

    @property
    def work_digest(self) -> str:
        """Hash of the settings by which work is assigned, judged and told."""
        return hashlib.sha256(self.model_dump_json(include=OF_WORK).encode()).hexdigest()


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
        _refuse_twins(path, plain_yaml.compose(text))
        # every scalar stays the text that was typed, so that 2026-13-01 or NO gets a sentence and not a crash
        return Company.model_validate(plain_yaml.load(text) or {})
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError(f"{path.name}, line {line}: not YAML ({error.problem}); correct the line") from error
    except RecursionError as error:
        raise SettingsError(f"{path.name} is nested too deeply: write it plainly") from error
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
    node = plain_yaml.compose(text)
    line = 0
    for step in where:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        found = [(key, value) for key, value in pairs if key.value == step]
        if not found:
            return f", line {line}" if line else ""
        line, node = found[0][0].start_mark.line + 1, found[0][1]
    return f", line {line}" if line else ""
