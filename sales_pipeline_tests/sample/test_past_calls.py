"""Calls of past quarters: two checkpoints each, every layer, and a record that says who adds information."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from sales_pipeline.calendar import monday_at_or_before, period_at
from sales_pipeline.intake.contracts import REASONS
from sales_pipeline.weeks import Weeks
from sales_pipeline_tests.conftest import WEEK, copy_sample, weeks_of
from sales_pipeline_tests.sample.committed import HOME, OPPORTUNITIES, Row, rows
from sales_pipeline_tests.sample.test_organisation import sellers, team_of, tree

LEVELS = {"manager": "team", "region": "region", "cro": "company"}
ROLES = {"region": "regional_vp"}
PAST = sorted(
    date.fromisoformat(path.name) for path in (HOME / "submissions").iterdir() if path.name < "2026-10-01"
)  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Weeks:
    """The sample as it is; tests only add weeks to its lake."""
    return weeks_of(copy_sample(tmp_path_factory.mktemp("whole") / "home"))


def sent(week: date) -> tuple[Row, ...]:
    return rows(f"submissions/{week}/calls.csv")


def test_there_are_two_mondays_of_each_of_the_last_eight_quarters(whole: Weeks) -> None:
    wanted = []
    for recency in range(8, 0, -1):
        quarter = period_at(whole.company, WEEK, -recency)
        last = monday_at_or_before(quarter.end - timedelta(days=1))
        wanted += [last - timedelta(weeks=6), last]
    assert wanted == PAST
    assert {period_at(whole.company, week).weeks_left(week) for week in PAST} == {
        0, period_at(whole.company, WEEK).weeks_left(WEEK)
    }  # fmt: skip


@pytest.mark.parametrize("week", PAST, ids=str)
def test_rows_are_well_formed(week: date) -> None:
    nodes, teams, people = tree(week), team_of(week), {row["person_id"]: row for row in rows("reference/people.csv")}
    assert len({(row["node_id"], row["layer"]) for row in sent(week)}) == len(sent(week))
    for row in sent(week):
        assert row["category"] == "commit"
        assert float(row["amount"]) >= 0
        assert row["reason_code"] in ("", *REASONS)
        assert bool(row["reason_code"]) == bool(row["note"])
        assert row["period_id"] == f"FY{week.year}-Q{(week.month + 2) // 3}"
        assert people[row["submitter_id"]]["role"] == ROLES.get(row["layer"], row["layer"])
        own = row["submitter_id"] if row["layer"] == "representative" else teams[row["submitter_id"]]
        assert row["node_id"] == own
        assert row["layer"] == "representative" or nodes[own]["level"] == LEVELS[row["layer"]]


@pytest.mark.parametrize("week", PAST, ids=str)
def test_nearly_everybody_called(week: date) -> None:
    layers: dict[str, set[str]] = defaultdict(set)
    for row in sent(week):
        layers[row["layer"]].add(row["node_id"])
    expected = set(team_of(week)) & set(sellers())
    assert 1 <= len(expected - layers["representative"]) <= 2
    assert len(layers["manager"]) >= 7
    assert len(layers["region"]) == 3
    assert layers["cro"] == {"company"}


def test_they_keep_the_sample_small() -> None:
    size = sum(path.stat().st_size for path in (HOME / "submissions").rglob("calls.csv"))
    assert size < 60 * OPPORTUNITIES


def test_on_mondays_between_checkpoints_nobody_is_missing(whole: Weeks) -> None:
    for week in (date(2025, 11, 17), date(2025, 11, 24)):
        [missing] = [v for v in whole.verdicts("commit_forecast", week) if v.gate == "representatives_submit"]
        assert missing.state == ("warn" if week in PAST else "ok")


def test_the_record_says_who_hopes_and_that_every_layer_corrects_the_one_below(whole: Weeks) -> None:
    made = whole.frames(["override_value"], WEEK)["override_value"].to_pylist()
    layers = {row["layer"]: row for row in made if row["grouped_by"] == "layer"}
    assert {layer: row["period_count"] for layer, row in layers.items()} == dict.fromkeys(
        ("representative", "manager", "region", "cro"), 8
    )
    values = [layers[layer]["mean_value_ratio"] for layer in ("representative", "manager", "region")]
    assert values == sorted(values)
    assert layers["region"]["mean_value_ratio"] > 0 > layers["representative"]["mean_value_ratio"]
    assert "optimist" in {row["leaning"] for row in made if row["grouped_by"] == "unit"}
    assert len({row["member_id"] for row in made if row["grouped_by"] == "reason"}) >= 5
