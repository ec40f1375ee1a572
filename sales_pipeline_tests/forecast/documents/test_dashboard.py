"""The dashboard's file: whole in itself, the same bytes each time, every figure that of the published tables."""

import re
import subprocess
import sys
from decimal import Decimal
from functools import cache

import pytest

from sales_pipeline.forecast.documents import forecast_dashboard, movements, need_words, range_words
from sales_pipeline.forecast.documents.dashboard import words
from sales_pipeline.forecast.documents.dashboard.week import Week
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.forecast.proof.figure_ids import Cells
from sales_pipeline.render.facts import Facts, tokens
from sales_pipeline.render.phrases import percent
from sales_pipeline_tests.forecast.documents import fixture_risk
from sales_pipeline_tests.forecast.documents.dashboard_page import NAMESPACES, Page, fits, in_words, node_figures
from sales_pipeline_tests.forecast.documents.fixture_company import Shape
from sales_pipeline_tests.forecast.documents.frames_fixture import USUAL, changed_table, run, table, tables
from sales_pipeline_tests.forecast.documents.shapes import FOREIGN, SHAPES


def frames_of(shape: Shape) -> Frames:
    return Frames({**tables(shape), **fixture_risk.tables(shape)})


def drawn(frames: Frames, shape: Shape, **changed: object) -> Page:
    of = run(shape, **changed)
    return Page(forecast_dashboard.render(frames, build_facts(frames, of), of).decode())


@cache
def week(name: str) -> Frames:
    return frames_of(SHAPES[name])


@cache
def facts_of(name: str) -> Facts:
    return build_facts(week(name), run(SHAPES[name]))


@cache
def story(name: str) -> Story:
    return Story(week(name), facts_of(name), run(SHAPES[name]))


@cache
def units(name: str) -> Week:
    """The week unit by unit, for what is compared with the page."""
    return Week(story(name))


@cache
def page(name: str) -> Page:
    return Page(forecast_dashboard.render(week(name), facts_of(name), run(SHAPES[name])).decode())


@pytest.mark.parametrize("name", SHAPES)
def test_the_page_asks_for_nothing(name: str) -> None:
    found = page(name)
    assert found.asked() == []
    written = re.sub(r"<script>.*?</script>|<!--.*?-->", "", found.text, flags=re.DOTALL)
    written = written.replace("http://example.invalid", "")  # a name from outside, as text
    assert set(re.findall(r"https?://[^\s\"'<>\\]+", written)) <= NAMESPACES | _schemas(written)
    assert "default-src &#x27;none&#x27;" in found.text or "default-src 'none'" in found.text


def _schemas(text: str) -> set[str]:
    """What a chart says of its own grammar: a name, never fetched."""
    return set(re.findall(r"\"\$schema\":\"([^\"]+)\"", text))


@pytest.mark.parametrize("name", SHAPES)
def test_every_figure_of_every_node_is_that_of_the_tables(name: str) -> None:
    nodes = units(name).nodes
    figures, cells = list(node_figures(page(name).data)), Cells(week(name))
    wrong = [(id, text, cells.value(id)) for at, id, text in figures if not fits(cells, nodes[at].money, id, text)]
    assert wrong == []
    assert len(figures) > 10 * len(nodes)


@pytest.mark.parametrize("name", SHAPES)
def test_without_a_script_the_page_shows_the_company_as_its_data_does(name: str) -> None:
    found = page(name)
    shown, facts = found.figures, facts_of(name)
    wanted = {id: text for at, id, text in node_figures(found.data) if at == 0}
    assert {id: shown.get(id) for id in wanted} == wanted
    said = {id: text for id, text in shown.items() if ":" not in id}
    assert said
    assert {id: in_words(facts, id) for id in said} == said


def test_a_figure_that_changed_is_found() -> None:
    frames = week("usual")
    rows = [
        {**row, "p10_amount": row["p10_amount"] and row["p10_amount"] - 1_000_000}
        for row in frames.rows("forecast_course")
    ]
    edited = Frames(
        {**{name: frames.table(name) for name in frames}, "forecast_course": table("forecast_course", rows)}
    )
    nodes = units("usual").nodes
    cells, figures = Cells(edited), node_figures(page("usual").data)
    wrong = {id for at, id, text in figures if not fits(cells, nodes[at].money, id, text)}
    assert len(wrong) >= len(nodes)
    assert all(".p10_amount@as_of_date=" in id for id in wrong)


@pytest.mark.parametrize("name", ["usual", "hostile"])
def test_the_same_tables_give_the_same_bytes(name: str) -> None:
    again = frames_of(SHAPES[name])
    assert drawn(again, SHAPES[name]).text == page(name).text


@pytest.mark.parametrize("name", SHAPES)
def test_names_from_outside_stay_text(name: str) -> None:
    found = page(name)
    scripts = [attributes for tag, attributes, _ in found.elements if tag == "script"]
    assert [attributes.get("type") for attributes in scripts] == ["application/json", None, None]
    known = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "a",
        "header",
        "p",
        "b",
        "button",
        "h1",
        "dl",
        "div",
        "dt",
        "dd",
        "span",
        "nav",
        "details",
        "summary",
        "label",
        "input",
        "ul",
        "ol",
        "li",
        "main",
        "section",
        "h2",
        "h3",
        "i",
        "figure",
        "figcaption",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "footer",
        "code",
        "script",
    }
    assert {tag for tag, _, _ in found.elements} <= known
    assert not [a for _, attributes, _ in found.elements for a in attributes if a.startswith("on") or a == "style"]


def test_hostile_names_are_there_and_no_longer_than_a_page_can_carry() -> None:
    data = page("hostile").data
    names = {data["texts"][node["name"]] for node in data["nodes"]}
    assert any("<" in name for name in names)
    assert any(name.startswith("=") for name in names)
    assert max(map(len, names)) <= 50
    assert len({*FOREIGN}) > 10
    blob = re.search(r'id="data">(.*?)</script>', page("hostile").text, re.DOTALL)
    assert blob
    assert not re.search("[<>&\u2028\u2029]", blob[1])


@pytest.mark.parametrize("name", ["no_targets", "bare"])
def test_nothing_speaks_of_targets_without_one(name: str) -> None:
    shown = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", page(name).text, flags=re.DOTALL)
    assert not re.search(
        r"target|quota",
        re.sub(r"<section[^>]*id=\"gates\".*", "", shown, flags=re.DOTALL | re.IGNORECASE),
        re.IGNORECASE,
    )


def test_a_part_without_rows_is_not_seen() -> None:
    hidden = {
        a["id"]
        for tag, a, _ in page("first_week").elements
        if tag in ("section", "figure", "div") and "hidden" in a and "id" in a
    }
    assert {"view-record", "view-pace"} <= hidden
    shown = {
        a["id"]
        for tag, a, _ in page("usual").elements
        if tag in ("section", "figure", "div") and "hidden" not in a and "id" in a
    }
    assert {
        "view-record",
        "view-open-pipeline-last-week",
        "view-course",
        "view-units",
        "view-risk",
        "view-chances",
    } <= shown


def test_head_and_cover_say_what_made_the_page_and_what_was_waived() -> None:
    found = drawn(week("usual"), USUAL, status="approved", notes=("Gate waived: calls <missing> (by ann: fair)",))
    of = run(USUAL)
    head = found.text[: found.text.index("</header>")]
    for said in (of.run_id, of.settings_hash, of.version, "approved", "2026-11-23 00:00", "annual contract value",
                 "Gate waived: calls &lt;missing&gt; (by ann: fair)"):  # fmt: skip
        assert said in head, said


def test_every_chart_has_a_name_a_legend_and_a_table_behind_it() -> None:
    elements = page("usual").elements
    charts = [a for tag, a, _ in elements if a.get("class") == "chart"]
    assert len(charts) == 8
    tables_there = {a["id"] for tag, a, _ in elements if tag == "table" and "id" in a}
    for chart in charts:
        assert chart["role"] == "img"
        assert chart["aria-label"]
        assert chart["id"].replace("chart-", "table-") in tables_there


def test_the_size_is_reasonable() -> None:
    assert len(page("usual").text.encode()) < 2_500_000
    assert len(page("sixty_teams").text.encode()) < 2_500_000


def test_a_week_without_an_organisation_still_has_a_page() -> None:
    empty = Frames({name: week("usual").table(name).slice(0, 0) for name in week("usual")})
    assert "Nobody is in the organisation of this week." in drawn(empty, USUAL).text


def test_a_start_that_draws_nothing_does_not_wait_for_the_charts() -> None:
    asked = "import sys; from sales_pipeline.documents import documents; documents(); print('altair' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_an_id_that_leads_nowhere_says_so() -> None:
    for id in ("nobody:expected_amount", "all:", ":pacing.closed_won_amount@weeks_left=5"):
        with pytest.raises(LookupError):
            Cells(week("usual")).value(id)


@pytest.mark.parametrize("name", SHAPES)
def test_sentences_on_the_company_are_those_of_the_other_documents(name: str) -> None:
    nodes, company = units(name), story(name)
    for against in ("last_week", "period_start"):
        assert words.bridge(nodes, nodes.nodes[0], against) == movements.why(company, against=against)
    said = (need_words.coverage(company), need_words.course(company))
    assert words.coverage(nodes, nodes.nodes[0]) == " ".join(sentence(text) for text in said if text)
    if (span := range_words.range_and_chance(company)) and "near" not in span:
        course = words.course(nodes, nodes.nodes[0])
        assert course.endswith(f"{span[0].lower()}{span[1:]}.")


def test_a_rise_from_nothing_and_a_start_without_moves_are_said_as_such() -> None:
    frames, of = week("usual"), run(USUAL)

    def edited_row(row: Row) -> Row:
        """Since last week one deal came into an empty pipeline; since the period began nothing moved."""
        full = {"last_week": ("new", "end"), "period_start": ("start", "end")}[row["against"]]
        return {**row, "amount": Decimal(5_000_000 if row["bucket"] in full else 0)}

    edited = changed_table(frames, "forecast_bridge", [edited_row(row) for row in frames.rows("forecast_bridge")])
    told = Story(edited, build_facts(edited, of), of)
    nodes = Week(told)
    said = words.bridge(nodes, nodes.nodes[0], "last_week")
    assert said.startswith("Open pipeline rose from $0 to ")
    assert said == movements.why(told, against="last_week")
    elements = drawn(edited, USUAL).elements
    hidden = {a["id"] for tag, a, _ in elements if "hidden" in a and "id" in a}
    assert "view-open-pipeline-period-start" in hidden
    assert "view-open-pipeline-last-week" not in hidden


@pytest.mark.parametrize("name", SHAPES)
def test_figures_in_sentences_stand_in_the_nodes_own_rows(name: str) -> None:
    nodes = units(name)
    places = ("forecast_rollup", "forecast_change", "forecast_simulation", "forecast_bridge", "coverage", "pacing",
              "commit_concentration")  # fmt: skip
    for node, data in zip(nodes.nodes, page(name).data["nodes"], strict=True):
        rows = [row for table in places for row in nodes.rows(node, table)]
        values = [value for row in rows for value in row.values() if isinstance(value, Decimal)]
        ends = [r["amount"] for r in nodes.rows(node, "forecast_bridge") if r["bucket"] in ("start", "end")]
        values += [one - other for one in ends for other in ends]
        known = {text for value in values for text in (node.money.text(abs(value)), percent(value))}
        texts = page(name).data["texts"]
        leads = " ".join(texts[lead] if isinstance(texts[lead], str) else texts[lead][0] for lead in data["leads"])
        assert set(tokens(leads)) <= {token for text in known for token in tokens(text)}, leads
