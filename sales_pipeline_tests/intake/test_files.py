"""Inputs of a home and their digest: it changes with any of them, and with nothing else."""

from pathlib import Path

from sales_pipeline.intake.build import input_digest, inputs
from sales_pipeline_tests.intake.homes import write_home

FILES: dict[str, str | bytes] = {
    "crm/b.csv": "1",
    "crm/a.csv": "2",
    "submissions/2026-03-02/x.csv": "3",
    "crm/.hid": "4",
}


def test_inputs_are_sorted_and_whole(tmp_path: Path) -> None:
    home = write_home(tmp_path, FILES)
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "made.parquet").write_text("x")
    assert [home.relative(path) for path in inputs(home)] == [
        "company.yaml", "crm/a.csv", "crm/b.csv", "crm/mapping.yaml", "reference/stages.csv",
        "submissions/2026-03-02/x.csv",
    ]  # fmt: skip


def test_the_digest_follows_content_and_names(tmp_path: Path) -> None:
    first = input_digest(write_home(tmp_path / "one", FILES))
    assert first == input_digest(write_home(tmp_path / "two", FILES))
    others = [
        {**FILES, "crm/a.csv": "2 "},
        {**FILES, "crm/c.csv": ""},
        {"crm/a.csv": "1", "crm/b.csv": "2", "submissions/2026-03-02/x.csv": "3"},
    ]
    digests = {input_digest(write_home(tmp_path / f"other{n}", files)) for n, files in enumerate(others)}
    assert len(digests | {first}) == 4
