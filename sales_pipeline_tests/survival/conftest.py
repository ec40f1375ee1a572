"""What tests of survival share: a home with a week published and an input changed since."""

import pytest

from sales_pipeline_tests.survival.homes import Published, publish_and_change
from sales_pipeline_tests.workers import made_once


@pytest.fixture(scope="package")
def published_small(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return made_once(tmp_path_factory, "survival", publish_and_change)
