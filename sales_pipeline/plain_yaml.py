"""YAML of which every scalar stays the text that was typed, so `No`, `0012` and `2026-03-05` survive.

libyaml reads it twenty times as fast as Python does. What it can't read is read by Python again, whose words say better
what is wrong. What Python reads, libyaml reads the same; it takes a tab after a value too. What a file or a setting
means is not known here.
"""

from collections.abc import Callable
from typing import Any

import yaml

_FAST = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def compose(text: str) -> Any:
    """The nodes of a text, each with its place; None of an empty one. YAMLError, and RecursionError when too deep."""
    return _read(yaml.compose, text)


def load(text: str) -> Any:
    """Text, lists and dicts, the loader makes nothing else; raises the same."""
    return _read(yaml.load, text)


def _read(read: Callable[..., Any], text: str) -> Any:
    try:
        return read(text, Loader=_FAST)
    except yaml.YAMLError:
        return read(text, Loader=yaml.BaseLoader)
