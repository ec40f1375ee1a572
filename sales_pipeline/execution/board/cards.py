"""The board: a column a state, a card a task, the most urgent first; of what is done the latest first."""

from collections.abc import Sequence

from sales_pipeline.execution.board.standing import STATES, Row, Standing, named, plain
from sales_pipeline.execution.board.views import Part
from sales_pipeline.render.html import Html, join, tag
from sales_pipeline.render.phrases import n_of
from sales_pipeline.render.text import one_line, shorten

SHOWN = 8
_TITLES = {"pending": "Pending", "in_progress": "In progress", "blocked": "Blocked", "completed": "Completed"}


def board(standing: Standing) -> Part:
    found = {state: [row for row in standing.tasks if row["state"] == state] for state in STATES}
    found["completed"].sort(key=lambda row: row["completed_at"] or row["state_since_at"], reverse=True)
    columns = [_column(standing, state, rows) for state, rows in found.items()]
    find = tag("label", "Find a task or person", tag("input", type="search", id="find", autocomplete="off"),
               class_="find", hidden=True)  # fmt: skip
    return Part("board", "Board", _lead(standing), join([find, tag("div", *columns, class_="board")]))


def _lead(standing: Standing) -> str:
    nobody = sum(row["person_id"] is None and row["state"] != "completed" for row in standing.tasks)
    waiting = sum(row["is_waiting"] and row["state"] != "completed" for row in standing.tasks)
    people = len({row["person_id"] for row in standing.tasks if row["person_id"] and row["state"] != "completed"})
    said = f"{n_of(people, 'person', 'people')} owe what is open; {n_of(waiting, 'task')} wait for others"
    return f"{said}; {n_of(nobody, 'task')} nobody has." if nobody else f"{said}."


def _column(standing: Standing, state: str, rows: Sequence[Row]) -> Html:
    cards = [_card(standing, row) for row in rows]
    head = tag("h3", _TITLES[state], " ", tag("span", f"{len(rows):,}", class_="count"))
    body = tag("ul", *cards[:SHOWN]) if cards else tag("p", "Nothing.", class_="none")
    more = [tag("details", tag("summary", f"{len(cards) - SHOWN:,} more"), tag("ul", *cards[SHOWN:]))]
    return tag("div", head, body, *(more if len(cards) > SHOWN else ()), class_=f"column {state}")


def _card(standing: Standing, row: Row) -> Html:
    who = tag("span", row["person_name"] or "Nobody", class_=None if row["person_id"] else "worse")
    return tag(
        "li", tag("b", shorten(one_line(named(row)), 90)),
        tag("p", who, f" · {plain(row['role'])}"),
        tag("p", *_times(standing, row)),
        class_="late" if row["is_late"] else None,
    )  # fmt: skip


def _times(standing: Standing, row: Row) -> list[Html | str]:
    """Until when, or when it was done; what of it is out of order; what rests on it."""
    done = row["state"] == "completed"
    said: list[Html | str] = [
        f"done {standing.when(row['completed_at'])}" if done else f"due {standing.when(row['due_at'])}"
    ]
    if row["is_late"]:
        said.append(tag("span", " · late", class_="worse"))
    if row["is_waiting"] and not done:
        said.append(" · waits")
    if row["value_at_stake_amount"] and not done:
        said.append(f" · {standing.money.text(row['value_at_stake_amount'])} at stake")
    return said
