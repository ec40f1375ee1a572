"""The shell of every HTML page: one file that needs nothing else, its policy, the theme's colours, what paper wants.

A page's own elements are made with html; what it looks like beside the rules here stands in its own style.
"""

import base64
import hashlib
from collections.abc import Sequence
from importlib import resources

from sales_pipeline.render.html import Html, esc, tag
from sales_pipeline.render.run import Run
from sales_pipeline.render.theme import COLOURS, DARK

_NOTHING = Html("")


def page(
    title: str, run: Run, style: str, body: object, scripts: Sequence[str] = (), notice: str = "",
    data: Html = _NOTHING,
) -> bytes:  # fmt: skip
    """A whole page in one file. Its own policy lets it run its style and these scripts and ask for nothing.

    `notice` stands as a comment before the scripts: what the authors of inlined code want to be said. `data` is what
    the scripts read: it may be long, and is not part of the body so that it is not copied with each element around it.
    """
    whole = f"{colours()}{_sheet()}{style}"
    policy = (
        f"default-src 'none'; style-src {_hashes([whole])}; script-src {_hashes(scripts)}; "
        "base-uri 'none'; form-action 'none'"
    )
    said = Html(f"<!--\n{notice.replace('--', '–')}\n-->" if notice else "")
    code = (Html(f"<script>{script}</script>") for script in scripts)
    parts = [part for part in (esc(body), data, said, *code) if part]
    lines = ("<!DOCTYPE html>", '<html lang="en">', "<head>", *_head(title, run, policy), f"<style>{whole}</style>",
             "</head>", "<body>", *parts, "</body>", "</html>", "")  # fmt: skip
    return "\n".join(lines).encode("utf-8")


def _head(title: str, run: Run, policy: str) -> list[Html]:
    description = f"{run.company}, {run.period_label}, as of {run.as_of_text}, run {run.run_id}"
    return [
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="author", content=run.company),
        tag("meta", name="description", content=description),
        tag("title", title),
    ]


def colours() -> str:
    """The theme's roles as variables: light unless the reader's system or choice is dark; paper is light."""
    light = "".join(f"--{role}:#{colour.rgb};" for role, colour in COLOURS.items())
    dark = "".join(f"--{role}:#{rgb};" for role, rgb in DARK.items())
    return (
        f":root{{{light}color-scheme:light}}\n"
        f"@media screen{{:root[data-theme=dark]{{{dark}color-scheme:dark}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}color-scheme:dark}}}}}}\n"
    )


def _sheet() -> str:
    return resources.files(__package__).joinpath("html_shell.css").read_text("utf-8")


def _hashes(texts: Sequence[str]) -> str:
    for text in texts:
        # as the browser reads them: no line end of another kind, nothing that closes the element early
        if "\r" in text or "</script" in text.lower() or "</style" in text.lower():
            raise ValueError("an inlined style or script holds a carriage return or the end of its own element")
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
