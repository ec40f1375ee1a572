"""Text to types as SQL expressions: one for the text as typed, one for the value, one for what is wrong with it.

Every expression is vectorised; a value that can't be read is null, and its fault says why in words.
"""

from datetime import UTC, datetime

from sales_pipeline.company import Company
from sales_pipeline.intake import dates
from sales_pipeline.intake.formats import Formats
from sales_pipeline.intake.mapping import ColumnRule
from sales_pipeline.intake.shapes import Field
from sales_pipeline.intake.sql_text import literal

BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8239) || chr(65279)"
_NUMBERED = {"excel": "45000 (a day number)", "epoch": "1774967400 (seconds since 1970)"}
_SOME_DAY = datetime(2026, 3, 31, 14, 30, tzinfo=UTC)
_GROUPED = r"^[-+]?(\d+|\d{{1,3}}({t}\d{{2,3}})*{t}\d{{3}})?({d}\d*)?$"


def raw(column: str, formats: Formats) -> str:
    """A column's text without blanks around it; null for nothing and for the words that mean nothing."""
    plain = f"ascii({column}) BETWEEN 33 AND 126 AND ascii(right({column}, 1)) BETWEEN 33 AND 126"
    # trimming by a set of characters is slow, and hardly any value needs it
    text = f"CASE WHEN {column} = '' THEN NULL WHEN {plain} THEN {column} ELSE nullif(trim({column}, {BLANKS}), '') END"
    if not formats.no_value:
        return text
    return f"CASE WHEN {text} NOT IN ({', '.join(literal(word) for word in formats.no_value)}) THEN {text} END"


def mapped(text: str, rule: ColumnRule) -> str:
    """The text after the rule's shape and value map."""
    if rule.like:
        text = f"CASE WHEN regexp_full_match({text}, {literal(rule.like)}) THEN {text} END"
    if not rule.values:
        return text
    cases = " ".join(f"WHEN {literal(old)} THEN nullif({literal(new)}, '')" for old, new in rule.values.items())
    return f"CASE {text} {cases} ELSE {text if rule.otherwise == 'keep' else 'NULL'} END"


def typed(field: Field, text: str, rule: ColumnRule, formats: Formats, company: Company) -> str:
    """The value the text means, or null."""
    patterns = rule.dates or formats.dates
    if field.kind == "money":
        return _decimal(text, formats, "DECIMAL(18,2)")
    if field.kind == "ratio":
        return _ratio(text, rule, formats)
    if field.kind == "count":
        return f"TRY_CAST({_decimal(text, formats, 'DECIMAL(18,6)')} AS BIGINT)"
    if field.kind == "flag":
        yes, no = (", ".join(literal(w.lower()) for w in words) for words in (formats.yes, formats.no))
        return f"CASE WHEN lower({text}) IN ({yes}) THEN true WHEN lower({text}) IN ({no}) THEN false END"
    if field.kind == "day":
        return dates.day(text, patterns)
    if field.kind == "instant":
        return dates.instant(text, patterns, formats, company)
    return text


def fault(field: Field, text: str, value: str, rule: ColumnRule, formats: Formats) -> str | None:
    """Why a value can't be used, or null; None where every value can."""
    limits = []
    if field.kind != "text":
        limits.append(f"WHEN {value} IS NULL THEN {literal(_unreadable(field, rule, formats))}")
    if field.kind in ("day", "instant"):
        limits.append(f"WHEN NOT {dates.in_reach(value)} THEN 'lies before 1900 or after 2199'")
    if field.allowed:
        listed = ", ".join(literal(word) for word in field.allowed)
        limits.append(f"WHEN {value} NOT IN ({listed}) THEN {literal('is not one of ' + ', '.join(field.allowed))}")
    for limit, sign, word in ((field.low, "<", "less than"), (field.high, ">", "more than")):
        if limit is not None:
            limits.append(f"WHEN {value} {sign} {limit} THEN 'is {word} {limit}'")
    if field.above is not None:
        limits.append(f"WHEN {value} <= {field.above} THEN 'is not more than {field.above}'")
    if field.name == "currency":
        limits.append(f"WHEN NOT regexp_full_match({value}, '[A-Z]{{3}}') THEN 'is not a currency code such as EUR'")
    blank = f"WHEN {text} IS NULL THEN {literal('is required, but blank') if field.required else 'NULL'}"
    return f"CASE {' '.join([blank, *limits])} END" if limits or field.required else None


def _unreadable(field: Field, rule: ColumnRule, formats: Formats) -> str:
    """What a value of a kind would look like."""
    if field.kind in ("day", "instant"):
        return f"is no date like {' or '.join(_example(pattern) for pattern in rule.dates or formats.dates)}"
    amount = f"1{formats.thousands}234{formats.decimal}50"
    return {
        "money": f"is no amount like {amount}",
        "ratio": f"is no number like {'65' if rule.unit == 'percent' else '0' + formats.decimal + '65'} or 65%",
        "count": "is no whole number",
        "flag": "is neither true nor false",
    }[field.kind]


def _example(pattern: str) -> str:
    if pattern in _NUMBERED:
        return _NUMBERED[pattern]
    return _SOME_DAY.strftime("%Y-%m-%d" if pattern == "iso" else pattern)


def _decimal(text: str, formats: Formats, sql_type: str) -> str:
    """A number in the declared locale, with or without thousands, sign, currency sign or code."""
    bare = f"regexp_replace({text}, '^([A-Z]{{3}}|\\p{{Sc}})|([A-Z]{{3}}|\\p{{Sc}})$', '', 'g')"
    bare = f"regexp_replace({bare}, '[\\s\\x{{a0}}\\x{{202f}}]', '', 'g')"
    bare = f"regexp_replace({bare}, '^\\((.*)\\)$', '-\\1')"
    bare = f"regexp_replace({bare}, '^([-+]?)\\p{{Sc}}', '\\1')"
    mark = {".": r"\.", "'": "''", "": ","}.get(formats.thousands, formats.thousands)
    shape = _GROUPED.format(t=mark, d=r"\." if formats.decimal == "." else ",")
    plain = f"replace({bare}, {literal(formats.thousands)}, '')" if formats.thousands.strip() else bare
    plain = plain if formats.decimal == "." else f"replace({plain}, ',', '.')"
    slow = f"CASE WHEN regexp_matches({bare}, '{shape}') THEN TRY_CAST({plain} AS {sql_type}) END"
    if formats.decimal != ".":
        return slow
    return f"coalesce(TRY_CAST({text} AS {sql_type}), {slow})"


def _ratio(text: str, rule: ColumnRule, formats: Formats) -> str:
    """A share: 0.65, 65% or, in a column of unit percent, 65."""
    number, marked = (_decimal(t, formats, "DECIMAL(18,6)") for t in (text, f"rtrim({text}, '% ')"))
    hundredth = "CAST({} * CAST(0.01 AS DECIMAL(3,2)) AS DECIMAL(18,6))"
    plain = hundredth.format(number) if rule.unit == "percent" else number
    return f"CASE WHEN ends_with({text}, '%') THEN {hundredth.format(marked)} ELSE {plain} END"
