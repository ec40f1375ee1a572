"""Six weeks of calls: nearly complete, some late, most hopeful, one person holding back."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sales_pipeline.intake.contracts import LAYERS, REASONS
from sales_pipeline_tests.sample.committed import HOME, Row, amount, dollars, histories, instant, rows
from sales_pipeline_tests.sample.test_organisation import sellers, team_of, tree

WEEKS = [date(2026, 10, 12) + timedelta(weeks=n) for n in range(6)]
ZONE = ZoneInfo("America/New_York")
WORTH = {"Verbal commit": 90, "Negotiation": 66, "Proposal": 36, "Prospecting": 11, "Qualification": 11}


def calls(week: date) -> list[Row]:
    """All rows sent for a week."""
    return [
        row
        for path in sorted((HOME / "submissions" / week.isoformat()).glob("*.csv"))
        for row in rows(path.relative_to(HOME).as_posix())
    ]


def monday(week: date, hours: int = 0) -> datetime:
    return datetime.combine(week, time(), ZONE) + timedelta(hours=hours)


def seen_at(week: date) -> dict[str, tuple[Decimal, Decimal]]:
    """What each seller had closed in the quarter by a Monday, and what the open deals were worth to one who is fair."""
    found: dict[str, tuple[Decimal, Decimal]] = defaultdict(lambda: (Decimal(0), Decimal(0)))
    for changes in histories().values():
        known = [row for row in changes if instant(row["CreatedDate"]) < monday(week)]
        last = known[-1] if known else None
        if last and "2026-10-01" <= last["CloseDate"] <= "2026-12-31" and last["IsDeleted"] == "false":
            value = dollars(amount(last["Amount"]) or Decimal(0), last["CurrencyIsoCode"], week)
            closed, worth = found[last["OwnerId"]]
            won = value if last["StageName"] == "Closed Won" else Decimal(0)
            found[last["OwnerId"]] = (closed + won, worth + value * WORTH.get(last["StageName"], 0) / 100)
    return found


def test_there_are_the_last_six_weeks() -> None:
    weeks = sorted(path.name for path in (HOME / "submissions").iterdir())
    assert [week for week in weeks if week > "2026-10-01"] == [week.isoformat() for week in WEEKS]


@pytest.mark.parametrize("week", WEEKS, ids=str)
def test_nearly_all_representatives_sent_a_call(week: date) -> None:
    expected = set(team_of(week)) & set(sellers())
    sent = {row["submitter_id"] for row in calls(week) if row["layer"] == "representative"}
    assert sent <= expected
    assert 0.85 <= len(sent) / len(expected) < 1
    assert 1 <= len(expected - sent) <= 2


@pytest.mark.parametrize("week", WEEKS, ids=str)
def test_rows_are_well_formed(week: date) -> None:
    nodes, teams, people = tree(week), team_of(week), {row["person_id"]: row for row in rows("reference/people.csv")}
    for row in calls(week):
        assert row["layer"] in LAYERS
        assert row["reason_code"] in ("", *REASONS)
        assert bool(row["reason_code"]) == bool(row["note"])
        assert row["period_id"] == "FY2026-Q4"
        role = people[row["submitter_id"]]["role"]
        assert role == {"region": "regional_vp"}.get(row["layer"], row["layer"])
        own = row["submitter_id"] if role == "representative" else teams[row["submitter_id"]]
        assert row["node_id"] == own
        assert role == "representative" or nodes[own]["level"] == {"manager": "team", "region": "region"}[row["layer"]]
        if row["category"] == "deal":
            assert row["opportunity_id"] in histories()
            assert row["is_included"] in ("true", "false")
            assert row["reason_code"]
        else:
            assert row["category"] in ("commit", "most_likely", "best_case")
            assert Decimal(row["amount"]) >= 0
            assert row["currency"] == "USD"


@pytest.mark.parametrize("week", WEEKS, ids=str)
def test_figures_rise_from_commit_to_best_case(week: date) -> None:
    sent: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for row in calls(week):
        if row["category"] != "deal":
            sent[row["submitter_id"], row["submitted_at"]].append(Decimal(row["amount"]))
    assert all(len(figures) == 3 and figures == sorted(figures) for figures in sent.values())


def test_some_are_late_but_none_this_week() -> None:
    late = dict.fromkeys(WEEKS, 0)
    for week in WEEKS:
        for row in calls(week):
            sent = instant(row["submitted_at"])
            assert monday(week, -8) < sent < monday(week, 24 * 7)
            late[week] += row["category"] == "commit" and sent > monday(week, 12)
    assert late[WEEKS[-1]] == 0
    assert 4 <= sum(late.values()) <= 20


def test_managers_and_regions_call_too_and_somebody_corrects_a_call() -> None:
    for week in WEEKS:
        layers = defaultdict(set)
        for row in calls(week):
            layers[row["layer"]].add(row["node_id"])
        assert len(layers["manager"]) >= 9
        assert len(layers["region"]) == 3
        sent = {(row["submitter_id"], row["submitted_at"]) for row in calls(week) if row["layer"] == "representative"}
        assert len(sent) == len({submitter for submitter, _ in sent}) + 1


def test_a_few_deals_are_called_in_and_out() -> None:
    included = [row["is_included"] for week in WEEKS for row in calls(week) if row["category"] == "deal"]
    assert 6 <= len(included) <= 60
    assert set(included) == {"true", "false"}


def latest_calls(week: date) -> dict[str, Decimal]:
    """Each representative's last commit call of a week."""
    found = sorted(
        (row["submitted_at"], row["submitter_id"], Decimal(row["amount"]))
        for row in calls(week)
        if row["layer"] == "representative" and row["category"] == "commit"
    )
    return {person: figure for _, person, figure in found}


def test_one_holds_back_every_week_and_two_hope() -> None:
    tempers: dict[str, list[Decimal]] = defaultdict(list)
    for weeks_ago, week in enumerate(reversed(WEEKS)):
        seen = seen_at(week)
        for person, figure in latest_calls(week).items():
            closed, worth = seen[person]
            fair = worth * (100 + 11 * weeks_ago) / 100
            if fair > 100_000:
                tempers[person].append((figure - closed) / fair)
    steady = {person: found for person, found in tempers.items() if len(found) >= 4}
    low = {person for person, found in steady.items() if max(found) < Decimal("0.7")}
    high = {person for person, found in steady.items() if sum(found) / len(found) > Decimal("1.2")}
    assert len(low) == 1
    assert 1 <= len(high) <= 3


def test_the_company_calls_near_its_target() -> None:
    targets = {
        row["node_id"]: Decimal(row["target_amount"])
        for row in rows("reference/quotas.csv")
        if row["period_start_date"] == "2026-10-01" and row["target_amount"]
    }
    called = sum(
        Decimal(row["amount"]) for row in calls(WEEKS[-1]) if row["layer"] == "region" and row["category"] == "commit"
    )
    assert Decimal("0.85") < called / targets["company"] < Decimal("1.05")
