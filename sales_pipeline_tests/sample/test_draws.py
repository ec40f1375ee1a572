"""Chance is whole numbers from one source, so it can't differ between machines."""

import ast
from collections import Counter
from pathlib import Path

import pytest

import sales_pipeline.sample
from sales_pipeline.sample.draws import Draws, Weighted

MODULES = sorted(Path(sales_pipeline.sample.__file__).parent.glob("*.py"))


def test_a_key_always_draws_the_same() -> None:
    draws = Draws(7, "deal", 12)
    assert [draws.below(1000) for _ in range(6)] == [431, 764, 968, 809, 218, 945]


def test_keys_are_independent() -> None:
    assert [Draws(7, "deal", n).below(10**6) for n in range(50)] != [
        Draws(7, "call", n).below(10**6) for n in range(50)
    ]
    assert len({Draws(7, "deal", n).below(2**32) for n in range(500)}) == 500


def test_all_values_come_and_none_beyond() -> None:
    draws = Draws("even")
    counts = Counter(draws.between(3, 7) for _ in range(5000))
    assert sorted(counts) == [3, 4, 5, 6, 7]
    assert all(880 < count < 1120 for count in counts.values())
    assert sum(draws.chance(250) for _ in range(8000)) == pytest.approx(2000, abs=150)


def test_weights_hold() -> None:
    draws, weighted = Draws("weights"), Weighted({"a": 70, "b": 25, "c": 5, "never": 0})
    counts = Counter(weighted.draw(draws) for _ in range(10_000))
    assert counts["never"] == 0
    assert counts["a"] == pytest.approx(7000, abs=200)
    assert counts["c"] == pytest.approx(500, abs=90)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_no_module_uses_fractions_or_another_source_of_chance(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno
        assert not (isinstance(node, ast.Name) and node.id in ("float", "hash")), node.lineno
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name.split(".")[0] for alias in node.names} | {
                (getattr(node, "module", "") or "").split(".")[0]
            }
            assert not names & {"math", "numpy", "secrets", "time", "uuid"}, node.lineno
            assert "random" not in names or module.name == "draws.py", node.lineno
