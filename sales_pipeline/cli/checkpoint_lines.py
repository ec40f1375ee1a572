"""A checkpoint as lines for a terminal."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sales_pipeline.execution.naming import titled

Row = Mapping[str, Any]


def lines(review: Row, parts: Mapping[str, list[Row]], at: Callable[[datetime], str]) -> Iterator[str]:
    """What is known of it: `parts` are the rows of its tables, `at` says an instant on the company's clock."""
    yield titled(review["title"], review["subject_name"] or review["subject_id"])
    yield f"  id        {review['review_id']}"
    moved = f", by the plan {at(review['planned_at'])}" if review["review_at"] != review["planned_at"] else ""
    yield f"  when      {at(review['review_at'])}{moved}"
    yield f"  state     {review['state']}"
    yield f"  decides   {review['approvers'] or 'nobody: no one holds a role that may'}"
    for need in parts["checkpoint_needs"]:
        yield f"  need      {_mark(need)} {need['need']}{_after(': ', need['detail'])}"
    for each in parts["checkpoint_criteria"]:
        yield f"  criterion {_mark(each)} {each['says']} (seen: {each['seen'] or 'nothing'})"
    for taken in parts["decisions"]:
        until, why = (
            _after(" until ", at(taken["until_at"]) if taken["until_at"] else None),
            _after(": ", taken["note"]),
        )
        who = taken["person_name"] or taken["person_id"]
        yield f"  decided   {at(taken['decided_at'])} {taken['outcome']}{until} by {who}{why}"
    for item in parts["decision_actions"]:
        due = f", until {at(item['due_at'])}" if item["due_at"] else ""
        yield f"  action    {item['state']}: {item['title']} ({item['person_name'] or item['role']}{due})"


def _after(words: str, text: str | None) -> str:
    return f"{words}{text}" if text else ""


def _mark(row: Row) -> str:
    return "met " if row["is_met"] else "open"
