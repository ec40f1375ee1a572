"""What the command says when a week is done: the call, the forecast and gap, what changed, what warned, the files."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sales_pipeline import clock
from sales_pipeline.approvals.known import Known
from sales_pipeline.approvals.standing import standing
from sales_pipeline.documents import documents
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import n_of
from sales_pipeline.run_identity import run_of
from sales_pipeline.weeks import GATE_RESULTS, Weeks

CALL_SOURCES = {"submitted": "submitted", "children": "from the calls below", "crm": "closed + commit of the CRM"}


@dataclass(frozen=True)
class Report:
    """The end of a run as text for people and as data for programs; money in company currency."""

    text: str
    data: dict[str, Any]


def report(weeks: Weeks, week: date, seconds: float) -> Report:
    """What a published week says, read from its tables."""
    frames = Frames(weeks.frames(["forecast_rollup", "forecast_change", GATE_RESULTS], week))
    top = frames.one("forecast_rollup", horizon="current", depth=0)
    change = frames.first(
        "forecast_change", node_id=top["node_id"], period_id=top["period_id"], measure="expected_amount"
    )
    moved = change["change_amount"] if change else None
    warned = [row for row in frames.rows(GATE_RESULTS) if row["state"] != "ok"]
    files = [weeks.home.outputs(week) / document.file for document in documents().values()]
    data = {
        "week": week.isoformat(),
        "run_id": run_of(weeks, week).run_id,
        "period": top["period_id"],
        "currency": weeks.company.currency,
        "seconds": round(seconds, 1),
        **{name: _plain(top[name]) for name in (
            "call_amount", "call_source", "expected_amount", "forecast_method", "closed_amount", "commit_amount",
            "target_amount", "gap_to_quota_amount",
        )},
        "expected_change_amount": _plain(moved),
        "gates": [{"gate": row["gate"], "state": row["state"], "detail": row["detail"]} for row in warned],
        "files": [weeks.home.relative(path) for path in files],
        "database": weeks.home.relative(weeks.home.database),
    }  # fmt: skip
    approval = standing(Known(weeks.home, weeks.company, week, clock.now()))
    data["approval"] = {"state": approval.state, "text": approval.text}
    data["work"] = _work(weeks, week)
    return Report("\n".join(_lines(weeks, top, moved, warned, data)), data)


def _lines(weeks: Weeks, top: Any, moved: Any, warned: list[Any], data: dict[str, Any]) -> list[str]:
    money = Money.for_amounts(
        weeks.company.currency, [top["expected_amount"], top["call_amount"], top["target_amount"]]
    )
    target = f"target {money.text(top['target_amount'])}, gap {money.text(top['gap_to_quota_amount'])}"
    lines = [
        f"{weeks.company.name}, {top['period_label']}, week {data['week']} "
        f"(run {data['run_id']}, {data['seconds']:.0f} s)",
        f"  call      {money.text(top['call_amount'])} ({CALL_SOURCES[top['call_source']]})",
        f"  expected  {money.text(top['expected_amount'])} ({top['forecast_method'].replace('_', ' ')}); "
        + (target if top["target_amount"] is not None else "no target given"),
        f"  closed    {money.text(top['closed_amount'])}, commit {money.text(top['commit_amount'])}",
        f"  change    expected {money.moved(moved)} since last week"
        if moved is not None
        else "  change    no week before",
    ]
    lines += [_warning(row) for row in warned]
    if not warned:
        lines.append("  gates     all hold")
    lines.append(
        f"  {n_of(len(data['files']), 'file')} in {_near(weeks.home.outputs(date.fromisoformat(data['week'])))}"
    )
    work = data["work"]
    lines += [f"  database  {_near(weeks.home.database)}", f"  approval  {data['approval']['text']}"]
    if work:
        done = f"{work['completed']} of {n_of(work['tasks'], 'task')} done"
        told = f"{done}, {work['blocked']} blocked, {work['late']} late"
        lines.append(f"  work      {told}; `sales-pipeline task list`")
    return lines


def _work(weeks: Weeks, week: date) -> dict[str, int] | None:
    """How many tasks are done, blocked and late, as the run left them; None where no work was looked at."""
    if not weeks.lake.has("task_states", week):
        return None
    rows = weeks.lake.read("task_states", week).to_pylist()
    count = {state: sum(row["state"] == state for row in rows) for state in ("completed", "blocked")}
    return {"tasks": len(rows), **count, "late": sum(row["is_late"] and row["state"] != "completed" for row in rows)}


def _warning(row: Any) -> str:
    """A gate that does not hold: its promise without the fine print, and how many rows break it."""
    promise = row["promise"].split("; ")[0].split(". ")[0].rstrip(".")
    return f"  {row['state']:<9} {promise}: {n_of(row['row_count'], 'row')} ({row['gate']})"


def _near(path: Path) -> Path:
    """A path as a person would type it from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _plain(value: Any) -> Any:
    """Money as text with its cents: exact in JSON."""
    return None if value is None else str(value)
