"""The small tables every SQL file may read: this_week, settings, periods, period_days, instants, past_mondays,
training_mondays, period_mondays, risk_rules, action_rules, channel_rules.

Calendar facts come from here as rows, so that no file does date arithmetic of its own.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from sales_pipeline.calendar import PERIODS_A_YEAR, WEEK, Period, instant, monday_at_or_after, period_at, periods, weeks
from sales_pipeline.company import Company

PAST_YEARS = 3
SCORED_PERIODS = 8
# the forecast learns from three years, at most one week nearer to or farther from the period's end than now
TRAINING_WEEKS, TRAINING_NEAR = 156, 1
YEARS_BACK, YEARS_AHEAD = 5, 2
# a month: what a Monday expected rests on replays of past periods' Mondays, so a course has few
SPACING = 4
_RATIO = pa.decimal128(18, 6)
_RATIOS = ("threshold", "effort_hours", "effect_ratio")
_TYPES = {bool: pa.bool_(), int: pa.int64(), str: pa.string(), date: pa.date32()}


def week_tables(company: Company, week: date) -> dict[str, pa.Table]:
    """Every calendar table of a week, by the name SQL reads it under."""
    return dict(_made(company, week))


# each of a week's tables asks for them
@lru_cache(maxsize=32)
def _made(company: Company, week: date) -> dict[str, pa.Table]:
    return {
        "this_week": _table([this_week(company, week)]),
        "settings": settings(company),
        "periods": _table(_periods(company, week)),
        "period_days": _period_days(company, week),
        "instants": _table(_instants(company, week)),
        "past_mondays": _past_mondays(company, week),
        "training_mondays": _training_mondays(company, week),
        "period_mondays": _period_mondays(company, week),
        "risk_rules": risk_rules(company),
        "action_rules": action_rules(company),
        "channel_rules": channel_rules(company),
    }


def this_week(company: Company, week: date) -> dict[str, Any]:
    """The one row of `this_week`."""
    now, following = period_at(company, week), period_at(company, week, 1)
    slip_start = now.end - timedelta(days=(now.end - now.start).days // 6)
    return {
        "week": week,
        "week_at": instant(week, company.zone),
        "previous_week": week - WEEK,
        "previous_week_at": instant(week - WEEK, company.zone),
        **_bounds(company, now, week, ""),
        # a deal that leaves the period in its last sixth has slipped; earlier it was pushed
        "slip_start_date": slip_start,
        "slip_start_at": instant(slip_start, company.zone),
        **_bounds(company, following, week, "next_"),
        "submissions_due_at": instant(week, company.zone) + timedelta(hours=company.submissions.due_hours),
        "submissions_lock_at": instant(week + timedelta(days=company.submissions.lock_days), company.zone),
        "stale_date": week - timedelta(days=company.gates.stale_days),
        "year_ago_date": week - 52 * WEEK,
        "trailing_year_date": week - timedelta(days=365),
    }


def _bounds(company: Company, period: Period, week: date, prefix: str) -> dict[str, Any]:
    names = {
        "period_id": period.id,
        "period_label": period.label,
        "period_order": _known_periods(company, week).index(period),
        "period_start_date": period.start,
        "period_stop_date": period.end,
        "period_start_at": instant(period.start, company.zone),
        "period_stop_at": instant(period.end, company.zone),
        "period_slot": period.slot,
        "weeks_left": period.weeks_left(week),
    }
    return {prefix + name: value for name, value in names.items()}


def settings(company: Company) -> pa.Table:
    """Every setting as a column of one row: `fiscal_start_month`, `submissions_due_hours`, and the gates' own names."""
    values: dict[str, pa.Array] = {}
    for name, value in company.model_dump().items():
        nested = value.items() if isinstance(value, dict) else [("", value)]
        for inner, item in nested:
            if isinstance(item, dict):
                continue  # a table of rules: a table of its own
            if isinstance(item, tuple):
                item = ", ".join(item)
            column = inner if name == "gates" else f"{name}_{inner}".rstrip("_")
            kind = _TYPES.get(type(item), _RATIO)
            values[column] = pa.array([item], kind)
    return pa.table(values)


def risk_rules(company: Company) -> pa.Table:
    """A row per driver of deal risk, in the order of the settings: what it weighs and what is to be done."""
    names = ("points", "threshold", "mitigation", "due_days", "owner", "effort_hours", "effect_ratio")
    return _rules("driver", company.risk.drivers.model_dump(), names)


def action_rules(company: Company) -> pa.Table:
    """A row per kind of action, in the order of the settings: what is to be done, by whom, until when, at what cost."""
    names = ("action", "due_days", "owner", "effort_hours", "effect_ratio")
    return _rules("kind", company.actions.kinds.model_dump(), names)


def channel_rules(company: Company) -> pa.Table:
    """A row per channel that a kind of notification, then a role has, and last the one that all others have."""
    rules = company.notifications
    rows = [
        *((kind, None, channel) for kind, channel in rules.by_kind.items()),
        *((None, role, channel) for role, channel in rules.by_role.items()),
        (None, None, rules.channel),
    ]
    columns = zip(*rows, strict=True)
    return pa.table({n: pa.array(c, pa.string()) for n, c in zip(("kind", "role", "channel"), columns, strict=True)})


def _rules(key: str, rules: dict[str, dict[str, Any]], names: tuple[str, ...]) -> pa.Table:
    """Rules by name, with their order."""
    kinds = {"points": pa.int64(), "due_days": pa.int64(), **dict.fromkeys(_RATIOS, _RATIO)}
    columns = {n: pa.array([r.get(n) for r in rules.values()], kinds.get(n, pa.string())) for n in names}
    order = pa.array(range(1, len(rules) + 1), pa.int64())
    return pa.table({key: pa.array(rules, pa.string()), f"{key}_order": order, **columns})


def _known_periods(company: Company, week: date) -> tuple[Period, ...]:
    return periods(company.fiscal, company.first_week.year - YEARS_BACK, week.year + YEARS_AHEAD)


def _periods(company: Company, week: date) -> list[dict[str, Any]]:
    return [
        {
            "period_id": period.id,
            "period_label": period.label,
            "period_order": order,
            "start_date": period.start,
            "stop_date": period.end,
            "start_at": instant(period.start, company.zone),
            "stop_at": instant(period.end, company.zone),
        }
        for order, period in enumerate(_known_periods(company, week))
    ]


def _period_days(company: Company, week: date) -> pa.Table:
    """Every day of the known periods, with its period: to place millions of dates by equality, which is quick."""
    known = _known_periods(company, week)
    lengths = [(period.end - period.start).days for period in known]
    first = np.datetime64(known[0].start)
    names = np.repeat(np.array([period.id for period in known], dtype=object), lengths)
    return pa.table(
        {
            "day": pa.array(first + np.arange(sum(lengths)), pa.date32()),
            "period_id": pa.array(names, pa.string()),
        }
    )


def _instants(company: Company, week: date) -> list[dict[str, Any]]:
    days = {"now": week, "last_week": week - WEEK, "period_start": period_at(company, week).start}
    return [
        {"instant": name, "instant_at": instant(day, company.zone), "instant_date": day} for name, day in days.items()
    ]


def same_point(company: Company, week: date) -> list[date]:
    """The Mondays of the last ended periods with as many weeks left as now, or the nearest one; the oldest first."""
    wanted = period_at(company, week).weeks_left(week)
    past = [period_at(company, week, -recency) for recency in range(SCORED_PERIODS, 0, -1)]
    return [_monday_with(wanted, period, period) for period in past]


def _past_mondays(company: Company, week: date) -> pa.Table:
    rows = []
    count = PAST_YEARS * PERIODS_A_YEAR[company.fiscal.period]
    for horizon, ahead in (("current", 0), ("next", 1)):
        wanted = period_at(company, week, ahead).weeks_left(week)
        for recency in range(1, count + 1):
            period, holder = period_at(company, week, -recency), period_at(company, week, -recency - ahead)
            monday = _monday_with(wanted, period, holder)
            rows.append(
                {
                    "horizon": horizon,
                    "period_id": period.id,
                    "period_label": period.label,
                    "period_order": _known_periods(company, week).index(period),
                    "recency": recency,
                    "as_of_date": monday,
                    "as_of_at": instant(monday, company.zone),
                    "weeks_left": period.weeks_left(monday),
                    "period_slot": period.slot,
                    "start_date": period.start,
                    "stop_date": period.end,
                    "holder_start_date": holder.start,
                    "holder_stop_date": holder.end,
                    "after_holder_stop_date": period_at(company, monday, 1).end,
                }
            )
    return _table(rows)


def _training_mondays(company: Company, week: date) -> pa.Table:
    """The Mondays of ended periods at much the same point as now, for the running period, the one after it, or both."""
    this, after = period_at(company, week), period_at(company, week, 1)
    last = monday_at_or_after(this.start) - WEEK
    first = monday_at_or_after(period_at(company, last - WEEK * (TRAINING_WEEKS - 1)).start)
    rows = []
    for monday in weeks(first, last):
        holder, following = period_at(company, monday), period_at(company, monday, 1)
        is_current = abs(holder.weeks_left(monday) - this.weeks_left(week)) <= TRAINING_NEAR
        is_next = abs(following.weeks_left(monday) - after.weeks_left(week)) <= TRAINING_NEAR
        rows.append(
            {
                "as_of_date": monday,
                "as_of_at": instant(monday, company.zone),
                "period_id": holder.id,
                "start_date": holder.start,
                "stop_date": holder.end,
                "weeks_left": holder.weeks_left(monday),
                "next_period_id": following.id,
                "next_stop_date": following.end,
                "next_weeks_left": following.weeks_left(monday),
                "is_current": is_current,
                "is_next": is_next and following.end <= this.start,
            }
        )
    return _table([row for row in rows if row["is_current"] or row["is_next"]] or rows[:1])


def _period_mondays(company: Company, week: date) -> pa.Table:
    """Every Monday of the running period (recency 0), those to come too, and of the last ended ones."""
    rows: list[dict[str, Any]] = []
    for recency in range(SCORED_PERIODS + 1):
        period = period_at(company, week, -recency)
        rows += [
            {
                "period_id": period.id,
                "recency": recency,
                "as_of_date": monday,
                "as_of_at": instant(monday, company.zone),
                "weeks_left": period.weeks_left(monday),
                "start_date": period.start,
                "stop_date": period.end,
            }
            for monday in weeks(monday_at_or_after(period.start), monday_at_or_after(period.end) - WEEK)
        ]
    return _table(rows)


def spaced(company: Company, week: date) -> list[date]:
    """Of the running period's Mondays so far every fourth from its first, last week's and this one."""
    mondays = weeks(monday_at_or_after(period_at(company, week).start), week)
    return [monday for at, monday in enumerate(mondays) if at % SPACING == 0 or week - monday <= WEEK]


def closing_mondays(company: Company, week: date) -> list[date]:
    """In the first week of a period the first, the middle and the last Monday of the one just ended; else none."""
    if week - WEEK >= period_at(company, week).start:
        return []
    ended = period_at(company, week, -1)
    mondays = weeks(monday_at_or_after(ended.start), week - WEEK)
    return [mondays[0], mondays[len(mondays) // 2], mondays[-1]]


def close_mondays(company: Company, week: date) -> list[date]:
    """The first Monday after the end of each of the last ended periods, when its close is published; oldest first."""
    return [monday_at_or_after(period_at(company, week, -recency).end) for recency in range(SCORED_PERIODS, 0, -1)]


def _monday_with(weeks_left: int, target: Period, holder: Period) -> date:
    """The Monday inside `holder` with so many weeks left to the target's end, or the nearest one."""
    first, last = monday_at_or_after(holder.start), monday_at_or_after(holder.end) - WEEK
    mondays = [first + WEEK * n for n in range((last - first).days // 7 + 1)]
    return min(mondays, key=lambda monday: (abs(target.weeks_left(monday) - weeks_left), monday))


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    table = pa.Table.from_pylist(rows)
    return table.cast(
        pa.schema([(f.name, pa.timestamp("us") if pa.types.is_timestamp(f.type) else f.type) for f in table.schema])
    )
