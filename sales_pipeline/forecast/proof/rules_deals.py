"""Tables of single deals on slides and pages: the largest, those that swing the number, at risk, to work on."""

import re
from collections.abc import Callable
from decimal import Decimal

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.documents.risk_words import PROBLEMS
from sales_pipeline.forecast.proof import rows
from sales_pipeline.forecast.proof.rules import FREE, Columns, Rule, Said, day, money, plain, share, text
from sales_pipeline.render.reading.said import Grid, Shown

_PUSHED, _SILENT = re.compile(r"pushed (once|twice|[\d,]+ times)"), re.compile(r"unchanged for ([\d,]+) days")
_TIMES = {"once": 1, "twice": 2}


def _flags(row: Row) -> Said:
    """Figures among the flags: how often a deal was pushed, for how long it is unchanged."""

    def holds(shown: Shown) -> bool:
        said = str(shown or "").casefold()
        pushed, silent = _PUSHED.search(said), _SILENT.search(said)
        times = _TIMES.get(pushed[1]) or int(pushed[1].split()[0].replace(",", "")) if pushed else None
        days = (row["week"] - row["last_changed_date"]).days if silent else None
        known = (times is None or times == row["push_count"]) and (
            silent is None or int(silent[1].replace(",", "")) == days
        )
        return known and ("overdue" not in said or row["close_date"] < row["week"])

    return Said("holds", holds)


DEAL: Columns = {
    "Account": text("account_name"), "Deal": text(lambda r: _name(r)), "Owner": text("node_name"),
    "Amount": money("amount"), "Category": text(lambda r: wording.CATEGORIES.get(r["category"], r["category"])),
    "Stage": text("stage_name"), "Close": day("close_date"), "Flags": text(_flags), "Why": text(_flags),
    "Side": FREE, "Chance": share("probability"), "Counted": money("counted"), "Counted with": money("counted"),
    "On top": money("gain"), "Adds if won": money("gain"),
}  # fmt: skip


def _name(row: Row) -> str:
    return str(row["opportunity_name"] or row["opportunity_id"])


def _customer(row: Row) -> str:
    return str(row["opportunity_name"] or row["account_name"] or row["opportunity_id"])


def _risks(frames: Frames, grid: Grid) -> list[Row]:
    names = {r["opportunity_id"]: r for r in frames.rows("deal_risk")}
    return [{**row, "said": row["account_name"] if row["account_name"] else _name(row)} for row in names.values()]


def _problems(frames: Frames, grid: Grid) -> list[Row]:
    """Per problem of records: deals, their amount, and how many representatives have it."""
    found: dict[str, list[Row]] = {}
    for row in frames.rows("hygiene_counts"):
        if row["deal_count"]:
            found.setdefault(row["problem"], []).append(row)
    return [
        {"problem": PROBLEMS[name], "deals": sum(r["deal_count"] for r in each), "people": len(each),
         "amount": sum((r["amount"] for r in each if r["amount"] is not None), Decimal(0)),
         "worst": min(each, key=lambda r: (-r["deal_count"], r["node_name"], r["node_id"]))["node_name"]}
        for name, each in found.items()
    ]  # fmt: skip


_RISK: Columns = {
    "Place": plain("risk_order"), "Account": text("said"), "Deal": text("said"), "Owner": text("node_name"),
    "Category": DEAL["Category"], "Amount": money("amount"), "Close": day("close_date"), "Win": share("p_win_now"),
    "Slip": share("p_slip"), "Lose": share("p_lose"), "Expected loss": money("expected_loss_amount"),
    "Score": text(lambda r: f"{r['score']} {r['band']}"),
}  # fmt: skip


def _listed(tells: tuple[str, ...], key: tuple[str, ...], name: Callable[[Row], str]) -> Rule:
    return Rule("deals", tells, key, rows.deals, {**DEAL, "Deal": text(name)})


RULES = (
    Rule("deals to work on", ("Owner", "Win", "Slip", "Lose", "Expected loss"), ("Place",), _risks, _RISK,
         first="Place", where="", whole=lambda r: bool(r["is_listed"])),
    Rule("records to mend", ("Problem", "Representatives"), ("Problem",), _problems, columns={
        "Problem": text("problem"), "Deals": plain("deals"), "Amount": money("amount"),
        "Representatives": plain("people"), "Most with": text("worst"),
    }),
    _listed(("Deal", "Side", "Chance"), ("Deal",), _customer),
    _listed(("Deal", "Chance"), ("Deal",), _customer),
    _listed(("Deal", "Owner", "Amount"), ("Deal",), _name),
)  # fmt: skip
