"""Working hours between two moments, against counting them minute by minute."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sales_pipeline.execution.moments import Span, moment, working_hours

FIRST = datetime(2026, 11, 9)
QUARTERS = st.integers(0, 14 * 96).map(lambda n: FIRST + timedelta(minutes=15 * n))


@settings(max_examples=60)
@given(QUARTERS, QUARTERS, st.integers(0, 16), st.integers(1, 8))
def test_working_hours_are_those_of_working_days(start: datetime, end: datetime, first_hour: int, hours: int) -> None:
    counted, at = 0, start
    while at < end:
        counted += at.weekday() < 5 and first_hour <= at.hour + at.minute / 60 < first_hour + hours
        at += timedelta(minutes=15)
    assert working_hours(start, end, first_hour, hours) == counted / 4


@given(st.integers(1, 7), st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 400))
def test_the_nth_weekday_of_a_month(weekday: int, ordinal: int, offset: int) -> None:
    first = (FIRST + timedelta(days=31 * offset)).date().replace(day=1)
    stop = (first + timedelta(days=32)).replace(day=1)
    row = {"when_kind": "ordinal", "when_weekday_number": weekday, "when_ordinal_number": ordinal, "when_time": "09:30"}
    days = [first + timedelta(days=n) for n in range((stop - first).days)]
    those = [day for day in days if day.isoweekday() == weekday]
    found = moment(row, "when", Span(first, stop))
    assert found == datetime.combine(those[ordinal - 1 if ordinal > 0 else -1], datetime.min.time()) + timedelta(
        hours=9.5
    )
