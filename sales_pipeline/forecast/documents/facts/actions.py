"""Facts of what is asked: what single actions have at stake and may gain, what groups of them hold.

action.<action_id>.<at_stake|chance|gain>: actions that are shown; asks.<group>.<amount|named|count>
"""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import action_selection as chosen
from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.facts.deals import deal_money, fitting
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run

_TABLE = "forecast_actions"


def add(facts: Facts, frames: Frames, run: Run) -> None:
    add_shown(facts, frames)


def add_shown(facts: Facts, frames: Frames) -> None:
    """The figures of the actions that documents show."""
    groups = chosen.groups(frames)
    shown = [*chosen.recommended(frames), *chosen.first_deals(frames)]
    shown += [row for rows in groups.values() for row in (chosen.lead(rows), *chosen.named(rows))]
    add_rows(facts, frames, shown)
    for name, rows in groups.items():
        _group(facts, frames, f"asks.{name}", rows)


def add_rows(facts: Facts, frames: Frames, rows: Sequence[Row]) -> None:
    """The figures of single actions, each once."""
    for row in {row["action_id"]: row for row in rows}.values():
        if f"action.{row['action_id']}.gain" not in facts:
            _action(facts, frames, row)


def _action(facts: Facts, frames: Frames, row: Row) -> None:
    id, money = f"action.{row['action_id']}", deal_money(facts, frames)
    for name in ("at_stake", "gain"):
        amount, cell = row[f"{name}_amount"], Source.of(_TABLE, f"{name}_amount", action_id=row["action_id"])
        facts.money(
            f"{id}.{name}", amount, cell, format=money if row["opportunity_id"] else fitting(facts, amount, money)
        )
    facts.percent(f"{id}.chance", row["chance_ratio"], Source.of(_TABLE, "chance_ratio", action_id=row["action_id"]))


def _group(facts: Facts, frames: Frames, id: str, rows: Sequence[Row]) -> None:
    money = deal_money(facts, frames)
    kind = rows[0]["kind"]
    facts.count(f"{id}.count", len(rows), "action", Source.of(_TABLE, "action_id", kind=kind))
    counted, named = chosen.counted(rows), chosen.named(rows)
    whole = Source.of(_TABLE, "at_stake_amount", kind=kind, is_nested="false")
    parts = {
        "amount": (counted, [whole]), "named": (named, list(map(_at_stake, named))),
        "others": (counted[1:], [whole, *map(_at_stake, counted[:1])]),
    }  # fmt: skip
    for name, (part, cells) in parts.items():
        amount = selection.total(part, "at_stake_amount")
        facts.money(f"{id}.{name}", amount, *cells, format=fitting(facts, amount, money))


def _at_stake(row: Row) -> Source:
    return Source.of(_TABLE, "at_stake_amount", action_id=row["action_id"])
