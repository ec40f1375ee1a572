"""The drivers of deal risk as settings: what each weighs, from which value on it counts, and what to do about it.

One field a driver; a company may change any part of one and keeps the rest. How a driver is found in the data stands in
forecast/tables/deal_risk_drivers.sql.
"""

from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Rule(BaseModel):
    """What one driver weighs and asks for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    points: int = Field(ge=0, le=100, description="Points it adds to the score")
    mitigation: str = Field(min_length=1, max_length=160, description="What to do about it")
    due_days: int = Field(ge=0, le=90, description="Days from Monday until that is due")
    owner: Literal["owner", "manager", "sales_operations"] = Field(description="Who does it")
    effort_hours: Decimal = Field(gt=0, le=1000, decimal_places=2, description="Hours it takes")
    effect_ratio: Decimal = Field(
        ge=0, le=1, decimal_places=6, description="Share of the risk it takes away, where the past does not say"
    )


class Limit(Rule):
    """A driver that counts from a value on."""

    threshold: Decimal = Field(ge=0, le=1_000_000, decimal_places=6, description="Value from which it counts")


def _rule(points: int, due_days: int, owner: Any, effort: str, effect: str, mitigation: str) -> Rule:
    return Rule(
        points=points, due_days=due_days, owner=owner, effort_hours=Decimal(effort), effect_ratio=Decimal(effect),
        mitigation=mitigation,
    )  # fmt: skip


def _limit(threshold: str, points: int, due_days: int, owner: Any, effort: str, effect: str, mitigation: str) -> Limit:
    rule = _rule(points, due_days, owner, effort, effect, mitigation)
    return Limit(threshold=Decimal(threshold), **rule.model_dump())


_DATE_ANEW = "Agree a new close date with the buyer or take the deal out of the period"


class Drivers(BaseModel):
    """Every driver, in the order of documents; the stronger of quiet and silent counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    overdue: Limit = Field(
        _limit("1", 20, 2, "owner", "0.5", "0.25", _DATE_ANEW),
        description="The close date has passed by so many days",
    )
    pushed: Limit = Field(
        _limit(
            "2", 15, 4, "manager", "1", "0.20", "Review with the owner why the date keeps moving and what would hold it"
        ),
        description="The close date moved into a later month so often",
    )
    long_in_stage: Limit = Field(
        _limit("0.75", 15, 7, "owner", "1", "0.15", "Agree the next milestone and its date with the buyer"),
        description="Longer in its stage than this share of won deals of stage and segment",
    )
    silent: Limit = Field(
        _limit("30", 20, 2, "owner", "1", "0.25", "Reach the buyer or close the deal as lost"),
        description="No activity for so many days",
    )
    quiet: Limit = Field(
        _limit("14", 10, 4, "owner", "0.5", "0.15", "Book the next meeting with the buyer"),
        description="No activity for so many days, when not yet silent",
    )
    no_next_step: Rule = Field(
        _rule(10, 2, "owner", "0.25", "0.10", "Write down the next step and its date"),
        description="No next step in the CRM",
    )
    single_contact: Limit = Field(
        _limit("1", 10, 10, "owner", "3", "0.20", "Bring a second person at the customer into the deal"),
        description="No more contacts engaged than this",
    )
    no_economic_buyer: Rule = Field(
        _rule(15, 7, "manager", "3", "0.25", "Meet the economic buyer together with the owner"),
        description="Economic buyer not confirmed",
    )
    competitor: Rule = Field(
        _rule(10, 7, "owner", "2", "0.10", "Use the battle card and confirm what decides against the competitor"),
        description="A competitor is named",
    )
    created_late: Limit = Field(
        _limit("0.5", 10, 4, "manager", "1", "0.10", "Check that buying steps fit into the days that are left"),
        description="Created in the period, due within this share of the usual days to win",
    )
    large_for_owner: Limit = Field(
        _limit("3", 10, 7, "manager", "2", "0.15", "Name a sponsor and confirm amount and approvals"),
        description="Amount from so many times the owner's usual win",
    )
    unexplained: Rule = Field(
        _rule(0, 7, "owner", "0.5", "0.05", "Confirm amount and close date with the buyer"),
        description="No driver found: what to do all the same",
    )

    @model_validator(mode="before")
    @classmethod
    def _keep_the_rest(cls, typed: Any) -> Any:
        """A driver of which only a part is set keeps its other defaults."""
        if not isinstance(typed, dict):
            return typed
        usual = {name: field.default.model_dump() for name, field in cls.model_fields.items()}
        return {
            name: {**usual.get(name, {}), **rule} if isinstance(rule, dict) else rule for name, rule in typed.items()
        }
