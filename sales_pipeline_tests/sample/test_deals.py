"""The deals of the sample behave as deals do, and the files about them agree with one another."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from sales_pipeline_tests.sample.committed import (
    NOW,
    OPPORTUNITIES,
    Row,
    amount,
    day,
    dollars,
    histories,
    instant,
    quarter,
    rows,
)

MIDNIGHT = datetime(2026, 11, 16, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
OPEN = ("Prospecting", "Qualification", "Proposal", "Negotiation", "Verbal commit")
ENDED = [f"{year}-Q{n}" for year in (2024, 2025, 2026) for n in (1, 2, 3, 4)][:-1]
CURRENT = "2026-Q4"
SEGMENTS = {row["Id"]: row["Segment__c"] for row in rows("crm/Account.csv")}
TRUTH = {row["opportunity_id"]: row for row in rows("truth/deals.csv")}


def newest() -> dict[str, Row]:
    """The newest row of each opportunity."""
    found: dict[str, Row] = {}
    for row in sorted(rows("crm/Opportunity.csv"), key=lambda row: row["LastModifiedDate"]):
        found[row["Id"]] = row
    return found


def value(row: Row, when: date) -> Decimal:
    return dollars(amount(row["Amount"]) or Decimal(0), row["CurrencyIsoCode"], when)


def won_by_quarter() -> dict[str, Decimal]:
    """Closed won in dollars by quarter of the close date."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for changes in histories().values():
        last = changes[-1]
        if last["StageName"] == "Closed Won" and last["IsDeleted"] == "false":
            closed = date.fromisoformat(last["CloseDate"])
            found[quarter(closed)] += value(last, closed)
    return found


def pushes(changes: list[Row]) -> int:
    """Moves of the close date into a later month while open."""
    return sum(b["StageName"] in OPEN and b["CloseDate"][:7] > a["CloseDate"][:7] for a, b in pairwise(changes))


def lifetime(changes: list[Row]) -> timedelta:
    """From a deal's creation to its last change."""
    return instant(changes[-1]["CreatedDate"]) - instant(changes[0]["CreatedDate"])


def still_open(when: datetime) -> list[tuple[Row, datetime]]:
    """Deals open at an instant: their state and when it came about."""
    found = []
    for changes in histories().values():
        known = [row for row in changes if instant(row["CreatedDate"]) < when]
        if known and known[-1]["StageName"] in OPEN and known[-1]["IsDeleted"] == "false":
            found.append((known[-1], instant(known[-1]["CreatedDate"])))
    return found


def test_the_history_is_long_and_ends_in_the_week_before_now() -> None:
    instants = [instant(row["CreatedDate"]) for row in rows("crm/OpportunityHistory.csv")]
    assert MIDNIGHT - timedelta(days=7) < max(instants) < MIDNIGHT
    assert len(set(histories())) == len(newest()) == OPPORTUNITIES
    changed = Counter(quarter(moment.date()) for moment in instants)
    assert all(changed[name] > 400 for name in ENDED)
    assert len(ENDED) >= 10


@pytest.mark.parametrize("name", ["Opportunity", "OpportunityContactRole", "Task", "Contact", "Account"])
def test_nothing_is_stamped_later_than_now(name: str) -> None:
    stamps = [row["CreatedDate"] for row in rows(f"crm/{name}.csv") if day(row["CreatedDate"])]
    assert max(map(instant, stamps)) < MIDNIGHT


def test_changes_are_in_order_and_the_first_is_the_creation() -> None:
    current = newest()
    for opportunity, changes in histories().items():
        stamps = [row["CreatedDate"] for row in changes]
        assert stamps == sorted(stamps)
        created = current[opportunity]["CreatedDate"]
        assert created == stamps[0]
    ties = sum(a["CreatedDate"] == b["CreatedDate"] for c in histories().values() for a, b in pairwise(c))
    assert ties > 20


def test_the_extract_is_the_last_change() -> None:
    shared = ("StageName", "ForecastCategoryName", "CurrencyIsoCode", "NextStep", "LossReason__c", "IsDeleted")
    current, differing = newest(), 0
    for opportunity, changes in histories().items():
        row, last = current[opportunity], changes[-1]
        differing += any(row[name] != last[name] for name in shared) or amount(row["Amount"]) != amount(last["Amount"])
        assert (row["IsClosed"] == "true") == row["StageName"].startswith("Closed")
        assert (row["IsWon"] == "true") == (row["StageName"] == "Closed Won")
    assert differing <= 5


def test_line_items_add_to_the_amount_at_creation() -> None:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows("crm/OpportunityLineItem.csv"):
        totals[row["OpportunityId"]] += amount(row["TotalPrice"]) or Decimal(0)
    assert len(totals) == OPPORTUNITIES
    assert all(totals[name] == amount(changes[0]["Amount"]) for name, changes in histories().items())


def test_files_point_at_each_other() -> None:
    opportunities, people = set(newest()), {row["person_id"] for row in rows("reference/people.csv")}
    contacts = {row["Id"]: row["AccountId"] for row in rows("crm/Contact.csv")}
    products = {row["Id"] for row in rows("crm/Product2.csv")}
    assert all(row["AccountId"] in SEGMENTS for row in newest().values())
    assert all(row["ParentId"] in ("", *SEGMENTS) for row in rows("crm/Account.csv"))
    assert all(account in SEGMENTS for account in contacts.values())
    assert {row["Product2Id"] for row in rows("crm/OpportunityLineItem.csv")} == products
    assert all(row["WhatId"] in ("", *opportunities) for row in rows("crm/Task.csv"))
    accounts = {name: row["AccountId"] for name, row in newest().items()}
    roles = rows("crm/OpportunityContactRole.csv")
    assert all(contacts[row["ContactId"]] == accounts[row["OpportunityId"]] for row in roles)
    shares: dict[str, int] = defaultdict(int)
    for row in rows("crm/OpportunitySplit.csv"):
        assert row["SplitOwnerId"] in people
        shares[row["OpportunityId"]] += int(row["SplitPercentage"])
    assert set(shares.values()) == {100}
    assert 10 < len(shares) < 80


def test_accounts_are_varied() -> None:
    accounts = rows("crm/Account.csv")
    assert Counter(row["Segment__c"] for row in accounts).keys() == {"Enterprise", "Mid-Market", "SMB"}
    assert len({row["Industry"] for row in accounts} - {""}) >= 6
    assert len({row["BillingCountry"] for row in accounts}) >= 10
    assert 5 < sum(bool(row["ParentId"]) for row in accounts) < len(accounts) / 10
    assert len({row["Name"] for row in accounts}) == len({row["Id"] for row in accounts})


def test_accounts_exist_before_their_deals() -> None:
    created = {row["Id"]: row["CreatedDate"] for row in rows("crm/Account.csv")}
    assert all(created[row["AccountId"]] < row["CreatedDate"] for row in newest().values())


def test_types_currencies_and_products_all_occur() -> None:
    current = newest().values()
    types = Counter(row["Type"] for row in current)
    assert types["New Business"] > types["Expansion"] > types["Renewal"] > 100
    currencies = Counter(row["CurrencyIsoCode"] for row in current)
    assert set(currencies) == {"USD", "EUR", "GBP"}
    assert min(currencies.values()) > 100
    assert len({row["Family"] for row in rows("crm/Product2.csv")}) == 3


def test_about_three_in_ten_are_won_and_renewals_far_more() -> None:
    ends = Counter((row["Type"], row["IsWon"]) for row in newest().values() if row["IsClosed"] == "true")

    def rate(*types: str) -> float:
        won, lost = (sum(ends[kind, flag] for kind in types) for flag in ("true", "false"))
        return won / (won + lost)

    assert 0.25 < rate("New Business", "Expansion", "Renewal") < 0.35
    assert rate("New Business") < rate("Expansion") < rate("Renewal")
    assert rate("Renewal") > 0.55


def test_bookings_are_of_the_promised_size_and_near_target() -> None:
    won = won_by_quarter()
    assert all(7_000_000 < won[name] < 14_500_000 for name in ENDED)
    targets = {
        quarter(date.fromisoformat(row["period_start_date"])): Decimal(row["target_amount"])
        for row in rows("reference/quotas.csv")
        if row["node_id"] == "company"
    }
    attainments = [won[name] / targets[name] for name in ENDED]
    assert Decimal("0.7") < min(attainments)
    assert max(attainments) < Decimal("1.35")
    assert Decimal("0.85") < sum(attainments) / len(attainments) < Decimal("1.05")
    years = [sum(won[name] for name in ENDED if name.startswith(year)) for year in ("2024", "2025")]
    assert Decimal("1.05") < years[1] / years[0] < Decimal("1.25")


def test_the_last_month_of_a_quarter_brings_most() -> None:
    by_month: Counter[int] = Counter()
    for changes in histories().values():
        if changes[-1]["StageName"] == "Closed Won":
            by_month[int(changes[-1]["CloseDate"][5:7]) % 3] += 1
    assert by_month[0] > by_month[1] + by_month[2] * 0.4
    assert by_month[0] > 0.4 * by_month.total()


def test_larger_customers_take_longer_and_pay_more() -> None:
    spans, sizes = defaultdict(list), defaultdict(list)
    for name, row in newest().items():
        if row["IsWon"] == "true" and day(row["CloseDate"]):
            segment = SEGMENTS[row["AccountId"]]
            spans[segment].append((date.fromisoformat(row["CloseDate"]) - instant(row["CreatedDate"]).date()).days)
            sizes[segment].append(amount(histories()[name][0]["Amount"]))
    for measure in (spans, sizes):
        assert median(measure["Enterprise"]) > 1.3 * float(median(measure["Mid-Market"]))
        assert median(measure["Mid-Market"]) > 1.3 * float(median(measure["SMB"]))


def test_amounts_shrink_on_the_way_to_the_win() -> None:
    first = last = Decimal(0)
    for changes in histories().values():
        if changes[-1]["StageName"] == "Closed Won":
            first += amount(changes[0]["Amount"]) or 0
            last += amount(changes[-1]["Amount"]) or 0
    assert Decimal("0.80") < last / first < Decimal("0.95")


def test_close_dates_slip_and_some_pushes_have_a_reason() -> None:
    long_lived = [
        c for c in histories().values() if (instant(c[-1]["CreatedDate"]) - instant(c[0]["CreatedDate"])).days > 60
    ]
    counts = [pushes(changes) for changes in long_lived]
    assert sum(count > 0 for count in counts) / len(counts) > 0.45
    assert max(counts) >= 3
    pairs = [(a, b) for c in histories().values() for a, b in pairwise(c) if b["StageName"] in OPEN]
    later = [b["Reason__c"] for a, b in pairs if b["CloseDate"] > a["CloseDate"]]
    assert 0.4 < sum(map(bool, later)) / len(later) < 0.8
    assert sum(b["CloseDate"] < a["CloseDate"] for a, b in pairs) > 20


def test_the_accidents_of_life_occur() -> None:
    found: Counter[str] = Counter()
    for changes in histories().values():
        for a, b in pairwise(changes):
            found["reopened"] += a["StageName"].startswith("Closed") and b["StageName"] in OPEN
            found["deleted"] += a["IsDeleted"] < b["IsDeleted"]
            found["restored"] += a["IsDeleted"] > b["IsDeleted"]
            found["omitted"] += "Omitted" == b["ForecastCategoryName"] != a["ForecastCategoryName"]
            found["handed over"] += a["OwnerId"] != b["OwnerId"]
            found["raised to commit"] += "Commit" == b["ForecastCategoryName"] != a["ForecastCategoryName"]
        if changes[-1]["StageName"] == "Closed Lost":
            found["lost quickly"] += lifetime(changes).days < 28
    least = {"reopened": 5, "deleted": 5, "restored": 1, "omitted": 20, "handed over": 15, "raised to commit": 10}
    assert all(found[name] >= count for name, count in {**least, "lost quickly": 100}.items()), found


def test_leavers_deals_are_handed_over() -> None:
    left = {row["person_id"]: row["left_on"] for row in rows("reference/people.csv") if row["left_on"]}
    for state, _ in still_open(MIDNIGHT):
        assert state["OwnerId"] not in left
    new_owners = {
        c[i]["OwnerId"] for c in histories().values() for i in range(1, len(c)) if c[i - 1]["OwnerId"] in left
    }
    assert new_owners - set(left)


def test_the_open_pipeline_is_believable() -> None:
    pipeline = still_open(MIDNIGHT)
    assert 90 < len(pipeline) < 170
    overdue = sum(row["CloseDate"] < NOW.isoformat() for row, _ in pipeline) / len(pipeline)
    stale = sum(since < MIDNIGHT - timedelta(days=30) for _, since in pipeline) / len(pipeline)
    assert 0.03 < overdue < 0.1
    assert 0.02 < stale < 0.2
    complete = sum(
        all(row[n] for n in ("Amount", "CloseDate", "StageName", "OwnerId", "NextStep")) for row, _ in pipeline
    )
    assert 0.97 <= complete / len(pipeline) < 1


def test_the_quarter_has_a_gap_that_the_pipeline_could_fill() -> None:
    target = next(
        Decimal(row["target_amount"])
        for row in rows("reference/quotas.csv")
        if row["node_id"] == "company" and row["period_start_date"] == "2026-10-01"
    )
    won = won_by_quarter()[CURRENT]
    due = [row for row, _ in still_open(MIDNIGHT) if quarter(date.fromisoformat(row["CloseDate"])) == CURRENT]
    assert Decimal("0.3") < won / target < Decimal("0.55")
    assert 2 < sum(value(row, NOW) for row in due) / (target - won) < Decimal("3.5")
    truth = won + sum(
        dollars(Decimal(row["true_amount"]), row["currency"], NOW)
        for row in TRUTH.values()
        if row["outcome"] == "won" and "2026-11-16" <= row["true_close_date"] <= "2026-12-31"
    )
    assert Decimal("0.85") < truth / target < Decimal("1.05")


def test_stated_chances_are_too_good() -> None:
    stages = {row["stage_name"]: Decimal(row["stated_probability"]) for row in rows("reference/stages.csv")}
    reached: dict[str, Counter[bool]] = defaultdict(Counter)
    for name, changes in histories().items():
        if TRUTH[name]["outcome"] != "deleted":
            for stage in {row["StageName"] for row in changes}:
                reached[stage][TRUTH[name]["outcome"] == "won"] += 1
    for stage in ("Proposal", "Negotiation", "Verbal commit"):
        assert reached[stage][True] / reached[stage].total() < stages[stage], stage
    rates = [reached[stage][True] / reached[stage].total() for stage in OPEN]
    assert rates == sorted(rates)


def test_the_stated_pipeline_promises_more_than_comes() -> None:
    promised = came = Decimal(0)
    for name in ENDED[1:]:
        end = date(int(name[:4]) + name.endswith("4"), int(name[-1]) * 3 % 12 + 1, 1)
        for row, _ in still_open(datetime(end.year, end.month, 1, 5, tzinfo=UTC) - timedelta(weeks=6)):
            if quarter(date.fromisoformat(row["CloseDate"])) == name:
                promised += value(row, date.fromisoformat(row["CloseDate"])) * int(row["Probability"]) / 100
                truth = TRUTH[row["OpportunityId"]]
                if truth["outcome"] == "won" and quarter(date.fromisoformat(truth["true_close_date"])) == name:
                    came += dollars(Decimal(truth["true_amount"]), truth["currency"], end - timedelta(days=1))
    assert Decimal("1.2") < promised / came < Decimal("2.4")


def test_the_truth_agrees_with_what_became_known() -> None:
    assert set(TRUTH) == set(newest())
    for name, changes in histories().items():
        truth, last = TRUTH[name], changes[-1]
        if last["StageName"].startswith("Closed") and last["IsDeleted"] == "false":
            assert truth["outcome"] == {"Closed Won": "won", "Closed Lost": "lost"}[last["StageName"]]
            assert truth["true_close_date"] == last["CloseDate"]
        elif truth["outcome"] != "deleted":
            assert truth["true_close_date"] >= "2026-11-10"
        if truth["true_close_date"]:
            week, closed = date.fromisoformat(truth["true_close_week"]), date.fromisoformat(truth["true_close_date"])
            assert week.weekday() == 0
            assert 0 <= (closed - week).days < 7


def test_chances_are_true_on_average() -> None:
    known = [row for row in TRUTH.values() if row["outcome"] != "deleted"]
    expected = sum(Decimal(row["win_chance"]) for row in known)
    spread = sum(Decimal(row["win_chance"]) * (1 - Decimal(row["win_chance"])) for row in known).sqrt()
    assert abs(sum(row["outcome"] == "won" for row in known) - expected) < 3 * spread
    likely = [row for row in known if Decimal(row["win_chance"]) > Decimal("0.5")]
    assert sum(row["outcome"] == "won" for row in likely) / len(likely) > 0.5
