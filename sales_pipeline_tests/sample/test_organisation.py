"""The organisation has four levels, changed during the history, and asks more of people than of units."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from sales_pipeline.intake.contracts import ROLES
from sales_pipeline_tests.sample.committed import NOW, Row, rows

MONDAYS = [date(2024, 1, 8) + timedelta(weeks=n) for n in range(150) if date(2024, 1, 8) + timedelta(weeks=n) <= NOW]


def in_force(row: Row, later: list[Row], when: date) -> bool:
    """Whether a dated row holds on a day; without an end it lasts until the next of its thing."""
    start = date.fromisoformat(row["valid_from"])
    ends = [date.fromisoformat(other["valid_from"]) for other in later]
    ends = [end for end in ends if end > start]
    if row.get("valid_to"):
        ends.append(date.fromisoformat(row["valid_to"]))
    return start <= when and all(when < end for end in ends)


def tree(when: date) -> dict[str, Row]:
    """Units that stand on a day."""
    nodes = rows("reference/organisation_nodes.csv")
    return {
        row["node_id"]: row
        for row in nodes
        if in_force(row, [other for other in nodes if other["node_id"] == row["node_id"]], when)
    }


def team_of(when: date) -> dict[str, str]:
    """The unit of every person on a day."""
    members = rows("reference/organisation_members.csv")
    by_person = defaultdict(list)
    for row in members:
        by_person[row["person_id"]].append(row)
    return {row["person_id"]: row["node_id"] for row in members if in_force(row, by_person[row["person_id"]], when)}


def sellers() -> dict[str, Row]:
    return {row["person_id"]: row for row in rows("reference/people.csv") if row["role"] == "representative"}


def test_four_levels_at_every_monday() -> None:
    for monday in MONDAYS:
        nodes, teams = tree(monday), team_of(monday)
        levels = [row["level"] for row in nodes.values()]
        assert levels.count("company") == 1
        assert levels.count("region") >= 3
        assert levels.count("team") >= 6
        assert sum(person in sellers() for person in teams) >= 24 - 1, monday
        assert all(nodes[teams[person]]["level"] == "team" for person in teams if person in sellers())
        assert all(row["parent_node_id"] in nodes for row in nodes.values() if row["level"] != "company")


def test_there_are_enough_representatives() -> None:
    assert len(set(team_of(NOW)) & set(sellers())) >= 24


def test_a_team_split_and_another_moved_region() -> None:
    before, after = tree(date(2025, 6, 30)), tree(date(2026, 1, 5))
    assert set(after) - set(before) == {"us-southeast"}
    moved = {node for node in before if before[node]["parent_node_id"] != after[node]["parent_node_id"]}
    assert moved == {"mea"}
    old, new = team_of(date(2025, 12, 29)), team_of(date(2026, 1, 5))
    split_off = {person for person in old if new[person] == "us-southeast"}
    assert {old[person] for person in split_off} == {"us-east"}
    assert len(split_off & set(sellers())) == 2


def test_people_left_moved_and_came() -> None:
    people = sellers()
    left = [person for person, row in people.items() if row["left_on"]]
    assert len(left) == 2
    for person in left:
        last = date.fromisoformat(people[person]["left_on"])
        assert person in team_of(last)
        assert person not in team_of(last + timedelta(days=1))
    start, end = team_of(date(2024, 1, 8)), team_of(NOW)
    movers = {person for person in start if end.get(person, start[person]) != start[person]} & set(people)
    assert {(start[person], end[person]) for person in movers} == {
        ("us-central", "us-west"),
        ("us-east", "us-southeast"),
    }
    hired = [row for row in people.values() if row["hired_on"] > "2024-01-01"]
    assert len(hired) >= 4


def test_every_role_has_people_and_a_way_up() -> None:
    people = {row["person_id"]: row for row in rows("reference/people.csv")}
    assert {row["role"] for row in people.values()} == set(ROLES)
    for row in people.values():
        steps = 0
        while row["manager_id"]:
            row, steps = people[row["manager_id"]], steps + 1
        assert row["role"] == "cro"
        assert steps <= 3


def test_names_and_addresses_are_unique() -> None:
    people = rows("reference/people.csv")
    assert len({row["person_name"] for row in people}) == len(people)
    assert len({row["email"] for row in people}) == len(people)
    assert all(row["email"].isascii() and row["email"].endswith("@fernhollow.example") for row in people)


def quotas_of(start: str) -> tuple[Decimal, dict[str, Decimal]]:
    """What is assigned to people in a quarter, prorated and ramped, and the units' own targets."""
    assigned, targets = Decimal(0), {}
    for row in rows("reference/quotas.csv"):
        if row["period_start_date"] != start:
            continue
        if row["target_amount"]:
            targets[row["node_id"]] = Decimal(row["target_amount"])
        else:
            assigned += Decimal(row["quota_amount"]) * Decimal(row["ramp_ratio"]) * active_share(row)
    return assigned, targets


def active_share(row: Row) -> Decimal:
    start = date.fromisoformat(row["period_start_date"])
    end = date(start.year + (start.month == 10), (start.month + 2) % 12 + 1, 1)
    first = date.fromisoformat(row["effective_from"] or row["period_start_date"])
    last = date.fromisoformat(row["effective_to"]) + timedelta(days=1) if row["effective_to"] else end
    assert start <= first < last <= end
    return Decimal((last - first).days) / (end - start).days


STARTS = sorted({row["period_start_date"] for row in rows("reference/quotas.csv")})


def test_quotas_cover_the_history_and_the_next_quarter() -> None:
    assert STARTS[0] == "2024-01-01"
    assert STARTS[-1] == "2027-01-01"
    assert len(STARTS) == 13


@pytest.mark.parametrize("start", STARTS)
def test_more_is_assigned_than_targeted(start: str) -> None:
    assigned, targets = quotas_of(start)
    nodes = tree(date.fromisoformat(start))
    assert set(targets) == set(nodes)
    levels = {level: sum(targets[n] for n in nodes if nodes[n]["level"] == level) for level in ("region", "team")}
    assert targets["company"] < levels["region"] < levels["team"]
    assert Decimal("1.02") < assigned / targets["company"] < Decimal("1.12")


def test_new_people_ramp_up_and_leavers_are_prorated() -> None:
    quotas = defaultdict(list)
    for row in rows("reference/quotas.csv"):
        quotas[row["node_id"]].append(row)
    people = sellers()
    for person, row in people.items():
        ramps = [quota["ramp_ratio"] for quota in quotas[person]]
        hired_late = row["hired_on"] > "2024-01-01"
        assert ramps[:4] == ["0.25", "0.50", "0.75", "1.00"][: len(ramps)] if hired_late else set(ramps) == {"1.00"}
        assert quotas[person][-1]["effective_to"] == row["left_on"]
        assert quotas[person][0]["effective_from"] == (row["hired_on"] if hired_late else "")


def test_targets_grow_and_the_fourth_quarter_asks_most() -> None:
    targets = {start: quotas_of(start)[1]["company"] for start in STARTS}
    for year in ("2024", "2025", "2026"):
        quarters = [targets[start] for start in STARTS if start.startswith(year)]
        assert quarters[3] == max(quarters)
        assert quarters[2] < quarters[1]
    growth = sum(targets[s] for s in STARTS if "2026" in s) / sum(targets[s] for s in STARTS if "2025" in s)
    assert Decimal("1.08") < growth < Decimal("1.15")


def test_plans_cover_every_unit_and_quarter() -> None:
    planned = {(row["node_id"], row["period_start_date"]) for row in rows("reference/plans.csv")}
    expected = {(node, start) for start in STARTS[:-1] for node in tree(date.fromisoformat(start))}
    assert planned == expected


def test_rates_are_dated_monthly_and_yearly() -> None:
    found = defaultdict(list)
    for row in rows("reference/exchange_rates.csv"):
        found[row["currency"], row["rate_kind"]].append(row["valid_from"])
        assert Decimal("0.8") < Decimal(row["rate"]) < Decimal("1.6")
    assert set(found) == {(currency, kind) for currency in ("EUR", "GBP") for kind in ("spot", "plan")}
    months = [f"{year}-{month:02d}-01" for year in (2024, 2025, 2026) for month in range(1, 13)][:-1]
    for currency in ("EUR", "GBP"):
        assert [day for day in found[currency, "spot"] if day >= "2024"] == months
        assert {"2024-01-01", "2025-01-01", "2026-01-01"} <= set(found[currency, "plan"])
