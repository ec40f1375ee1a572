"""An analyst's queries while a run is writing: never blocked, never half a week."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import duckdb

from sales_pipeline.home import Home
from sales_pipeline_tests.conftest import WEEK
from sales_pipeline_tests.test_docs import analyst_queries

COMPLETE = """
SELECT count(DISTINCT week) FROM (
    SELECT week FROM publications EXCEPT SELECT week FROM forecast_rollup
    UNION ALL SELECT week FROM publications EXCEPT SELECT week FROM gate_results
)
"""


def test_queries_answer_from_whole_weeks_at_every_moment_of_a_run(published_copy: Home) -> None:
    week = str(WEEK - timedelta(weeks=1))
    script = Path(sys.executable).with_name("sales-pipeline")
    arguments = [script, "run", "--home", str(published_copy.root), "--week", week]
    running = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ))
    seen: list[int] = []
    while running.poll() is None:
        seen.append(_ask(published_copy))
        time.sleep(0.2)  # leave the run a processor
    out, err = running.communicate()
    assert running.returncode == 0, err.decode()
    assert out
    seen.append(_ask(published_copy))
    assert (min(seen), seen[-1]) == (1, 2)
    assert sorted(seen) == seen
    assert len(seen) > 20


def _ask(home: Home) -> int:
    """All five queries and the completeness of each week, on one opening of the file; how many weeks it holds."""
    with duckdb.connect(str(home.database), read_only=True) as connection:
        for query in analyst_queries():
            assert connection.execute(query).fetchall()
        assert connection.execute(COMPLETE).fetchone() == (0,)
        found = connection.execute("SELECT count(*) FROM publications").fetchone()
    return int(found[0]) if found else 0
