"""The committed home is what the generator makes, byte for byte; and it never takes a folder that isn't its own."""

from pathlib import Path

import pytest

from sales_pipeline.sample import SampleError, generate
from sales_pipeline.sample.writer import MARKER
from sales_pipeline_tests.sample.committed import HOME, OPPORTUNITIES, SEED, files


def test_the_committed_home_is_made_again_byte_for_byte(tmp_path: Path) -> None:
    generate(tmp_path, OPPORTUNITIES, SEED)
    made, committed = files(tmp_path), files(HOME)
    assert sorted(made) == sorted(committed)
    assert [name for name in made if made[name] != committed[name]] == []


def test_the_committed_home_is_small_and_plain_text() -> None:
    committed = files(HOME)
    assert sum(len(content) for content in committed.values()) < 5_000_000
    for name, content in committed.items():
        assert "\0" not in content.decode("utf-8"), name
        assert b"\r" not in content, name


def test_nothing_but_the_sample_is_written(tmp_path: Path) -> None:
    generate(tmp_path / "new" / "home", 5, 1)
    home = tmp_path / "new" / "home"
    written = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    assert written == set(files(home))


def test_another_seed_makes_another_company(tmp_path: Path) -> None:
    generate(tmp_path / "a", 60, 1)
    generate(tmp_path / "b", 60, 2)
    a, b = files(tmp_path / "a"), files(tmp_path / "b")
    for name in ("crm/Opportunity.csv", "crm/Account.csv", "reference/people.csv", "truth/deals.csv"):
        assert a[name] != b[name], name


def test_people_and_accounts_keep_their_ids_in_a_larger_company(tmp_path: Path) -> None:
    generate(tmp_path / "small", 150, 4)
    generate(tmp_path / "large", 300, 4)
    small, large = files(tmp_path / "small"), files(tmp_path / "large")
    assert small["reference/people.csv"] == large["reference/people.csv"]
    ids = [[line.split(b",")[0] for line in home["crm/Account.csv"].splitlines()] for home in (small, large)]
    assert set(ids[0]) < set(ids[1])


@pytest.mark.parametrize("opportunities", [1, 2, 17])
def test_a_few_opportunities_are_enough(tmp_path: Path, opportunities: int) -> None:
    heard: list[int] = []
    generate(tmp_path, opportunities, 3, heard.append)
    ids = {line.split(b",")[0] for line in files(tmp_path)["crm/Opportunity.csv"].splitlines()[1:]}
    assert len(ids) == opportunities
    assert heard[-1] == opportunities


def test_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SampleError, match="ask for 1 or more"):
        generate(tmp_path / "home", 0, 3)
    assert not (tmp_path / "home").exists()


def test_an_earlier_sample_is_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    generate(tmp_path, 40, 1)
    note, stale = tmp_path / "interviews" / "note.md", tmp_path / "crm" / "Old.csv"
    note.parent.mkdir()
    note.write_text("mine")
    stale.write_text("Id\n")
    marker = tmp_path / MARKER
    marker.write_text(marker.read_text() + "- crm/Old.csv\n")
    generate(tmp_path, 40, 2)
    fresh = tmp_path.parent / "fresh"
    generate(fresh, 40, 2)
    assert note.read_text() == "mine"
    assert files(tmp_path) == files(fresh)


def test_a_folder_of_something_else_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "company.yaml").write_text("name: Ours\n")
    with pytest.raises(SampleError, match="is not empty and holds no earlier sample"):
        generate(tmp_path, 40, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["company.yaml"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(SampleError, match="is a file"):
        generate(tmp_path / "home", 40, 1)


@pytest.mark.parametrize("text", ["{", "files: 3\n", "seed: 1\n", ""])
def test_a_marker_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "truth").mkdir()
    (tmp_path / MARKER).write_text(text)
    with pytest.raises(SampleError, match="doesn't list a sample's files"):
        generate(tmp_path, 40, 1)


def test_a_marker_cannot_name_files_outside_the_folder(tmp_path: Path) -> None:
    home, outside = tmp_path / "home", tmp_path / "precious.txt"
    outside.write_text("keep")
    generate(home, 10, 1)
    marker = home / MARKER
    marker.write_text(marker.read_text() + f"- ../precious.txt\n- {outside}\n")
    generate(home, 10, 1)
    assert outside.read_text() == "keep"


def test_an_interrupted_run_leaves_the_earlier_sample_whole(tmp_path: Path) -> None:
    generate(tmp_path, 40, 1)
    before = files(tmp_path)

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(tmp_path, 600, 2, stop)
    assert files(tmp_path) == before
    assert not (tmp_path / ".sample").exists()
