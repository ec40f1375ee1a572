"""How a promise is judged: the rows that break it, measured against the limits in the settings.

The promises themselves stand in <domain>/gates/*.sql. A person may waive a gate for a week; it then warns.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import duckdb

from sales_pipeline.company import Company
from sales_pipeline.engines.duckdb import rows
from sales_pipeline.sql import CatalogueError, Gate

SHOWN = 10
SHARE, GAP = "share_ratio", "gap_amount"
State = Literal["ok", "warn", "error", "waived"]


@dataclass(frozen=True)
class Verdict:
    """A gate judged: its state, what was measured, and the first rows that break it."""

    gate: str
    table: str
    promise: str
    state: State
    row_count: int = 0
    measured: Decimal | None = None
    warn_limit: Decimal | None = None
    error_limit: Decimal | None = None
    shown: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    waived_by: str | None = None
    waiver_reason: str | None = None

    @property
    def stops(self) -> bool:
        return self.state == "error"

    @property
    def detail(self) -> str | None:
        """The first rows in words: `node_id emea, gap_amount 0.01; …`; the share, the same on all, is in `measured`."""
        lines = [
            ", ".join(f"{k} {v}" for k, v in row.items() if v is not None and k != SHARE) for row in self.shown[:3]
        ]
        more = f"; and {self.row_count - len(lines)} more" if self.row_count > len(lines) else ""
        return "; ".join(lines) + more if lines else None


def judge(
    connection: duckdb.DuckDBPyConnection, gate: Gate, company: Company, waivers: list[dict[str, Any]]
) -> Verdict:
    """Run a gate's query and compare what breaks it with the limits; `waivers` are those in force this week."""
    broken = rows(connection, gate.text)
    warn, error = _limit(gate, gate.warn, company), _limit(gate, gate.error, company)
    stops = error is not None and _measured(gate, gate.error, broken) > error
    warns = warn is not None and _measured(gate, gate.warn, broken) > warn
    waiver = next((w for w in waivers if w["gate"] == gate.name), None)
    state: State = "waived" if stops and waiver else "error" if stops else "warn" if warns else "ok"
    return Verdict(
        gate.name, gate.on, gate.promise, state, len(broken),
        _measured(gate, gate.error if stops else gate.warn or gate.error, broken), warn, error, tuple(broken[:SHOWN]),
        *((waiver["person_id"], waiver["reason"]) if state == "waived" and waiver else (None, None)),
    )  # fmt: skip


def _limit(gate: Gate, setting: str | None, company: Company) -> Decimal | None:
    if setting is None:
        return None
    if setting not in type(company.gates).model_fields:
        raise CatalogueError(f"gate {gate.name} names the setting {setting!r}, which company.yaml does not have")
    return Decimal(getattr(company.gates, setting))


def _measured(gate: Gate, setting: str | None, broken: list[dict[str, Any]]) -> Decimal:
    """What a limit is compared with, by the suffix of its setting: a count of rows, a share, or an amount."""
    kind = (setting or "").rsplit("_", 1)[-1]
    if kind == "count" or not broken:
        return Decimal(len(broken))
    column = {"ratio": SHARE, "amount": GAP}.get(kind)
    if column is None or column not in broken[0]:
        raise CatalogueError(f"gate {gate.name}: {setting!r} must end in _count, _ratio or _amount, with its column")
    if kind == "ratio":
        return Decimal(broken[0][column] or 0)
    if any(row[column] is None for row in broken):
        raise CatalogueError(f"gate {gate.name}: a row has no {column}; say in the SQL how large a gap a blank makes")
    return max(abs(Decimal(row[column])) for row in broken)
