"""One sentence each on the course of the period, coverage, what the target takes, and the deals that swing it."""

from decimal import Decimal

from sales_pipeline.forecast.documents import deal_outlook, deal_selection, outlook
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.phrases import capital, join_words, n_of

_STANDINGS = {"behind": "below the band", "within": "within the band", "ahead": "above the band"}


def course(story: Story) -> str:
    """What is won by now beside past periods at this point; empty while none is known."""
    row = outlook.now(story.frames, story.company)
    if row is None or not row["past_period_count"] or not (row["closed_won_amount"] or row["closed_median_amount"]):
        return ""
    closed, periods = story["pace.closed"], n_of(row["past_period_count"], "past period", words=True)
    if row["standing"] and row["share_low_ratio"] is not None:
        band = f"{story['pace.share.low']} to {story['pace.share.high']}"
        place = f"{_STANDINGS[row['standing']]} of {band} that {periods} had by now"
        return f"Closed won of {closed} is {story['pace.attained']} of target, {place}"
    return f"Closed won is {closed}; {periods} had {story['pace.median']} in the middle at this point"


def par(story: Story) -> str:
    """ "An even course would have won $5.6M by now: $0.1M less than that"; empty without a target or past."""
    off = story.value("pace.to_par")
    if off is None:
        return ""
    start = f"An even course towards the target would have won {story['pace.par']} by now"
    if story.money.scaled(off) == 0:
        return f"{start}, which is what is won"
    return f"{start}; won is {story['pace.to_par.size']} {'more' if off > 0 else 'less'}"


def coverage(story: Story) -> str:
    """Whether the open pipeline can carry what is to go by the win rate of the past; empty without a target or past."""
    row = outlook.covered(story.frames, story.company)
    if row is None or row["standing"] is None:
        return ""
    if row["standing"] == "reached":
        return "The target is reached, nothing is left to cover"
    pipeline, to_go = story["company.current.open_pipeline_amount"], story["gap.to_go"]
    need = f"{to_go} to go needs {story['coverage.needed']} of open pipeline"
    if row["standing"] == "short":
        return f"{need} at the win rate of the past; {pipeline} is open, {story['coverage.gap.size']} short"
    return f"{need} at the win rate of the past; {pipeline} is open, enough"


def rate(story: Story) -> str:
    """ "33% of the open pipeline would have to be won; 26% was at this point of past periods"."""
    if story.value("gap.yield") is None or not story.value("gap.yield"):
        return ""
    pipeline = story["company.current.open_pipeline_amount"]
    start = f"{story['gap.yield']} of the {pipeline} open would have to be won"
    if story.value("need.past_rate") is None:
        return start
    return f"{start}; at this point of past periods {story['need.past_rate']} was"


def new_business(story: Story) -> str:
    """What deals not yet open would have to bring for the gap to close by them alone; empty without a gap or past."""
    if story.value("need.new.wanted") is None:
        return ""
    usual, wanted = story["need.new"], story["need.new.wanted"]
    if story.value("need.new.multiple") is None:
        return f"or deals not yet open would have to bring {wanted}, where past periods saw none"
    return f"or deals not yet open would have to bring {wanted}, {story['need.new.multiple']} the usual {usual}"


def closing_deals(story: Story) -> str:
    """Which deals would close the gap; what they count for already; empty without a gap."""
    gap = -(story.value("gap.expected") or Decimal(0))
    if gap <= 0 or story.money.scaled(gap) == 0:
        return ""
    deals = deal_outlook.enough(story.frames, gap)
    if not deals:
        return f"No five open deals together would close the gap of {story['need.gap']}"
    names = story.names([deal_selection.customer(deal) for deal in deals])
    noun = "it is" if len(deals) == 1 else "they are"
    return (
        f"winning {names} would close the gap of {story['need.gap']}: {noun} worth {story['need.deals.amount']} and "
        f"counted with {story['need.deals.counted']}"
    )


def needs(story: Story) -> str:
    """The title of what it takes: the gap, or by how much what is expected exceeds the target."""
    gap = story.value("gap.expected")
    target = story["company.current.target_amount"]
    if gap is None:
        return ""
    if story.money.scaled(gap) == 0:
        return f"What is expected is the target of {target}"
    if gap > 0:
        return f"What is expected exceeds the target of {target} by {story['need.gap']}"
    more = story.value("need.past_rate") is not None and bool(story.value("gap.yield"))
    rates = f": {story['gap.yield']} of the pipeline must be won, not {story['need.past_rate']}" if more else ""
    return f"Reaching {target} takes {story['need.gap']} more than expected{rates}"


def swings(story: Story) -> str:
    """ "Seven deals carry 62% of what is still expected; seven others could add $4.1M"."""
    down, up = int(story.value("swing.down.count") or 0), int(story.value("swing.up.count") or 0)
    said = []
    if down:
        share = story.value("swing.down.share")
        what = f"{story['swing.down.share']} of what is still expected" if share else story["swing.down.amount"]
        said.append(f"{capital(n_of(down, 'deal', words=True))} {'carries' if down == 1 else 'carry'} {what}")
    if up:
        could = f"the {n_of(up, 'largest upside deal', words=True)} would add {story['swing.up.amount']} if won"
        could = could.replace("the one ", "the ")
        said.append(could if said else capital(could))
    return "; ".join(said)


def reliance(story: Story) -> str:
    """The deals the number counts on most, by name; empty where none matters."""
    if not deal_outlook.swings(story.frames):
        return ""
    rows = deal_outlook.downside(story.frames)[:3]
    named = [
        f"{story.name(deal_selection.customer(row))} {story['swing.down.' + row['opportunity_id']]}" for row in rows
    ]
    return f"the forecast counts most on {join_words(named)}" if named else ""
