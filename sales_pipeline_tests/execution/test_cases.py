"""Every given/expect case of the executor's tables and gates."""

from pathlib import Path

import pytest

from sales_pipeline_tests.sql_case import cases, run_case

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("path", cases(CASES), ids=lambda path: path.relative_to(CASES).with_suffix("").as_posix())
def test_case(path: Path, tmp_path: Path) -> None:
    run_case(path, tmp_path)
