"""The sales-pipeline command. Results go to stdout, messages and progress to stderr; exit codes are those of --help.

Every command calls one function elsewhere; what needs dagster is imported when it is asked for.
"""

from sales_pipeline.cli import (
    approve,
    backtest,
    bench,
    checkpoint,
    explain,
    feedback,
    homes,
    notify,
    run,
    serve,
    submit,
    task,
    validate,
)
from sales_pipeline.cli.base import app

__all__ = [
    "app", "approve", "backtest", "bench", "checkpoint", "explain", "feedback", "homes", "main", "notify", "run",
    "serve", "submit", "task", "validate",
]  # fmt: skip


def main() -> None:
    """The console script."""
    app()
