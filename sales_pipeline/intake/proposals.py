"""What an import proposes, from the rows it finds: stages, settings, and matches of names written differently.

Everything proposed is written into files a person can read and change; nothing here is used by a build.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sales_pipeline.calendar import monday_at_or_after
from sales_pipeline.intake import yaml_text
from sales_pipeline.intake.contracts import CATEGORIES
from sales_pipeline.intake.mapping import Mapping, Source
from sales_pipeline.intake.staging import Staging, staged

WORDS = Path(__file__).parent / "stage_words.yaml"
QUARTERS_NEED_DAYS = 730
AGREEMENT = Decimal("0.95")


@dataclass(frozen=True)
class StageProposal:
    """One stage as reference/stages.csv will say it, and whether a person should look at it first."""

    name: str
    category: str
    probability: Decimal | None
    is_closed: bool
    is_won: bool
    is_confirmed: bool


def stages(staging: Staging) -> list[StageProposal]:
    """A category and a chance for every stage found, in the order of a sales process."""
    found = staging.rows(f"""
        SELECT stage_name, is_closed, is_won, forecast_category, stated_probability, count(*) FROM (
            SELECT stage_name, is_closed, is_won, forecast_category, stated_probability FROM {staged("opportunities")}
            UNION ALL
            SELECT stage_name, is_closed, is_won, forecast_category, stated_probability FROM {staged("opportunity_history")}
        ) WHERE stage_name IS NOT NULL GROUP BY ALL ORDER BY ALL""")
    by_stage: dict[str, list[tuple[Any, ...]]] = {}
    for stage, *rest in found:
        by_stage.setdefault(stage, []).append(tuple(rest))
    proposed = [_stage(stage, rows) for stage, rows in by_stage.items()]
    return sorted(
        proposed,
        key=lambda s: (s.is_closed, not s.is_won if s.is_closed else False, s.probability or Decimal(0), s.name),
    )


def _stage(name: str, rows: list[tuple[Any, ...]]) -> StageProposal:
    """What the source says of a stage wins over what its name suggests."""
    word = _suggestion(name)
    closed, won = _agreed(rows, 0), _agreed(rows, 1)
    category, probability = _agreed(rows, 2, of_all=True), _agreed(rows, 3, of_all=True)
    if closed is None:
        closed = word["is_closed"]
    if won is None:
        won = closed and word["is_won"]
    if closed:
        return StageProposal(
            name, "closed" if won else "omitted", Decimal(int(won)), True, bool(won),
            word["sure"] or _agreed(rows, 0) is not None,
        )  # fmt: skip
    chance = probability if probability is not None else (word["probability"] if not word["is_closed"] else None)
    usual = word["category"] if not word["is_closed"] else "pipeline"
    return StageProposal(
        name, category or usual, chance, False, False, category is not None and probability is not None
    )


def _agreed(rows: list[tuple[Any, ...]], place: int, *, of_all: bool = False) -> Any:
    """The value nearly all rows of a stage have in a column: of those that fill it, or of all."""
    counts: Counter[Any] = Counter()
    for row in rows:
        if of_all or row[place] is not None:
            counts[row[place]] += row[-1]
    if not counts:
        return None
    value, number = max(counts.items(), key=lambda item: (item[1], str(item[0])))
    return value if number >= AGREEMENT * counts.total() else None


def _suggestion(name: str) -> dict[str, Any]:
    for entry in yaml_text.read(WORDS, WORDS.name):
        if any(re.search(rf"\b{re.escape(word)}", name.casefold()) for word in entry["words"]):
            return {
                "category": entry["category"],
                "probability": Decimal(entry["probability"]),
                **{flag: entry[flag] == "true" for flag in ("is_closed", "is_won", "sure")},
            }
    return {"category": CATEGORIES[-2], "probability": None, "is_closed": False, "is_won": False, "sure": False}


def extract_dates(staging: Staging, mapping: Mapping, closed: list[str]) -> dict[str, date]:
    """The newest day in the rows of each extract whose rows don't say when they were last changed."""
    dates: dict[str, date] = {}
    for key, source in mapping.sources.items():
        if source.table == "opportunities" and not source.extracted_on and not source.file_date:
            found = staging.rows(
                f"SELECT max(greatest(CAST(created_at AS DATE), CASE WHEN list_contains(?, stage_name) OR is_closed "
                f"THEN close_date END)), bool_or(modified_at IS NOT NULL) FROM {staged('opportunities')} WHERE source_key = ?",
                [closed, key],
            )
            if found[0][0] is not None and not found[0][1]:
                dates[key] = found[0][0]
    return dates


def currency(staging: Staging) -> str | None:
    """The currency most rows are in."""
    found = staging.rows(f"""
        SELECT currency FROM (SELECT currency FROM {staged("opportunities")}
            UNION ALL SELECT currency FROM {staged("opportunity_history")})
        WHERE currency IS NOT NULL GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1""")
    return found[0][0] if found else None


def span(staging: Staging) -> tuple[date, date] | None:
    """First and last day on which a deal is created or changed."""
    first, last = staging.rows(f"""
        SELECT min(day), max(day) FROM (
            SELECT CAST(created_at AS DATE) AS day FROM {staged("opportunities")}
            UNION ALL SELECT CAST(modified_at AS DATE) FROM {staged("opportunities")}
            UNION ALL SELECT CAST(changed_at AS DATE) FROM {staged("opportunity_history")})""")[0]
    return (first, last) if first else None


def first_week(days: tuple[date, date] | None) -> date:
    """The first Monday by which something is known."""
    return monday_at_or_after(days[0]) if days else date(2000, 1, 3)


def period(days: tuple[date, date] | None) -> str:
    """Quarters need two years of history to learn from; with less, months are forecast."""
    return "quarter" if days and (days[1] - days[0]).days >= QUARTERS_NEED_DAYS else "month"


def amount_kind(mapping: Mapping, header: set[str]) -> str:
    """What an amount counts, as far as the name of its column says it."""
    names = [
        column.casefold()
        for source in mapping.sources.values()
        if source.table in ("opportunities", "opportunity_history") and "amount_local" in source.columns
        for column in source.columns["amount_local"].column
        if column in header
    ]
    if any("monthly" in name or re.search(r"\bmrr\b", name) for name in names):
        return "monthly"
    return next((kind for kind in ("arr", "tcv") for name in names if re.search(rf"\b{kind}\b", name)), "acv")


def product_names(staging: Staging) -> dict[str, tuple[str, int]]:
    """Products of deals that no product has, but for blanks, case or punctuation: written -> (meant, rows)."""
    plain = "regexp_replace(lower({0}), '[^\\p{{L}}\\p{{N}}]', '', 'g')"
    rows = staging.rows(f"""
        WITH known AS (
            SELECT {plain.format("product_id")} AS bare, min(product_id) AS meant FROM {staged("products")}
            GROUP BY bare HAVING count(DISTINCT product_id) = 1
        ), written AS (
            SELECT product_id, count(*) AS number FROM {staged("opportunities")}
            WHERE product_id NOT IN (SELECT product_id FROM {staged("products")}) GROUP BY product_id
        )
        SELECT product_id, meant, number FROM written JOIN known ON bare = {plain.format("written.product_id")} ORDER BY 1""")
    return {written: (meant, number) for written, meant, number in rows}


def columns_like(source: Source, column: str) -> list[str]:
    """Columns of a source that are read from the same place as one of them."""
    origin = source.columns[column].column
    return [name for name, rule in source.columns.items() if rule.column == origin]
