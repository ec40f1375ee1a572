"""The order in which a plan is written says nothing: only line numbers tell it."""

import random
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sales_pipeline.home import Home
from sales_pipeline.intake.plan.build import TABLES, read
from sales_pipeline.intake.plan.known import People
from sales_pipeline.sample.work import plan_yaml
from sales_pipeline_tests.conftest import WEEK
from sales_pipeline_tests.execution.owed import SEATS, plan_rows
from sales_pipeline_tests.sql_case import run_sql

PEOPLE = People(frozenset(), frozenset({"Qualification", "Proposal", "Negotiation", "Verbal commit"}))
LISTS = ("initiatives", "tasks", "checkpoints", "needs", "depends_on", "skills", "stages", "criteria", "risks")
# parts of the queue's inputs that a plan makes, and the others given by hand
DEALS = [
    {"opportunity_id": str(n), "state": "open", "stage_name": "Proposal", "amount": 200_000 + n, "node_id": "ann"}
    for n in range(3)
]


def shuffled(part: Any, chance: random.Random) -> Any:
    """A plan with its lists and fields in another order; approvers keep theirs, which means something."""
    if isinstance(part, dict):
        names = list(part)
        chance.shuffle(names)
        return {name: _list(name, part[name], chance) for name in names}
    return part


def _list(name: str, value: Any, chance: random.Random) -> Any:
    if not isinstance(value, list):
        return value
    items = [shuffled(item, chance) for item in value]
    if name in LISTS:
        chance.shuffle(items)
    return items


def written(plan: Any) -> str:
    return yaml.safe_dump(plan, sort_keys=False, allow_unicode=True)


def told(rows: list[dict[str, Any]]) -> list[str]:
    """Rows without the lines they stand on, in an order of their own."""
    kept = [{k: v for k, v in row.items() if k not in ("source_line", "source_file")} for row in rows]
    return sorted(repr(sorted(row.items())) for row in kept)


def plan_of(root: Path, text: str) -> dict[str, list[str]]:
    (root / "workflow").mkdir(parents=True, exist_ok=True)
    (root / "workflow" / "plan.yaml").write_text(text, encoding="utf-8")
    draft = read(Home(root), None, PEOPLE)
    return {name: told(draft.rows[name]) for name in TABLES}


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_a_plan_in_another_order_makes_the_same_rows(tmp_path_factory: Any, seed: int) -> None:
    root = tmp_path_factory.mktemp("plan")
    plan = yaml.load(plan_yaml(), Loader=yaml.BaseLoader)
    assert plan_of(root, written(shuffled(plan, random.Random(seed)))) == plan_of(root, plan_yaml())


def queue_of(root: Path, text: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows = plan_rows(root, text.replace("[Qualification]", "[Open]").replace("[Negotiation]", "[Open]")
        .replace("[Verbal commit]", "[Open]").replace("- Qualification", "- Open").replace("- Negotiation", "- Open")
        .replace("- Verbal commit", "- Open"))  # fmt: skip
    named = {name: rows[name] for name in ("plan_initiatives", "plan_tasks", "plan_checkpoints", "plan_stages")}
    owed = run_sql("task_instances", WEEK, {**named, "call_seats": SEATS, "pipeline_snapshot": DEALS}, root / "lake")
    waits = {name: rows[name] for name in ("plan_dependencies", "plan_checkpoints", "plan_needs", "plan_tasks")}
    kin = [{"instant": "now", "node_id": n, "ancestor_node_id": a} for n in ("ann", "bob") for a in (n, "north")]
    links = run_sql("task_links", WEEK, {**waits, "task_instances": owed, "node_ancestors": kin}, root / "lake2")
    stakes = [{"subject_kind": "node", "subject_id": "north", "carries": "forecast", "carried_amount": 5}]
    given = {"task_instances": owed, "task_links": links, "work_stakes": stakes, "nodes": []}
    return run_sql("task_queue", WEEK, given, root / "lake3"), links


def test_the_queue_is_the_same_too_and_waits_for_nothing_later(tmp_path: Path) -> None:
    plan = yaml.load(plan_yaml(), Loader=yaml.BaseLoader)
    queue, links = queue_of(tmp_path / "a", plan_yaml())
    other, _ = queue_of(tmp_path / "b", written(shuffled(plan, random.Random(1))))
    assert len(queue) > 20
    assert told(queue) == told(other)
    wave = {row["instance_id"]: row["wave_number"] for row in queue}
    assert len(links) > 20
    assert all(wave[link["needs_instance_id"]] < wave[link["instance_id"]] for link in links)
    assert sorted(row["priority_order"] for row in queue) == list(range(1, len(queue) + 1))
