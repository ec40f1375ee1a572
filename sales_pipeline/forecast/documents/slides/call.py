"""The call and the gap: key figures, what changed and why, what it takes, and what is asked of whom."""

from decimal import Decimal

from sales_pipeline.forecast.documents import movements, need_words, outlook, range_words, sentences, wording
from sales_pipeline.forecast.documents.asks import asks
from sales_pipeline.forecast.documents.facts.ranges import LIKELY
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.figures import Figure, Series
from sales_pipeline.render.layout import BODY, Box
from sales_pipeline.render.phrases import n_of
from sales_pipeline.render.pptx_deck import Card, Deck, Page
from sales_pipeline.render.pptx_text import Paragraph
from sales_pipeline.render.theme import tone_of

CATEGORY_ROLES = {"closed": "strong", "commit": "main", "most_likely": "soft", "best_case": "pale", "pipeline": "line"}

_MOST_ASKS = 4
_CARDS = {"call": ("Forecast call", "Call against target"), "expected": ("Expected", "Expected against target")}
_GOALS = {"call": ("Call", "call_amount"), "expected": ("Expected", "expected_amount")}
_BESIDE = {"call": ("Expected", "expected_amount"), "expected": ("Closed and commit", "commit_cumulative_amount")}


def add(deck: Deck, story: Story) -> None:
    top = story.company
    if top is None:
        return
    left = n_of(story.run.weeks_left, "week", words=True)
    page = deck.page(
        sentences.headline(story),
        f"{story.run.period_label}, {left} left; {story.measure}",
        source(
            story,
            "forecast_rollup",
            "forecast_change",
            "forecast_bridge",
            "forecast_simulation",
            "pacing",
            "forecast_actions",
        ),
        notes(
            story, "The call is the top-most submitted one, else the sum of the calls below, else closed plus commit."
        ),
    )
    bars = figure(story, top)
    cards, text, *chart = BODY.rows(1.22, None, *([1.3] if bars else []))
    page.cards(_cards(story, top), cards)
    _words(page, story, text)
    if bars:
        page.chart(bars, chart[0])


def _cards(story: Story, top: Row) -> list[Card]:
    lead = story.lead
    first, second = _CARDS[lead]
    cards = [Card(first, story[f"company.current.{lead}_amount"], *_since(story, f"{lead}_amount"))]
    if story.has_target:
        ratio, target = story[f"gap.{lead}.ratio"], story["company.current.target_amount"]
        note = f"{ratio} of {target} target" if story.value(f"gap.{lead}.ratio") else f"target {target}"
        cards.append(Card(second, story[f"gap.{lead}"], note, tone_of(story.value(f"gap.{lead}"))))
    closed = f"{story['company.current.attainment_ratio']} of target" if story.has_target else _deals(story, "won")
    cards.append(Card("Closed won", story["company.current.closed_amount"], closed))
    other, measure = _BESIDE[lead]
    cards.append(Card(other, story[f"company.current.{measure}"], *_since(story, measure)))
    cards += _range(story, top)
    return [*cards, _to_go(story, top) if story.has_target else _open(story)]


def _range(story: Story, top: Row) -> list[Card]:
    """The chance of the target over the range; without a target the range itself."""
    row = outlook.span(story.frames, top)
    if row is None or not outlook.spread(row):
        return []
    span = f"{story['range.current.p10']} to {story['range.current.p90']}"
    if not story.has_target or row["quota_probability"] is None:
        return [Card("Eight in ten outcomes", span, "P10 to P90")]
    tone = "better" if row["quota_probability"] >= LIKELY else "worse"
    return [Card("Chance of target", story["range.current.chance"], span, tone)]


def _since(story: Story, measure: str) -> tuple[str, str]:
    """Note and tone of a card: the change since last week."""
    change = story.value(f"change.{measure}")
    if change is None:
        return "no last week to compare with", "strong"
    if story.money.scaled(change) == 0:
        return "as last week", "strong"
    return f"{story[f'change.{measure}']} since last week", tone_of(change)


def _deals(story: Story, state: str) -> str:
    return story[f"company.current.{state}_deal_count"]


def _open(story: Story) -> Card:
    return Card("Open pipeline", story["company.current.open_pipeline_amount"], _deals(story, "open"))


def _to_go(story: Story, top: Row) -> Card:
    if top["coverage_to_go_ratio"] is None:
        return Card("Coverage to go", "reached", "closed won is at target", "better")
    needed, have = top["coverage_needed_ratio"], top["coverage_to_go_ratio"]
    if needed is None:
        note = f"{story['gap.to_go']} to close"
        return Card("Coverage to go", story["company.current.coverage_to_go_ratio"], note)
    past = f"{story['company.current.coverage_needed_ratio']} needed in the past"
    return Card("Coverage to go", story["company.current.coverage_to_go_ratio"], past, tone_of(have - needed))


def _words(page: Page, story: Story, box: Box) -> None:
    said = [
        Paragraph(text, lead)
        for lead, text in (
            ("Where we land.", " ".join(filter(None, (sentences.origin(story), _span(story))))),
            ("What changed.", sentences.what_changed(story)),
            ("Why.", movements.why(story)),
            ("Where.", sentences.by_unit(story)),
            ("Pace.", sentence(need_words.course(story))),
            ("What it takes.", sentences.what_it_takes(story)),
        )
        if text
    ]
    wanted = asks(story, _MOST_ASKS)
    left, *right = box.columns(None, *([4.7] if wanted else []))
    page.paragraphs(said, left, (13, 12, 11, 10.5, 10), gap=0.07)
    if wanted:
        rest = page.heading("Asks", right[0])
        page.paragraphs(
            [Paragraph(ask.text, ask.lead, bullet=f"{n}.") for n, ask in enumerate(wanted, 1)],
            rest,
            (12, 11, 10, 9.5),
            gap=0.05,
        )


def _span(story: Story) -> str:
    said = range_words.span(story)
    return f"{said}." if said else ""


def figure(story: Story, top: Row) -> Figure | None:
    """Closed and open deals stacked over the target, else over the call or what is expected; None when all is zero."""
    names = [name for name in CATEGORY_ROLES if top[f"{name}_amount"]]
    if not names or any(top[f"{name}_amount"] < 0 for name in names):
        return None
    label, goal = ("Target", "target_amount") if story.has_target else _GOALS[story.lead]
    unit = Decimal(1).scaleb(-story.money.power)
    stacked = tuple(
        Series(wording.CATEGORIES[name], (top[f"{name}_amount"] * unit, None), CATEGORY_ROLES[name]) for name in names
    )
    outline = Series(label, (None, top[goal] * unit), "white", "outline")
    return Figure(
        "position", "bar_stacked", ("Deals", label), (*stacked, outline), story.money.unit, story.money.places
    )
