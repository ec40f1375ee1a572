"""The sample's projects: whose each task is, and what was said of it in which of the last weeks."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sales_pipeline.sample.days import NOW
from sales_pipeline.sample.organisation import person_id
from sales_pipeline.sample.owed import Owed
from sales_pipeline.sample.working_week import END, minute

_WHOSE = {
    "analyse_territories": 7, "find_whitespace": 7, "model_quotas": 5, "analyse_segments": 6, "analyse_process": 4,
    "draft_strategy": 11, "back_segments": 8, "answer_competitors": 9, "find_expansion": 10,
}  # fmt: skip
# weeks ago, minute, task, what, and what was said with it
_DEEDS: tuple[tuple[int, int, str, str, dict[str, str]], ...] = (
    (2, minute(0, 9), "analyse_territories", "started", {}),
    (2, minute(1, 15), "analyse_territories", "done", {
        "spent_hours": "14.00", "note": "Every territory with what it created and won; the south-east since its split",
    }),
    (1, minute(2, 9), "find_whitespace", "started", {}),
    (1, minute(3, 9), "analyse_segments", "started", {}),
    (0, minute(3, 10), "analyse_segments", "blocked", {
        "cause": "conflict", "note": "Explaining the change comes first each Monday and Tuesday; two days are missing",
    }),
    (0, minute(4, 9), "analyse_process", "commented", {"note": "Begins next week, with the lost deals of two years"}),
    (0, minute(4, 15), "find_whitespace", "done", {
        "spent_hours": "17.50", "note": "Two territories create less than they close; accounts without a visit listed",
    }),
)  # fmt: skip


def projects(plan: dict[str, Any], week: date) -> Iterator[tuple[Owed, list[tuple[int, str, dict[str, str]]]]]:
    """Tasks of projects still to be done at the beginning of a week, and what is said of each in it."""
    ago = (date.fromordinal(NOW) - week) // timedelta(days=7)
    over = {task for weeks, _, task, kind, _ in _DEEDS if kind == "done" and weeks > ago}
    for initiative in plan["initiatives"]:
        for task in initiative["tasks"]:
            name = task["id"]
            if initiative["recurs"] == "once" and name not in over:
                whose, effort = person_id(_WHOSE[name]), int(task["effort_hours"] * 60)
                said = [
                    (at, kind, dict(words)) for weeks, at, about, kind, words in _DEEDS if (weeks, about) == (ago, name)
                ]
                yield Owed(name, f"{initiative['id']}/{name}", whose, effort, END), said
