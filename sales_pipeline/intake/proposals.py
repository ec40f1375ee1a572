"""What an import proposes besides stages: settings, dates of extracts, and matches of names written differently.

Everything proposed is written into files a person can read and change; nothing here is used by a build.
"""

import re
from collections import Counter
from datetime import date

import pyarrow as pa

from sales_pipeline.calendar import monday_at_or_after
from sales_pipeline.intake.job import Job
from sales_pipeline.intake.mapping import Mapping, Source
from sales_pipeline.intake.staging import Staging, staged
from sales_pipeline.intake.text_rows import TextFile

QUARTERS_NEED_DAYS = 730
ENOUGH_AMOUNTS = 1_000
_SIGNS = {
    "$": "USD",
    "US$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "￥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "zł": "PLN",
}
_NUMBER = re.compile(r"[\d\s.,'’()+-]+")


def extract_dates(staging: Staging, mapping: Mapping, closed: list[str]) -> dict[str, date]:
    """The newest day in the rows of each extract whose rows don't say when they were last changed."""
    dates: dict[str, date] = {}
    for key, source in mapping.sources.items():
        if source.table == "opportunities" and not source.extracted_on and not source.file_date:
            newest, is_dated = staging.rows(
                f"""
                SELECT max(greatest(
                    CAST(created_at AS DATE), CASE WHEN is_closed OR list_contains(?, stage_name) THEN close_date END
                )), bool_or(modified_at IS NOT NULL) FROM {staged("opportunities")} WHERE source_key = ?""",
                [closed, key],
            )[0]
            if newest is not None and not is_dated:
                dates[key] = newest
    return dates


def currency(staging: Staging) -> str | None:
    """The currency most rows are in."""
    found = staging.rows(f"""
        SELECT currency FROM (SELECT currency FROM {staged("opportunities")}
            UNION ALL SELECT currency FROM {staged("opportunity_history")})
        WHERE currency IS NOT NULL GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1""")
    return found[0][0] if found else None


def signs(text: TextFile, job: Job) -> Counter[str]:
    """Currencies that stand beside the amounts in the first rows of a file, and how often."""
    _, names = job.found(text.header).get("amount_local", (None, ()))
    places = [text.header.index(name) for name in names]
    chunk = next(text.chunks(), None)
    table = chunk.table(places) if chunk and places else pa.table({})
    found: Counter[str] = Counter()
    for column in table.column_names[1:]:
        for value in table[column].to_pylist()[:ENOUGH_AMOUNTS]:
            beside = _NUMBER.sub("", value or "")
            code = _SIGNS.get(beside, beside)
            found += Counter([code] if re.fullmatch("[A-Z]{3}", code) else [])
    return found


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
    bare = "regexp_replace(lower(product_id), '[^\\p{L}\\p{N}]', '', 'g')"
    rows = staging.rows(f"""
        WITH known AS (
            SELECT {bare} AS bare, min(product_id) AS meant FROM {staged("products")}
            GROUP BY bare HAVING count(DISTINCT product_id) = 1
        ), written AS (
            SELECT product_id, {bare} AS bare, count(*) AS number FROM {staged("opportunities")}
            WHERE product_id NOT IN (SELECT product_id FROM {staged("products")}) GROUP BY product_id
        )
        SELECT product_id, meant, number FROM written JOIN known USING (bare) ORDER BY product_id""")
    return {written: (meant, number) for written, meant, number in rows}


def columns_like(source: Source, column: str) -> list[str]:
    """Columns of a source that are read from the same place as one of them."""
    origin = source.columns[column].column
    return [name for name, rule in source.columns.items() if rule.column == origin]
