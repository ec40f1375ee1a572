"""D2: whether a value meets what a gate asks for, kind by kind; what a source does not say meets nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sales_pipeline.execution.criteria import is_met, seen

DAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("value", "operator", "wanted", "met"),
    [
        (True, "is", "true", True), (True, "is", "Yes", True), (True, "is", "false", False), (False, "is", "no", True),
        (True, "is", "maybe", False), (None, "is", "true", False), (None, "is", "false", False),
        ("SMB", "is", " smb ", True), ("SMB", "is", "Enterprise", False), (2, "is", "2", True), (2, "is", "2.5", False),
        (2, "at_least", "2", True), (1, "at_least", "2", False), (1, "at_most", "1", True), (2, "at_most", "1", False),
        (Decimal("0.5"), "at_least", "0.50", True), (Decimal("100"), "at_most", "99.99", False),
        (DAY, "at_most", "2026-11-16", True), (DAY, "at_least", "2026-11-17", False), (DAY, "at_least", "soon", False),
        (None, "at_least", "0", False), (None, "at_most", "0", False), (1, "at_least", "many", False),
        (True, "at_least", "1", False), ("text", "at_most", "1", False),
        ("Call", "filled", "true", True), ("  ", "filled", "true", False), (None, "filled", "true", False),
        (None, "filled", "false", True), ("Call", "filled", "no", False), (Decimal(0), "filled", "true", True),
        (False, "filled", "true", True),
    ],
)  # fmt: skip
def test_a_criterion_is_met_or_not(value: Any, operator: str, wanted: str, met: bool) -> None:
    assert is_met(value, operator, wanted) is met


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "yes"), (False, "no"), (Decimal("1500.00"), "1500"), (Decimal("0.50"), "0.5"), (3, "3"),
     (DAY, "2026-11-16"), (" a \n b ", "a b"), ("", None), (None, None)],
)  # fmt: skip
def test_a_value_is_seen_as_people_read_it(value: Any, text: str | None) -> None:
    assert seen(value) == text
