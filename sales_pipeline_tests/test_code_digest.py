"""Other code, other hash; the same code, the same hash, wherever it lies."""

from pathlib import Path

import pytest

from sales_pipeline import code_digest as module
from sales_pipeline.code_digest import code_digest


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "_PACKAGE", tmp_path)
    for name, text in (("a.py", "1"), ("render/b.py", "2"), ("render/deep/c.json", "3"), ("other/d.py", "4")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def fresh(*places: str) -> str:
    code_digest.cache_clear()
    return code_digest(*places)


def test_any_file_below_counts_and_no_other(package: Path) -> None:
    before = fresh("a.py", "render")
    (package / "other" / "d.py").write_text("5")
    (package / "render" / "__pycache__").mkdir()
    (package / "render" / "__pycache__" / "b.pyc").write_bytes(b"any")
    assert fresh("a.py", "render") == fresh("render", "a.py") == before
    (package / "render" / "deep" / "c.json").write_text("6")
    changed = fresh("a.py", "render")
    (package / "a.py").rename(package / "render" / "a.py")
    assert len({before, changed, fresh("render")}) == 3


def test_a_place_that_is_not_there_is_named(package: Path) -> None:
    with pytest.raises(FileNotFoundError, match="is no part of the package"):
        fresh("rendr")
