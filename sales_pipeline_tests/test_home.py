"""A home is what was asked for, else the environment's, else ./data; and everything lies inside it."""

from datetime import date
from pathlib import Path

import pytest

from sales_pipeline.home import ENVIRONMENT_VARIABLE, Home, HomeError


def test_a_home_is_found_by_what_was_asked_for_then_the_environment_then_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "environment"))
    assert Home.find(tmp_path / "chosen").root == tmp_path / "chosen"
    assert Home.find("relative").root == tmp_path / "relative"
    assert Home.find().root == tmp_path / "environment"
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, "")
    assert Home.find().root == tmp_path / "data"


def test_everything_lies_inside_the_home(tmp_path: Path) -> None:
    home, week = Home(tmp_path), date(2026, 1, 5)
    paths = [
        home.company_file, home.crm, home.mapping_file, home.reference, home.submissions, home.lake, home.database,
        home.dagster, home.lock_file, home.outputs(week), home.drawn(week),
    ]  # fmt: skip
    assert all(path.is_relative_to(tmp_path) for path in paths)
    assert len(set(paths)) == len(paths)
    assert home.relative(home.outputs(week) / "final_forecast.yaml") == "outputs/2026-01-05/final_forecast.yaml"


def test_drawn_documents_wait_where_no_reader_of_outputs_looks(tmp_path: Path) -> None:
    home, week = Home(tmp_path), date(2026, 1, 5)
    assert not home.drawn(week).is_relative_to(home.outputs(week).parent)


def test_a_folder_without_settings_is_no_home_and_the_message_says_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match=r"company\.yaml is missing\. Make one with `sales-pipeline import`"):
        Home(tmp_path).require()
    (tmp_path / "company.yaml").touch()
    assert Home(tmp_path).require() == Home(tmp_path)
