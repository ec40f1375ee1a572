"""`bench`: how fast a week is made, beside the same SQL bare and plain pandas."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console

from sales_pipeline.cli.base import app, stop


@app.command(epilog="Example: sales-pipeline bench --opportunities 100000,1000000 --folder scratch")
def bench(
    opportunities: Annotated[str, typer.Option(help="Sizes to measure, separated by commas.")] = "100000",
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Where homes of each size are made and kept; else a folder that is removed.", show_default=False
        ),
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often what is compared runs; the fastest counts.")] = 3,
    assignment: Annotated[
        str,
        typer.Option(
            help="Measure instead how tasks are assigned to people: how many tasks x people, such as 2000x300.",
            show_default=False,
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")] = False,
) -> None:
    """Measure each stage of a week, in a process of its own: wall time, processor time, peak memory, and the ratios."""
    from sales_pipeline.bench.measure import BenchError

    if assignment:
        _measure_assignment(assignment, as_json)
        return
    sizes = _sizes(opportunities)
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            _measure(sizes, folder.resolve(), rounds, as_json)
        else:
            with TemporaryDirectory(prefix="sales-pipeline-bench-") as scratch:
                _measure(sizes, Path(scratch).resolve(), rounds, as_json)
    except BenchError as error:
        stop("fault", str(error), as_json)


def _sizes(text: str) -> list[int]:
    parts = text.replace("_", "").split(",")
    if not all(part.strip().isdigit() and int(part) for part in parts):
        stop("usage", f"{text!r} is not a list of sizes: write --opportunities 100000,1000000.")
    return [int(part) for part in parts]


def _measure_assignment(text: str, as_json: bool) -> None:
    from sales_pipeline.bench import assignment, table

    tasks, _, people = (part.strip() for part in text.partition("x"))
    if not (tasks.isdigit() and people.isdigit() and int(tasks) and int(people)):
        stop("usage", f"{text!r} is no size: write --assignment 2000x300, tasks x people.", as_json)
    with _status(f"{tasks} tasks, {people} people") as tell:
        tell("")
        rows = assignment.measure(int(tasks), int(people))
    if as_json:
        print(json.dumps({"machine": table.machine(), "assignment": assignment.as_data(rows)}, indent=2))
    else:
        print(f"{tasks} tasks and {people} people\n\n{assignment.as_text(rows)}")


def _measure(sizes: list[int], folder: Path, rounds: int, as_json: bool) -> None:
    """Every size, a run of the command and its documents; a fault when pandas has other sums than the roll-up."""
    from sales_pipeline.bench import measure, table

    data: dict[str, Any] = {"machine": table.machine(), "sizes": []}
    for size in sizes:
        with _status(f"{size:,} opportunities: ") as tell:
            rows = list(measure.measure_size(folder / str(size), size, rounds, tell))
        data["sizes"].append(_size(size, rows, as_json))
    with TemporaryDirectory(dir=folder) as place, _status("") as tell:
        run = list(measure.measure_run(Path(place), rounds, tell))
        drawn = list(measure.measure_documents(Path(place) / "work", run[-1].found["week"], tell))
    data["run"] = table.as_data(run, table.run_targets(run))
    data["documents"] = table.as_data(drawn, table.document_targets(drawn))
    if as_json:
        print(json.dumps(data, indent=2))
    else:
        sample = f"a sample of {measure.RUN_DEALS:,} opportunities"
        _print(f"A run of {sample}", table.as_text(run), table.run_targets(run))
        _print(f"Documents of {sample}, and grown to a large company", table.documents_as_text(drawn),
               table.document_targets(drawn))  # fmt: skip
    wrong = [each for size in data["sizes"] for each in size["nodes_different"]]
    if wrong:
        stop("fault", f"The pandas version has other sums than the roll-up at {', '.join(wrong[:5])}.")


def _size(size: int, rows: list[Any], as_json: bool) -> dict[str, Any]:
    from sales_pipeline.bench import table

    agreed, differ = table.same_totals(rows)
    promised = table.targets(rows)
    changes = next(row.found["changes"] for row in rows if "changes" in row.found)
    if not as_json:
        _print(f"{size:,} opportunities, {changes:,} changes", table.as_text(rows), promised)
        print(f"Pandas and the pipeline agree to the cent at {agreed} nodes, differ at {len(differ)}.\n")
    return {
        "opportunities": size, "changes": changes, "nodes_equal": agreed, "nodes_different": differ,
        **table.as_data(rows, promised),
    }  # fmt: skip


def _print(title: str, rows: str, promised: list[Any]) -> None:
    print(f"{title}\n\n{rows}\n")
    print("\n".join(f"- {target}" for target in promised), end="\n\n")


@contextmanager
def _status(prefix: str) -> Iterator[Callable[[str], None]]:
    """A line on a terminal that says which stage is running; nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step: None
        return
    with console.status(prefix, spinner="line") as status:
        yield lambda step: status.update(prefix + step)
