"""The rows of the mission that the executor owes: each is named by a test, in its docstring or the case it reads."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
SERIES = {"A": 7, "B": 7, "C": 7, "D": 7, "I": 6, "X": 13, "S": 5}
ROWS = {f"{letter}{n}" for letter, last in SERIES.items() for n in range(1, last + 1)}
ROWS |= {"H1", "H4", "H5", "H6", "L", "M6", "M15"}
# X2 to X4, C1–C3
_RANGE = re.compile(r"\b([A-Z])(\d+) ?(?:to|–|-) ?\1(\d+)\b")
_ROW = re.compile(r"\b([A-Z]\d*)\b")


def said(path: Path) -> Iterator[str]:
    """The docstrings of a module of tests, or the first comment of a case."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml":
        yield text.partition("\n")[0] if text.startswith("#") else ""
        return
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef)):
            yield ast.get_docstring(node) or ""


def named(text: str) -> set[str]:
    """The rows that a text names, ranges of them written out."""
    inside = {f"{letter}{n}" for letter, a, b in _RANGE.findall(text) for n in range(int(a), int(b) + 1)}
    return inside | set(_ROW.findall(text))


def test_each_row_has_a_test_that_names_it() -> None:
    files = [*TESTS.rglob("test_*.py"), *(TESTS / "execution" / "cases").rglob("*.yaml")]
    # this file names none
    found = {row for path in files if path != Path(__file__) for text in said(path) for row in named(text)}
    assert ROWS - found == set()


def test_a_row_that_nobody_names_would_be_seen() -> None:
    assert named("A1 to A3, X9: it adds up") == {"A1", "A2", "A3", "X9"}
    assert "B2" not in named("B20 and AB2")
