"""However many threads the engine has, a week's tables are the same to the byte."""

import shutil
from collections.abc import Iterator
from os import cpu_count
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sales_pipeline.engines import duckdb as engine
from sales_pipeline.home import Home
from sales_pipeline.weeks import settled
from sales_pipeline_tests.conftest import WEEK, Published, weeks_of

# one thread reads a row group; the sample's tables would each be one
ROWS = 256


def cut_up(path: Path) -> None:
    """Divide a file's rows among many row groups, with what stands in it about its making."""
    if pq.read_metadata(path).num_rows > ROWS:
        pq.write_table(pq.read_table(path), path, row_group_size=ROWS)


@pytest.fixture
def home(published: Published, tmp_path: Path) -> Iterator[Home]:
    copy = Home(Path(shutil.copytree(published.home.root, tmp_path / "home")))
    for path in copy.lake.rglob("*.parquet"):
        cut_up(path)
    yield copy
    engine.limit_threads(cpu_count() or 1)


def made(home: Home, threads: int) -> dict[str, bytes]:
    """Every table of the newest week, made anew from what stands there; each is cut up before others read it."""
    engine.limit_threads(threads)
    weekly, found = weeks_of(home), {}
    for name in settled():
        weekly.build(name, WEEK)
        path = weekly.lake.path(name, WEEK)
        found[name] = path.read_bytes()
        cut_up(path)
    return found


def test_one_thread_and_two_give_the_same_files(home: Home) -> None:
    alone, together = made(home, 1), made(home, 2)
    assert [name for name in alone if alone[name] != together[name]] == []
    assert len(alone) == len(settled())
