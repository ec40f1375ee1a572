"""The page around the parts: head of the week, ways to a node, sections, what the gates say; without a script it shows
the company."""

from collections.abc import Sequence
from importlib.resources import files

from sales_pipeline.forecast.documents import range_words, selection, sentences, statements, wording
from sales_pipeline.forecast.documents.dashboard.cards import Card, Said
from sales_pipeline.forecast.documents.dashboard.views import Line, Part, View
from sales_pipeline.forecast.documents.dashboard.week import Node, Week, name_of
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.figure_id import figure_id
from sales_pipeline.render.html import Cell, Head, Html, join, table, tag
from sales_pipeline.render.text import one_line, shorten

_LEADS = {"call": "Forecast call", "expected": "Expected"}


def asset(name: str) -> str:
    """A file that stands beside this module: the style or the script of the page."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def body(week: Week, parts: Sequence[Part], company: Part | None, cards: Sequence[Card]) -> Html:
    if not week.nodes or company is None:
        return join([_head(week.story), tag("main", tag("p", "Nobody is in the organisation of this week."))])
    top = week.nodes[0]
    sections = [_section(week, top, part) for part in parts]
    return join(
        [
            tag("a", "To the figures", class_="skip", href="#node"),
            _head(week.story),
            tag(
                "div",
                _ways(week),
                tag(
                    "main",
                    _node(week, top, cards),
                    *sections,
                    _section(week, top, company, is_company=True),
                    _gates(week.story),
                    id="main",
                ),
                class_="frame",
            ),
            _foot(week.story),
            tag("p", aria_live="polite", class_="unseen", id="said", role="status"),
        ],
        "\n",
    )


def _head(story: Story) -> Html:
    run = story.run
    line = f"{run.period_label} sales forecast, week of {run.as_of_text}"
    return tag(
        "header", tag("p", tag("b", name_of(run.company)), " ", line, class_="whose"), _theme(),
        tag("h1", sentences.headline(story)), _headline(story), _made(story), _waived(story),
    )  # fmt: skip


def _theme() -> Html:
    return tag("button", "Dark", type="button", id="theme", aria_pressed="false", hidden=True)


def _headline(story: Story) -> Html:
    """The number, its range, the chance of the target, what changed: each a fact."""
    lead, found = story.lead, []
    if story.company is not None:
        found.append((_LEADS[lead], _fact(story, f"company.current.{lead}_amount")))
    if range_words.span(story):
        ends = join([_fact(story, "range.current.p10"), " to ", _fact(story, "range.current.p90")])
        found.append(("Eight in ten outcomes", ends))
    if range_words.chance(story):
        found.append(("Chance of target", _fact(story, "range.current.chance")))
    if story.value(f"change.{lead}_amount") is not None:
        found.append(("Since last week", _fact(story, f"change.{lead}_amount")))
    return tag("dl", *(tag("div", tag("dt", title), tag("dd", words)) for title, words in found), class_="headline")


def _fact(story: Story, id: str) -> Html:
    return tag("span", story[id], data_figure=id)


def _made(story: Story) -> Html:
    run = story.run
    made = (
        ("Status", run.status),
        ("As of", run.as_of.isoformat(timespec="minutes").replace("T", " ")),
        ("Run", run.run_id),
        ("Settings", run.settings_hash),
        ("Version", run.version),
        ("Amounts", f"{run.currency}, {story.amount_kind}"),
    )
    return tag("dl", *(tag("div", tag("dt", title), tag("dd", words)) for title, words in made), class_="made")


def _waived(story: Story) -> Html:
    notes = [tag("li", shorten(one_line(note), 400)) for note in story.run.notes]
    return tag("ul", *notes, class_="waived", aria_label="Waived gates") if notes else Html("")


def _ways(week: Week) -> Html:
    """How to reach a node: a box to search in and the tree; filled by the script."""
    if len(week.nodes) < 2:
        return Html("")
    return tag(
        "nav",
        tag("details", tag("summary", "Choose a unit or person"),
            tag("label", "Find", tag("input", type="search", id="find", autocomplete="off", spellcheck="false")),
            tag("ul", role="tree", aria_label="Organisation", id="tree"), open=True, id="ways"),
        aria_label="Units and people", hidden=True,
    )  # fmt: skip


def _node(week: Week, node: Node, cards: Sequence[Card]) -> Html:
    shown = [_card(week, node, card) for card in cards]
    return tag(
        "section",
        tag("nav", tag("ol", tag("li", tag("span", node.name, aria_current="page"))), aria_label="Path", id="path"),
        tag("h2", node.name, id="node", tabindex=-1),
        tag("p", wording.plain(str(node.row["level"])), id="level", class_="level"),
        tag("dl", *shown, class_=f"cards n{len(shown)}", id="cards"),
        aria_labelledby="node",
    )


def _card(week: Week, node: Node, card: Card) -> Html:
    figure, note = card.figure(week, node), card.note(week, node)
    return tag("div", tag("dt", card.title), _said(node, "figure", figure), _said(node, "note", note), class_="card")


def _said(node: Node, name: str, said: Said) -> Html:
    pieces = (
        tag("span", p.text, data_figure=figure_id(node.id, p.measure)) if p.measure else p.text for p in said.pieces
    )
    return tag("dd", *pieces, class_=f"{name} {said.role}".strip())


def _section(week: Week, node: Node, part: Part, *, is_company: bool = False) -> Html:
    drawn = [(view, view.lines(week, node)) for view in part.views]
    lead = part.lead(week, node)
    views = [_view(node, view, lines) for view, lines in drawn if lines or not is_company]
    heading = f"h-{part.id}"
    return tag(
        "section", tag("h3", part.title, id=heading), tag("p", lead, class_="lead", id=f"lead-{part.id}"),
        tag("div", *views, class_="views"), tag("p", part.about, class_="about") if part.about else "",
        id=part.id, aria_labelledby=heading, hidden=not any(lines for _, lines in drawn) and not lead,
        class_="company" if is_company else None,
    )  # fmt: skip


def _view(node: Node, view: View, lines: Sequence[Line]) -> Html:
    title = view.title.replace("{unit}", node.money.unit)
    own = _table(node, view, lines, title)
    if view.chart is None:
        return tag("div", own, class_="view plain", id=f"view-{view.id}", hidden=not lines)
    chart = tag("div", class_="chart", id=f"chart-{view.id}", role="img", aria_label=title)
    behind = own if view.is_open else tag("details", tag("summary", "Table", tag("span", title)), own, open=True)
    return tag(
        "figure",
        tag("figcaption", title),
        _legend(view),
        chart,
        behind,
        class_="view",
        id=f"view-{view.id}",
        hidden=not lines,
    )


def _legend(view: View) -> Html:
    return tag(
        "ul",
        *(tag("li", tag("i", class_=f"{item.shape} {item.role}"), item.words) for item in view.legend),
        class_="legend",
        aria_hidden="true",
    )


def _table(node: Node, view: View, lines: Sequence[Line], title: str) -> Html:
    shown = [at for at, column in enumerate(view.columns) if column.shown]
    heads = (Head(view.first, False), *(Head(view.columns[at].title, view.columns[at].number) for at in shown))
    rows = [(Cell(line.label), *(_cell(node, view, line, at) for at in shown)) for line in lines if line.is_tabled]
    return table(title, heads, rows, id=f"table-{view.id}", class_="wide" if len(heads) > 5 else "slim")


def _cell(node: Node, view: View, line: Line, at: int) -> Cell:
    cell, column = line.cells[at], view.columns[at]
    if cell.fact or not column.measure or not cell.text:
        return Cell(cell.text, cell.fact or None, cell.role)
    whose = node.id if line.node is None else line.node
    return Cell(cell.text, figure_id(whose, column.measure, line.suffix), cell.role)


def _gates(story: Story) -> Html:
    """What the week does not keep of what it promises."""
    broken = selection.troubled_gates(story.frames)
    heads = (Head("Promise", False), Head("State", False), Head("Rows against it"))
    rows = [
        (
            Cell(shorten(one_line(selection.promise(gate)), 300)),
            Cell(wording.GATE_STATES[gate["state"]]),
            Cell(str(gate["row_count"]), figure_id("", "gate_results.row_count", f"@gate={gate['gate']}")),
        )
        for gate in broken
    ]
    shown = table("Gates that warn, are waived or stop the week", heads, rows, class_="slim") if rows else Html("")
    return tag("section", tag("h3", "Gates", id="h-gates"), tag("p", f"{statements.gates(story)}.", class_="lead"),
               shown, id="gates", aria_labelledby="h-gates", class_="company")  # fmt: skip


def _foot(story: Story) -> Html:
    said = (
        f"Figures are those of week {story.run.week} in analytics.duckdb; rounded columns may differ from their total. "
        "Rest the pointer on a figure to see its id; "
    )
    example = f" --week {story.run.week}"
    how = (
        tag("code", f"sales-pipeline explain ID{example}"),
        " says where it comes from, down to the line of the export.",
    )
    return tag("footer", tag("p", said, *how))
