"""A category and a chance for every stage found: what the source says of it, else what its name suggests."""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sales_pipeline.intake import yaml_text
from sales_pipeline.intake.staging import Staging, staged

WORDS = Path(__file__).parent / "stage_words.yaml"
AGREEMENT = Decimal("0.95")
UNKNOWN: dict[str, Any] = {
    "category": "pipeline",
    "probability": None,
    "is_closed": False,
    "is_won": False,
    "sure": False,
}
SILENT = "not a column of the file"
_SAID = ("is_closed", "is_won", "forecast_category", "stated_probability")


@dataclass(frozen=True)
class StageProposal:
    """One stage as reference/stages.csv will say it, and whether a person should look at it first."""

    name: str
    category: str
    probability: Decimal | None
    is_closed: bool
    is_won: bool
    is_confirmed: bool

    def cells(self, order: int) -> list[str]:
        """The row of reference/stages.csv."""
        stated = "" if self.probability is None else f"{self.probability.normalize():f}"
        flags = [str(flag).lower() for flag in (self.is_closed, self.is_won, self.is_confirmed)]
        return [self.name, str(order), self.category, stated, *flags]

    def __str__(self) -> str:
        chance = "no chance stated" if self.probability is None else f"chance {self.probability:.0%}"
        sure = "" if self.is_confirmed else "; unsure, warns until is_confirmed is true"
        return f"{self.name}: {self.category}, {chance}{sure}"


def stages(staging: Staging) -> list[StageProposal]:
    """Every stage of the staged deals, in the order of a sales process."""
    by_stage: dict[str, list[tuple[Any, ...]]] = {}
    for table in ("opportunities", "opportunity_history"):
        # a log that has no such column doesn't say that a stage has no chance
        told = staging.mapped[table] | (staging.mapped["field_changes"] if table == "opportunity_history" else set())
        said = ", ".join(name if name in told else f"'{SILENT}'" for name in _SAID)
        for stage, *rest in staging.rows(
            f"SELECT stage_name, {said}, count(*) FROM {staged(table)} WHERE stage_name IS NOT NULL "
            "GROUP BY ALL ORDER BY ALL"
        ):
            by_stage.setdefault(stage, []).append(tuple(rest))
    return sorted((_stage(name, rows) for name, rows in by_stage.items()), key=_place)


def _place(stage: StageProposal) -> tuple[Any, ...]:
    return (stage.is_closed, stage.is_closed and not stage.is_won, stage.probability or Decimal(0), stage.name)


def _stage(name: str, rows: list[tuple[Any, ...]]) -> StageProposal:
    word = _suggestion(name)
    said_closed, said_won = _agreed(rows, 0), _agreed(rows, 1)
    closed = word["is_closed"] if said_closed is None else said_closed
    # a stage in which deals are won and lost alike is where they stood when they were closed, and no outcome
    if said_closed and said_won is None and any(row[1] is True for row in rows):
        closed, word = False, {**word, "is_closed": False}
    if closed:
        won = word["is_won"] if said_won is None else said_won
        sure = word["sure"] or said_closed is not None
        return StageProposal(name, "closed" if won else "omitted", Decimal(int(won)), True, bool(won), sure)
    # where the source says it is open, what the name of a closed stage suggests is no help
    usual = UNKNOWN if word["is_closed"] else word
    category, chance = _agreed(rows, 2, of_all=True), _agreed(rows, 3, of_all=True)
    sure = category is not None and chance is not None
    stated = usual["probability"] if chance is None else chance
    return StageProposal(name, category or usual["category"], stated, False, False, sure)


def _agreed(rows: list[tuple[Any, ...]], place: int, *, of_all: bool = False) -> Any:
    """The value nearly all rows of a stage have in a column: of those that fill it, or of all."""
    counts: Counter[Any] = Counter()
    for row in rows:
        if row[place] != SILENT and (of_all or row[place] is not None):
            counts[row[place]] += row[-1]
    if not counts:
        return None
    value, number = max(counts.items(), key=lambda item: (item[1], str(item[0])))
    return value if number >= AGREEMENT * counts.total() else None


def _suggestion(name: str) -> dict[str, Any]:
    for entry in _words():
        if any(re.search(rf"\b{re.escape(word)}", name.casefold()) for word in entry["words"]):
            return entry
    return UNKNOWN


@cache
def _words() -> list[dict[str, Any]]:
    return [
        {
            **entry,
            "probability": Decimal(entry["probability"]),
            **{flag: entry[flag] == "true" for flag in ("is_closed", "is_won", "sure")},
        }
        for entry in yaml_text.read(WORDS, WORDS.name)
    ]
