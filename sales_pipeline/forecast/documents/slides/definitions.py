"""How the numbers are built, in the words of the definitions; what a week has no figures for is left out."""

from sales_pipeline.forecast.documents import selection, wording
from sales_pipeline.forecast.documents.definitions import ENTRIES
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_text import Paragraph

_NEEDS_TARGET = (
    "target_amount",
    "attainment_ratio",
    "gap_to_quota_amount",
    "coverage_gross_ratio",
    "coverage_to_go_ratio",
    "quota_probability",
    "par_amount",
)
_ELSEWHERE = ("commit_cumulative_amount", "most_likely_cumulative_amount", "best_case_cumulative_amount",
              "gap_to_quota_amount", "coverage_gross_ratio", "stated_weighted_amount")  # fmt: skip


def add(deck: Deck, story: Story) -> None:
    page = deck.page(
        "How the numbers are built",
        f"Definitions, method and lineage; amounts are {story.amount_kind} in {story.run.currency}",
        source(story, "forecast_rollup", "forecast_bridge", "method_record"),
        notes(story, "The workbook's sheet Definitions has every name with its column."),
    )
    said = definitions(story)
    half = (len(said) + 1) // 2
    for part, box in zip((said[:half], said[half:]), BODY.columns(None, None, gap=0.6), strict=True):
        page.paragraphs(part, box, (13, 12, 11, 10), gap=0.1)


def definitions(story: Story) -> list[Paragraph]:
    """The names this deck prints, how the forecast is made, how figures are rounded, and which run this is."""
    run, method = story.run, selection.forecast_method(story.frames) or ""
    skipped = (*_ELSEWHERE, *(() if story.has_target else _NEEDS_TARGET))
    said = [(entry.name, entry.meaning) for entry in ENTRIES if entry.column not in skipped]
    how = wording.METHODS.get(method, wording.plain(method))
    lineage = f"week {run.week}, run {run.run_id}, settings {run.settings_hash[:12]}, version {run.version}"
    said += [
        ("Method", f"expected is closed won plus open amounts by {how}"),
        ("Rounding", f"exact to the cent in the tables, rounded once for a page in {story.money.unit}"),
        ("Lineage", f"{lineage}, {run.status}"),
    ]
    return [Paragraph(sentence(text), f"{name}.") for name, text in said]
