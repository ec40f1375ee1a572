"""Whatever stands in a plan, it is read or refused in words with file and line; nothing else happens."""

import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sales_pipeline.home import Home
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.plan.build import read
from sales_pipeline.intake.plan.draft import Draft
from sales_pipeline_tests.intake.plan.plans import KNOWN, WEEKLY
from sales_pipeline_tests.intake.plan.test_reading import DEALS, REQUEST

ODD = st.one_of(
    st.sampled_from([
        None, "", "~", "null", "true", "0", "-1", "1e400", "NaN", "9" * 400, "-1d", "+9999d", "Mon 12:00", "last Sun",
        "2026-02-29", "9999-12-31", "2199-12-31", "+366d", "-8784h", "0001-01-01 00:00", "once", "deal", "week",
        "month", "quarter", "review", "extract", "\u202e", "a\nb", "x" * 600, "=1+1", "{{ x }}",
    ]),
    st.text(max_size=12),
    st.lists(st.sampled_from(["extract", "roll_up", "review", "cro", "", "Open"]), max_size=3),
    st.dictionaries(st.sampled_from(["id", "title", "when", "is"]), st.text(max_size=4), max_size=2),
)  # fmt: skip
ONCE = (
    WEEKLY.replace("recurs: week", "recurs: once\n    starts: 2026-03-02")
    .replace("Tue 15:00", "2026-03-10 15:00")
    .replace("Mon 10:00", "2026-03-09")
)
PLACE = re.compile(r"(workflow/plan\.yaml|tasks/pending/tidy\.yaml)(, line \d+: | is nested | is not )", re.DOTALL)


def places(part: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a document."""
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [way, *(place for name, item in inner for place in places(item, (*way, name)))]


def put(part: Any, way: tuple[Any, ...], value: Any) -> Any:
    """A document with another value in a place."""
    if not way:
        return value
    if isinstance(part, dict):
        return {k: put(v, way[1:], value) if k == way[0] else v for k, v in part.items()}
    return [put(v, way[1:], value) if k == way[0] else v for k, v in enumerate(part)]


@settings(max_examples=150)
@given(st.sampled_from([WEEKLY, DEALS, ONCE]), st.data())
def test_an_odd_value_anywhere_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: Any
) -> None:
    plan, request = (yaml.load(each, Loader=yaml.BaseLoader) for each in (text, REQUEST))
    for _ in range(data.draw(st.integers(1, 3))):
        plan = put(plan, data.draw(st.sampled_from(places(plan))), data.draw(ODD))
    if data.draw(st.booleans()):
        request = put(request, data.draw(st.sampled_from(places(request))), data.draw(ODD))
    home = Home(tmp_path_factory.mktemp("plan"))
    for path, content in ((home.plan_file, plan), (home.requests / "tidy.yaml", request)):
        path.parent.mkdir(parents=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    told(home)


@settings(max_examples=150)
@given(st.integers(0, len(WEEKLY)), st.text(max_size=5), st.integers(0, 30))
def test_an_odd_text_anywhere_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, place: int, more: str, gone: int
) -> None:
    home = Home(tmp_path_factory.mktemp("plan"))
    home.workflow.mkdir()
    home.plan_file.write_text(WEEKLY[:place] + more + WEEKLY[place + gone :], encoding="utf-8", errors="replace")
    told(home)


def told(home: Home) -> Draft | None:
    """What was read; of a refusal every line names its place."""
    try:
        return read(home, KNOWN, None)
    except InputError as error:
        lines = str(error).splitlines()
        assert lines
        assert all(PLACE.match(line) for line in lines), lines
    return None


def test_the_plans_these_begin_with_can_be_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    for text in (WEEKLY, DEALS, ONCE):
        home = Home(tmp_path_factory.mktemp("plan"))
        home.workflow.mkdir()
        home.plan_file.write_text(text, encoding="utf-8")
        found = told(home)
        assert found is not None
        assert found.rows["plan_tasks"]
