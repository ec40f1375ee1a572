"""The docs say what the code does: generated pages are current, links lead somewhere, queries run."""

import re
from pathlib import Path

import duckdb
import generate
import pytest

from sales_pipeline.home import Home
from sales_pipeline.intake import mapping_file
from sales_pipeline_tests.conftest import REPOSITORY, Published, command

DOCS = REPOSITORY / "docs"
PAGES = [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]


def test_generated_pages_are_what_the_code_gives() -> None:
    stale = [
        name
        for name, text in generate.pages().items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run `uv run python docs/generate.py`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_mapping_shown_as_an_example_is_one(tmp_path: Path) -> None:
    text = (DOCS / "sources.md").read_text(encoding="utf-8")
    for example in re.findall(r"```yaml\n(.+?)```", text, re.DOTALL):
        home = Home(tmp_path)
        home.crm.mkdir(exist_ok=True)
        home.mapping_file.write_text(example, encoding="utf-8")
        assert mapping_file.load(home).sources


def test_every_command_has_help_with_an_example() -> None:
    for name, _ in generate.every_command(generate.typer.main.get_command(generate.app)):
        shown = command(*name.split(), "--help")
        assert shown.exit_code == 0
        assert f"Example: sales-pipeline {name}" in " ".join(shown.stdout.split())


def analyst_queries() -> list[str]:
    """The five of every week; the one after them, on what a backtest fills, is tried in test_backtest.py."""
    *queries, _ = sql_in("queries.md")
    return queries


def sql_in(page: str) -> list[str]:
    return re.findall(r"```sql\n(.+?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)


def test_the_five_queries_of_an_analyst_answer(published: Published) -> None:
    queries = analyst_queries()
    assert len(queries) == 5
    with duckdb.connect(str(published.home.database), read_only=True) as connection:
        for query in queries:
            assert connection.execute(query).fetchall(), query


def test_the_readme_shows_what_a_run_prints(published: Published) -> None:
    """But for the seconds it took, the folder it ran in, and how work stands on the day it is run."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```\n(Fernhollow.+?)^```", readme, re.DOTALL | re.MULTILINE)[0]
    printed = published.stdout.replace(str(published.home.root), "data")
    assert _without_seconds(shown) == _without_seconds(printed)


def _without_seconds(text: str) -> str:
    return re.sub(r"(?<=  work)\D+\d+.+", "", re.sub(r", \d+ s\)", ")", text.strip()))
