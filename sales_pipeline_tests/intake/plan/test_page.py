"""docs/plan.md: its examples are plans, and it explains every field."""

import re
from pathlib import Path

import pytest

from sales_pipeline.home import Home
from sales_pipeline.intake.contracts import ROLES
from sales_pipeline.intake.plan import read as reading
from sales_pipeline.intake.plan.build import DEFAULT, read
from sales_pipeline.intake.plan.known import People
from sales_pipeline.undated import names

PAGE = (Path(__file__).parents[3] / "docs" / "plan.md").read_text(encoding="utf-8")
PLAN, REQUEST = re.findall(r"```yaml\n(.+?)```", PAGE, re.DOTALL)
PEOPLE = People(frozenset(), frozenset({"Proposal"}))


def home_of(root: Path, **files: str) -> Home:
    for name, text in files.items():
        path = root / {"plan": "workflow/plan.yaml"}.get(name, f"tasks/pending/{name}.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Home(root)


def test_the_examples_can_be_used(tmp_path: Path) -> None:
    found = read(home_of(tmp_path, plan=PLAN, request=REQUEST), names(), PEOPLE)
    assert [row["task_id"] for row in found.rows["plan_tasks"]] == [
        "send_call", "roll_up", "distribute", "write_win_plan", "explain_emea_pushes",
    ]  # fmt: skip


def test_the_plan_of_the_package_names_what_there_is(tmp_path: Path) -> None:
    found = read(Home(tmp_path), names(), PEOPLE)
    assert {row["source_file"] for row in found.rows["plan_tasks"]} == {"default plan"}
    assert DEFAULT.is_file()


@pytest.mark.parametrize(
    "fields",
    [reading.INITIATIVE, reading.RISK, reading.CHECKPOINT, reading.CRITERION, reading.TASK, reading.REQUEST, ROLES],
)
def test_every_field_is_explained(fields: tuple[str, ...]) -> None:
    assert [name for name in fields if not re.search(rf"`{name}[`:]", PAGE)] == []


def test_the_fields_of_a_request_are_told_apart() -> None:
    assert set(reading.TASK) - set(reading.REQUEST) == {"per", "checkpoint"}
