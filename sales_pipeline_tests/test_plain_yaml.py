"""YAML as typed: what Python reads, the fast one reads the same, and refuses in its words."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sales_pipeline import plain_yaml
from sales_pipeline_tests.conftest import DATA

PIECES = [*"a: \n[]{},'\"#|é\t\x07", "- ", "&x", "*x", "!!int"]


def told(read: Any, text: str) -> Any:
    """What a reader gives or says: nodes with their places, or the error in words."""
    try:
        return places(read(text))
    except yaml.YAMLError as error:
        return str(error)


def places(node: Any) -> Any:
    if node is None:
        return None
    where = (node.tag, node.start_mark.line, node.start_mark.column)
    if isinstance(node, yaml.ScalarNode):
        return where, node.value
    pairs = isinstance(node, yaml.MappingNode)
    return where, [[places(each) for each in item] if pairs else places(item) for item in node.value]


def in_python(text: str) -> Any:
    return yaml.compose(text, Loader=yaml.BaseLoader)


@pytest.mark.parametrize("name", ["company.yaml", "workflow/plan.yaml", "crm/mapping.yaml"])
def test_files_of_the_sample_read_the_same(name: str) -> None:
    text = (DATA / Path(name)).read_text(encoding="utf-8")
    assert told(plain_yaml.compose, text) == told(in_python, text)
    assert plain_yaml.load(text) == yaml.load(text, Loader=yaml.BaseLoader)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("a: 1\na: NO\nb: 0012")
@example("%YAML 1.3\n---\na: 1")
def test_any_text_is_read_or_refused_the_same(text: str) -> None:
    found, slow = told(plain_yaml.compose, text), told(in_python, text)
    assert found == slow or (isinstance(slow, str) and not isinstance(found, str))


def test_scalars_stay_what_was_typed() -> None:
    assert plain_yaml.load("a: NO\nb: 0012\nc: 2026-03-05\nd:") == {"a": "NO", "b": "0012", "c": "2026-03-05", "d": ""}
