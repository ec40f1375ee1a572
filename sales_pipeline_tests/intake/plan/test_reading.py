"""A plan becomes rows: every field lands where it belongs, with the line it was written on."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline import contract
from sales_pipeline.intake.files import input_digest, inputs
from sales_pipeline.intake.plan.build import DEFAULT, TABLES
from sales_pipeline_tests.intake.plan.plans import WEEKLY, Planned, changed


def test_every_field_has_its_column(tmp_path: Path) -> None:
    plan = Planned(tmp_path, WEEKLY)
    assert plan.rows("SELECT * FROM plan_initiatives") == [
        ("weekly", "The week", "forecast", 2, "sales_operations", "week", None, "forecast", 0, None, None, None, None,
            "workflow/plan.yaml", 2),
    ]  # fmt: skip
    assert plan.rows("""
        SELECT task_id, role, deliverable, segment, per, effort_hours, is_parallel, acceptance, checkpoint_id,
            source_line
        FROM plan_tasks ORDER BY source_line""") == [
        ("extract", "sales_operations", "pipeline_snapshot", None, "once", Decimal(2), True, None, "review", 16),
        ("roll_up", "sales_analyst", "forecast_rollup", "Enterprise", "once", Decimal("1.5"), False, "It adds up",
            "review", 22),
        ("send", "sales_operations", "forecast_summary", None, "once", Decimal("0.5"), True, None, "review", 33),
    ]  # fmt: skip
    assert plan.rows("""
        SELECT due_rule, due_kind, due_date, due_weekday_number, due_ordinal_number, due_offset_hours, due_time
        FROM plan_tasks ORDER BY source_line""") == [
        ("Mon 10:00", "weekday", None, 1, None, None, "10:00"),
        ("-1d 17:00", "offset", None, None, None, Decimal(-24), "17:00"),
        ("+4h", "offset", None, None, None, Decimal(4), None),
    ]
    assert plan.rows("SELECT task_id, needs_id, needs_kind, source_line FROM plan_dependencies ORDER BY 1") == [
        ("roll_up", "extract", "task", 29),
        ("send", "review", "checkpoint", 38),
    ]
    assert plan.rows("SELECT checkpoint_id, need, need_kind, source_line FROM plan_needs ORDER BY 2") == [
        ("review", "bridges_balance", "gate", 12),
        ("review", "forecast_rollup", "deliverable", 12),
    ]
    assert plan.rows("SELECT approver_order, role FROM plan_approvers ORDER BY 1") == [(1, "manager"), (2, "cro")]
    assert plan.rows("SELECT task_id, skill FROM plan_skills ORDER BY 2") == [
        ("roll_up", "excel"), ("roll_up", "forecasting"),
    ]  # fmt: skip
    counted = "SELECT table_name, row_count, accepted_count FROM source_files"
    assert plan.rows(f"{counted} WHERE source_file LIKE 'workflow%'") == [
        ("plan_tasks", 3, 3)
    ]  # fmt: skip


DEALS = """\
initiatives:
  - id: gate
    title: Gate
    pattern: deal
    tier: 1
    owner: manager
    recurs: deal
    stages: [Open, Proposal]
    from_amount: 1000.50
    starts: 2026-03-04
    risks:
      - {id: late, risk: It is late, mitigation: Begin, owner: cro}
    checkpoints:
      - id: gate_review
        title: Review
        when: Thu
        approvers: cro
        criteria:
          - {id: buyer, says: The buyer is known, column: has_economic_buyer, is: true}
          - {id: contacts, says: Two contacts, column: contact_count, at_least: 2}
    tasks:
      - {id: review_deal, title: Review, role: manager, deliverable: pipeline_snapshot, effort_hours: 1, due: -1d}
"""


def test_a_gate_of_deals_has_stages_and_criteria(tmp_path: Path) -> None:
    plan = Planned(tmp_path, DEALS)
    assert plan.rows("SELECT stage_name, starts_date FROM plan_stages ORDER BY 1") == [
        ("Open", date(2026, 3, 2)), ("Proposal", date(2026, 3, 2)),
    ]  # fmt: skip
    assert plan.rows("SELECT from_amount, starts_date FROM plan_initiatives") == [
        (Decimal("1000.50"), date(2026, 3, 2))
    ]
    assert plan.rows("SELECT criterion_id, column_name, operator, value FROM plan_criteria ORDER BY 1") == [
        ("buyer", "has_economic_buyer", "is", "true"), ("contacts", "contact_count", "at_least", "2"),
    ]  # fmt: skip
    assert plan.rows("SELECT when_kind, when_weekday_number, when_time FROM plan_checkpoints") == [
        ("weekday", 4, "17:00")
    ]
    assert plan.rows("SELECT per FROM plan_tasks") == [("deal",)]
    assert plan.rows("SELECT risk_id, risk, mitigation, owner_role FROM plan_risks") == [
        ("late", "It is late", "Begin", "cro")
    ]


REQUEST = """\
id: tidy
title: Tidy up
role: sales_analyst
deliverable: forecast_summary
effort_hours: 2
due: 2026-03-06 12:00
requested_on: 2026-03-04
requested_by: fay
depends_on: [roll_up]
"""


def test_a_task_dropped_as_a_file_joins_the_plan(tmp_path: Path) -> None:
    plan = Planned(tmp_path, WEEKLY, tidy=REQUEST)
    where = "WHERE initiative_id = 'tidy'"
    assert plan.rows(
        f"SELECT pattern, recurrence, carries, requested_by_id, starts_date FROM plan_initiatives {where}"
    ) == [("request", "once", "nothing", "fay", date(2026, 3, 2))]
    assert plan.rows(f"SELECT task_id, due_date, due_time, starts_date, source_file FROM plan_tasks {where}") == [
        ("tidy", date(2026, 3, 6), "12:00", date(2026, 3, 2), "tasks/pending/tidy.yaml")
    ]
    assert plan.rows("SELECT needs_id FROM plan_dependencies WHERE task_id = 'tidy'") == [("roll_up",)]


def test_what_the_board_shows_asks_for_nothing(tmp_path: Path) -> None:
    plan = Planned(tmp_path, WEEKLY, view="made_by: sales-pipeline\nid: extract\n")
    assert plan.rows("SELECT count(*) FROM plan_tasks") == [(3,)]
    assert plan.rows("SELECT count(*) FROM source_files WHERE source_file LIKE 'tasks/%'") == [(0,)]
    assert [path.name for path in inputs(plan.home) if path.parent == plan.home.requests] == []
    # whatever it says, nothing is read anew because of it
    digest = input_digest(plan.home)
    (plan.home.requests / "view.yaml").write_text("made_by: sales-pipeline\nid: other\n", encoding="utf-8")
    assert input_digest(plan.home) == digest


def test_a_file_that_nobody_reads_is_told(tmp_path: Path) -> None:
    for name in ("workflow/notes.txt", "tasks/pending/list.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = Planned(tmp_path, WEEKLY).rows("SELECT source_file FROM source_files WHERE table_name = '' ORDER BY 1")
    assert found == [("tasks/pending/list.csv",), ("workflow/notes.txt",)]


def test_a_home_without_a_plan_has_the_one_of_the_package(tmp_path: Path) -> None:
    plan = Planned(tmp_path, None, None)
    assert plan.rows("SELECT initiative_id, source_file FROM plan_initiatives") == [("weekly_forecast", "default plan")]
    written = Planned(tmp_path / "own", DEFAULT.read_text(encoding="utf-8"), None)
    for name in TABLES:
        shown = "* EXCLUDE (source_file)"
        assert plan.rows(f"SELECT {shown} FROM {name} ORDER BY ALL") == written.rows(
            f"SELECT {shown} FROM {name} ORDER BY ALL"
        )


def test_a_plan_may_be_empty(tmp_path: Path) -> None:
    assert Planned(tmp_path, "initiatives: []\n").rows("SELECT count(*) FROM plan_tasks") == [(0,)]


@pytest.mark.parametrize(
    "title",
    [
        '=HYPERLINK("http://x")',
        "<script>alert(1)</script>",
        "'; DROP TABLE plan_tasks; --",
        "a → b \u202eיעל",
        "{{ x }}",
        "$(rm)",
    ],
)
def test_titles_from_outside_are_texts(tmp_path: Path, title: str) -> None:
    quoted = title.replace("'", "''")
    plan = Planned(tmp_path, changed("title: Extract", f"title: '{quoted}'"))
    assert plan.rows("SELECT title FROM plan_tasks WHERE task_id = 'extract'") == [(title,)]


def test_a_plan_read_from_windows_is_the_same(tmp_path: Path) -> None:
    plan = Planned(tmp_path, WEEKLY)
    other = Planned(tmp_path / "other", "\ufeff" + WEEKLY.replace("\n", "\r\n"))
    for name in TABLES:
        assert plan.rows(f"SELECT * FROM {name} ORDER BY ALL") == other.rows(f"SELECT * FROM {name} ORDER BY ALL")


def test_every_table_of_the_plan_is_known_from_its_initiatives_start() -> None:
    assert len(TABLES) == 10
    for name in TABLES:
        assert contract.meta(contract.catalogue()[name], "known") == "starts_date"
