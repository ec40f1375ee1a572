"""The metrics of success beside their targets."""

from sales_pipeline.execution.board.standing import Row, Standing, plain
from sales_pipeline.execution.board.views import Part
from sales_pipeline.render.html import Cell, Head, Html, join, table, tag
from sales_pipeline.render.phrases import n_of, percent
from sales_pipeline.render.text import one_line

HEADS = (
    Head("Metric", False), Head("This week"), Head("Target"), Head("Week before"), Head("Trend", False), Head("Cases"),
)  # fmt: skip


def metrics(standing: Standing) -> Part | None:
    rows = sorted(standing.of("success_metrics"), key=lambda row: str(row["metric"]))
    if not rows:
        return None
    missed = [row for row in rows if row["is_met"] is False]
    lead = f"{n_of(len(missed), 'target')} of {len(rows)} missed." if missed else "No target is missed."
    cards = tag("dl", *(_card(row) for row in rows), class_="cards")
    return Part(
        "metrics", "Metrics", lead, join([cards, table("Metrics", HEADS, [_cells(r) for r in rows], class_="wide")])
    )


def _card(row: Row) -> Html:
    role = {True: "better", False: "worse"}.get(row["is_met"], "muted")
    return tag(
        "div", tag("dt", _name(row)), tag("dd", percent(row["value_ratio"]), class_="figure"),
        tag("dd", f"target {_target(row)}", class_=f"note {role}"), class_="card",
    )  # fmt: skip


def _name(row: Row) -> str:
    return f"{row['metric']} {one_line(row['title'])}"


def _target(row: Row) -> str:
    return f"{'below' if row['is_lower_better'] else 'from'} {percent(row['target_ratio'])}"


def _cells(row: Row) -> list[Cell]:
    role = "worse" if row["is_met"] is False else ""
    return [
        Cell(_name(row)), Cell(percent(row["value_ratio"]), role=role), Cell(_target(row)),
        Cell(percent(row["previous_ratio"])), Cell(plain(row["trend"]) or "–"), Cell(str(row["case_count"])),
    ]  # fmt: skip
