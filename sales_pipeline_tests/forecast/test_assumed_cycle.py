"""How long past wins took and how many there were, as known at each day asked for."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sales_pipeline_tests.forecast.chain import Row, chain, history

WEEK = date(2026, 2, 2)


def closed(deal: str, moment: datetime, close_date: date | None, *, won: bool = True, deleted: bool = False) -> Row:
    return {
        "opportunity_id": deal, "valid_from": moment, "close_date": close_date, "is_closed": True, "is_won": won,
        "is_deleted": deleted,
    }  # fmt: skip


CREATED = datetime(2025, 12, 1, 5)
CHANGES = [
    closed("A", datetime(2025, 12, 11), date(2025, 12, 11)),
    closed("B", datetime(2025, 12, 21), date(2025, 12, 21)),
    closed("C", datetime(2026, 1, 28), None),
    # dated before it was created: no day, never less
    closed("D", datetime(2026, 1, 30), date(2025, 11, 1)),
    closed("E", datetime(2025, 12, 20), date(2025, 12, 20), won=False),
    closed("F", datetime(2025, 12, 20), date(2025, 12, 20), deleted=True),
    {"opportunity_id": "G", "valid_from": datetime(2025, 12, 20), "close_date": date(2026, 2, 1)},
]


def test_median_and_win_rate_are_those_known_at_the_day(tmp_path: Path) -> None:
    opportunities = [{"opportunity_id": deal, "created_at": CREATED} for deal in "ABCDEFG"]
    given = {"opportunity_history": history(CHANGES), "opportunities": opportunities}
    made = chain(["assumed_cycle"], WEEK, given, tmp_path, {"time_zone": "America/New_York"})["assumed_cycle"]
    by_day = {
        row["instant_date"]: (row["won_count"], row["lost_count"], row["win_rate_ratio"], row["median_days"])
        for row in made
    }
    # the same Monday of past periods is asked for as well as the week's own instants
    assert date(2025, 11, 3) in by_day
    assert by_day[date(2025, 11, 3)] == (0, 0, None, None)
    assert by_day[date(2026, 1, 1)] == (2, 1, Decimal("0.666667"), 10)
    # C closed on the evening of 27 January in New York: 57 days; the lower one of the two in the middle
    assert by_day[WEEK] == (4, 1, Decimal("0.800000"), 10)
    assert list(by_day) == sorted(by_day)


def test_wins_of_unknown_beginning_count_as_wins_but_have_no_length(tmp_path: Path) -> None:
    """C without a date of creation, D without any row that could have one."""
    opportunities = [{"opportunity_id": deal, "created_at": None if deal == "C" else CREATED} for deal in "ABCE"]
    given = {"opportunity_history": history(CHANGES[:5]), "opportunities": opportunities}
    made = chain(["assumed_cycle"], WEEK, given, tmp_path)["assumed_cycle"]
    [now] = [row for row in made if row["instant_date"] == WEEK]
    assert (now["won_count"], now["lost_count"], now["median_days"]) == (4, 1, 10)
