"""Markdown pages: a strict template environment, outside text escaped, tables, tidy blank lines."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from sales_pipeline.render.text import clean, keep_order

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&$^=@])")
_LINE_START = re.compile(r"^(\s*)([-+]|\d+[.)])(\s|$)")
_AUTOLINK = re.compile(r"(?i)\b(https?|ftp|mailto|www)([:.])")


def esc(value: object) -> str:
    """Outside text as one line of Markdown that shows exactly as written: no markup, link, HTML or table border."""
    text = keep_order(" ".join(clean(value).split()))
    text = _AUTOLINK.sub(_break_link, _SPECIAL.sub(r"\\\1", text))
    return _LINE_START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}{m[3]}", text)


def _break_link(found: re.Match[str]) -> str:
    # A viewer that links bare addresses must not make one of a deal's name; the reader still sees the same characters.
    return found[1] + ("&#58;" if found[2] == ":" else "&#46;")


def table(headers: Sequence[str], rows: Sequence[Sequence[object]], numeric: Sequence[int] = ()) -> str:
    """A pipe table; every cell is escaped; columns whose positions are in numeric are right-aligned.

    A row of another length than the header raises ValueError.
    """
    lines = [_row(headers), _row(("---:" if i in numeric else "---" for i in range(len(headers))), escape=False)]
    for row in rows:
        if len(row) != len(headers):
            raise ValueError(f"table row has {len(row)} cells for {len(headers)} headers: {list(row)[:3]!r}")
        lines.append(_row(row))
    return "\n".join(lines)


def _row(cells: object, escape: bool = True) -> str:
    return "| " + " | ".join((esc(c) or " ") if escape else c for c in cells) + " |"  # type: ignore[attr-defined]


def tidy(text: str) -> str:
    """No blanks at line ends, at most one empty line in a row, one newline at the end."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def environment(package: str, folder: str = ".") -> Environment:
    """Templates next to a document's module: an unknown name fails, filters esc and table are there.

    Nothing is escaped by itself: a template writes {{ name | esc }} for every outside text.
    """
    made = Environment(
        loader=PackageLoader(package, folder),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    made.filters["esc"] = esc
    made.globals["table"] = table
    return made


# a week has a hundred agendas, of one template
_environment = cache(environment)


def render(package: str, template: str, values: Mapping[str, object], folder: str = ".") -> str:
    """A template filled and tidied."""
    return tidy(_environment(package, folder).get_template(template).render(values))
