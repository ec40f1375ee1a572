"""The command when a write of it fails: the step of Dagster ends with the sentence, and the next run heals."""

import errno
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sales_pipeline.weeks import lived
from sales_pipeline_tests.survival.homes import Published, Whole, run
from sales_pipeline_tests.survival.killed import PLACES
from sales_pipeline_tests.survival.operations import Half, Operation, watched
from sales_pipeline_tests.survival.small_run import WEEK, left_aside
from sales_pipeline_tests.survival.test_fault_loop import failure


@dataclass
class FailOn:
    """Fails the n-th operation on what a pattern names: the disk is full."""

    pattern: str
    number: int
    root: Path
    met: list[Operation] = field(default_factory=list)

    def __call__(self, operation: Operation, half: Half) -> None:
        kind, path = operation
        if re.fullmatch(self.pattern, path.removeprefix(f"{self.root}/")):
            self.met.append(operation)
            if len(self.met) == self.number:
                half()
                raise failure(kind, path, errno.ENOSPC)


# how work stands is made after the week was published
PATTERNS = {**{place: pattern for place, (pattern, _) in PLACES.items()}, "work": rf"lake/({'|'.join(lived())})/.+"}
BEFORE, AFTER = "was not published", "was published, but not how its work stands"
# each on a home of its own, the later moments after the earlier: what is made stays made
MOMENTS = {
    "few": [("table", 7), ("document", 30), ("publication", 45), ("work", 5)],
    **{place: [(place, n) for n in (1, 20, 45)] for place in ("intake", "table", "publication")},
    # one document that fails lets the others be drawn
    "document": [("document", 45)],
}


@pytest.mark.parametrize(
    "moments",
    [pytest.param(moments, id=name, marks=[pytest.mark.long] * (name != "few")) for name, moments in MOMENTS.items()],
)
def test_a_fault_in_a_step_is_one_sentence(
    published_small: Published, tmp_path: Path, moments: list[tuple[str, int]]
) -> None:
    home = published_small.copy(tmp_path / "home")
    for place, number in moments:
        failing = FailOn(PATTERNS[place], number, home.root)
        with watched(home.root, failing):
            result = run(home)
        assert len(failing.met) >= number, (place, number, result.output)
        said = rf"Week {WEEK} ({BEFORE}|{AFTER})\. [\w./-]+ can't be written \({os.strerror(errno.ENOSPC)}\): " + (
            r"make room on its disk, then run again\.\n"
        )
        assert (result.exit_code, result.stdout) == (3, ""), (place, number, result.output)
        found = re.fullmatch(said, result.stderr)
        assert found, result.stderr
        # of the tables that are left, those of work may be the next
        assert place == "table" or found[1] == (AFTER if place == "work" else BEFORE)
        seen, true = Whole.of(home), published_small.new if found[1] == AFTER else published_small.old
        assert (seen.outputs, seen.rows) == (true.outputs, true.rows)
    assert run(home).exit_code == 0
    assert Whole.of(home) == published_small.new
    assert left_aside(home) == []
