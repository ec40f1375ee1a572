"""What a source can fill: the fields of each target, taken from the contracts.

A target is a table of contracts.py as a file gives it: what intake derives (ends of ranges, change
numbers, deadlines) is left out, what it can default is not required. A row of `opportunities` is a
deal's last state and a row of `opportunity_history` its state after a change; either may carry both the
fixed facts of a deal and its state. A row of
`field_changes` is what one field of a deal became. `organisation` is a list of people with the units above them,
and `labels` one of ids with what stands for them, for lookups.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.intake import contracts
from sales_pipeline.intake.contracts import time

LEVELS = 6
KINDS = {
    pa.string(): "text",
    pa.decimal128(18, 2): "money",
    pa.decimal128(18, 6): "ratio",
    pa.int64(): "count",
    pa.bool_(): "flag",
    pa.date32(): "day",
    pa.timestamp("us"): "instant",
}


@dataclass(frozen=True)
class Field:
    """One column of a target: how its text is read and which values can be used."""

    name: str
    kind: str
    sql_type: str
    required: bool
    allowed: tuple[str, ...] = ()
    low: int | None = None
    above: int | None = None
    high: int | None = None


REFERENCE = (
    "people", "organisation_nodes", "organisation_members", "stages", "quotas", "plans", "exchange_rates", "waivers",
    "skills", "availability",
)  # fmt: skip
PLAIN = (
    "accounts", "products", "opportunity_products", "contacts", "opportunity_contacts", "activities",
    "opportunity_splits", *REFERENCE,
)  # fmt: skip
TARGETS = ("opportunities", "opportunity_history", "field_changes", *PLAIN, "organisation", "labels")
STAGED = (*TARGETS, "submissions")
TABLE_OF = {"organisation": "organisation_members", "field_changes": "opportunity_history"}
DEALS = ("opportunities", "opportunity_history", "field_changes")

_PROVENANCE = {"source_file", "source_line"}
_DERIVED = {"opportunity_products": {"line_number"}, "submissions": {"week", "due_at", "lock_at"}}
_DEFAULTED = {
    "known_at", "currency", "account_name", "product_name", "person_name", "role", "rate_kind", "line_number",
    "stage_order", "is_confirmed", "plan_version", "rate_policy", "is_closed", "is_won", "is_deleted",
    "seniority", "weekly_hours", "time_zone",
}  # fmt: skip
_START_OPTIONAL = {"stages", "organisation_nodes", "organisation_members", "skills"}
FIXED = (
    "opportunity_name", "account_id", "opportunity_type", "product_family", "segment", "lead_source", "product_id",
)  # fmt: skip
STATE = (
    "stage_name", "forecast_category", "stated_probability", "amount_local", "currency", "close_date", "owner_id",
    "is_closed", "is_won", "is_deleted", "next_step", "change_reason", "loss_reason", "competitor",
    "has_economic_buyer", "has_decision_process",
)  # fmt: skip


@cache
def fields(target: str) -> tuple[Field, ...]:
    """The fields a source of this target may map, in order."""
    if target == "opportunities":
        return (_text("opportunity_id", True), *_deal_fields(), _instant("created_at"), _instant("modified_at"))
    if target == "opportunity_history":
        return (_text("opportunity_id", True), replace(_instant("changed_at"), required=True), *_deal_fields())
    if target == "field_changes":
        state = [f for f in _deal_fields() if f.name in STATE]
        before = (replace(f, name=f"old_{f.name}") for f in state)
        changed_at = replace(_instant("changed_at"), required=True)
        return (_text("opportunity_id", True), changed_at, _text("field", True), *state, *before)
    if target == "labels":
        return (_text("label_id", True), _text("label", True))
    if target == "organisation":
        people = (f for f in _of(contracts.People) if f.name != "manager_id")
        units = (_text(f"unit_{n}", False) for n in range(1, LEVELS + 1))
        return (*people, *units, Field("valid_from", "day", "DATE", False))
    skipped = _DERIVED.get(target, set())
    found = [f for f in _of(contract.catalogue()[target]) if f.name not in skipped]
    if target == "people":
        # what is said of a person's work stands beside the person, in a table of its own
        found += _of(time.WorkProfiles)[1:]
    if target in _START_OPTIONAL:
        found = [replace(f, required=False) if f.name == "valid_from" else f for f in found]
    return tuple(found)


@cache
def columns(target: str) -> tuple[Field, ...]:
    """The fields that `columns` of a source may say; levels and logged fields are said elsewhere."""
    if target == "field_changes":
        return (*fields(target)[:3], _text("value", True), _text("old_value", False))
    return tuple(f for f in fields(target) if not f.name.startswith("unit_"))


def field(target: str, name: str) -> Field:
    return next(f for f in fields(target) if f.name == name)


def stamp(target: str) -> str | None:
    """The field that says when a row of a target became known; None where only its day is."""
    names = ("changed_at", "created_at", "known_at", "submitted_at")
    return next((f.name for f in fields(target) if f.name in names and f.kind == "instant"), None)


def key(target: str) -> tuple[str, ...]:
    """What makes a row of a target unique; empty where every row stands for itself."""
    if target in (
        "opportunity_history", "field_changes", "opportunity_products", "organisation", "labels", "submissions",
    ):  # fmt: skip
        return ()
    return tuple(contract.meta(contract.catalogue()[target], "grain"))


def _deal_fields() -> tuple[Field, ...]:
    known = {f.name: f for model in (contracts.Opportunities, contracts.OpportunityHistory) for f in _of(model)}
    known["product_id"] = _text("product_id", False)
    return tuple(replace(known[name], required=False) for name in (*FIXED, *STATE))


def _of(model: type[contract.Table]) -> tuple[Field, ...]:
    checks = {name: {c.name: c.statistics for c in column.checks} for name, column in model.to_schema().columns.items()}
    return tuple(
        Field(
            c.name,
            KINDS[c.arrow_type],
            c.sql_type,
            not c.nullable and c.name not in _DEFAULTED,
            **_limits(checks[c.name]),
        )
        for c in contract.columns(model)
        if c.name not in _PROVENANCE
    )


def _limits(checks: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "allowed": tuple(checks.get("isin", {}).get("allowed_values", ())),
        "low": checks.get("greater_than_or_equal_to", {}).get("min_value"),
        "above": checks.get("greater_than", {}).get("min_value"),
        "high": checks.get("less_than_or_equal_to", {}).get("max_value"),
    }


def _text(name: str, required: bool) -> Field:
    return Field(name, "text", "VARCHAR", required)


def _instant(name: str) -> Field:
    return Field(name, "instant", "TIMESTAMP", False)
