"""Facts of the deals that swing the number: what it counts on, and what could come on top.

swing.<down|up>.<opportunity_id>(.chance, .other: what the other side says of it); swing.<down|up>.<amount|count>,
swing.down.share of what is still expected
"""

from sales_pipeline.forecast.documents import deal_outlook, selection
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run

_SCALE = Source.of("standing_forecast", "deal_scale_ratio", horizon="current")


def add(facts: Facts, frames: Frames, run: Run) -> None:
    money, top = deal_money(facts, frames), selection.company(frames)
    sides = (("down", "counted_amount", deal_outlook.downside), ("up", "gain_amount", deal_outlook.upside))
    for name, column, chosen in sides:
        rows, other = chosen(frames), "gain_amount" if column == "counted_amount" else "counted_amount"
        for row in rows:
            cell = Source.of("deal_forecast", "expected_amount", opportunity_id=row["opportunity_id"])
            facts.money(f"swing.{name}.{row['opportunity_id']}", row[column], cell, _SCALE, format=money)
            facts.money(f"swing.{name}.{row['opportunity_id']}.other", row[other], cell, _SCALE, format=money)
            chance = Source.of("deal_forecast", "probability", opportunity_id=row["opportunity_id"])
            facts.percent(f"swing.{name}.{row['opportunity_id']}.chance", row["probability"], chance)
        cells = (Source.of("deal_forecast", "expected_amount"), _SCALE)
        facts.count(f"swing.{name}.count", len(rows), "deal", *cells)
        facts.money(f"swing.{name}.amount", selection.total(rows, column), *cells, format=money)
    left = top["expected_amount"] - top["closed_amount"] if top else 0
    share = selection.total(deal_outlook.downside(frames), "counted_amount") / left if left > 0 else None
    facts.percent("swing.down.share", share, Source.of("deal_forecast", "expected_amount"), _SCALE)
