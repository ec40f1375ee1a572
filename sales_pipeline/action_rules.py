"""What an action asks for, by kind, as settings: what to do, by whom, until when, what it takes and what it may change.

One field a kind; a company may change any part of one and keeps the rest. Deals at risk ask for what the rule of their
driver says (risk_drivers.py). When a week asks for an action stands in forecast/tables/action_*.sql.
"""

from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class ActionRule(BaseModel):
    """What one kind of action asks for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: str = Field(min_length=1, max_length=160, description="What to do")
    due_days: int = Field(ge=0, le=90, description="Days from Monday until it is due")
    owner: Literal["owner", "manager", "region", "cro", "sales_operations"] = Field(
        description="Who does it: the deal's or unit's owner, the manager, the head of the region, the CRO, operations"
    )
    effort_hours: Decimal = Field(gt=0, le=1000, decimal_places=2, description="Hours it takes")
    effect_ratio: Decimal = Field(
        ge=0, le=1, decimal_places=6, description="Chance that it changes the outcome, where the past does not say"
    )


def _rule(due_days: int, owner: Any, effort: str, effect: str, action: str) -> ActionRule:
    return ActionRule(
        action=action, due_days=due_days, owner=owner, effort_hours=Decimal(effort), effect_ratio=Decimal(effect)
    )


class ActionKinds(BaseModel):
    """Every kind, in the order in which equals are ranked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    missing_call: ActionRule = Field(
        _rule(6, "owner", "0.5", "0.50", "Send the call"),
        description="A call that was asked for has not come",
    )
    commit_at_risk: ActionRule = Field(
        _rule(2, "owner", "0.5", "0.20", "Confirm the deal, date it or take it out of commit"),
        description="A deal in commit or in the call that something speaks against",
    )
    forecast_at_risk: ActionRule = Field(
        _rule(4, "owner", "0.5", "0.10", "Confirm amount and close date with the buyer"),
        description="Another deal that the deal risk assessment lists, and something speaks against",
    )
    gap_to_target: ActionRule = Field(
        _rule(4, "owner", "4", "0.10", "Decide how the target is reached, or say that it is not"),
        description="A unit whose call lies below its target",
    )
    coverage_short: ActionRule = Field(
        _rule(11, "owner", "40", "0.05", "Create the pipeline that is missing"),
        description="A unit whose open pipeline is less than its target needs",
    )
    upside: ActionRule = Field(
        _rule(9, "region", "4", "0.10", "Give an executive sponsor"),
        description="A deal that the forecast does not count on and whose winning would add most",
    )
    unassigned: ActionRule = Field(
        _rule(4, "sales_operations", "1", "0.10", "Give the deals to a representative"),
        description="Open deals whose owner the organisation does not know",
    )
    hygiene: ActionRule = Field(
        _rule(4, "owner", "0.25", "0.01", "Mend the records"),
        description="A representative's other deals with a record to mend; the hours are those of one deal",
    )
    restated: ActionRule = Field(
        _rule(11, "sales_operations", "2", "0.10", "Say why what was reported has changed"),
        description="What was won, as reported then, is another figure today",
    )

    @model_validator(mode="before")
    @classmethod
    def _keep_the_rest(cls, typed: Any) -> Any:
        """A kind of which only a part is set keeps its other defaults."""
        if not isinstance(typed, dict):
            return typed
        usual = {name: field.default.model_dump() for name, field in cls.model_fields.items()}
        return {
            name: {**usual.get(name, {}), **rule} if isinstance(rule, dict) else rule for name, rule in typed.items()
        }
