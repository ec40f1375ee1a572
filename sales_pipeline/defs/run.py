"""Runs the weekly job in this process, for the command: what happened comes back as data, progress as calls.

Does exactly what the schedule does; imported only when a run is asked for, because dagster takes seconds to import.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import dagster as dg

from sales_pipeline.components.house import LOCKED
from sales_pipeline.components.outputs import PUBLICATION
from sales_pipeline.defs.instance import point_at, run_history
from sales_pipeline.defs.jobs import JOB
from sales_pipeline.home import Home
from sales_pipeline.refusals import explain
from sales_pipeline.release import take_out_damaged
from sales_pipeline.starting import starting

Kind = Literal["ok", "fault", "input", "gate"]
# errors that say in a sentence what is wrong
KINDS: dict[str, Kind] = {
    "InputError": "input", "SettingsError": "input", "HomeError": "input", "PublicationError": "input",
    "TemplateError": "input", "LakeError": "fault", "Failure": "gate", "DocumentError": "gate",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A step that has ended: its name, seconds, and whether it worked."""

    name: str
    seconds: float
    ok: bool


@dataclass(frozen=True)
class Outcome:
    """How a run ended. `message` says in a sentence what stopped it; blank when nothing did. A run that has published
    the week may still fail at how its work stands."""

    kind: Kind
    message: str
    seconds: float
    steps: int
    is_published: bool


def total_steps(job: dg.JobDefinition) -> int:
    return len(list(job.graph.node_dict))


def run_week(
    home: Home, week: date, progress: Callable[[Step, int], None], tell: Callable[[str], None] = lambda said: None,
    name: str = JOB,
) -> Outcome:  # fmt: skip
    """Run the weekly job, or another, for a week; the caller holds the home's lock. `tell` hears of what was mended."""
    point_at(home)
    with starting("graph"):
        from sales_pipeline.definitions import defs

        job = defs().resolve_job_def(name)
    watch = _Watch(home, progress, total_steps(job))
    with run_history(home, tell) as instance:
        run_id = str(uuid.uuid4())
        instance.add_event_listener(run_id, watch)
        started = time.monotonic()
        result = job.execute_in_process(
            partition_key=week.isoformat(), instance=instance, run_id=run_id, raise_on_error=False,
            # the command is run again by whoever ran it, not by dagster
            tags={LOCKED: run_id, "dagster/max_retries": "0"},
        )  # fmt: skip
        seconds = time.monotonic() - started
    if result.success:
        return Outcome("ok", "", seconds, watch.steps, watch.is_published)
    kind, message = watch.reason()
    return Outcome(kind, message, seconds, watch.steps, watch.is_published)


class _Watch:
    """Listens to a run: counts its steps and keeps why it failed."""

    def __init__(self, home: Home, progress: Callable[[Step, int], None], total: int) -> None:
        self.home, self.progress, self.total, self.steps = home, progress, total, 0
        self.broken: list[Any] = []
        self.failures: list[Any] = []
        self.is_published = False

    def __call__(self, record: Any) -> None:
        event = record.dagster_event
        if event is None:
            return
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            found = event.asset_check_evaluation_data
            if not found.passed and found.severity == dg.AssetCheckSeverity.ERROR:
                self.broken.append(found)
        elif event.event_type == dg.DagsterEventType.STEP_SUCCESS:
            self._step(event.step_key, event.step_success_data.duration_ms / 1000, True)
        elif event.event_type == dg.DagsterEventType.STEP_FAILURE:
            self.failures.append(event.step_failure_data.error)
            self._step(event.step_key, 0.0, False)

    def _step(self, key: str, seconds: float, ok: bool) -> None:
        self.steps += 1
        self.is_published |= ok and key == PUBLICATION
        self.progress(Step(key, seconds, ok), self.total)

    def reason(self) -> tuple[Kind, str]:
        """A gate that stopped the week, unusable input, or a fault of ours, with the sentence to print."""
        if self.broken:
            lines = [
                f"{found.check_name} on {found.asset_key.to_user_string()}: {found.description}"
                for found in self.broken
            ]
            return "gate", "\n".join(lines)
        for error in self.failures:
            for cause in _causes(error):
                said = cause.message.split(": ", 1)[-1].strip()
                if cause.cls_name in KINDS:
                    return KINDS[cause.cls_name], said
                refused = explain(self.home, cause.message)
                if refused:
                    return "input", refused
        damaged = take_out_damaged(self.home)
        if damaged:
            return "fault", damaged
        last = list(_causes(self.failures[0]))[-1] if self.failures else None
        return "fault", last.to_string().strip() if last else "the run failed without saying why"


def _causes(error: Any) -> Any:
    while error is not None:
        yield error
        error = error.cause
