"""Headline, sentences and tables of the deal risk assessment."""

from sales_pipeline.forecast.documents import action_selection, action_words, risk_words, selection, wording
from sales_pipeline.forecast.documents import risk_selection as chosen
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import NAME_LENGTH, Story, sentence
from sales_pipeline.render.phrases import capital, date_text, join_words, n_of, number
from sales_pipeline.render.text import one_line, shorten


def headline(story: Story) -> str:
    """ "Nine commit deals hold $2.91M; $0.96M of it is not expected in Q4 FY26"."""
    top, period = chosen.company(story.frames), story.name(story.run.period_label)
    count = sum(chosen.bands(story.frames).values())
    if not count:
        return f"No open deal is due in {period}"
    if top is None or not top["deal_count"]:
        return f"{capital(n_of(count, 'open deal', words=True))} due in {period}, none of them in commit"
    id, many = f"concentration.{top['node_id']}", top["deal_count"] > 1
    holds = f"{capital(n_of(top['deal_count'], 'commit deal', words=True))} {'hold' if many else 'holds'}"
    return f"{holds} {story[f'{id}.commit_amount']}; {story[f'{id}.loss']} of it is not expected in {period}"


def lead(story: Story) -> str:
    """How many deals stand at which risk, and what the chances rest on."""
    bands = chosen.bands(story.frames)
    total = sum(bands.values())
    if not total:
        return ""
    counts = [(bands.get(band, 0), band) for band in ("high", "medium", "low")]
    there = [(count, band) for count, band in counts if count]
    shares = join_words([f"{number(count)} at {band} risk" for count, band in there])
    if len(there) == 1 and total > 1:
        shares = f"all at {there[0][1]} risk"
    count = n_of(total, "open deal due in the period", "open deals due in the period", words=True)
    return sentence(f"{count}: {shares}") + " " + sentence(_basis(story))


def _basis(story: Story) -> str:
    if "stated" in story.frames.table("deal_risk")["basis"].unique().to_pylist():
        return "Too few past deals are known to learn from: chances to win are the stated ones, the rest is halved"
    past = n_of(chosen.past_deals(story.frames), "past deal")
    return f"Chances are those of {past} open at this point of their period, told apart by stage, date, pushes and age"


def overview(story: Story) -> list[list[str]]:
    """A header and a row per deal to work on."""
    deals, money = chosen.listed(story.frames), deal_money(story.facts, story.frames)
    if not deals:
        return []
    head = ["No.", "Account" if _has_accounts(story) else "Deal", "Owner", "Category", f"Amount, {money.unit}", "Close"]
    rows = [
        [
            str(place), _short(_name(story, deal)), _short(deal["node_name"]), wording.CATEGORIES[deal["category"]],
            money.cell(deal["amount"]), date_text(deal["close_date"]),
            *(story[f"risk.{deal['opportunity_id']}.{chance}"] for chance in ("p_win_now", "p_slip", "p_lose")),
            money.cell(deal["expected_loss_amount"]), f"{deal['score']} {deal['band']}",
        ]
        for place, deal in enumerate(deals, 1)
    ]  # fmt: skip
    return [[*head, "Win", "Slip", "Lose", "Expected loss", "Score"], *rows]


def listed(story: Story) -> str:
    """What the listed deals hold, and how much of it will not come."""
    deals = chosen.listed(story.frames)
    noun = n_of(len(deals), "deal", words=True)
    verb = "holds" if len(deals) == 1 else "hold"
    amount, loss = story["risk.listed.amount"], story["risk.listed.loss"]
    return sentence(f"{noun} {verb} {amount}; by the chances {loss} of it will not be won in the period")


def _has_accounts(story: Story) -> bool:
    return selection.keeps(story.frames, "account_id")


def _name(story: Story, deal: Row) -> str:
    own = deal["opportunity_name"] or deal["opportunity_id"]
    return str(deal["account_name"] or own) if _has_accounts(story) else str(own)


def details(story: Story) -> list[tuple[str, list[str], str]]:
    """Per deal to work on: its heading, what speaks against it, and what is to be done by whom and until when."""
    return [
        (_heading(story, place, deal), _drivers(story, deal), _mitigation(story, deal))
        for place, deal in enumerate(chosen.listed(story.frames), 1)
    ]


def _heading(story: Story, place: int, deal: Row) -> str:
    account, own = _name(story, deal), str(deal["opportunity_name"] or deal["opportunity_id"])
    names = [own] if account in own else [account, own]
    call = {True: ", in the call", False: ", taken out of the call", None: ""}[deal["is_in_call"]]
    return f"{place}. {': '.join(story.name(name) for name in names)}{call}"


def _drivers(story: Story, deal: Row) -> list[str]:
    found = [risk_words.driver(story, deal, row) for row in chosen.drivers(story.frames, deal)]
    return found or [f"No driver found; {_alike(deal)}"]


def _alike(deal: Row) -> str:
    if deal["basis"] == "stated":
        return "the chance is the stated one"
    return f"the chances are those of {n_of(deal['alike_count'], 'past deal')} alike"


def _mitigation(story: Story, deal: Row) -> str:
    """ "Book the next meeting with the buyer: Mo Lind (manager), by 20 Nov; an hour of work may gain $0.05M." """
    row = action_selection.of_deal(story.frames, deal)
    if row is None:
        role = risk_words.ROLES[deal["mitigation_role"]].format(owner=story.name(deal["node_name"]))
        who = story.name(deal["mitigation_person_name"]) if deal["mitigation_person_name"] else role
        by = date_text(deal["mitigation_due_date"], year=False)
        return f"{story.long_text(deal['mitigation'])}: {who}, by {by}."
    said = f"{story.long_text(row['action'])}: {action_words.who(story, row)}, {action_words.until(row)}"
    if not row["gain_amount"]:
        return f"{said}."
    return f"{said}; {action_words.effort(row)} of work may gain {story['action.' + row['action_id'] + '.gain']}."


def concentration(story: Story) -> list[list[str]]:
    """A header and a row per unit: commit, deals, shares of the largest, what is expected of it."""
    units, money = chosen.concentration(story.frames), deal_money(story.facts, story.frames)
    if not units or not units[0]["deal_count"]:
        return []
    head = [f"Unit, {money.unit}", "Commit", "Deals", "Largest", "Five largest", "Expected"]
    rows = [
        [
            _short(row["node_name"]), money.cell(row["commit_amount"]), number(row["deal_count"]),
            story[f"concentration.{row['node_id']}.top_1_ratio"], story[f"concentration.{row['node_id']}.top_5_ratio"],
            money.cell(row["expected_commit_amount"]),
        ]
        for row in units
    ]  # fmt: skip
    return [head, *rows]


def concentrated(story: Story) -> str:
    """ "The largest deal holds 30% of commit, the five largest 78%"."""
    top = chosen.company(story.frames)
    if top is None or top["top_1_ratio"] is None:
        return ""
    id = f"concentration.{top['node_id']}"
    rest = f", the five largest {story[f'{id}.top_5_ratio']}" if top["deal_count"] > 5 else ""
    said = sentence(f"The largest deal holds {story[f'{id}.top_1_ratio']} of commit{rest}")
    more = chosen.left_out(story.frames)
    left = sentence(f"{n_of(more, 'more unit')} with commit in the table {story.write('commit_concentration')}")
    return f"{said} {left}" if more else said


def pushes(story: Story) -> list[list[str]]:
    """A header and a row per number of pushes."""
    rows = [
        [row["push_band"], number(row["deal_count"]),
         *(story[f"push.{row['push_band']}.{end}"] for end in chosen.ENDS)]
        for row in chosen.pushes(story.frames)
    ]  # fmt: skip
    return [["Pushes", "Past deals", "Won", "Alike", "Slipped", "Alike", "Lost"], *rows] if rows else []


def unpushed(story: Story) -> str:
    """Why there is no table of pushes."""
    if not chosen.past_deals(story.frames):
        return "No past deal is known that was open at this point of its period."
    return "No past deal is known to have moved its close date into a later month, so pushes tell nothing here."


def hygiene(story: Story) -> list[list[str]]:
    """A header and a row per problem: deals, their amount, and the representatives with most."""
    money = deal_money(story.facts, story.frames)
    rows = [
        [risk_words.PROBLEMS[problem], number(sum(row["deal_count"] for row in found)),
         money.cell(selection.total(found, "amount")), number(len(found)), _short(found[0]["node_name"])]
        for problem, found in chosen.problems(story.frames).items()
    ]  # fmt: skip
    head = ["Problem", "Deals", f"Amount, {money.unit}", "Representatives", "Most with"]
    return [head, *rows] if rows else []


def _short(value: object) -> str:
    return shorten(one_line(value), NAME_LENGTH)
