"""The week as the page needs it: its nodes in reading order, each with its scale, and rows of tables by node."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from sales_pipeline.forecast.documents import selection, wording
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import NAME_LENGTH, Story
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import date_text
from sales_pipeline.render.text import keep_order, one_line, shorten

_HEADLINE = ("call_amount", "expected_amount", "closed_amount", "target_amount")
_NONE: Sequence[Row] = ()


def name_of(value: object) -> str:
    """A name from outside: one line, not longer than a page can carry."""
    return keep_order(shorten(one_line(value), NAME_LENGTH))


@dataclass
class Node:
    """A node with its row of the roll-up, the scale in which its own amounts read best, and its place in the tree."""

    row: Row
    money: Money
    at: int = 0
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.row["node_id"])

    @property
    def name(self) -> str:
        return name_of(self.row["node_name"])

    @property
    def is_person(self) -> bool:
        return bool(self.row["level"] == selection.REPRESENTATIVE)

    @cached_property
    def below(self) -> tuple[str, ...]:
        """Ids of the node itself and of all nodes under it."""
        return (self.id, *(id for child in self.children for id in child.below))


class Week:
    """A week's story with its nodes; the first is the company. Empty in a week without an organisation."""

    def __init__(self, story: Story) -> None:
        self.story, self.frames = story, story.frames
        self.nodes: list[Node] = []
        if story.company is not None:
            self._grow(story.company, None)
        self.by_id = {node.id: node for node in self.nodes}
        self._indexed: dict[tuple[object, ...], Mapping[str, Sequence[Row]]] = {}

    def _grow(self, row: Row, parent: Node | None) -> Node:
        node = Node(row, self._money(row), len(self.nodes), parent)
        self.nodes.append(node)
        node.children = [self._grow(child, node) for child in self._children.get(row["node_id"], _NONE)
                         if not selection.is_idle(child)]  # fmt: skip
        return node

    @cached_property
    def _children(self) -> Mapping[str, Sequence[Row]]:
        """Direct children by parent, the largest expected amount first."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in selection.by_expected(self.frames.rows("forecast_rollup", horizon="current")):
            found[row["parent_node_id"]].append(row)
        return found

    def _money(self, row: Row) -> Money:
        """The scale of a node by the rule of the week's documents; the company's is theirs."""
        headline = [row[name] for name in _HEADLINE]
        amounts = headline if any(headline) else [row["open_pipeline_amount"]]
        return Money.for_amounts(self.story.run.currency, amounts)

    def rows(self, node: Node | str, table: str, by: str = "node_id", **where: object) -> Sequence[Row]:
        """A node's rows of a table, in the order of its grain; the table is read once for all nodes."""
        key = (table, by, *sorted((name, repr(value)) for name, value in where.items()))
        if key not in self._indexed:
            found: dict[str, list[Row]] = defaultdict(list)
            for row in self.frames.read(table, **where):
                found[row[by]].append(row)
            self._indexed[key] = found
        return self._indexed[key].get(node if isinstance(node, str) else node.id, _NONE)

    def first(self, node: Node | str, table: str, *, by: str = "node_id", **where: object) -> Row | None:
        return next(iter(self.rows(node, table, by, **where)), None)

    @cached_property
    def mondays(self) -> tuple[date, ...]:
        """Every Monday of the running period, those to come too, in order of time."""
        top = self.nodes[0]
        known = {row["as_of_date"] for table in ("pacing", "forecast_course") for row in self.rows(top, table)}
        return tuple(sorted(known))

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(day(monday) for monday in self.mondays)

    @cached_property
    def _deal_money(self) -> Money:
        return deal_money(Facts(self.story.facts.money_format), self.frames)

    def story_with(self, drivers: Sequence[Row]) -> Story:
        """The story with the amounts that speak against a deal as its only facts: of all deals they would be many."""
        facts = Facts(self.story.facts.money_format)
        for row in (row for row in drivers if row["unit"] == "money"):
            id, driver = row["opportunity_id"], row["driver"]
            for name in ("value", "threshold"):
                cell = Source.of("deal_risk_drivers", name, opportunity_id=id, driver=driver)
                facts.money(f"risk.{id}.{driver}.{name}", row[name], cell, format=self._deal_money)
        return replace(self.story, facts=facts)

    @property
    def has_target(self) -> bool:
        """Whether anybody has a target."""
        return any(node.row["target_amount"] for node in self.nodes)

    @property
    def has_calls(self) -> bool:
        return any(node.row["call_source"] != "crm" for node in self.nodes)


def day(value: date) -> str:
    return date_text(value, year=False)


def level_of(nodes: Sequence[Node]) -> str:
    """The word for nodes of one level: "region"; "unit" where levels are mixed."""
    levels = {node.row["level"] for node in nodes}
    return name_of(wording.plain(levels.pop())) if len(levels) == 1 else "unit"
