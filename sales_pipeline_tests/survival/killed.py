"""The command, killed at a moment drawn from a seed: `python -m … PLACE SEED run --home HOME`.

Before it kills itself it prints the operation it was at, and how much of it was done.
"""

import os
import random
import re
import signal
import sys
from pathlib import Path

from sales_pipeline.cli import app
from sales_pipeline_tests.survival.operations import Half, Operation, watched

# what is being done, by the path that is changed; and about how many operations that takes
PLACES = {
    "intake": (r"lake/(\.workspace\..*|\.?\w+\.parquet.*)", 60),
    "table": (r"lake/\w+/\.?\d{4}-\d\d-\d\d\.parquet.*", 55),
    "document": (r"lake/documents/.+", 70),
    "publication": (r"outputs/.+|\.?analytics\.duckdb.*", 55),
    "set-up": (r"\.dagster\.\d+\.tmp.*|\.dagster", 65),
}
# of a week that is made final
FINAL = {"final": (r"outputs/final/.+|events/.+", 70)}


def main(place: str, seed: str, *arguments: str) -> None:
    root = Path(arguments[arguments.index("--home") + 1])
    pattern, often = {**PLACES, **FINAL}[place]
    draw = random.Random(f"{place} {seed}")
    wanted, halfway = draw.randrange(often), draw.random() < 0.5
    met = 0

    def meet(operation: Operation, half: Half) -> None:
        nonlocal met
        kind, path = operation
        if not re.fullmatch(pattern, path.removeprefix(f"{root}/")):
            return
        if met == wanted:
            if halfway:
                half()
            os.write(1, f"{'half of' if halfway else 'before'} {kind} {path.removeprefix(f'{root}/')}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)
        met += 1

    with watched(root, meet):
        app(list(arguments), standalone_mode=False)
    print(f"met {met} of {place}")


if __name__ == "__main__":
    main(*sys.argv[1:])
