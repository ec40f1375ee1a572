"""How far each initiative is, by hours of work, against what is due by now; the times of a deal's gate as one."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.execution.board.standing import Row, Standing
from sales_pipeline.execution.board.views import Chart, Part, listing
from sales_pipeline.render import vega
from sales_pipeline.render.html import Cell, Head
from sales_pipeline.render.phrases import n_of, percent, rounded
from sales_pipeline.render.text import one_line, shorten

HEADS = (
    Head("Initiative", False), Head("Tasks"), Head("Done"), Head("Due by now"), Head("Late"), Head("Blocked"),
    Head("Waits fulfilled"), Head("Next due", False),
)  # fmt: skip
_DONE, _DUE = vega.Mark("done", "Done"), vega.Mark("due", "Due by now", "strong")


def timeline(standing: Standing) -> Part | None:
    lines = [_Line(rows) for rows in _grouped(standing.of("progress"))]
    if not lines:
        return None
    lines.sort(key=lambda line: (line.done - line.due, line.name))
    behind = sum(line.done < line.due for line in lines)
    lead = "Every initiative is where it should be by now."
    if behind:
        are = "is" if behind == 1 else "are"
        lead = f"{n_of(behind, 'initiative')} of {len(lines)} {are} behind: less is done than was due."
    legend = (
        ("Done as planned", "better", "bar"),
        ("Done, behind plan", "worse", "bar"),
        ("Due by now", "strong", "tick"),
    )
    chart = Chart("timeline", "Hours of work done, and due by now, in percent of all", vega.bars(_DONE, [_DUE], "%"),
                  [line.drawn() for line in lines], legend)  # fmt: skip
    table = listing("How far each initiative is", HEADS, [line.cells(standing) for line in lines])
    return Part("timeline", "Timeline", lead, table, (chart,))


def _grouped(progress: Sequence[Row]) -> list[list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in progress:
        found[row["initiative_id"]].append(row)
    return list(found.values())


class _Line:
    """The times of one initiative together: their hours are summed, shares are of these sums."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        title = shorten(one_line(rows[0]["title"]), 40)
        self.name = title if len(rows) == 1 else f"{title} ({len(rows)})"
        hours = self.sum("effort_hours")
        self.done = self.sum("completed_effort_hours") / hours
        self.due = sum((row["expected_ratio"] * row["effort_hours"] for row in rows), Decimal(0)) / hours

    def sum(self, name: str) -> Decimal:
        return sum((Decimal(row[name]) for row in self.rows), Decimal(0))

    def drawn(self) -> dict[str, object]:
        role = "worse" if self.done < self.due else "better"
        return {
            "label": self.name, "done": rounded(self.done * 100, 0), "done_text": percent(self.done),
            "due": rounded(self.due * 100, 0), "due_text": percent(self.due), "colour": vega.colour(role),
        }  # fmt: skip

    def cells(self, standing: Standing) -> list[Cell]:
        next_due = min((row["next_due_at"] for row in self.rows if row["next_due_at"]), default=None)
        late, blocked = int(self.sum("late_count")), int(self.sum("blocked_count"))
        waits = f"{self.sum('satisfied_dependency_count')} of {self.sum('dependency_count')}"
        return [
            Cell(self.name), Cell(f"{self.sum('completed_count')} of {self.sum('task_count')}"),
            Cell(percent(self.done), role="worse" if self.done < self.due else ""), Cell(percent(self.due)),
            Cell(str(late), role="worse" if late else ""), Cell(str(blocked), role="worse" if blocked else ""),
            Cell(waits), Cell(standing.when(next_due)),
        ]  # fmt: skip
