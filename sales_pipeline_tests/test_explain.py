"""From a published figure to its rows: every sum closes to the cent, every deal is on the line it is said to be."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from sales_pipeline.explain import ExplainError, Part, explain, explained
from sales_pipeline.explain import published as explain_week
from sales_pipeline.explain.nodes import CUMULATIVE, RATIOS
from sales_pipeline.render.reading import html
from sales_pipeline_tests.conftest import WEEK, Published, command

ADDED_UP = (
    "closed_amount", "commit_amount", "most_likely_amount", "best_case_amount", "pipeline_amount", "omitted_amount",
    "open_pipeline_amount", "lost_amount", "expected_amount",
)  # fmt: skip
ALL = 10_000


@pytest.fixture(scope="module")
def week(published: Published) -> Iterator[explain_week.Published]:
    """The published week, opened once for all figures that are asked for."""
    with explain_week.Published.open(published.home, WEEK) as opened:
        yield opened


def walk(part: Part) -> Iterator[Part]:
    yield part
    for below in part.parts:
        yield from walk(below)


def amount(parts: tuple[Part, ...]) -> Decimal:
    return sum((Decimal(part.value) for part in parts if part.value is not None), Decimal(0))


@pytest.mark.parametrize("measure", ADDED_UP)
def test_units_and_deals_below_a_node_make_its_figure_to_the_cent(week: explain_week.Published, measure: str) -> None:
    found = explained(week, f"company:{measure}", ALL)
    units, *deals = found.parts
    assert units.note == "they add up to it"
    assert amount(units.parts) == found.value
    assert amount(tuple(deals)) == found.value


@pytest.mark.parametrize("file", ["forecast_summary.html", "forecast_dashboard.html"])
def test_every_id_that_a_page_shows_can_be_explained(
    published: Published, week: explain_week.Published, file: str
) -> None:
    figures = html.document((published.folder / file).read_bytes()).figures
    # one of each table and column: rows of one are found alike
    kinds = {re.sub(r"^[^:]*:|@.*", "", id) if ":" in id else id: id for id, text in figures if text}
    assert len(kinds) > 40
    for id in kinds.values():
        found = explained(week, id, 1)
        assert found.value is not None or found.parts, id


def test_what_is_kept_by_representative_is_summed_for_a_unit(
    published: Published, week: explain_week.Published
) -> None:
    figures = html.document((published.folder / "forecast_dashboard.html").read_bytes()).figures
    [count, *_] = [(id, text) for id, text in figures if id.startswith("company:hygiene_counts.") and "_count@" in id]
    found = explained(week, count[0])
    assert str(found.value) == count[1]
    assert found.value == amount(found.parts)


def test_a_representative_is_explained_by_deals_alone(week: explain_week.Published) -> None:
    teams = explained(week, "US West:closed_amount", ALL).parts[0].parts
    for person in teams:
        own = explained(week, f"{person.label.rpartition('(')[2].removesuffix(')')}:closed_amount", ALL)
        assert own.value == person.value == amount(own.parts)


def test_every_deal_shown_stands_on_the_line_that_is_named(published: Published, week: explain_week.Published) -> None:
    found = [part for part in walk(explained(week, "company", 8)) if part.label.startswith("read from ")]
    deals = [part for part in walk(explained(week, "company", 8)) if found[0] in part.parts]
    assert len(found) >= 16
    for part in walk(explained(week, "company", 8)):
        for said in part.parts:
            if said.label.startswith("read from "):
                file, _, line = said.label.removeprefix("read from ").partition(", line ")
                read = (published.home.root / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
                assert part.label.rpartition("(")[2].removesuffix(")") in read
    assert deals


def test_an_open_deal_shows_the_cell_that_gave_its_chance_and_the_wider_ones(week: explain_week.Published) -> None:
    opened = explained(week, "company", 1).parts[2]
    deal = opened.parts[0]
    learned = deal.parts[0]
    assert learned.label.startswith("learned yield ")
    assert "owner factor" in learned.note
    names = [part.label.partition(":")[0] for part in learned.parts]
    assert names[0] == "cell amount"
    assert len(names) >= 2


def test_every_kind_of_figure_in_the_documents_can_be_explained(
    published: Published, week: explain_week.Published
) -> None:
    facts = json.loads((published.folder / "forecast_facts.json").read_text(encoding="utf-8"))["facts"]
    kinds = {(s["table"], s["column"], fact["unit"]): fact["id"] for fact in facts for s in fact["sources"]}
    assert len(kinds) > 60
    for id in sorted(set(kinds.values())):
        found = explained(week, id)
        assert found.parts, id
        assert all(part.label for part in walk(found))


def test_a_ratio_leads_to_what_it_is_made_of(week: explain_week.Published) -> None:
    for measure, names in {**RATIOS, **CUMULATIVE}.items():
        found = explained(week, f"company:{measure}")
        assert [part.label.rpartition(", ")[2] for part in found.parts] == list(names)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("company.current.expected_amont", "Did you mean company.current.expected_amount"),
        ("EMEA:happiness", "'happiness' is no measure of forecast_rollup: it has closed_amount, "),
        ("nobody at all", "'nobody at all' is no figure, node or deal of week 2026-11-16."),
    ],
)
def test_what_is_not_there_is_said_with_what_is(published: Published, asked: str, said: str) -> None:
    with pytest.raises(ExplainError) as caught:
        explain(published.home, asked, WEEK)
    assert said in str(caught.value)


def test_the_command_prints_the_chain_and_the_same_as_json(published: Published) -> None:
    home = str(published.home.root)
    text = command("explain", "EMEA", "--week", "2026-11-16", "--home", home)
    assert text.exit_code == 0
    assert "EMEA, Q4 FY26, expected_amount: " in text.stdout
    assert "read from crm/" in text.stdout
    data = json.loads(command("explain", "EMEA", "--home", home, "--json").stdout)
    assert data["parts"][0]["note"] == "they add up to it"


def test_a_week_that_is_not_published_is_named_with_those_that_are(published: Published) -> None:
    found = command("explain", "EMEA", "--week", "2025-01-06", "--home", str(published.home.root))
    assert found.exit_code == 2
    assert "Week 2025-01-06 is not published; the newest published are 2026-11-16." in found.stderr
