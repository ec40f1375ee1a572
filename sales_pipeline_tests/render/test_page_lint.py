"""The lint of pages and data files finds each seeded defect, and nothing in a sound file."""

import pytest

from sales_pipeline.render import lint
from sales_pipeline.render.markdown import esc, table
from sales_pipeline_tests.render.workbooks import HOSTILE

PAGE = "# We call $14.5M\n\n*Example Co*\n\n## Where\n\n" + table(["Unit", "Call"], [["East", "9.1"]]) + "\n\n- One\n"
YAML = "meta:\n  run_id: abc\nnodes:\n  - node_id: co\n    call_amount: 12.50\n"
CSV = "\ufeffid,name,amount\n1,East,12.50\n"


def problems(file: str, text: str, outside: tuple[str, ...] = ()) -> list[str]:
    return lint.problems(file, text.encode("utf-8", "surrogatepass"), outside)


@pytest.mark.parametrize(("file", "text"), [("a.md", PAGE), ("a.yaml", YAML), ("a.csv", CSV), ("a.json", '{"a": 1}\n')])
def test_a_sound_file_has_no_findings(file: str, text: str) -> None:
    assert problems(file, text) == []


def test_hostile_names_are_no_findings() -> None:
    names = [text for text in HOSTILE if len(text) < 100]
    page = PAGE + "\n".join(f"- {esc(name)}" for name in names) + "\n\n" + table(["Deal"], [[n] for n in names]) + "\n"
    assert problems("a.md", page, HOSTILE) == []


@pytest.mark.parametrize(
    ("file", "text", "finding"),
    [
        ("a.md", PAGE.replace("East", "{{ unit }}"), "'{' in"), ("a.md", PAGE.replace("9.1", "nan"), "'nan' in"),
        ("a.md", PAGE.replace("One", "The call is None"), "'None' in"),
        ("a.md", PAGE.replace("| 9.1 |", "| 9.1 | 3 |"), "3 cells in a table of 2"),
        ("a.md", PAGE.replace("One", "<b>One</b>"), "raw HTML '<b>'"),
        ("a.md", PAGE.replace("# We", "## We", 1), "0 titles"),
        ("a.md", PAGE + "\n# Another\n", "2 titles"), ("a.md", PAGE.replace("## Where", "#### Where"), "level 4 below"),
        ("a.md", PAGE.replace("## Where", "## Empty\n\n## Where"), "nothing stands below the heading 'Empty'"),
        ("a.md", PAGE.rstrip(), "the last line has no end"),
        ("a.yaml", YAML.replace("12.50", ".nan"), "nodes.call_amount: nan is no value"),
        ("a.yaml", YAML.replace("co\n", "None\n"), "'None' in"), ("a.yaml", YAML.replace("meta", "head"), "which run"),
        ("a.yaml", YAML.replace("  - node", "\t- node"), "not readable"),
        ("a.csv", CSV.replace("12.50", "nan"), "row 2: nan is no value"), ("a.csv", CSV + "2,West\n", "row 3: 2 cells"),
        ("a.csv", CSV.replace("name", "id"), "has no name, or another's"), ("a.json", '{"a": 1', "not readable"),
        ("a.json", "[]\n", "there is nothing in it"),
    ],
)  # fmt: skip
def test_a_seeded_defect_is_found(file: str, text: str, finding: str) -> None:
    found = problems(file, text)
    assert any(finding in problem for problem in found), found


def test_what_is_not_utf_8_is_found() -> None:
    assert lint.problems("a.md", "# Größe\n".encode("latin-1"))[0].startswith("not UTF-8")
    with pytest.raises(ValueError, match=r"there is no lint for \.docx"):
        lint.problems("a.docx", b"")
