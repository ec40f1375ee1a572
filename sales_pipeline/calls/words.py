"""The columns of a submission and the values they take, read from its contract."""

from typing import Any

from sales_pipeline import contract
from sales_pipeline.contract import Table

# what intake adds to the rows as sent
_DERIVED = frozenset({"source_file", "source_line", "week", "due_at", "lock_at"})


def _model() -> type[Table]:
    return contract.catalogue()["submissions"]


def columns() -> tuple[str, ...]:
    """The columns of a submission as it is sent, in order."""
    return tuple(c.name for c in contract.columns(_model()) if c.name not in _DERIVED)


def allowed(column: str) -> tuple[str, ...]:
    """The values a column may hold."""
    found: Any = _model().to_schema().columns[column].checks
    return tuple(value for check in found for value in check.statistics.get("allowed_values", ()))


FIGURES = {"commit": "Call", "most_likely": "Most likely", "best_case": "Best case"}
DEAL = "deal"
IN, OUT = "in", "out"
YES, NO = (IN, "true", "yes", "y", "1"), (OUT, "false", "no", "n", "0")
NOTE_LENGTH = 500
LARGEST = 9_999_999_999_999
# columns a person types into; the others come with the template
TYPED = ("amount", "is_included", "reason_code", "note")
