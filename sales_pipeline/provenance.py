"""Where a row came from is not what it says: which texts read the columns that tell it, and which only hand them on.

An export sent again moves every line. What doesn't show lines is still true then, and so is whatever rests on it.
"""

import re
from functools import cache

PROVENANCE = frozenset({"source_file", "source_line"})
_NOT_CODE = re.compile(r"--[^\n]*|'(?:[^']|'')*'")
_NAME = r"(?:\w+\.)?source_(?:file|line)"
_MENTION = re.compile(rf"\b{_NAME}\b")
_BARE = re.compile(r"(?<![.\w])(?<!\bas )source_(?:file|line)\b")
_CLAUSE = re.compile(
    r"\b(select(?: distinct)?|(?<!distinct )from|on|where|group by|having|qualify|partition by|order by)\b"
)
_ITEM = re.compile(rf"\s*(?:{_NAME}|[\w(), .]+ as source_(?:file|line)),?")


@cache
def reads(text: str, view: str) -> bool:
    """Whether an SQL text reads where the rows of a view came from; also where that can't be told."""
    code = _code(text)
    if not _MENTION.search(code):
        return False
    named = rf"\b{view}\.source_(?:file|line)\b|\b(?:from|join) {view} as\b"
    return bool(re.search(named, code) or _BARE.search(code))


@cache
def hands_on(text: str) -> bool:
    """Whether an SQL text at most shows where rows came from: no other column, nor which rows there are, depends on it.

    Read from its form; a test holds this to what a parser finds.
    """
    code = _code(text)
    return all(_is_shown(code, found.start()) for found in _MENTION.finditer(code))


@cache
def _code(text: str) -> str:
    """The text without comments and strings, its lines kept, one space between words."""
    return "\n".join(" ".join(line.split()) for line in _NOT_CODE.sub(" ", text.lower()).splitlines())


def _is_shown(code: str, place: int) -> bool:
    """Whether a mention is an item of a list of columns, under its own name."""
    clauses = _CLAUSE.findall(code, 0, place)
    end = code.find("\n", place)
    line = code[code.rfind("\n", 0, place) + 1 : end if end >= 0 else len(code)]
    return bool(clauses) and clauses[-1] == "select" and _ITEM.fullmatch(line) is not None
