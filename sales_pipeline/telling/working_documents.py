"""What teams and leadership read while the week goes on: the stand-up, the status and the announcements, as Markdown.

They say how work stands now and are no part of what is approved.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from sales_pipeline.render.markdown import render
from sales_pipeline.render.phrases import number, percent, role_words, sentences
from sales_pipeline.telling.digest import escalated, ordered, progress, progress_line, titled
from sales_pipeline.telling.rows import Row, Rows

STANDUP_TIER = 3
SHOWN = 10
ESCALATED = 25
MILESTONES = ("pipeline", "quota_attainment", "deals_closed")
CAUSES = {"said": "held up", "absent_person": "nobody there"}
MONDAY = 0
ANNOUNCED = ("start", "milestone", "completion", "final")


def working_documents(rows: Rows) -> dict[str, bytes]:
    """The documents by file name."""
    head = {"company": rows.company, "week": rows.week, "as_of": rows.clock(rows.as_of), "zone": rows.zone.key}
    values = {
        "standup_digest": {"initiatives": standup(rows)}, "status_report": status(rows),
        "announcements": {"announcements": announcements(rows)},
    }  # fmt: skip
    return {
        f"{name}.md": render("sales_pipeline.telling", f"{name}.md.j2", {**head, **more}).encode("utf-8")
        for name, more in values.items()
    }


def standup(rows: Rows) -> list[dict[str, Any]]:
    """For each initiative of tier 3 or 4 at work: done since the last stand-up, next, blocked, decided."""
    return [_stood_up(rows, row) for row in progress(rows) if row["tier"] >= STANDUP_TIER]


def _stood_up(rows: Rows, initiative: Row) -> dict[str, Any]:
    tasks = [row for row in rows.tasks.values() if row["initiative_id"] == initiative["initiative_id"]]
    done = [row for row in tasks if row["completed_at"]]
    following = [row for row in tasks if row["state"] in ("pending", "in_progress") and not row["is_waiting"]]
    held = [row for row in rows["checkpoint_reviews"] if row["initiative_id"] == initiative["initiative_id"]]
    since = _last_standup(rows)
    return {
        "heading": f"{initiative['title']} (tier {initiative['tier']})", "progress": progress_line(initiative),
        "done_now": [_by(row) for row in done if row["completed_at"] >= since][:SHOWN],
        "done_before": [_by(row) for row in done if row["completed_at"] < since][:SHOWN],
        "done_more": max(sum(row["completed_at"] < since for row in done) - SHOWN, 0),
        "done_count": len(done), "task_count": len(tasks),
        "next": [
            f"{_by(row)}, {'was due' if row['due_at'] < rows.as_of else 'until'} {rows.clock(row['due_at'])}"
            for row in following[:SHOWN]
        ],
        "next_more": max(len(following) - SHOWN, 0),
        "blocked": _blocked(rows, {row["instance_id"] for row in tasks}),
        "decisions": _decisions(rows, held),
    }  # fmt: skip


def _last_standup(rows: Rows) -> datetime:
    """A day ago; on a Monday what Friday and the weekend brought."""
    local = rows.as_of.replace(tzinfo=UTC).astimezone(rows.zone)
    return rows.as_of - timedelta(days=3 if local.weekday() == MONDAY else 1)


def _by(row: Row) -> str:
    return titled(row) + (f": {row['person_name']}" if row["person_name"] else "")


def _blocked(rows: Rows, tasks: set[str]) -> list[str]:
    found = [row for row in rows["blockers"] if row["instance_id"] in tasks and row["instance_id"] in rows.tasks]
    return [_blocker(rows, row) for row in sorted(found, key=lambda row: (row["since_at"], row["instance_id"]))]


def _blocker(rows: Rows, row: Row) -> str:
    what, cause = titled(rows.tasks[row["instance_id"]]), CAUSES.get(row["cause"], row["cause"].replace("_", " "))
    detail = f", {row['detail']}" if row["detail"] else ""
    remover = f"; {row['remover_name']} can remove it" if row["remover_name"] else ""
    return f"{what}: {cause} since {rows.clock(row['since_at'])}{detail}{remover}"


def _decisions(rows: Rows, reviews: list[Row]) -> list[str]:
    """Each review on a line; gates of deals that were held together, by what was decided of how many."""
    ordered_by_time = sorted(reviews, key=lambda row: (row["review_at"], row["title"], row["review_id"]))
    lines, held = [], dict[tuple[str, datetime], Counter[str]]()
    for row in ordered_by_time:
        if row["state"] == "held" and row["subject_kind"] == "deal":
            held.setdefault((row["title"], row["review_at"]), Counter())[row["outcome"] or "held"] += 1
        else:
            lines.append(_decision(rows, row))
    return [f"{title} ({rows.clock(at)}): held, {_counted(found)}" for (title, at), found in held.items()] + lines


def _counted(outcomes: Counter[str]) -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))


def _decision(rows: Rows, row: Row) -> str:
    what = titled(row)
    at = rows.clock(row["review_at"])
    if row["state"] == "held":
        return f"{what} ({at}): held" + (f", {row['outcome']}" if row["outcome"] else "")
    lacking = f"; not there: {row['open_needs']}" if row["open_needs"] else ""
    return f"{what} ({at}): {row['state'].replace('_', ' ')}{lacking}"


def status(rows: Rows) -> dict[str, Any]:
    """What leadership reads: initiatives, escalations, approvals, risks, milestones, metrics where there are."""
    at_work = {row["initiative_id"] for row in rows["progress"]}
    return {
        "progress": [
            [
                row["title"], row["tier"], row["times"], percent(row["completion_ratio"]),
                percent(row["expected_ratio"]), row["blocked_count"], row["late_count"],
                f"{row['satisfied_dependency_count']} of {row['dependency_count']}", rows.clock(row["next_due_at"]),
            ]
            for row in progress(rows)
        ],
        "escalations": [
            [
                row["title"], row["reason"], row["level"], row["person_name"] or "nobody",
                rows.clock(row["since_at"]), rows.money(row["value_at_stake_amount"]),
            ]
            for row in escalated(rows)[:ESCALATED]
        ],
        "escalated_more": max(len(escalated(rows)) - ESCALATED, 0),
        "approvals": [
            [
                row["subject_id"], role_words(row["role"]), row["state"], row["person_name"] or "",
                rows.clock(row["decided_at"]),
            ]
            for row in sorted(rows["approvals"], key=lambda row: (row["subject_id"], row["approver_order"]))
        ],
        "risks": [
            [row["risk"], row["mitigation"] or "none said", role_words(row["owner_role"] or "nobody")]
            for row in sorted(rows["plan_risks"], key=lambda row: (row["initiative_id"], row["risk_id"]))
            if row["initiative_id"] in at_work
        ],
        "milestones": [_milestones(rows, found) for found in _by_unit(rows)], "metrics": _metrics(rows),
    }  # fmt: skip


def _by_unit(rows: Rows) -> list[dict[str, Row]]:
    """The milestones of each unit, that with the largest target first, which is the company."""
    units: dict[str, dict[str, Row]] = {}
    for row in rows["revenue_milestones"]:
        units.setdefault(row["node_id"], {})[row["milestone"]] = row
    needed = {id: (found.get("pipeline") or {}).get("target") or 0 for id, found in units.items()}
    return [units[id] for id in sorted(units, key=lambda id: (-needed[id], id))]


def _milestones(rows: Rows, found: dict[str, Row]) -> list[str]:
    pipeline, quota, closed = (found.get(name) for name in MILESTONES)
    name = next(iter(found.values()))["node_name"]
    return [
        name, _money(rows, pipeline, "value"), _money(rows, pipeline, "target"),
        percent(quota["value"]) if quota else "", number(closed["value"]) if closed else "",
    ]  # fmt: skip


def _money(rows: Rows, row: Row | None, column: str) -> str:
    return "" if row is None or row[column] is None else rows.money(row[column])


def _metrics(rows: Rows) -> list[list[str]]:
    """Success metrics, where the week has them."""
    return [
        [
            row["metric"], row["title"], percent(row["value_ratio"]),
            f"{'below' if row['is_lower_better'] else 'above'} {percent(row['target_ratio'])}", row["trend"] or "",
        ]
        for row in sorted(rows.tables.get("success_metrics", []), key=lambda row: row["metric"])
    ]  # fmt: skip


def announcements(rows: Rows) -> list[dict[str, str]]:
    """What is announced: each thing once, however many are told."""
    said: dict[tuple[str, str, str], Row] = {}
    for row in ordered(rows["notifications"]):
        if row["kind"] in ANNOUNCED:
            why = "" if row["kind"] == "start" else row["why"]
            said.setdefault((row["kind"], row["what"], why), {**row, "why": why})
    found = sorted(said.values(), key=lambda row: (row["since_at"], row["notification_key"]))
    return [{"at": rows.clock(row["since_at"]), "said": sentences(row["what"], row["why"])} for row in found]
