"""What `doctor` says of a home: whole, empty, broken, and with a gap between database and documents."""

import shutil
from pathlib import Path

import duckdb

from sales_pipeline.doctor import examine
from sales_pipeline.home import Home
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.conftest import WEEK, Published, command
from sales_pipeline_tests.render.workbooks import RUN


def marks(home: Home) -> list[tuple[str, str]]:
    return [(finding.mark, finding.text) for finding in examine(home)]


def test_a_published_home_is_well(published: Published) -> None:
    result = command("doctor", "--home", str(published.home.root))
    assert result.exit_code == 0
    assert f"analytics.duckdb holds 1 week, the newest {WEEK}" in result.stdout
    assert "stop" not in result.stdout


def test_an_empty_folder_says_how_to_begin(tmp_path: Path) -> None:
    result = command("doctor", "--home", str(tmp_path))
    assert result.exit_code == 3
    assert "company.yaml is missing. Make one with `sales-pipeline import`" in result.stdout


def test_what_a_first_run_lacks_is_named(sample: Home) -> None:
    shutil.rmtree(sample.crm)
    (sample.reference / "quotas.csv").unlink()
    found = marks(sample)
    assert [text for mark, text in found if mark == "stop"] == [
        f"{sample.crm} holds no export: copy the CRM's files there, or use `sales-pipeline import`",
        "crm/mapping.yaml is missing: write `preset: NAME` into it, or use `sales-pipeline import`",
    ]
    assert ("note", "reference/quotas.csv is not there: there is then no attainment, gap or coverage") in found
    assert ("note", "analytics.duckdb is not there yet: `sales-pipeline run` makes it") in found


def test_the_deck_s_template_is_looked_at_before_a_run(tmp_path: Path) -> None:
    home = tiny_home.make(tmp_path)
    tiny_home.put(home.root, "company.yaml", tiny_home.COMPANY + "deck_template: reference/board.pptx\n")
    assert ("stop", "deck_template is reference/board.pptx in company.yaml, which is not in the home") in marks(home)
    run = command("run", "--week", "2026-01-05", "--home", str(home.root))
    assert (run.exit_code, run.stderr.splitlines()[-1]) == (
        3, "Week 2026-01-05 was not published. company.yaml: deck_template is reference/board.pptx, which is not in "
           "the home: put it there, or leave the setting out",
    )  # fmt: skip
    template = home.reference / "board.pptx"
    template.write_bytes(b"no deck")
    assert ("stop", "reference/board.pptx can't be read as a .pptx file: save it anew in PowerPoint") in marks(home)
    deck = Deck(RUN, "Forecast")
    deck.page("A title", "A subtitle", "A source", "Notes.")
    template.write_bytes(deck.to_bytes())
    assert ("ok", "reference/board.pptx holds all that the deck needs") in marks(home)


def test_documents_of_another_run_than_the_database_are_found(published: Published, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(published.home.root, home.root)
    (home.outputs(WEEK) / ".run_id").write_text("0123456789ab\n", encoding="ascii")
    with duckdb.connect(str(home.database), read_only=True) as connection:
        run_id = connection.execute("SELECT run_id FROM latest_publications").fetchall()[0][0]
    said = f"outputs/{WEEK}: the documents are of run 0123456789ab, the database is of run {run_id}: run the week again"
    assert ("note", said) in marks(home)


def test_a_damaged_database_is_made_anew_from_the_lake(published: Published, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(published.home.root, home.root)
    home.database.write_bytes(b"not a database" * 1000)
    (stop,) = [text for mark, text in marks(home) if mark == "stop"]
    assert stop.startswith("analytics.duckdb can't be read")
    result = command("publish", "--home", str(home.root))
    assert result.exit_code == 0, result.output
    query = "SELECT expected_amount FROM latest_forecast_rollup ORDER BY node_id, period_id"
    rows = []
    for each in (home, published.home):
        with duckdb.connect(str(each.database), read_only=True) as connection:
            rows.append(connection.execute(query).fetchall())
    assert rows[0] == rows[1] != []


def test_what_is_wrong_with_the_plan_is_told_before_a_run(sample: Home) -> None:
    assert ("ok", "workflow/plan.yaml holds 35 tasks, tasks/pending/ 1 more") in marks(sample)
    plan = sample.plan_file.read_text(encoding="utf-8")
    sample.plan_file.write_text(plan.replace("depends_on: [roll_up]", "depends_on: [rollup]"), encoding="utf-8")
    wrong = [text for mark, text in marks(sample) if mark == "stop"]
    assert len(wrong) == 2
    assert all("dependency 'rollup' is not known: did you mean roll_up?" in text for text in wrong)
    run = command("run", "--home", str(sample.root))
    assert run.exit_code == 3
    assert [line for line in run.stderr.splitlines() if "rollup" in line] == wrong
    shutil.rmtree(sample.workflow)
    shutil.rmtree(sample.requests)
    assert (
        "note",
        "workflow/plan.yaml is not there: the weekly forecast's tasks that come with the package stand in",
    ) in marks(sample)
