"""`validate` (I6, X13, S3): from files alone; what can be mended, by whom, three times at most."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from sales_pipeline import event_log
from sales_pipeline.approvals.final import heal
from sales_pipeline.approvals.final_files import HANDOFF
from sales_pipeline.approvals.findings import findings
from sales_pipeline.home import Home
from sales_pipeline_tests.approvals import keys
from sales_pipeline_tests.approvals.signing_home import WEEK, require_signatures, settings_of
from sales_pipeline_tests.conftest import command


def ask(home: Home, *more: str) -> tuple[int, str]:
    done = command("validate", "--home", str(home.root), *more)
    return done.exit_code, done.stdout


def found(home: Home) -> list[str]:
    return [str(finding) for finding in findings(home, settings_of(home), str(WEEK))]


def rewrite(home: Home, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the handoff as somebody might who can write the file."""
    path = home.final(WEEK) / HANDOFF
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(said)
    path.write_text(yaml.safe_dump(said), encoding="utf-8")


def test_a_week_that_was_just_made_final_passes(final: Home) -> None:
    assert ask(final) == (0, f"PASS: week {WEEK}, run {json.loads(ask(final, '--json')[1])['run_id']}\n")
    verdicts = [event for event in event_log.read(final) if event.kind == "validated"]
    assert [event.details["outcome"] for event in verdicts] == ["pass"]


def test_it_is_independent_of_the_build(final: Home) -> None:
    """Neither the lake nor the exports nor the run history is asked."""
    for path in (final.lake, final.crm, final.dagster, final.submissions, final.outputs(WEEK)):
        shutil.rmtree(path)
    assert ask(final)[0] == 0


def test_mending_ends_after_three_attempts_and_begins_anew_after_a_pass(final: Home) -> None:
    deck = final.final(WEEK) / "forecast_presentation.pptx"
    whole = deck.read_bytes()
    deck.write_bytes(whole[:-1])
    said = [ask(final)[1].split(":")[0] for _ in range(4)]
    assert said == ["FIXABLE", "FIXABLE", "FIXABLE", "BLOCKED"]
    assert "3 attempts to mend it did not: somebody must look (sales_operations)" in ask(final)[1]
    deck.write_bytes(whole)
    assert ask(final)[0] == 0
    deck.write_bytes(b"")
    code, text = ask(final, "--json")
    assert (code, json.loads(text)["outcome"], json.loads(text)["loop"]) == (4, "FIXABLE", 1)


def test_each_finding_says_what_and_by_whom(final: Home) -> None:
    folder = final.final(WEEK)
    (folder / "forecast_summary.md").unlink()
    (folder / "notes.txt").write_text("mine")
    (folder / "weighted_forecast.yaml").write_text("touched")
    assert found(final) == [
        "fixable  forecast_summary.md is missing: `finalise` the week again (sales_operations)",
        "fixable  notes.txt is not in the handoff: take it away (sales_operations)",
        "fixable  weighted_forecast.yaml is not the file that was made final: `finalise` the week again "
        "(sales_operations)",
    ]
    (folder / HANDOFF).write_text("document: validator_handoff\n")
    assert "validator_handoff.yaml is not there or not as its schema says" in found(final)[0]
    shutil.rmtree(folder)
    assert found(final) == [
        f"fixable  outputs/final/{WEEK} is not there: approve the week, or `finalise` it if it is approved "
        "(sales_operations)"
    ]


CHANGES: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda s: s["approvals"].pop(1), "blocked  nobody of this role approved (finance)"),
    (lambda s: s["approvals"].reverse(), "blocked  approvals are not in the order of roles: cro, finance, manager"),
    (lambda s: s["approvals"][0].update(content_digest="0" * 64), "blocked  Eve approved another content (manager)"),
    (
        lambda s: s["approvals"][0].update(until_at="2026-01-06T11:00:00+00:00"),
        "blocked  the approval of Eve had expired when the last was given (manager)",
    ),
    (lambda s: s["approved_content"].pop(), "blocked  the list of what was approved does not give the hash"),
    (lambda s: s["gates"][0].update(state="error", row_count=3), "does not hold: 3 rows (sales_operations)"),
    (lambda s: s.update(week="2026-01-12"), "blocked  the handoff is of Tiny, week 2026-01-12"),
    (lambda s: s.update(run_id="0" * 12), "fixable  final is of run 000000000000, analytics.duckdb of run "),
]


@pytest.mark.parametrize(("change", "said"), CHANGES)
def test_a_handoff_that_was_changed_does_not_pass(
    final: Home, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    rewrite(final, change)
    assert said in "\n".join(found(final))


NOT_OURS = (
    "fixable  validator_handoff.yaml is not the one that was made final: `finalise` the week again (sales_operations)"
)
ODD: tuple[object, ...] = (None, "odd", -1, [], {"a": 1}, "2026-01-06T12:00:00", date(2026, 1, 6))


def leaves(value: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    """Where every value of a file stands, of a list's items the first."""
    inner = value.items() if isinstance(value, dict) else list(enumerate(value))[:1] if isinstance(value, list) else ()
    for key, each in inner:
        yield (*path, key)
        yield from leaves(each, *path, key)


def test_whatever_somebody_writes_into_a_handoff_is_found_and_stops_nothing(final: Home) -> None:
    """M6, X13: a value of another kind, and a hash that fits a document changed by hand."""
    whole = (final.final(WEEK) / HANDOFF).read_text(encoding="utf-8")
    for number, path in enumerate(leaves(yaml.safe_load(whole))):
        said = yaml.safe_load(whole)
        part = said
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = ODD[number % len(ODD)]
        (final.final(WEEK) / HANDOFF).write_text(yaml.safe_dump(said), encoding="utf-8")
        assert found(final), path
    for text in ("", "[" * 3000, "- a", "\x00", "document: &a [*a]"):
        (final.final(WEEK) / HANDOFF).write_text(text, encoding="utf-8")
        assert len(found(final)) == 1
    (final.final(WEEK) / HANDOFF).write_text(whole, encoding="utf-8")
    assert found(final) == []
    (final.final(WEEK) / "forecast_summary.md").write_bytes(b"mine")
    rewrite(final, lambda said: next(r for r in said["files"] if r["file"] == "forecast_summary.md").update(
        sha256=hashlib.sha256(b"mine").hexdigest(), size_bytes=4))  # fmt: skip
    assert found(final) == [NOT_OURS]


def test_what_was_written_into_a_handoff_is_not_noted_as_final(final: Home) -> None:
    """A look at the work notes what a kill left without its event, and nothing that nobody approved."""
    events = len(list(event_log.read(final)))
    rewrite(final, lambda said: said.update(content_digest="0" * 64, run_id="0" * 12))
    heal(final, datetime(2026, 1, 6, 13, tzinfo=UTC))
    assert len(list(event_log.read(final))) == events
    assert NOT_OURS in found(final)


def test_two_files_exchanged_and_a_set_of_nobody_are_found(final: Home) -> None:
    folder = final.final(WEEK)
    one, other = folder / "forecast_summary.md", folder / "forecast_summary.html"
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)
    assert [line.split()[1] for line in found(final)] == ["forecast_summary.html", "forecast_summary.md"]
    shutil.rmtree(final.events)
    assert f"blocked  no event says that week {WEEK} was made final: find out who put it there" in found(final)[0]


@pytest.mark.parametrize("text", ["nodes: {a: 1}", "nodes: [{node_id: top, periods: [1]}]", "[" * 3000, "", "nodes:"])
def test_a_forecast_that_can_t_be_read_is_a_finding(final: Home, text: str) -> None:
    (final.final(WEEK) / "final_forecast.yaml").write_text(text)
    assert "fixable  final_forecast.yaml can't be read" in found(final)[-1]


def test_an_amount_that_is_none_is_a_finding(final: Home) -> None:
    path = final.final(WEEK) / "final_forecast.yaml"
    path.write_text(re.sub(r"_amount: -?[0-9.]+", "_amount: much", path.read_text(encoding="utf-8"), count=1))
    assert "final_forecast.yaml can't be read (InvalidOperation)" in found(final)[-1]


def test_a_week_that_was_never_final_is_no_output_that_fails(final: Home) -> None:
    """S3 counts verdicts: a slip of the hand is none. A folder that is gone is."""
    done = command("validate", "--home", str(final.root), "--week", "2026-01-12")
    assert (done.exit_code, done.stderr) == (
        3, "Week 2026-01-12 is not final: approve it with `sales-pipeline approve`.\n"
    )  # fmt: skip
    assert not [event for event in event_log.read(final) if event.kind == "validated"]
    shutil.rmtree(final.final(WEEK))
    assert ask(final, "--week", str(WEEK))[0] == 4


def test_an_amount_that_differs_from_the_database_blocks(final: Home) -> None:
    with duckdb.connect(str(final.database)) as connection:
        connection.execute("UPDATE forecast_rollup SET expected_amount = expected_amount + 0.01 WHERE node_id = 'top'")
    [said] = found(final)
    assert said.startswith(
        "blocked  final_forecast.yaml and analytics.duckdb differ: expected_amount of top, FY2026-Q1 and 1 more"
    )


def test_where_signatures_are_required_each_is_verified_again(final: Home, tmp_path: Path) -> None:
    """M6: what was approved unsigned does not pass once signatures are asked for."""
    require_signatures(final)
    assert [line for line in found(final) if "the signature of Eve does not hold: it is no SSH signature" in line]
    key = keys.make_key(tmp_path, "id_ed25519")
    rewrite(final, lambda s: s["approvals"][0].update(signature=keys.sign(key, b"something else")))
    assert "the signature of Eve does not hold: it is not of this statement" in "\n".join(found(final))


def test_nothing_final_is_said(home: Home) -> None:
    done = command("validate", "--home", str(home.root))
    assert (done.exit_code, done.stderr) == (3, "No week is final yet: approve one with `sales-pipeline approve`.\n")
