"""The verdict of a validator on a final week: pass, fixable or blocked; each is noted, and mending ends after three.

The verdicts are what the share of outputs that fail is counted from.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sales_pipeline import event_log
from sales_pipeline.approvals import final_files
from sales_pipeline.approvals.findings import OPERATIONS, Finding, findings
from sales_pipeline.approvals.known import VALIDATED
from sales_pipeline.company import Company
from sales_pipeline.event_log import Event
from sales_pipeline.execution.approving import FORECAST
from sales_pipeline.home import Home

Outcome = Literal["pass", "fixable", "blocked"]
LOOPS = 3


@dataclass(frozen=True)
class Verdict:
    """What was found of a week, and how often it was fixable since it passed last, this time included."""

    week: str
    run_id: str | None
    outcome: Outcome
    findings: tuple[Finding, ...]
    loop: int


def validate(home: Home, company: Company, week: str, now: datetime) -> Verdict:
    """Judge a final week from its files, and note the verdict; the same pass is noted once."""
    found = tuple(findings(home, company, week))
    said = final_files.said_of(home, week)
    before = [e for e in event_log.read(home) if e.kind == VALIDATED and e.details.get("week") == week]
    loop = _fixable_since_pass(before)
    outcome = _outcome(found, loop)
    if outcome == "blocked" and found and all(finding.kind == "fixable" for finding in found):
        found = (*found, Finding("blocked", f"{LOOPS} attempts to mend it did not: somebody must look", OPERATIONS))
    verdict = Verdict(week, said.get("run_id"), outcome, found, loop + (outcome == "fixable"))
    told = {
        "week": week, "outcome": outcome, "note": "; ".join(finding.what for finding in found) or None,
        "run_id": said.get("run_id"), "content_digest": said.get("content_digest"),
    }  # fmt: skip
    if outcome != "pass" or not before or before[-1].details != told:
        event_log.append(home, VALIDATED, FORECAST, event_log.SYSTEM, told, now)
    return verdict


def _outcome(found: tuple[Finding, ...], loop: int) -> Outcome:
    if not found:
        return "pass"
    return "fixable" if loop < LOOPS and all(finding.kind == "fixable" for finding in found) else "blocked"


def _fixable_since_pass(before: list[Event]) -> int:
    count = 0
    for event in before:
        outcome = event.details.get("outcome")
        count = 0 if outcome == "pass" else count + (outcome == "fixable")
    return count
