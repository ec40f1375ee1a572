"""`submit` as a person uses it: templates out, a filled one in, and the next run counts it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import pytest

from sales_pipeline.home import Home
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.calls.calling import NOW, WEEK, at, csv_of, filled, submit

MONDAY = "2026-01-26"


@pytest.fixture
def home(tiny: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    at(monkeypatch)
    return tiny


def calls(home: Home, week: date = WEEK) -> dict[tuple[str, str], dict[str, object]]:
    """What the week says of calls, by node and layer of the current period."""
    rows = tiny_home.weeks_of(home).frames(["commit_forecast"], week)["commit_forecast"].to_pylist()
    return {(r["node_id"], r["layer"]): r for r in rows if r["horizon"] == "current"}


def templates(home: Home, *arguments: str) -> dict[str, Path]:
    result = submit(home, "--template", "--week", MONDAY, *arguments)
    assert result.exit_code == 0, result.output
    return {Path(line).stem: Path(line) for line in result.stdout.splitlines()}


def test_a_template_that_is_filled_and_sent_is_seen_by_the_next_run(home: Home, tmp_path: Path) -> None:
    made = templates(home, "--all")
    assert sorted(made) == ["ann-ann", "bob-bob", "eve-eve"]
    assert made["ann-ann"].parent == home.submissions / MONDAY / "templates"
    sent = tmp_path / "ann's call.xlsx"
    cells = {
        "Call!I6": 1350.5, "Call!J6": "size", "Call!K6": "Grew", "Call!I7": 1500, "Call!I8": 2000, "Deals!I6": "out",
        "Deals!J6": "risk",
    }  # fmt: skip
    sent.write_bytes(filled(made["ann-ann"].read_bytes(), cells))
    result = submit(home, sent)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "Understood for week 2026-01-26, sent 2026-01-26 10:00 (Europe/Berlin), in time:",
        "  Ann (representative), Q1 FY26: call USD 1,350.50",
        "    +150.50 to the system's 1,200.00, size: Grew",
        "    most likely 1,500.00, best case 2,000.00",
        "    replaces 1,500.00, sent 2026-01-26 08:00 UTC",
        "    1 deal out:",
        "      Deal D1 (1,200.00, commit), risk",
        "Kept as submissions/2026-01-26/ann-0001.csv; the next `sales-pipeline run` counts it.",
    ]
    found = calls(home)["ann", "representative"]
    assert {name: str(found[name]) for name in ("call_amount", "most_likely_amount", "delta_amount")} == {
        "call_amount": "1350.50", "most_likely_amount": "1500.00", "delta_amount": "150.50",
    }  # fmt: skip
    assert (found["state"], found["reason_code"], found["note"]) == ("submitted", "size", "Grew")
    assert (found["excluded_deal_count"], found["submitted_at"]) == (1, NOW)
    assert found["source_file"] == "submissions/2026-01-26/ann-0001.csv"


def test_a_later_call_supersedes_and_a_late_one_says_so(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    first = home.root.parent / "calls.csv"
    first.write_bytes(csv_of("bob,bob,representative,FY2026-Q1,commit,4000,,,,new_deal,,"))
    assert submit(home, first, "--week", MONDAY).exit_code == 0
    at(monkeypatch, datetime(2026, 1, 26, 11, 0, 1))
    first.write_bytes(csv_of("bob,bob,representative,FY2026-Q1,commit,3900,,,,risk,,"))
    result = submit(home, first, "--week", MONDAY)
    assert ", late:" in result.stdout
    assert "replaces 4,000.00" in result.stdout
    found = calls(home)["bob", "representative"]
    assert (str(found["call_amount"]), found["state"]) == ("3900.00", "late")
    layers = tiny_home.weeks_of(home).frames(["call_layers"], WEEK)["call_layers"].to_pylist()
    assert next(r["superseded_count"] for r in layers if (r["node_id"], r["layer"]) == ("bob", "representative")) == 1


def test_a_wrong_one_is_not_kept_and_ends_with_3(home: Home, tmp_path: Path) -> None:
    before = sorted(home.submissions.rglob("*"))
    made = templates(home, "--node", "ann", "--to", str(tmp_path / "out"))
    sent = tmp_path / "call.xlsx"
    sent.write_bytes(filled(made["ann-ann"].read_bytes(), {"Call!I6": "lots", "Deals!I6": "maybe"}))
    result = submit(home, sent)
    assert result.exit_code == 3
    assert result.stdout.splitlines() == [
        "Call!I6: 'lots' is no amount; type a number such as 1250000",
        "Deals!I6: 'maybe' is neither in nor out; type in or out",
    ]
    assert result.stderr == "call.xlsx was not accepted: 2 cells to correct.\n"
    assert sorted(home.submissions.rglob("*")) == before


def test_templates_and_what_was_received_are_no_input(home: Home) -> None:
    templates(home, "--all")
    received = home.submissions / MONDAY / "received"
    received.mkdir()
    (received / "ann-0001.csv").write_bytes(b"anything")
    weeks = tiny_home.weeks_of(home)
    assert not weeks.take_in()
    assert [
        v.detail for v in weeks.verdicts("source_files", WEEK) if v.gate == "every_file_is_read" and v.row_count
    ] == []


def test_templates_for_the_same_week_are_the_same_bytes(home: Home, tmp_path: Path) -> None:
    one, other = templates(home, "--all"), templates(home, "--all", "--to", str(tmp_path / "out"))
    assert {name: path.read_bytes() for name, path in one.items()} == {n: p.read_bytes() for n, p in other.items()}


def test_two_at_once_are_both_kept(home: Home, tmp_path: Path) -> None:
    for name, amount in (("a.csv", 4000), ("b.csv", 4100)):
        (tmp_path / name).write_bytes(csv_of(f"bob,bob,representative,FY2026-Q1,commit,{amount},,,,new_deal,,"))
    from sales_pipeline.cli import submit as module
    from sales_pipeline.lock import run_lock

    def one(name: str) -> None:
        with run_lock(home):
            module._take_in(home, tiny_home.weeks_of(home), tmp_path / name, WEEK)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, ["a.csv", "b.csv"]))
    kept = sorted(path.name for path in home.submitted(WEEK).glob("bob-*.csv"))
    assert kept == ["bob-0001.csv", "bob-0002.csv"]


@pytest.mark.parametrize(
    ("arguments", "code", "wanted"),
    [
        ([], 2, "Name the file of a call, or ask for templates with --template; not both."),
        (["x.csv", "--template"], 2, "Name the file of a call, or ask for templates with --template; not both."),
        (["--template"], 2, "Say whose templates: --all, or --node with the id of a unit or person."),
        (["--template", "--all", "--node", "ann"], 2, "Say whose templates: --all, or --node with the id of a unit or "
         "person."),
        (["x.csv", "--all"], 2, "--node, --all and --to are for --template."),
        (["--template", "--all", "--week", "2026-01-27"], 2, "2026-01-27 is a Tuesday: weeks are named by their "
                                                             "Monday, "
         "here 2026-01-26."),
        (["--template", "--all", "--week", "2025-12-29"], 2, "2025-12-29 is before the first week (2026-01-05, "
         "first_week in company.yaml)."),
        (["--template", "--all", "--week", "2026-02-09"], 2, "2026-02-09 is too far ahead: calls are sent for the "
         "running week or the next Monday's."),
        (["--template", "--node", "moon", "--week", MONDAY], 3, "Nobody is asked for a call for moon in week "
                                                                "2026-01-26: "
         "representatives, and managers, regional VPs and the CRO who are members of a unit, are "
         "(reference/people.csv, "
         "organisation_members.csv)."),
        (["gone.csv"], 3, "gone.csv can't be read (No such file or directory): check that it is there and may be "
         "opened"),
        (["gone.ods"], 3, "gone.ods can't be read (No such file or directory): check that it is there and may be "
         "opened"),
    ],
)  # fmt: skip
def test_wrong_usage_says_what_to_write(home: Home, arguments: list[str], code: int, wanted: str) -> None:
    result = submit(home, *arguments)
    assert (result.exit_code, result.stderr, result.stdout) == (code, wanted + "\n", "")


def test_a_template_of_another_week_is_not_taken_for_this_one(home: Home, tmp_path: Path) -> None:
    sent = tmp_path / "call.xlsx"
    sent.write_bytes(templates(home, "--node", "ann")["ann-ann"].read_bytes())
    result = submit(home, sent, "--week", "2026-01-19")
    assert (result.exit_code, result.stderr) == (
        3,
        "call.xlsx is a template of week 2026-01-26, not of 2026-01-19: leave --week out, or fill that week's\n",
    )
