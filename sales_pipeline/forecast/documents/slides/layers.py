"""How the call comes to be: the CRM's number and what each layer of calls makes of it, beside what is expected."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import outlook, range_words, selection, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.figures import Figure, Step, bridge_figure
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.phrases import NOT_AVAILABLE, capital, number, percent
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_table import Column, Table, rows_that_fit


def add(deck: Deck, story: Story) -> None:
    rows = outlook.layers(story.frames, story.company)
    if not rows:
        return
    worth = outlook.past_calls(story.frames)
    page = deck.page(
        range_words.layers(story),
        f"{story.run.period_label}: the company's number after each layer, calls heard in brackets; {story.measure}",
        source(story, "call_layers", "forecast_rollup", *(["override_value"] if worth else [])),
        notes(
            story, "The system's number is closed + commit of the CRM. A layer's change is what its calls add to the "
                   "number of the layers below. Past calls: those sent at this point of ended periods."
        ),
    )  # fmt: skip
    left, right = BODY.columns(None, 5.9)
    page.chart(figure(story, rows), left)
    upper, *lower = right.rows(None, *([1.9] if worth else []), gap=0.1)
    units = [u for u in selection.groups(story.frames) if outlook.layers(story.frames, u)]
    if story.company is not None:
        table = _table(story, [*units[: rows_that_fit(upper.h - 0.9, 11, 2)], story.company], rows)
        page.table(table, page.heading("By unit", upper))
    if worth:
        page.table(_worth(story, worth), page.heading("What past calls were worth", lower[0]))


def figure(story: Story, rows: Sequence[Row]) -> Figure:
    """The system's number, a step per layer that spoke, the call, and what is expected beside it."""
    steps = [Step("CRM", rows[0]["amount"], True)]
    steps += [Step(f"{_layer(row)} ({row['call_count']})", row["delta_amount"]) for row in rows[1:]]
    steps.append(Step("Call", rows[-1]["amount"], True))
    return bridge_figure("layers-call", steps, story.money.unit, story.money.power, story.money.places)


def _layer(row: Row) -> str:
    name = wording.LAYERS[row["layer"]]
    return name if row["layer"] == "cro" else capital(wording.plural(name))


def _table(story: Story, nodes: Sequence[Row], spoken: Sequence[Row]) -> Table:
    """Per unit the number after each layer that spoke somewhere; a layer that did not speak for it changes nothing."""
    money, names = story.money, [row["layer"] for row in spoken[1:]]
    columns = (
        Column(money.unit, widest=1.6, keep=True), Column("CRM", "number"),
        *(Column(_layer(row), "change") for row in spoken[1:]), Column("Call", "number"), Column("Expected", "number"),
    )  # fmt: skip
    cells = []
    for node in nodes:
        found = {
            row["layer"]: row for row in story.frames.rows("call_layers", node_id=node["node_id"], horizon="current")
        }
        deltas = [money.change_cell(found[name]["delta_amount"]) if name in found else "" for name in names]
        system = money.cell(found["system"]["amount"])
        cells.append((node["node_name"], system, *deltas, money.cell(node["call_amount"]),
                      money.cell(node["expected_amount"])))  # fmt: skip
    return Table(columns, tuple(cells), "The call of each unit layer by layer", frozenset({len(cells) - 1}))


def _worth(story: Story, rows: Sequence[Row]) -> Table:
    columns = (
        Column("Layer", widest=1.6, keep=True), Column("Past calls", "number"), Column("Nearer than the CRM", "number"),
        Column("Bias", "change"), Column("Leans", widest=1.2),
    )  # fmt: skip
    cells = tuple(
        (_layer(row), number(row["call_count"]), number(row["better_count"]),
         NOT_AVAILABLE if row["bias_ratio"] is None else percent(row["bias_ratio"], 1, signed=True),
         row["leaning"] or "not clear")
        for row in rows
    )  # fmt: skip
    return Table(columns, cells, "Past calls of each layer against the CRM's number and what came")
