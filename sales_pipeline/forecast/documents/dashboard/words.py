"""One sentence for each part of a node's page, by the rules and in the words of the other documents."""

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.dashboard.week import Node, Week, day
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import sentence
from sales_pipeline.render.phrases import capital, join_words, largest_drivers, n_of, number, percent, word

_STANDINGS = {"behind": "below the band", "within": "within the band", "ahead": "above the band"}


def course(week: Week, node: Node) -> str:
    """ "$13.9M is expected; it rose $0.1M since 9 Nov. Eight in ten outcomes lie between …"."""
    money, row = node.money, node.row
    said = [f"{money.text(row['expected_amount'])} is expected{_moved(week, node)}"]
    if span := week.first(node, "forecast_simulation", horizon="current"):
        low, high = money.text(span["p10_amount"]), money.text(span["p90_amount"])
        if span["p10_amount"] < span["p90_amount"]:
            said.append(f"eight in ten outcomes lie {f'between {low} and {high}' if low != high else f'near {low}'}")
        if row["target_amount"] and span["quota_probability"] is not None:
            said.append(f"the target of {money.text(row['target_amount'])} has a chance of "
                        f"{percent(span['quota_probability'])}")  # fmt: skip
    return sentence("; ".join(said))


def _moved(week: Week, node: Node) -> str:
    change = changed(week, node, "expected_amount")
    if change is None or change["change_amount"] is None:
        return ""
    moved = node.money.moved(change["change_amount"], change["last_week_amount"])
    if moved == "was flat":
        return f", about as on {day(week.story.last_week)}"
    return f": it {moved} {week.story.since('last_week')}"


def changed(week: Week, node: Node, measure: str) -> Row | None:
    """A node's row of forecast_change in the running period."""
    rows = week.rows(node, "forecast_change", period_id=node.row["period_id"])
    return next((row for row in rows if row["measure"] == measure), None)


def bridge(week: Week, node: Node, against: str) -> str:
    """ "Open pipeline fell $1.9M to $26.2M since 9 Nov: lost deals took $4.0M, against $3.1M pulled in from later"."""
    steps = steps_of(week, node, "open_pipeline", against)
    if len(steps) < 2:
        return ""
    money, (start, *inner, end) = node.money, steps
    moved = money.moved(end["amount"] - start["amount"], start["amount"])
    where = f"{'at' if moved == 'was flat' else 'to'} {money.text(end['amount'])}"
    if moved.startswith("rose") and not start["amount"]:
        moved = f"rose from {money.text(start['amount'])}"
    found = largest_drivers([(step["bucket"], step["amount"]) for step in inner])
    main = [f"{wording.BUCKETS[name][1]} {'brought' if amount > 0 else 'took'} {money.text(abs(amount))}"
            for name, amount in found.main if money.scaled(amount)]  # fmt: skip
    why = f": {join_words(main)}" if main else ""
    if main and found.offset and money.scaled(found.offset[1]):
        why += f", against {money.text(abs(found.offset[1]))} {wording.BUCKETS[found.offset[0]][2]}"
    return sentence(f"Open pipeline {moved} {where} {week.story.since(against)}{why}")


def steps_of(week: Week, node: Node, name: str, against: str) -> list[Row]:
    """A node's bridge, start to end."""
    return sorted(week.rows(node, "forecast_bridge", bridge=name, against=against), key=lambda r: r["bucket_order"])


def coverage(week: Week, node: Node) -> str:
    """Whether the open pipeline can carry what is to go, and what is won by now beside the past."""
    money, row = node.money, week.first(node, "coverage", horizon="current")
    said, standing = [], row["standing"] if row is not None and row["target_amount"] else None
    if standing == "reached":
        said.append("The target is reached, nothing is left to cover")
    elif row is not None and standing:
        rest = f"{money.text(row['gap_amount'])} short" if row["standing"] == "short" else "enough"
        said.append(
            f"{money.text(row['to_go_amount'])} to go needs {money.text(row['needed_amount'])} of open pipeline at "
            f"the win rate of the past; {money.text(row['open_pipeline_amount'])} is open, {rest}"
        )
    said.append(pace(week, node))
    return " ".join(sentence(text) for text in said if text)


def pace(week: Week, node: Node) -> str:
    """What is won by now beside past periods at this point."""
    row = next(iter(week.rows(node, "pacing", is_now=True)), None)
    if row is None or not row["past_period_count"] or not (row["closed_won_amount"] or row["closed_median_amount"]):
        return ""
    closed, periods = (
        node.money.text(row["closed_won_amount"]),
        n_of(row["past_period_count"], "past period", words=True),
    )
    if row["standing"] and row["share_low_ratio"] is not None:
        band = f"{percent(row['share_low_ratio'])} to {percent(row['share_high_ratio'])}"
        place = f"{_STANDINGS[row['standing']]} of {band} that {periods} had by now"
        return f"Closed won of {closed} is {percent(row['attainment_ratio'])} of target, {place}"
    middle = node.money.text(row["closed_median_amount"])
    return f"Closed won is {closed}; {periods} had {middle} in the middle at this point"


def record(week: Week, node: Node) -> str:
    """How many past ranges held what came."""
    rows = week.rows(node, "range_record")
    if not rows:
        return ""
    inside = sum(row["is_inside"] for row in rows)
    many = f"{capital(word(inside))} of {n_of(len(rows), 'past period', words=True)}" if inside else "No past period"
    return sentence(f"{many} ended inside the range given at this point; eight in ten are promised")


def risk(week: Week, node: Node) -> str:
    """How many deals are at which risk, and how concentrated commit is."""
    counts = dict.fromkeys(("high", "medium", "low"), 0)
    for id in node.below:
        for deal in week.rows(id, "deal_risk"):
            counts[deal["band"]] += 1
    every = sum(counts.values())
    if not every:
        return "No open deal is due in the period."
    shares = join_words([f"{number(many)} at {band} risk" for band, many in counts.items() if many])
    said = sentence(f"{n_of(every, 'open deal is', 'open deals are')} due in the period: {shares}")
    held = week.first(node, "commit_concentration")
    if held is None or held["top_1_ratio"] is None:
        return said
    rest = f", the five largest {percent(held['top_5_ratio'])}" if held["deal_count"] > 5 else ""
    holds = (
        f"{n_of(held['deal_count'], 'commit deal holds', 'commit deals hold')} {node.money.text(held['commit_amount'])}"
    )
    commit = sentence(f"{holds}; the largest is {percent(held['top_1_ratio'])} of it{rest}")
    return f"{said} {commit}"


def calls(week: Week, node: Node) -> str:
    """ "26 of 27 calls are in; one missing"."""
    rows = [row for id in node.below for row in week.rows(id, "commit_forecast", horizon="current")]
    if not week.has_calls or not rows:
        return ""
    missing, late = (sum(row["state"] == state for row in rows) for state in ("missing", "late"))
    rest = join_words([f"{word(many)} {state}" for many, state in ((missing, "missing"), (late, "late")) if many])
    verb = "is" if len(rows) == 1 else "are"
    return sentence(f"{len(rows) - missing} of {n_of(len(rows), 'call')} due {verb} in{'; ' + rest if rest else ''}")
