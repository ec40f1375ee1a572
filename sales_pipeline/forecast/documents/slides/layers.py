"""How the call comes to be: the CRM's number and what each layer of calls makes of it. A part of the page on calls."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import outlook, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.figures import Figure, Step, bridge_figure
from sales_pipeline.render.layout import Box
from sales_pipeline.render.phrases import NOT_AVAILABLE, capital, number, percent
from sales_pipeline.render.pptx_deck import Page
from sales_pipeline.render.pptx_table import Column, Table

NOTES = (
    "The system's number is closed + commit of the CRM. A layer's change is what its calls add to the number of the "
    "layers below, calls heard in brackets. Past calls: those sent at this point of ended periods."
)


def is_there(story: Story) -> bool:
    return bool(outlook.layers(story.frames, story.company))


def draw(page: Page, story: Story, box: Box) -> None:
    worth = outlook.past_calls(story.frames)
    upper, *lower = box.rows(None, *([0.8 + 0.27 * len(worth)] if worth else []), gap=0.1)
    rest = page.heading(f"From the CRM to the call, {story.money.unit}", upper)
    page.chart(figure(story, outlook.layers(story.frames, story.company)), rest)
    if worth:
        page.table(_worth(worth), page.heading("What past calls were worth", lower[0]))


def figure(story: Story, rows: Sequence[Row]) -> Figure:
    """The system's number, a step per layer that spoke, the call, and what is expected beside it."""
    steps = [Step("CRM", rows[0]["amount"], True)]
    steps += [Step(f"{_layer(row)} ({row['call_count']})", row["delta_amount"]) for row in rows[1:]]
    steps.append(Step("Call", rows[-1]["amount"], True))
    return bridge_figure("layers-call", steps, story.money.unit, story.money.power, story.money.places)


def _layer(row: Row) -> str:
    name = wording.LAYERS[row["layer"]]
    return name if row["layer"] == "cro" else capital(wording.plural(name))


def _worth(rows: Sequence[Row]) -> Table:
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
