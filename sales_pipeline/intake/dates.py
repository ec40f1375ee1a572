"""Text to days and instants as SQL expressions. Instants are UTC; a day alone begins at the company's midnight."""

from sales_pipeline.company import Company
from sales_pipeline.intake.formats import Formats
from sales_pipeline.intake.sql_text import literal

_OFFSET = r"[+-]\d\d(:?\d\d)?$"


def day(text: str, patterns: tuple[str, ...]) -> str:
    """The day a text means in the first format that fits."""
    return f"coalesce({', '.join([_day(text, pattern) for pattern in patterns])}, NULL)"


def instant(text: str, patterns: tuple[str, ...], formats: Formats, company: Company) -> str:
    """The instant a text means in the first format that fits."""
    return f"coalesce({', '.join([_instant(text, pattern, formats, company) for pattern in patterns])}, NULL)"


def midnight(day: str, company: Company) -> str:
    """The instant at which a day starts in the company's zone."""
    return _to_utc(f"CAST({day} AS TIMESTAMP)", company.time_zone)


def local_day(instant: str, company: Company) -> str:
    """The day in the company's zone on which an instant lies."""
    if company.time_zone == "UTC":
        return f"CAST({instant} AS DATE)"
    return f"CAST(({instant} AT TIME ZONE 'UTC') AT TIME ZONE {literal(company.time_zone)} AS DATE)"


def _to_utc(local: str, zone: str) -> str:
    if zone == "UTC":
        return local
    return f"CASE WHEN {in_reach(local)} THEN ({local} AT TIME ZONE {literal(zone)}) AT TIME ZONE 'UTC' END"


def in_reach(value: str) -> str:
    """Years nobody means (0011, 9999) are no dates, and some have no instant in a zone."""
    return f"({value} >= DATE '1900-01-01' AND {value} < DATE '2200-01-01')"


def _day(text: str, pattern: str) -> str:
    if pattern == "iso":
        return f"CASE WHEN {text} >= '1' AND {text} < ':' THEN TRY_CAST({text} AS DATE) END"
    if pattern == "excel":
        number = f"CAST(split_part({text}, '.', 1) AS INTEGER)"
        return f"CASE WHEN regexp_full_match({text}, '\\d{{5}}(\\.\\d+)?') THEN DATE '1899-12-30' + {number} END"
    if pattern == "epoch":
        return f"CAST({_epoch(text)} AS DATE)"
    return f"CAST(try_strptime({text}, {literal(pattern)}) AS DATE)"


def _epoch(text: str) -> str:
    """Seconds or, with three digits more, milliseconds since 1970."""
    number = f"TRY_CAST({text} AS BIGINT)"
    return (
        f"make_timestamp(CASE WHEN regexp_full_match({text}, '\\d{{9,10}}') THEN {number} * 1000000 "
        f"WHEN regexp_full_match({text}, '\\d{{12,13}}') THEN {number} * 1000 END)"
    )


def _instant(text: str, pattern: str, formats: Formats, company: Company) -> str:
    zone = company.time_zone if formats.time_zone == "company" else formats.time_zone
    if pattern == "excel":
        return _day_number(text, zone, company)
    if pattern == "epoch":
        return _epoch(text)
    if pattern == "iso":
        return _iso_instant(text, zone, company)
    if "%z" in pattern or "%Z" in pattern:
        return f"try_strptime({text}, {literal(pattern)}) AT TIME ZONE 'UTC'"
    has_time = any(mark in pattern for mark in ("%H", "%I", "%-H", "%-I", "%X", "%c"))
    return _to_utc(f"try_strptime({text}, {literal(pattern)})", zone if has_time else company.time_zone)


def _day_number(text: str, zone: str, company: Company) -> str:
    """Days since 1900 as Excel counts them, with the time of day as a fraction."""
    seconds = f"to_seconds(CAST(round(TRY_CAST({text} AS DECIMAL(18,9)) % 1 * 86400) AS BIGINT))"
    timed = _to_utc(f"(CAST({_day(text, 'excel')} AS TIMESTAMP) + {seconds})", zone)
    return f"CASE WHEN contains({text}, '.') THEN {timed} ELSE {midnight(_day(text, 'excel'), company)} END"


def _iso_instant(text: str, zone: str, company: Company) -> str:
    # a cast to TIMESTAMP overlooks the offset, a cast to TIMESTAMPTZ takes a missing one from the session
    parsed = f"TRY_CAST({text} AS TIMESTAMP)"
    return (
        f"CASE WHEN NOT ({text} >= '1' AND {text} < ':') THEN NULL "
        f"WHEN ends_with({text}, 'Z') THEN {parsed} "
        f"WHEN NOT contains({text}, ':') THEN {_to_utc(parsed, company.time_zone)} "
        f"WHEN regexp_matches({text}, '{_OFFSET}') THEN TRY_CAST({text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' "
        f"ELSE {_to_utc(parsed, zone)} END"
    )
