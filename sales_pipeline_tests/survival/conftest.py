"""What tests of survival share: a home with a week published and an input changed since."""

import pytest

from sales_pipeline_tests.survival.homes import Published, publish_and_change


@pytest.fixture(scope="package")
def published_small(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return publish_and_change(tmp_path_factory.mktemp("survival"))
