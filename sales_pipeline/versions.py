"""What changed between two sets of a week's documents: files, and the figures they say, the company's first.

Where sets lie is no part of this.
"""

import json
from collections.abc import Mapping
from typing import Any

from sales_pipeline.render.phrases import n_of

CHANGES = "changes.md"
FACTS = "forecast_facts.json"
_SHOWN = 12
# what a reader asks for first; the rest follows by its id
_FIRST = ("company.current.", "range.current.", "gap.", "company.next.", "calls.", "bridge.")


def what_changed(before: Mapping[str, bytes], after: Mapping[str, bytes], runs: tuple[str, str]) -> str:
    """A short list in Markdown: documents that are new, gone or different, and the figures that differ."""
    files = [
        f"- {name}: {said}" for name in sorted({*before, *after}) if (said := _file(before.get(name), after.get(name)))
    ]
    figures = _figures(before.get(FACTS), after.get(FACTS))
    shown = [f"- {id}: {old} → {new}" for id, old, new in figures[:_SHOWN]]
    if len(figures) > _SHOWN:
        shown.append(f"- and {n_of(len(figures) - _SHOWN, 'more figure')}")
    head = f"# From run {runs[0]} to run {runs[1]}\n"
    parts = [head, "## Documents\n", *(files or ["- none differs"]), "\n## Figures\n", *(shown or ["- none differs"])]
    return "\n".join(parts) + "\n"


def _file(before: bytes | None, after: bytes | None) -> str:
    if before == after:
        return ""
    return "new" if before is None else "gone" if after is None else "changed"


def _figures(before: bytes | None, after: bytes | None) -> list[tuple[str, str, str]]:
    """Figures whose value differs: id, words before, words now."""
    old, new = _said(before), _said(after)
    differing = [id for id in {**old, **new} if old.get(id, {}).get("value") != new.get(id, {}).get("value")]
    return [
        (id, str(old.get(id, {}).get("text", "none")), str(new.get(id, {}).get("text", "none")))
        for id in sorted(differing, key=_order)
    ]


def _said(facts: bytes | None) -> dict[str, Mapping[str, Any]]:
    try:
        return {fact["id"]: fact for fact in json.loads(facts or b'{"facts": []}')["facts"]}
    except ValueError:
        # somebody wrote into the published file: it tells nothing
        return {}


def _order(id: str) -> tuple[int, str]:
    return next((place for place, start in enumerate(_FIRST) if id.startswith(start)), len(_FIRST)), id
