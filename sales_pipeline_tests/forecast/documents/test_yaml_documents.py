"""The YAML documents: what they say is what the tables publish, for every reader, in one form that is checked."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from sales_pipeline.contract import columns
from sales_pipeline.forecast.contracts.calls import CommitForecast
from sales_pipeline.forecast.contracts.rollup import ForecastRollup
from sales_pipeline.forecast.documents import (
    commit_forecast_yaml,
    final_forecast_yaml,
    weighted_forecast_yaml,
    yaml_deals,
    yaml_document,
)
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.money import Money
from sales_pipeline.render.text import clean
from sales_pipeline.render.yaml_writer import check
from sales_pipeline_tests.forecast.documents import golden_week
from sales_pipeline_tests.forecast.documents.fixture_company import Shape
from sales_pipeline_tests.forecast.documents.frames_fixture import run
from sales_pipeline_tests.forecast.documents.shapes import SHAPES
from sales_pipeline_tests.forecast.documents.workbook_frames import SMALL, changed, full_frames

NAMES = ("weighted_forecast", "commit_forecast", "final_forecast")
MODULES: dict[str, ModuleType] = dict(
    zip(NAMES, (weighted_forecast_yaml, commit_forecast_yaml, final_forecast_yaml), strict=True)
)
WEEK = full_frames()


def drawn(name: str, frames: Frames = WEEK, shape: Shape = SMALL) -> bytes:
    # The engine hands a document the tables it names and no others.
    tables = {table: frames.table(table) for table in MODULES[name].TABLES}
    made: bytes = MODULES[name].render(Frames(tables), Facts(Money("USD")), run(shape))
    return made


def read(blob: bytes) -> dict[str, Any]:
    """What a file says, to a reader of YAML 1.1 and to one of 1.2 alike."""
    old, new = yaml.safe_load(blob), YAML(typ="safe", pure=True).load(blob)
    assert old == new
    found: dict[str, Any] = old
    return found


def positions(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Every node and period."""
    for node in document["nodes"]:
        for period in node["periods"]:
            yield (node["node_id"], period["period_id"]), period


def flat(part: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every value of a part that is not in a list, by its key."""
    for name, value in part.items():
        if isinstance(value, Mapping):
            yield from flat(value)
        elif not isinstance(value, list):
            yield name, value


def as_read(value: object) -> object:
    """A published value as a reader of the file gets it."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def assert_published(part: Mapping[str, Any], row: Row) -> int:
    """Every value is that of the row; how many there are."""
    found = list(flat(part))
    for name, value in found:
        assert value == as_read(row[name]), name
    return len(found)


@pytest.mark.parametrize("name", NAMES)
def test_a_small_week_reads_like_this(name: str) -> None:
    """When a change is meant: python -m sales_pipeline_tests.forecast.documents.golden_week, and look at the diff."""
    file = MODULES[name].FILE
    assert golden_week.texts()[file] == (golden_week.GOLDEN / file).read_text("utf-8")


@pytest.mark.parametrize("shape", ["flat", "no_calls", "first_week", "bare", "no_deals", "large_amounts", "hostile"])
@pytest.mark.parametrize("name", NAMES)
def test_every_company_follows_the_schema_for_both_kinds_of_readers(name: str, shape: str) -> None:
    document = read(drawn(name, full_frames(SHAPES[shape]), SHAPES[shape]))
    check(document, yaml_document.schema(name))
    assert document["meta"]["status"] == "draft"


@pytest.mark.parametrize("name", NAMES)
def test_equal_weeks_give_equal_bytes(name: str) -> None:
    assert drawn(name) == drawn(name, Frames({table: WEEK.table(table) for table in WEEK}))


def test_every_figure_of_the_final_forecast_is_published() -> None:
    document = read(drawn("final_forecast"))
    spans = {(row["node_id"], row["period_id"]): row for row in WEEK.rows("forecast_simulation")}
    rows = {
        (row["node_id"], row["period_id"]): {**row, **spans[row["node_id"], row["period_id"]]}
        for row in WEEK.rows("forecast_rollup")
    }
    counted = {key: assert_published(period, rows[key]) for key, period in positions(document)}
    assert counted.keys() == rows.keys()
    names = {column.name for column in columns(ForecastRollup)}
    here = {name for node in document["nodes"] for name, _ in flat(node)}
    here |= {name for _, period in positions(document) for name, _ in flat(period)}
    assert names - here == {"week", "depth", "sort_key"}


def test_the_final_forecast_lists_every_override_gate_and_waiver() -> None:
    document = read(drawn("final_forecast"))
    sent = [row for row in WEEK.rows("commit_forecast") if row["delta_amount"]]
    assert len(document["overrides"]) == len(sent) > 0
    for part, row in zip(document["overrides"], sent, strict=True):
        assert_published(part, row)
    for part, row in zip(document["gates"], WEEK.rows("gate_results"), strict=True):
        assert_published(part, row)
    waived = WEEK.rows("gate_results", state="waived")
    assert [part["gate"] for part in document["waivers"]] == [row["gate"] for row in waived] != []
    assert document["approvals"] == []


def test_the_risks_of_the_final_forecast_are_published() -> None:
    risks = read(drawn("final_forecast"))["risk_summary"]
    company = WEEK.one("forecast_rollup", horizon="current", depth=0)
    calls = [row["state"] for row in WEEK.rows("commit_forecast", horizon="current")]
    assert risks["gap_to_quota_amount"] == float(company["gap_to_quota_amount"])
    assert (risks["missing_call_count"], risks["late_call_count"]) == (calls.count("missing"), calls.count("late"))
    for step in risks["left_the_period"]:
        assert_published(step, WEEK.one("forecast_bridge", bridge="open_pipeline", node_id=company["node_id"],
                                        bucket=step["bucket"], against=step["against"]))  # fmt: skip
    assert {step["bucket"] for step in risks["left_the_period"]} >= {"lost", "pushed_out"}


def test_the_stages_of_every_node_add_up_to_its_open_pipeline() -> None:
    document = read(drawn("weighted_forecast"))
    for key, period in positions(document):
        row = WEEK.one("forecast_rollup", node_id=key[0], period_id=key[1])
        span = WEEK.one("forecast_simulation", node_id=key[0], period_id=key[1])
        assert assert_published(period.pop("range"), span) == 5
        assert_published({n: v for n, v in period.items() if n not in ("open_by_stage", "methods")}, row)
        stages = period["open_by_stage"]
        assert sum(Decimal(str(stage["amount"])) for stage in stages) == row["open_pipeline_amount"]
        assert sum(stage["deal_count"] for stage in stages) == row["open_deal_count"]


def test_methods_and_their_evidence_are_published() -> None:
    document = read(drawn("weighted_forecast"))
    shown = {
        (node, period, method["method"]): method
        for (node, period), part in positions(document) for method in part.get("methods", ())
    }  # fmt: skip
    rows = WEEK.rows("weighted_forecast")
    assert len(shown) == len(rows)
    for row in rows:
        assert_published(shown[row["node_id"], row["period_id"], row["method"]], row)
    for part, table in (("methods", "standing_method"), ("corrections", "stated_correction"),
                        ("new_business", "new_business"), ("stage_probabilities", "stage_probabilities"),
                        ("shocks", "forecast_shock"),
                        ("evidence", "stated_record")):  # fmt: skip
        assert len(document[part]) == WEEK.table(table).num_rows > 0
        for shown_row, row in zip(document[part], WEEK.rows(table), strict=True):
            assert_published(shown_row, row)


def test_every_deal_has_the_rows_that_lead_to_what_is_expected_of_it() -> None:
    [period] = read(drawn("weighted_forecast"))["deals"]
    rows = {row["opportunity_id"]: row for row in WEEK.rows("deal_yields")}
    assert period["deal_count"] == period["listed_count"] == len(period["listed"]) == len(rows) > 10
    amounts = [deal["expected_amount"] for deal in period["listed"]]
    assert amounts == sorted(amounts, reverse=True)
    for deal in period["listed"]:
        parent = deal.pop("parent")
        assert_published(deal, rows[deal["opportunity_id"]])
        assert_published(parent, WEEK.one("stage_yields", horizon="current", cell_level="all"))


def test_of_very_many_deals_those_of_which_most_is_expected_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_deals, "MOST_DEALS", 3)
    [period] = read(drawn("weighted_forecast"))["deals"]
    rows = sorted(WEEK.rows("deal_yields"), key=lambda r: (-r["expected_amount"], r["opportunity_id"]))
    assert (period["deal_count"], period["listed_count"]) == (len(rows), 3)
    assert [deal["opportunity_id"] for deal in period["listed"]] == [row["opportunity_id"] for row in rows[:3]]


def test_the_scale_of_each_period_is_that_of_its_representatives() -> None:
    scales = read(drawn("weighted_forecast"))["scales"]
    assert [scale["horizon"] for scale in scales] == ["current", "next"]
    for scale in scales:
        for row in WEEK.rows("standing_forecast", horizon=scale["horizon"]):
            assert_published(scale, row)


def test_every_call_is_published_with_who_is_missing_and_late() -> None:
    document = read(drawn("commit_forecast"))
    rows = {(row["node_id"], row["period_id"], row["layer"]): row for row in WEEK.rows("commit_forecast")}
    shown = {(*key, layer["layer"]): layer for key, part in positions(document) for layer in part["layers"]}
    assert shown.keys() == rows.keys()
    for key, row in rows.items():
        assert_published(shown[key], row)
    for state in ("missing", "late"):
        wanted = [row["node_id"] for row in rows.values() if row["state"] == state]
        assert [part["node_id"] for part in document[state]] == wanted


def test_the_summary_of_calls_counts_them() -> None:
    summary = {part["layer"]: part for part in read(drawn("commit_forecast"))["summary"]}
    rows = WEEK.rows("commit_forecast")
    for layer, part in summary.items():
        states = [row["state"] for row in rows if row["layer"] == layer]
        assert part["expected_count"] == len(states)
        assert part["missing_count"] == states.count("missing")
        assert part["share_submitted_ratio"] == pytest.approx(1 - states.count("missing") / len(states), abs=1e-6)
    assert sum(part["expected_count"] for part in summary.values()) == len(rows)


def test_what_the_schema_does_not_allow_is_not_written() -> None:
    week = changed(WEEK, "gate_results", lambda row: row | {"state": "fine"})
    with pytest.raises(ValueError, match="YAML does not follow its schema at gates/0/state: 'fine'"):
        drawn("final_forecast", week)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_and_closed(name: str) -> None:
    schema = yaml_document.schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:sales-pipeline:schema:{name}:1.0"
    for part in _objects(schema):
        assert part["additionalProperties"] is False
        assert set(part["required"]) <= set(part["properties"])
        assert all(inner.get("description") or "$ref" in inner or "properties" in inner
                   for inner in part["properties"].values())  # fmt: skip


def _objects(part: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, dict):
        if part.get("type") == "object":
            yield part
        for value in part.values():
            yield from _objects(value)


def test_every_column_of_a_call_is_in_the_schema() -> None:
    text = json.dumps(yaml_document.schema("commit_forecast"))
    assert [column.name for column in columns(CommitForecast)[1:] if f'"{column.name}"' not in text] == []


def test_hostile_names_stay_the_text_they_are() -> None:
    week = full_frames(SHAPES["hostile"])
    document = read(drawn("commit_forecast", week, SHAPES["hostile"]))
    wanted = {row["node_id"]: clean(row["node_name"]) for row in week.rows("forecast_rollup")}
    assert {node["node_id"]: node["node_name"] for node in document["nodes"]} == wanted
    notes = {clean(row["note"]) for row in week.rows("commit_forecast") if row["note"] is not None}
    assert {layer["note"] for _, part in positions(document) for layer in part["layers"]} - {None} == notes
