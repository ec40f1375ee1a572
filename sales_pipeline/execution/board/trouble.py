"""What holds work up and who can remove it, who had to hear of it, and the checkpoints that need somebody."""

from sales_pipeline.execution.board.standing import Row, Standing, named, plain
from sales_pipeline.execution.board.views import Part, listing
from sales_pipeline.render.html import Cell, Head
from sales_pipeline.render.phrases import n_of, number
from sales_pipeline.render.text import one_line, shorten

LEVELS = ("cro", "director", "manager", "assignee")
_BLOCKERS = (
    Head("Task", False), Head("Whose", False), Head("Cause", False), Head("Since", False), Head("Hours"),
    Head("Who can remove it", False), Head("What to do", False),
)  # fmt: skip
_ESCALATIONS = (
    Head("Task", False), Head("Level", False), Head("Reason", False), Head("Since", False), Head("Told", False),
    Head("Due", False), Head("At stake"),
)  # fmt: skip
_CHECKPOINTS = (
    Head("Checkpoint", False), Head("When", False), Head("State", False), Head("Lacks", False),
    Head("Who decides", False),
)  # fmt: skip
_STATE_ROLES = {"missed": "worse", "not_ready": "worse", "ready": "better"}


def blockers(standing: Standing) -> Part | None:
    rows = sorted(standing.of("blockers"), key=lambda row: (-row["blocked_hours"], row["instance_id"]))
    if not rows:
        return None
    removers = len({row["remover_id"] for row in rows if row["remover_id"]})
    lead = f"{n_of(len(rows), 'task')} held up; {n_of(removers, 'person', 'people')} can remove what does."
    return Part(
        "blockers", "Blockers", lead, listing("What holds work up", _BLOCKERS, [_blocker(standing, r) for r in rows])
    )


def _blocker(standing: Standing, row: Row) -> list[Cell]:
    task = standing.by_id.get(row["instance_id"])
    # a cause that is none of the others is what was said
    known = [] if row["cause"] == "said" and row["detail"] else [plain(row["cause"])]
    cause = ": ".join([*known, *([one_line(row["detail"])] if row["detail"] else [])])
    return [
        Cell(shorten(one_line(named(task)), 90) if task else row["instance_id"]),
        Cell((task and task["person_name"]) or "nobody"), Cell(shorten(cause, 120)),
        Cell(standing.when(row["since_at"])), Cell(number(row["blocked_hours"], 1)),
        Cell(row["remover_name"] or "nobody"),
        Cell(shorten(one_line(row["suggested_move"] or "–"), 140)),
    ]  # fmt: skip


def escalations(standing: Standing) -> Part | None:
    def urgent(row: Row) -> tuple[object, ...]:
        return (
            LEVELS.index(row["level"]),
            -row["value_at_stake_amount"],
            row["due_at"],
            row["instance_id"],
            row["reason"],
        )

    rows = sorted(standing.of("escalations"), key=urgent)
    if not rows:
        return None
    counts = [(level, sum(row["level"] == level for row in rows)) for level in LEVELS]
    lead = f"Had to hear of it: {', '.join(f'{_level(level)} {count}' for level, count in counts if count)}."
    body = listing("Who had to hear of what", _ESCALATIONS, [_escalation(standing, row) for row in rows])
    return Part("escalations", "Escalations", lead, body)


def _escalation(standing: Standing, row: Row) -> list[Cell]:
    task = standing.by_id.get(row["instance_id"])
    return [
        Cell(shorten(one_line(named(task) if task else row["title"]), 90)), Cell(_level(row["level"])),
        Cell(plain(row["reason"])),
        Cell(standing.when(row["since_at"])), Cell(row["person_name"] or "nobody"), Cell(standing.when(row["due_at"])),
        Cell(standing.money.text(row["value_at_stake_amount"])),
    ]  # fmt: skip


def _level(level: str) -> str:
    return level.upper() if level == "cro" else level


def checkpoints(standing: Standing) -> Part | None:
    """Those nobody has decided: the next first, then what was missed, the latest first."""
    rows = [row for row in standing.of("checkpoint_reviews") if row["state"] != "held"]
    if not rows:
        return None
    rows.sort(key=lambda row: (row["review_at"], row["review_id"]))
    missed = [row for row in rows if row["state"] == "missed"]
    coming = [row for row in rows if row["state"] != "missed"]
    lead = f"{n_of(len(coming), 'checkpoint')} to come; {len(missed):,} missed."
    cells = [_checkpoint(standing, row) for row in (*coming, *reversed(missed))]
    return Part("checkpoints", "Checkpoints", lead, listing("Checkpoints nobody has decided", _CHECKPOINTS, cells))


def _checkpoint(standing: Standing, row: Row) -> list[Cell]:
    lacks = "; ".join(part for part in (row["open_criteria"], row["open_needs"]) if part)
    return [
        Cell(shorten(one_line(named(row)), 90)), Cell(standing.when(row["review_at"])),
        Cell(plain(row["state"]), role=_STATE_ROLES.get(row["state"], "")), Cell(shorten(lacks or "–", 140)),
        Cell(shorten(row["approvers"] or "nobody", 120)),
    ]  # fmt: skip
