"""The agenda of a checkpoint: what it says is in the rows, and outside text stays text."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from sales_pipeline.execution.meetings.agenda import agenda
from sales_pipeline.execution.meetings.meeting import Meeting
from sales_pipeline_tests.execution.meeting_rows import HOSTILE, company_review, gate

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("name", "meeting"), [("review", company_review()), ("gate", gate())])
def test_an_agenda_is_as_it_was_read_and_kept(name: str, meeting: Meeting) -> None:
    """D1, D2, X7: what changed, gates that warned, decisions due, needs, criteria, action items of last time.

    UPDATE_GOLDEN=1 writes the file anew: read the difference before keeping it.
    """
    path, made = GOLDEN / f"agenda_{name}.md", agenda(meeting)
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made)
    assert made == path.read_bytes()


def test_the_largest_movements_stand_first_and_no_more_than_five() -> None:
    text = agenda(company_review()).decode()
    found = [line.split("|")[1].strip() for line in text.splitlines() if "pushed out" in line]
    assert found == ["Deal 7", "Deal 6", "Deal 5", "Deal 4", "Deal 3"]


def test_texts_of_a_crm_make_no_markup() -> None:
    html = MarkdownIt("commonmark").enable("table").render(agenda(gate(HOSTILE)).decode())
    assert "<b>x" not in html
    assert "<a " not in html
    assert html.count("<h1>") == 1


def test_an_id_that_a_shell_would_run_is_quoted() -> None:
    text = agenda(gate(review_id="g/2026-11-16/7; rm -rf x/c")).decode()
    assert "decide 'g/2026-11-16/7; rm -rf x/c' --as" in text


def test_a_checkpoint_without_anything_says_so() -> None:
    bare = company_review()
    nothing = dict.fromkeys(("approvers", "needs", "changes", "movements", "gates", "due", "asks", "actions"), ())
    text = agenda(replace(bare, **nothing)).decode()  # type: ignore[arg-type]
    for said in ("nobody: no one holds a role that may", "Nothing that the week's tables show.", "None is open."):
        assert said in text
    assert "Gates that warned" not in text
