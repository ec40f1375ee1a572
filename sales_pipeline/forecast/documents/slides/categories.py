"""Closed and open deals of each unit, stacked by category, with its target as a dash, and how far they reach; for weeks
without ranges, which else show the units."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import outlook, selection, statements, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.call import CATEGORY_ROLES
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.figures import Figure, Series
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_text import Paragraph

_DASH = " The dash is the unit's own target."
_MOST_COLUMNS = 10
_COLUMNS = tuple(f"{name}_amount" for name in CATEGORY_ROLES)


def add(deck: Deck, story: Story) -> None:
    top, rows = story.company, selection.groups(story.frames)
    if (
        top is None
        or outlook.ranged(story.frames)
        or len(rows) < 2
        or not any(row[name] for row in rows for name in _COLUMNS)
    ):
        return
    noun = story.level_of(rows)
    page = deck.page(
        statements.reach(story),
        f"{story.run.period_label} by {noun} and category; {story.measure}",
        source(story, "forecast_rollup", note=_hidden(rows)),
        notes(
            story, "Open deals due in the period by category, on what is closed." + (_DASH if story.has_target else "")
        ),
    )
    left, *right = BODY.columns(None, *([3.7] if story.has_target else []))
    page.chart(figure(story, rows), left)
    if right:
        company, units = right[0].rows(None, None)
        page.paragraphs(_reach(story, top), page.heading("Company against target", company), (12, 11))
        page.paragraphs(_units(story, rows), page.heading(f"Closed and commit by {noun}", units), (12, 11))


def _hidden(rows: Sequence[Row]) -> str:
    more = len(rows) - _MOST_COLUMNS
    return f"The {_MOST_COLUMNS} largest are drawn, {more} smaller ones are in the workbook." if more > 0 else ""


def figure(story: Story, rows: Sequence[Row]) -> Figure:
    """A column per unit, the ten largest where there are more."""
    shown = sorted(rows, key=lambda r: (-sum(r[name] for name in _COLUMNS), r["sort_key"]))[:_MOST_COLUMNS]
    shown = shown if len(rows) > _MOST_COLUMNS else list(rows)
    unit = Decimal(1).scaleb(-story.money.power)
    series = [
        Series(wording.CATEGORIES[name], tuple(row[f"{name}_amount"] * unit for row in shown), role)
        for name, role in CATEGORY_ROLES.items()
        if any(row[f"{name}_amount"] for row in shown)
    ]
    targets = tuple(row["target_amount"] * unit if row["target_amount"] is not None else None for row in shown)
    if any(targets):
        series.append(Series("Target", targets, "worse", "marker"))
    names = tuple(row["node_name"] for row in shown)
    return Figure("categories", "column_stacked", names, tuple(series), story.money.unit, story.money.places)


def _reach(story: Story, top: Row) -> list[Paragraph]:
    said = []
    for name, words in (
        ("commit", "Closed and commit"),
        ("most_likely", "With most likely"),
        ("best_case", "With best case"),
    ):
        amount, share = story[f"company.current.{name}_cumulative_amount"], story[f"gap.{name}.share"]
        side = "over" if top[f"{name}_cumulative_amount"] >= top["target_amount"] else "short"
        said.append(Paragraph(f"{amount}, {share}, {story[f'gap.{name}.left']} {side}", f"{words}:", bullet="•"))
    return said


def _units(story: Story, rows: Sequence[Row]) -> list[Paragraph]:
    """The four units furthest from their target and how far they are."""
    known = [row for row in rows if row["target_amount"]]
    furthest = sorted(known, key=lambda r: (r["commit_cumulative_amount"] / r["target_amount"], r["sort_key"]))[:4]
    return [
        Paragraph(f"{story[f'gap.{id}.commit.share']}, {story[f'gap.{id}.commit.left']} {_side(row)}",
                  f"{story.name(row['node_name'])}:", bullet="•")
        for id, row in ((row["node_id"], row) for row in furthest)
    ]  # fmt: skip


def _side(row: Row) -> str:
    return "over" if row["commit_cumulative_amount"] >= row["target_amount"] else "short"
