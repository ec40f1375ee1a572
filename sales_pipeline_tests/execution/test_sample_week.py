"""The sample's queue: what its plan makes owed in its newest week, and what a later request leaves as it was."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sales_pipeline.calendar import WEEK as SEVEN_DAYS
from sales_pipeline.run_identity import run_id
from sales_pipeline.weeks import Weeks
from sales_pipeline_tests.conftest import WEEK, weeks_of

GATES = ("gate_qualification", "gate_proposal", "gate_negotiation", "gate_close")


@pytest.fixture(scope="module")
def queue(whole: Weeks) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = whole.frames(["task_queue"], WEEK)["task_queue"].to_pylist()
    return rows


def test_every_kind_of_work_is_there(queue: list[dict[str, Any]]) -> None:
    """D1, D2, D6: forecast review, gates of deals, pipeline reviews; X2 to X4. No month or quarter is at work."""
    assert {row["initiative_id"] for row in queue} == {
        "weekly_forecast", "pipeline_review", *GATES, "territories_2027", "strategy_2027", "explain_emea_pushes",
    }  # fmt: skip


def test_work_goes_across_functions(queue: list[dict[str, Any]]) -> None:
    """B2: sales, marketing, product, customer success and who serves them owe parts of one initiative."""
    roles = {row["role"] for row in queue}
    assert {"representative", "manager", "marketing", "product", "customer_success", "sales_operations"} <= roles
    strategy = {row["role"] for row in queue if row["initiative_id"] == "strategy_2027"}
    assert len(strategy) == 6


def test_calls_are_owed_by_whom_they_are_asked_of(whole: Weeks, queue: list[dict[str, Any]]) -> None:
    seats = Counter(row["layer"] for row in whole.frames(["call_seats"], WEEK)["call_seats"].to_pylist())
    owed = Counter(row["task_id"] for row in queue)
    assert (owed["send_call"], owed["call_team"], owed["call_region"]) == (
        seats["representative"], seats["manager"], seats["region"],
    )  # fmt: skip
    # noon on Monday in New York
    assert {row["due_at"] for row in queue if row["task_id"] == "send_call"} == {datetime(2026, 11, 16, 17)}


def test_gates_are_owed_for_the_deals_at_their_stage(whole: Weeks, queue: list[dict[str, Any]]) -> None:
    frames = whole.frames(["pipeline_snapshot", "work_stakes"], WEEK)
    deals = {row["opportunity_id"]: row for row in frames["pipeline_snapshot"].to_pylist() if row["state"] == "open"}
    worth = {
        r["subject_id"]: r["carried_amount"] for r in frames["work_stakes"].to_pylist() if r["subject_kind"] == "deal"
    }
    wanted = {
        id for id, deal in deals.items() if deal["stage_name"] == "Negotiation" and deal["amount"] >= Decimal(300_000)
    }
    owed = [row for row in queue if row["initiative_id"] == "gate_negotiation"]
    assert {row["subject_id"] for row in owed} == wanted
    for row in owed:
        assert row["value_at_stake_amount"] == worth[row["subject_id"]]
        assert row["owner_person_id"] == deals[row["subject_id"]]["owner_id"]


def test_the_company_s_tasks_carry_what_is_still_expected(whole: Weeks, queue: list[dict[str, Any]]) -> None:
    top = {
        row["horizon"]: row["expected_amount"] - row["closed_amount"]
        for row in whole.frames(["forecast_rollup"], WEEK)["forecast_rollup"].to_pylist()
        if row["depth"] == 0
    }
    found = {row["task_id"]: row["value_at_stake_amount"] for row in queue if row["subject_kind"] == "company"}
    assert found["roll_up"] == found["extract_pipeline"] == top["current"]
    assert found["model_quotas"] == top["next"]
    assert found["explain_emea_pushes"] == 0


def test_waves_and_due_times_follow_what_waits_for_what(whole: Weeks, queue: list[dict[str, Any]]) -> None:
    rows = {row["instance_id"]: row for row in queue}
    links = whole.frames(["task_links"], WEEK)["task_links"].to_pylist()
    assert len(links) > 200
    for link in links:
        late, early = rows[link["instance_id"]], rows[link["needs_instance_id"]]
        assert early["wave_number"] < late["wave_number"]
        assert early["due_at"] <= late["due_at"]
    assert [verdict.gate for verdict in whole.verdicts("task_queue", WEEK) if verdict.state != "ok"] == []
    assert [v.gate for v in whole.verdicts("plan_checkpoints", WEEK) if v.state != "ok"] == []


def test_what_is_asked_for_later_changes_no_earlier_week(whole: Weeks) -> None:
    before = (run_id(whole, WEEK - SEVEN_DAYS), run_id(whole, WEEK), whole.frames(["task_queue"], WEEK)["task_queue"])
    asked = whole.home.requests / "later.yaml"
    text = (whole.home.requests / "explain_emea_pushes.yaml").read_text(encoding="utf-8")
    text = text.replace("id: explain_emea_pushes", "id: later").replace("due: 2026-11-19", "due: 2026-11-26")
    # the Sunday of the week after: the request belongs to that week, from its Monday on
    asked.write_text(text.replace("requested_on: 2026-11-16", "requested_on: 2026-11-29"), encoding="utf-8")
    try:
        after = weeks_of(whole.home)
        assert (run_id(after, WEEK - SEVEN_DAYS), run_id(after, WEEK)) == before[:2]
        assert after.frames(["task_queue"], WEEK)["task_queue"].equals(before[2])
        known = after.undated.seen("plan_tasks", WEEK + SEVEN_DAYS).facts
        assert known != after.undated.seen("plan_tasks", WEEK).facts
    finally:
        asked.unlink()


def test_ids_stay_from_week_to_week_while_work_goes_on(whole: Weeks) -> None:
    earlier = {
        row["instance_id"] for row in whole.frames(["task_instances"], date(2026, 11, 9))["task_instances"].to_pylist()
    }
    now = {row["instance_id"] for row in whole.frames(["task_instances"], WEEK)["task_instances"].to_pylist()}
    kept = {name.split("/")[0] for name in earlier & now}
    assert kept == {"territories_2027", "strategy_2027"}
    later = whole.frames(["task_instances"], WEEK + SEVEN_DAYS)["task_instances"].to_pylist()
    gates = {name for name in now if name.split("/")[0] in GATES}
    assert len(gates & {row["instance_id"] for row in later}) > 0.8 * len(gates)


def test_gates_begin_when_the_company_began_with_them(queue: list[dict[str, Any]]) -> None:
    """A deal that has stood at its stage for months owes its gate from that week on, and is not late for it."""
    owed = [row for row in queue if row["initiative_id"] in GATES]
    assert {row["occurrence_id"].split("/")[1] for row in owed} == {str(WEEK)}
    assert {row["due_at"].date() - WEEK for row in owed} <= {timedelta(days=days) for days in range(1, 5)}
