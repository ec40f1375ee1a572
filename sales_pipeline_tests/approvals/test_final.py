"""From approval to final and back (X11, X13, M6, I6): by the command, on a small company's week."""

import hashlib
import json
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from sales_pipeline import event_log
from sales_pipeline.approvals import final_files
from sales_pipeline.approvals.handoff import schema
from sales_pipeline.approvals.known import is_left_open
from sales_pipeline.content import digest_of
from sales_pipeline.home import Home
from sales_pipeline.render.yaml_writer import check
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.approvals import keys
from sales_pipeline_tests.approvals.signing_home import WEEK, approve_all, change_input, known_of, say
from sales_pipeline_tests.conftest import command


def ask(home: Home, *arguments: str) -> Result:
    return command(*arguments, "--home", str(home.root))


def decide(home: Home, verb: str, person: str, *more: str) -> Result:
    return ask(home, verb, "--week", str(WEEK), "--as", person, "--reason", "read and checked", *more)


def test_the_commands_say_who_is_next_and_what_is_missing(home: Home) -> None:
    early = decide(home, "approve", "fay")
    assert (early.exit_code, early.stderr) == (
        4, "finance approves after manager, whose approval is missing: it is given first, by Eve or Max.\n"
    )  # fmt: skip
    done = decide(home, "approve", "eve")
    assert (done.exit_code, done.stdout) == (0, f"Eve approved week {WEEK}. Next: finance.\n")
    too_early = ask(home, "finalise", "--week", str(WEEK))
    assert too_early.exit_code == 4
    assert "is not approved (finance: waiting, cro: waiting). Approve it with" in too_early.stderr
    told = json.loads(decide(home, "reject", "fay", "--json").stdout)
    assert [row["state"] for row in told["approvals"]] == ["approved", "rejected", "waiting"]
    assert "Change what was rejected, and run it again" in ask(home, "finalise", "--week", str(WEEK)).stderr
    assert not final_files.shown(home, WEEK)
    assert "rejected by Fay (read and checked)" in ask(home, "doctor").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("forecast_summary.md", "--as", "eve", "--reason", "x"),
            "forecast_summary.md is not decided about alone: the",
        ),
        (
            ("sumary", "--as", "eve", "--reason", "x"),
            "sumary is no document: the forecast is decided about, as a whole",
        ),
        (("--as", "eve", "--reason", "x", "--week", "2026-02-02"), "Week 2026-02-02 has not begun: name one that is"),
        (("--as", "eve", "--reason", "x", "--statement", "--key", "k"), "Give one of --key, --signature and"),
        (("--as", "eve", "--reason", "x", "--key", "nowhere"), "nowhere can't be read: check that it is there"),
        (("--as", "eve", "--reason", "x", "--week", "2026-01-06"), "2026-01-06 is a Tuesday"),
        (("--as", "eve", "--reason", "x", "--week", "2025-12-29"), "Week 2025-12-29 is not published: run it"),
    ],
)
def test_wrong_usage_is_one_sentence(home: Home, arguments: tuple[str, ...], said: str) -> None:
    done = ask(home, "approve", *arguments)
    assert done.exit_code in (2, 3, 4)
    assert said in done.stderr


def test_the_final_documents_say_so_and_the_handoff_names_everything(final: Home) -> None:
    """X11, X13: what the validator is handed."""
    files = final_files.shown(final, WEEK)
    handoff = yaml.safe_load(files.pop(final_files.HANDOFF))
    check(handoff, schema())
    assert {row["file"]: row["sha256"] for row in handoff["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    assert [(row["role"], row["person_id"]) for row in handoff["approvals"]] == [
        ("manager", "eve"), ("finance", "fay"), ("cro", "cora"),
    ]  # fmt: skip
    approved = {row["part"]: row["sha256"] for row in handoff["approved_content"]}
    assert digest_of(approved) == handoff["content_digest"] == known_of(final).content.digest
    told = yaml.safe_load(files["final_forecast.yaml"])
    assert (told["meta"]["status"], [row["approved_by"] for row in told["approvals"]]) == (
        "final", ["Eve", "Fay", "Cora"],
    )  # fmt: skip
    draft = yaml.safe_load((final.outputs(WEEK) / "final_forecast.yaml").read_text(encoding="utf-8"))
    assert (draft["meta"]["status"], draft["approvals"], draft["nodes"]) == ("draft", [], told["nodes"])
    last = list(event_log.read(final))[-1]
    assert (last.kind, last.details["content_digest"]) == ("finalised", handoff["content_digest"])


def test_what_is_final_is_rejected_by_nobody(final: Home) -> None:
    """Another run, approved, replaces it; a rejection would only keep it from being mended."""
    done = decide(final, "reject", "fay")
    assert done.exit_code == 4
    assert done.stderr.startswith(f"Week {WEEK} is final as it is, and no rejection takes that back: run it again with")


def test_content_that_changes_voids_the_approval_and_final_stays_until_approved_again(final: Home) -> None:
    """Done when 1; M6; H6: the earlier final set is kept."""
    before = final_files.shown(final, WEEK)
    change_input(final)
    asked = ask(final, "finalise", "--week", str(WEEK))
    assert (asked.exit_code, "Inputs or settings have changed since" in asked.stderr) == (4, True)
    again = ask(final, "run", "--week", str(WEEK))
    assert again.exit_code == 0, again.output
    assert "approval  final is of an earlier content (run " in again.stdout
    assert [place.state for place in known_of(final).approval.places()] == ["void"] * 3
    assert final_files.shown(final, WEEK) == before
    validated = ask(final, "validate", "--week", str(WEEK))
    assert (validated.exit_code, validated.stdout.split(":")[0]) == (4, "FIXABLE")
    assert "approve what is published now (approvers)" in validated.stdout
    assert "waits for Eve again: the content has changed" in ask(final, "doctor").stdout
    for person in ("eve", "fay", "cora"):
        assert decide(final, "approve", person).exit_code == 0
    assert final_files.shown(final, WEEK) != before
    [kept] = (final.finals / "versions" / str(WEEK)).iterdir()
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == before
    assert ask(final, "validate").exit_code == 0


def test_signed_by_ssh_keygen_from_the_printed_statement(home: Home, tmp_path: Path) -> None:
    """M6: the statement is printed, signed elsewhere, handed in."""
    key = keys.make_key(tmp_path, "id_ed25519")
    tiny_home.put(home.root, "reference/allowed_signers", f"eve {keys.public(key)}\n")
    statement = decide(home, "approve", "eve", "--statement")
    (tmp_path / "signature").write_text(keys.sign(key, statement.stdout_bytes))
    done = decide(home, "approve", "eve", "--signature", str(tmp_path / "signature"))
    assert done.exit_code == 0, done.output
    assert known_of(home).approval.places()[0].decision.is_signed  # type: ignore[union-attr]
    tiny_home.put(home.root, "reference/allowed_signers", f"fay {keys.public(key)}\n")
    assert decide(home, "approve", "fay", "--key", str(key)).exit_code == 0


def test_approved_but_stopped_before_it_was_final_is_said_and_finished(home: Home) -> None:
    approve_all(home)
    assert is_left_open(known_of(home))
    assert f"approved but not final: `sales-pipeline finalise --week {WEEK}`" in ask(home, "doctor").stdout
    done = ask(home, "finalise", "--week", str(WEEK), "--json")
    assert (done.exit_code, json.loads(done.stdout)["is_final"]) == (0, True)
    assert not is_left_open(known_of(home))
    assert ask(home, "finalise", "--week", str(WEEK)).exit_code == 0
    assert [event.kind for event in event_log.read(home)].count("finalised") == 1


def test_an_approval_of_a_role_that_left_in_between_makes_nothing_final(home: Home) -> None:
    """An approval that expires before the last is given: nothing is final."""
    say(home, "eve")
    say(home, "fay", at="2026-01-19T12:00:00Z")
    assert known_of(home, "2026-01-21T12:00:00Z").approval.next_role() == "manager"
