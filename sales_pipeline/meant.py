"""What somebody means by a word: a task or a checkpoint by a part of its id, a person by id or name.

Commands that take such words ask here, so that each of them understands and refuses alike.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from sales_pipeline.lake import Lake

SHOWN = 5
Row = Mapping[str, Any]


class UnknownError(Exception):
    """Nobody or nothing of that name, or several; the message says what is near, or where to look."""


class NotMadeError(Exception):
    """A week whose tables were not made yet; the message says how."""


def one_of(text: str, ids: Collection[str], what: str, elsewhere: str, preferred: Collection[str] = ()) -> str:
    """The id that is meant: itself, or the only one with that end, beginning or part; of several the one preferred."""
    found = _named(text, ids)
    mine = [name for name in found if name in preferred]
    if len(found) > 1 and len(mine) == 1:
        found = mine
    if len(found) == 1:
        return found[0]
    if found:
        more = f", and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise UnknownError(f"{text!r} may be {', '.join(found[:SHOWN])}{more}: write more of the id")
    near = get_close_matches(text, [*ids, *{name.rsplit("/", 1)[-1] for name in ids}], SHOWN, 0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else elsewhere
    raise UnknownError(f"{text!r} is no {what}: {hint}")


def _named(text: str, ids: Iterable[str]) -> list[str]:
    """The ids that a text stands for, in their order, by the first way that finds any."""
    ways: tuple[Callable[[str], bool], ...] = (
        lambda name: name == text,
        lambda name: bool(text) and name.endswith(text),
        lambda name: bool(text) and name.startswith(text),
        lambda name: f"/{text}/" in name,
    )
    return next((found for way in ways if (found := [name for name in ids if way(name)])), [])


def person(text: str, people: Mapping[str, Row], on: date) -> Row:
    """Who is meant by an id or a name, employed on a day."""
    wanted = text.casefold()
    found = [row for id, row in sorted(people.items()) if wanted in (id.casefold(), str(row["person_name"]).casefold())]
    if len(found) != 1:
        known = [*people, *(row["person_name"] for row in people.values())]
        near = [row["person_id"] for row in found] or get_close_matches(text, known, SHOWN)
        hint = f"did you mean {' or '.join(near)}?" if near else "write an id or name of reference/people.csv"
        raise UnknownError(f"{text!r} is {'several people' if found else 'nobody'} in reference/people.csv: {hint}")
    [row] = found
    if row["hired_on"] and row["hired_on"] > on:
        raise UnknownError(f"{row['person_name']} is employed from {row['hired_on']} on, not on {on}")
    if row["left_on"] and row["left_on"] < on:
        raise UnknownError(f"{row['person_name']} left on {row['left_on']}: name somebody who is there")
    return row


def people(lake: Lake) -> dict[str, Row]:
    """Everybody of reference/people.csv by id, as the last run took it in."""
    return {row["person_id"]: row for row in lake.read("people").to_pylist()}


def week_made(lake: Lake, table: str, week: date | None) -> date:
    """The week, or the newest of which a table was made; NotMadeError where there is none."""
    made = lake.weeks(table)
    if not made or (week and week not in made):
        shown = f"week {week} was not made yet" if week else "no week was made yet"
        raise NotMadeError(f"{shown}: run it first (sales-pipeline run{f' --week {week}' if week else ''})")
    return week or made[-1]
