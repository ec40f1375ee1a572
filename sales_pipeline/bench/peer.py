"""The same week in plain pandas, as a good analyst would write it: ranges, snapshot, weighting, roll-up.

It gives the pipeline's own numbers, to the cent: money is whole cents, rates and chances whole millionths.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

MILLION = 1_000_000
COUNTS = ["push_count", "activity_count", "contact_count", "days_in_stage"]
FIGURES = ["closed_amount", "open_pipeline_amount", "stated_weighted_amount"]


@dataclass(frozen=True)
class Week:
    """What the calendar says of a week."""

    day: pd.Timestamp
    instant: pd.Timestamp
    period_start: pd.Timestamp
    period_start_instant: pd.Timestamp
    period_stop: pd.Timestamp
    next_period_stop: pd.Timestamp
    zone: str
    currency: str


def ranges(changes: Path, target: Path) -> pd.DataFrame:
    """Every change with the instant of the next one and the deal's course, kept as a file like the lake's."""
    history = pd.read_parquet(changes)
    history = history.sort_values(["opportunity_id", "valid_from", "tie"], ignore_index=True)
    deals = history.groupby("opportunity_id", sort=False)
    history["change_seq"] = deals.cumcount() + 1
    history["valid_to"] = deals["valid_from"].shift(-1)
    _add_course(history)
    history.to_parquet(target, compression="zstd", index=False)
    return history


def _add_course(history: pd.DataFrame) -> None:
    """Stage, state and close date before, entry into the stage, and moves and pushes so far."""
    ids, stage, close = history["opportunity_id"], history["stage_name"], _day(history["close_date"])
    flags = [history["is_deleted"], history["is_won"], history["is_closed"]]
    state = pd.Series(np.select(flags, ["deleted", "won", "lost"], "open"), history.index)

    def deals(values: pd.Series) -> Any:
        return values.groupby(ids, sort=False)

    history["previous_state"] = deals(state).shift()
    history["previous_stage_name"] = deals(stage).shift()
    entered = stage.fillna("") != history["previous_stage_name"].fillna("")
    history["stage_entered_at"] = deals(history["valid_from"].where(entered)).ffill()
    both_open = (state == "open") & (history["previous_state"] == "open")
    moved = entered & both_open & stage.notna() & history["previous_stage_name"].notna()
    history["stage_move_count"] = deals(moved).cumsum()
    history["previous_close_date"] = deals(close).shift()
    known = deals(close).ffill()
    history["first_close_date"] = deals(close).transform("first").where(known.notna())
    history["push_count"] = deals(_month(close) > _month(deals(known).shift())).cumsum()


def _month(days: pd.Series) -> pd.Series:
    """Months as numbers that grow with time."""
    return days.dt.year * 12 + days.dt.month


def snapshot(history: pd.DataFrame, lake: Path, week: Week) -> pd.DataFrame:
    """Every open deal and those closed in the period, with amounts, and how each came here."""
    history = history[history["valid_from"] < week.instant]
    deals = _at(history, week.instant)
    deals = deals[~deals["is_deleted"]].merge(_read(lake, "opportunities"), on="opportunity_id", how="left")
    deals["due"] = _due(deals, week)
    before = _at(history, week.period_start_instant)
    before = before.loc[before["is_closed"] & ~before["is_deleted"], "opportunity_id"]
    near = (deals["due"] >= week.period_start) & (deals["due"] < week.next_period_stop)
    deals = deals[~deals["is_closed"] | near | ~deals["opportunity_id"].isin(before)].copy()
    deals = _with_money(_with_names(deals, lake, week), lake, week)
    return _with_past(deals, lake, week)


def forecast(deals: pd.DataFrame, lake: Path, week: Week) -> pd.DataFrame:
    """Won, open and stated weighted amounts of the period, in cents, at every node of the tree."""
    category = deals["forecast_category"].fillna(deals["stage_category"]).fillna("pipeline")
    open_or_won = deals["is_won"] | (~deals["is_closed"] & (category != "omitted"))
    due = deals[open_or_won & (deals["due"] >= week.period_start) & (deals["due"] < week.period_stop)].copy()
    due["closed_amount"] = due["amount"].where(due["is_won"], 0)
    due["open_pipeline_amount"] = due["amount"].where(~due["is_won"], 0)
    weighted = _rounded(due["amount"], due["probability"])
    due["stated_weighted_amount"] = np.where(due["is_won"], due["amount"], weighted)
    return roll_up(due.groupby("node_id", as_index=False)[FIGURES].sum(), lake, week)


def _at(history: pd.DataFrame, instant: pd.Timestamp) -> pd.DataFrame:
    """The state of every deal at an instant."""
    ended = history["valid_to"] < instant
    return history[(history["valid_from"] < instant) & ~ended]


def _due(deals: pd.DataFrame, week: Week) -> Any:
    """The close date; without one the day it closed, or created + the median days of past wins, never in the past."""
    dated, changed = _day(deals["close_date"]), _local_day(deals["valid_from"], week.zone)
    born = _local_day(deals["created_at"].fillna(deals["known_at"]).fillna(deals["valid_from"]), week.zone)
    won = deals["is_won"]
    cycles = (dated[won].fillna(changed[won]) - _local_day(deals.loc[won, "created_at"], week.zone)).dt.days
    cycles = cycles.dropna().clip(lower=0).sort_values()
    median = int(cycles.iloc[(len(cycles) - 1) // 2]) if len(cycles) else 0
    assumed = np.maximum(born + pd.Timedelta(days=median), week.day)
    return dated.fillna(changed.where(deals["is_closed"], assumed))


def _with_names(deals: pd.DataFrame, lake: Path, week: Week) -> pd.DataFrame:
    """Account, its parent, product, unit and what the stage means."""
    accounts = _read(lake, "accounts", ["account_id", "account_name", "parent_account_id", "industry", "country"])
    parents = accounts[["account_id", "account_name"]].set_axis(["parent_account_id", "parent_name"], axis=1)
    lines = _read(lake, "opportunity_products").merge(_read(lake, "products"), on="product_id")
    lines = lines[lines["opportunity_id"].isin(deals["opportunity_id"])]
    order = ["opportunity_id", "amount_local", "product_id", "line_number"]
    lines = lines.sort_values(order, ascending=[True, False, True, True]).drop_duplicates("opportunity_id")
    main = lines.set_index("opportunity_id")["product_family_y" if "product_family_y" in lines else "product_family"]
    deals = deals.merge(accounts, on="account_id", how="left").merge(parents, on="parent_account_id", how="left")
    deals["product_family"] = deals["product_family"].fillna(deals["opportunity_id"].map(main))
    homes = _homes(lake, week)
    deals["node_id"] = deals["owner_id"].where(deals["owner_id"].isin(homes.index), "unassigned")
    deals["unit_id"] = deals["node_id"].map(homes)
    return deals.merge(_stages(lake, week), on="stage_name", how="left")


def _with_money(deals: pd.DataFrame, lake: Path, week: Week) -> pd.DataFrame:
    """Amounts in company currency: at the week's rate while open, at that of the close date afterwards."""
    chance = _whole(deals["stated_probability"], 6).fillna(deals["stage_probability"]).fillna(0)
    deals["probability"] = chance.astype("int64")
    deals["rate_on"] = np.minimum(deals["due"], week.day).where(deals["is_closed"], week.day)
    deals["rate"] = _rates(deals, lake, week)
    deals["amount"] = _rounded(_whole(deals["amount_local"], 2).fillna(0), deals["rate"])
    return deals


def _with_past(deals: pd.DataFrame, lake: Path, week: Week) -> pd.DataFrame:
    """Days in stage, activities and contacts."""
    activities = _read(lake, "activities", ["opportunity_id", "activity_date"])
    activities = activities[activities["opportunity_id"].isin(deals["opportunity_id"])]
    activities = activities[~(_day(activities["activity_date"]) >= week.day)]
    contacts = _read(lake, "opportunity_contacts", ["opportunity_id"])
    key = deals["opportunity_id"]
    deals["activity_count"] = key.map(activities.groupby("opportunity_id").size()).fillna(0).astype("int64")
    deals["last_activity_date"] = key.map(_day(activities["activity_date"]).groupby(activities["opportunity_id"]).max())
    deals["contact_count"] = key.map(contacts.groupby("opportunity_id").size()).fillna(0).astype("int64")
    since = _local_day(deals["stage_entered_at"].where(~deals["is_closed"], deals["created_at"]), week.zone)
    until = deals["due"].where(deals["is_closed"], week.day)
    deals["days_in_stage"] = (until - since).dt.days.clip(lower=0)
    return deals


def roll_up(own: pd.DataFrame, lake: Path, week: Week) -> pd.DataFrame:
    """Sums of representatives at every unit above them."""
    units = _in_force(_read(lake, "organisation_nodes"), week).set_index("node_id")["parent_node_id"]
    above = _homes(lake, week)
    top = units[units.isna()].index[0]
    level = own.assign(parent=own["node_id"].map(above).fillna(top))
    levels = [own]
    while len(level):
        level = level.groupby("parent", as_index=False)[FIGURES].sum().rename(columns={"parent": "node_id"})
        levels.append(level)
        level = level.assign(parent=level["node_id"].map(units)).dropna(subset="parent")
    return pd.concat(levels).groupby("node_id")[FIGURES].sum()


def _read(lake: Path, name: str, columns: list[str] | None = None) -> pd.DataFrame:
    return pd.read_parquet(lake / f"{name}.parquet", columns=columns)


def _homes(lake: Path, week: Week) -> pd.Series:
    """The unit each person stands in, or stood in last."""
    members = _read(lake, "organisation_members")
    members = members[_day(members["valid_from"]) <= week.day].sort_values(["person_id", "valid_from"])
    return members.drop_duplicates("person_id", keep="last").set_index("person_id")["node_id"]


def _in_force(table: pd.DataFrame, week: Week) -> pd.DataFrame:
    start, stop = _day(table["valid_from"]), _day(table["valid_to"])
    return table[(start <= week.day) & (stop.isna() | (stop > week.day))]


def _stages(lake: Path, week: Week) -> pd.DataFrame:
    """What each stage means in the week; the first mapping also holds before its first day."""
    stages = _read(lake, "stages").sort_values(["stage_name", "valid_from"])
    started = (_day(stages["valid_from"]) <= week.day) | ~stages.duplicated("stage_name")
    ended = _day(stages["valid_to"]) <= week.day
    stages = stages[started & ~ended].drop_duplicates("stage_name", keep="last")
    return pd.DataFrame({
        "stage_name": stages["stage_name"],
        "stage_category": stages["forecast_category"],
        "stage_probability": _whole(stages["stated_probability"], 6),
    })  # fmt: skip


def _rates(deals: pd.DataFrame, lake: Path, week: Week) -> Any:
    """The spot rate in force on each deal's day."""
    rates = _read(lake, "exchange_rates")
    rates = rates[rates["rate_kind"] == "spot"]
    found = pd.DataFrame({"currency": rates["currency"], "rate_from": _day(rates["valid_from"])})
    found["found"] = _whole(rates["rate"], 6).astype("int64")
    asked = pd.DataFrame({"currency": deals["currency"], "rate_on": deals["rate_on"].astype("datetime64[us]")})
    asked["place"] = np.arange(len(asked))
    joined = pd.merge_asof(
        asked.sort_values("rate_on"), found.sort_values("rate_from"),
        left_on="rate_on", right_on="rate_from", by="currency",
    ).sort_values("place")  # fmt: skip
    rate = np.where(joined["currency"] == week.currency, MILLION, joined["found"])
    return rate.astype("int64")


def _whole(values: Any, places: int) -> Any:
    """Decimals as whole numbers of their last place; blanks stay."""
    text = pa.array(values, type=pa.decimal128(18, places))
    scaled = pc.multiply(text, pa.scalar(10**places, pa.decimal128(8, 0)))
    return pd.Series(pd.arrays.ArrowExtensionArray(pc.cast(scaled, pa.int64())), index=values.index)


def _rounded(amount: Any, factor: Any) -> Any:
    """Cents times millionths, rounded half away from zero."""
    whole = amount.astype("int64").to_numpy()
    # a company's largest deal times a rate fits 18 digits
    product = np.abs(whole) * np.asarray(factor, dtype="int64") + MILLION // 2
    return np.sign(whole) * (product // MILLION)


def _day(values: Any) -> Any:
    return pd.to_datetime(values.astype("datetime64[s]")).astype("datetime64[us]")


def _local_day(values: Any, zone: str) -> Any:
    instants = values.astype("datetime64[us]")
    return (
        instants.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
    )
