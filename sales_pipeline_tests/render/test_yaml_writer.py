"""YAML that readers of 1.1 and 1.2 read alike, in the order of its schema and never against it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sales_pipeline.render.text import clean
from sales_pipeline.render.yaml_writer import check, yaml_text
from sales_pipeline_tests.render.workbooks import HOSTILE

ANY: dict[str, Any] = {"type": "object"}
NASTY = (
    "NO", "no", "y", "N", "on", "Off", "true", "null", "~", "", " ", "1e3", "1E3", "12e45678", "0x1F", "0o17", "012",
    "1_000", "12:30:45", "2026-01-01", ".5", "+1", "-", "- a", "a: b", "a #b", "#a", "&a", "*a", "!a", "%a", "@a", "`a",
    "{a}", "[a]", "a, b", "|", ">", "'a'", '"a"', "a\nb", "a\tb", "=", "<<", ".inf", ".nan", "NaN", "Infinity",
    "\ufeffa", "\u2028", "\x85", "🚀", "שלום", "---", "...", "é", "null ", "yes (no)",
)  # fmt: skip


def both(text: str) -> Any:
    """What the text says, after making sure that a 1.1 and a 1.2 reader agree."""
    old, new = yaml.safe_load(text), YAML(typ="safe", pure=True).load(text)
    assert old == new
    return old


@pytest.mark.parametrize("text", [*NASTY, *HOSTILE], ids=lambda text: repr(text[:12]))
def test_text_stays_text_for_both_readers(text: str) -> None:
    made = yaml_text({"value": text, "list": [text], "map": {"key": text}}, ANY)
    wanted = clean(text)
    assert both(made) == {"value": wanted, "list": [wanted], "map": {"key": wanted}}


@pytest.mark.parametrize("text", [text for text in NASTY if text.strip()], ids=repr)
def test_keys_stay_text_for_both_readers(text: str) -> None:
    assert both(yaml_text({text: 1}, ANY)) == {clean(text): 1}


@pytest.mark.parametrize(
    ("value", "written", "read"),
    [
        (Decimal("37591960.59"), "37591960.59", 37591960.59), (Decimal("12.00"), "12.00", 12.0),
        (Decimal("-0.00"), "0.00", 0.0), (Decimal("1E+3"), "1000", 1000), (Decimal("0.000001"), "0.000001", 0.000001),
        (-7, "-7", -7), (True, "true", True), (None, "null", None), (date(2026, 1, 2), '"2026-01-02"', "2026-01-02"),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), '"2026-01-02T03:00:00+00:00"', "2026-01-02T03:00:00+00:00"),
    ],
)  # fmt: skip
def test_values_keep_their_digits(value: object, written: str, read: object) -> None:
    made = yaml_text({"value": value}, ANY)
    assert made == f"value: {written}\n"
    assert both(made) == {"value": read}
    assert type(both(made)["value"]) is type(read)


@pytest.mark.parametrize("value", [1.5, float("nan"), Decimal("NaN"), Decimal("Infinity"), object(), b"bytes", {1}])
def test_what_yaml_cannot_say_exactly_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError), match="YAML takes"):
        yaml_text({"value": value}, ANY)


SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object", "additionalProperties": False, "required": ["name"],
    "properties": {
        "name": {"type": "string"}, "due": {"type": "string", "format": "date"}, "amount": {"$ref": "#/$defs/amount"},
        "rows": {"type": "array", "items": {"$ref": "#/$defs/row"}},
    },
    "$defs": {
        "amount": {"type": ["number", "null"]},
        "row": {
            "type": "object", "additionalProperties": False,
            "properties": {"second": {}, "first": {"type": "integer"}},
        },
    },
}  # fmt: skip


def test_blocks_stand_as_they_are_read() -> None:
    data = {"a b": {}, "empty": [], "rows": [[1, ["x"]], {"p": [{"q": {"r": None}}], "s": True}, []]}
    made = yaml_text(data, ANY)
    assert made == (
        'a b: {}\nempty: []\nrows:\n  - - 1\n    - - "x"\n'
        '  - "p":\n      - "q":\n          "r": null\n    "s": true\n  - []\n'
    )
    assert both(made) == data


def test_a_key_that_readers_would_not_take_is_refused() -> None:
    assert both(yaml_text({"k" * 1000: 1}, ANY)) == {"k" * 1000: 1}
    with pytest.raises(ValueError, match="YAML takes keys of at most 1000 characters"):
        yaml_text({"k" * 1001: 1}, ANY)


VALUES = st.recursive(
    st.text() | st.none() | st.booleans() | st.integers() | st.dates() | st.decimals(-(10**9), 10**9, places=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=40), inner, max_size=3),
    max_leaves=12,
)


@given(value=VALUES)
def test_whatever_is_written_is_read_again(value: object) -> None:
    assert both(yaml_text({"value": value}, ANY)) == {"value": as_read(value)}


def as_read(value: object) -> object:
    if isinstance(value, dict):
        return {clean(name): as_read(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [as_read(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return clean(value) if isinstance(value, str) else value


def test_keys_come_in_the_order_of_the_schema_without_anchors() -> None:
    shared = {"first": 1, "second": 2}
    made = yaml_text({"rows": [shared, shared], "amount": Decimal("1.50"), "name": "x"}, SCHEMA, "first\nsecond")
    assert made == (
        '# first\n# second\nname: "x"\namount: 1.50\nrows:\n  - second: 2\n    first: 1\n  - second: 2\n    first: 1\n'
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({}, "at the top: 'name' is a required property"),
        ({"name": "x", "extra": 1}, "at the top: Additional properties"),
        ({"name": 7}, "at name: 7 is not of type 'string'"),
        ({"name": "x", "due": "31.12.2026"}, "at due: '31.12.2026' is not a 'date'"),
        ({"name": "x", "rows": [{"first": 1}, {"first": "1"}]}, "at rows/1/first: '1' is not of type 'integer'"),
        ({"name": "x", "amount": "1.5"}, "at amount: '1.5' is not of type"),
    ],
)
def test_what_breaks_the_schema_is_not_written(data: dict[str, object], where: str) -> None:
    with pytest.raises(ValueError, match=f"YAML does not follow its schema {where}"):
        yaml_text(data, SCHEMA)


def test_a_file_read_back_is_checked_with_the_same_schema() -> None:
    check(both(yaml_text({"name": "x", "due": date(2026, 1, 2)}, SCHEMA)), SCHEMA)


def test_a_comment_cannot_leave_its_line() -> None:
    assert both(yaml_text({"name": "x"}, SCHEMA, "draft\u2028name: evil\r\nname: evil")) == {"name": "x"}
