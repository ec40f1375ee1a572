"""What is wrong with a plan is told with file and line, all of it at once."""

from pathlib import Path

import pytest

from sales_pipeline_tests.intake.plan.plans import WEEKLY, changed, refused
from sales_pipeline_tests.intake.plan.test_reading import DEALS, REQUEST

PLAN = "workflow/plan.yaml"
ROLES = (
    "representative, manager, regional_vp, cro, finance, sales_operations, sales_analyst, marketing, product, "
    "customer_success"
)
WEEKDAY = "a day of the week such as Mon 12:00"
OFFSET = "or an offset from its checkpoint such as -1d, -4h or -1d 12:00"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("role: sales_analyst", "role: analyst", 24, "role 'analyst' is not known: did you mean sales_analyst?"),
        ("role: sales_analyst", "role: x", 24, f"role 'x' is not known: there are {ROLES}"),
        ("owner: sales_operations", "owner: x", 6, f"owner 'x' is not known: there are {ROLES}"),
        ("approvers: [manager, cro]", "approvers: [manager,\n  boss]", 14,
            f"role 'boss' is not known: there are {ROLES}"),
        ("approvers: [manager, cro]", "approvers: []", 13,
            "checkpoint review has no approver: name a role under approvers"),
        ("        approvers: [manager, cro]\n", "", 9,
            "checkpoint review has no approver: name a role under approvers"),
        ("deliverable: forecast_summary", "deliverable: forecast_sumary", 36,
            "deliverable 'forecast_sumary' is not known: did you mean forecast_summary?"),
        ("deliverable: forecast_summary", "deliverable: bridges_balance", 36, "deliverable 'bridges_balance' "
            "is not known: there are forecast_rollup, forecast_summary, pipeline_snapshot"),
        ("[forecast_rollup, bridges_balance]", "[forecast_roll]", 12,
            "deliverable or gate 'forecast_roll' is not known: did you mean forecast_rollup?"),
        ("depends_on: [extract]", "depends_on:\n          - extract\n          - extrakt", 31,
            "dependency 'extrakt' is not known: did you mean extract?"),
        ("depends_on: [extract]", "depends_on: [extract, extract]", 29, "depends_on names 'extract' twice; keep one"),
        ("id: send", "id: extract", 33, "task extract is there twice, first in line 16: rename one"),
        ("id: send", "id: review", 33, "task review is there twice, first in line 9: rename one"),
        ("id: send", "id: Send it", 33, "id 'Send it' may hold a-z, 0-9, _ and -, at most 64: rename it"),
        ("due: Mon 10:00", "due: Moon 10:00", 21, f"due 'Moon 10:00' is not {WEEKDAY}, {OFFSET}: correct it"),
        ("due: Mon 10:00", "due: 2026-03-02", 21, f"due '2026-03-02' is not {WEEKDAY}, {OFFSET}: correct it"),
        ("due: Mon 10:00", "due: Mon 24:00", 21, f"due 'Mon 24:00' is not {WEEKDAY}, {OFFSET}: correct it"),
        ("due: Mon 10:00", "due: -2h 10:00", 21, f"due '-2h 10:00' is not {WEEKDAY}, {OFFSET}: correct it"),
        ("due: -1d 17:00", "due: -2d", 30, "due -2d lies outside the week of its checkpoint: correct it"),
        ("due: +4h", "due: +6d", 39, "due +6d lies outside the week of its checkpoint: correct it"),
        ("        due: +4h\n", "", 33, "a task: due is missing: add it"),
        ("when: Tue 15:00", "when: first Tue", 11, f"when 'first Tue' is not {WEEKDAY}: correct it"),
        ("effort_hours: 2", "effort_hours: two", 20,
            "effort_hours 'two' is no number from 0.01 to 10000, with at most 2 places: correct it"),
        ("effort_hours: 2", "effort_hours: 0", 20,
            "effort_hours '0' is no number from 0.01 to 10000, with at most 2 places: correct it"),
        ("effort_hours: 2", "effort_hours: NaN", 20,
            "effort_hours 'NaN' is no number from 0.01 to 10000, with at most 2 places: correct it"),
        ("effort_hours: 2", "effort_hours: 1e99", 20,
            "effort_hours '1e99' is no number from 0.01 to 10000, with at most 2 places: correct it"),
        ("effort_hours: 2", "effort_hours: [2]", 20, "effort_hours must be a text: correct it"),
        ("tier: 2", "tier: 5", 5, "tier '5' is no number from 0 to 4: correct it"),
        ("acceptance: It", "aceptance: It", 31, "a task: field 'aceptance' is not known: did you mean acceptance?"),
        ("tier: 2", "tier: 2\n    tier: 3", 6, "tier is set twice; keep one"),
        ("recurs: week", "recurs: weekly", 7,
            "recurs 'weekly' is not known: did you mean week?"),
        ("recurs: week", "recurs: week\n    lead_days: 3", 8,
            "lead_days belongs to what recurs by month or quarter, not week"),
        ("recurs: week", "recurs: week\n    stages: [Open]", 8, "stages belongs to what recurs by deal, not week"),
        ("recurs: week", "recurs: week\n    starts: 2026-02-30", 8,
            "starts '2026-02-30' is no date such as 2026-11-30: correct it"),
        ("recurs: week", "recurs: week\n    starts: 2026-03-02\n    ends: 2026-03-01", 9,
            "ends 2026-03-01 lies before starts 2026-03-02: correct one"),
        ("parallel: false", "parallel: no", 32, "parallel 'no' is not known: there are true, false"),
        ("parallel: false", "per: deal", 32, "per: deal and recurs: deal belong together; correct one"),
        ("parallel: false", "checkpoint: revue", 32,
            "checkpoint 'revue' is not known: did you mean review? (of initiative weekly)"),
        ("initiatives:", "initiative:", 1, "a plan: field 'initiative' is not known: did you mean initiatives?"),
        ("title: Extract", f"title: {'x' * 501}", 17, "title is longer than 500 characters: shorten it"),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert f"{PLAN}, line {line}: {said}" in refused(tmp_path, changed(old, new))


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("[Open, Proposal]", "[Open, Propsal]", 8, "stage 'Propsal' is not known: did you mean Proposal?"),
        ("    stages: [Open, Proposal]\n", "", 2, "stages are missing: name those at which a deal passes this gate"),
        (
            "column: contact_count",
            "column: contacts",
            20,
            "column 'contacts' is not known: did you mean contact_count?",
        ),
        (", is: true", "", 19, "a criterion says one of is, at_least, at_most, filled; this one 0"),
        ("id: contacts", "id: buyer", 20, "buyer is there twice: rename one"),
        ("due: -1d", "per: once, due: -1d", 22, "per: deal and recurs: deal belong together; correct one"),
        ("due: -1d", "due: -4d", 22, "due -4d lies outside the week of its checkpoint: correct it"),
    ],
)
def test_each_fault_of_a_gate_is_told(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert f"{PLAN}, line {line}: {said}" in refused(tmp_path, changed(old, new, DEALS))


def test_a_circle_is_printed_from_its_first_name_on(tmp_path: Path) -> None:
    plan = changed("due: Mon 10:00", "depends_on: [roll_up]\n        due: Mon 10:00")
    said = "these wait for each other: extract → roll_up → extract; take one dependency away"
    assert refused(tmp_path, plan) == [f"{PLAN}, line 16: {said}"]


def test_a_task_that_waits_for_itself_is_a_circle(tmp_path: Path) -> None:
    said = "these wait for each other: roll_up → roll_up; take one dependency away"
    assert refused(tmp_path, changed("[extract]", "[roll_up]")) == [f"{PLAN}, line 22: {said}"]


def test_a_circle_through_a_checkpoint_is_one_too(tmp_path: Path) -> None:
    """The review needs the roll-up, so what makes the roll-up can't wait for the review."""
    said = "these wait for each other: review → roll_up → review; take one dependency away"
    assert refused(tmp_path, changed("[extract]", "[review]")) == [f"{PLAN}, line 9: {said}"]


def test_every_circle_is_told(tmp_path: Path) -> None:
    plan = changed("due: Mon 10:00", "depends_on: [extract]\n        due: Mon 10:00")
    assert len(refused(tmp_path, changed("[review]", "[send]", plan))) == 2


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    plan = changed("role: sales_analyst", "role: x")
    plan = changed("effort_hours: 2", "effort_hours: -2", plan)
    plan = changed("approvers: [manager, cro]", "approvers: []", plan)
    bad = changed("due: 2026-03-06 12:00", "due: Friday", REQUEST)
    found = refused(tmp_path, plan, tidy=changed("[roll_up]", "[nothing_like_it]", bad))
    assert [line.split(": ")[0] for line in found] == [
        "tasks/pending/tidy.yaml, line 6", "tasks/pending/tidy.yaml, line 9", f"{PLAN}, line 13", f"{PLAN}, line 20",
        f"{PLAN}, line 24",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("requested_by: fay", "requested_by: fey", 8, "person 'fey' is not known: did you mean fay?"),
        ("title: Tidy up", "title: '   '", 2, "title is blank: write it, or take the line away"),
        ("title: Tidy up", 'title: "\\u200b \\u00a0"', 2, "title is blank: write it, or take the line away"),
        ("title: Tidy up", "title: ''", 1, "a request: title is missing: add it"),
        ("id: tidy", "id: ' '", 1, "id is blank: write it, or take the line away"),
        ("title: Tidy up", "title: Tidy up\ngoal: '  '", 3, "goal is blank: write it, or take the line away"),
        ("role: sales_analyst", "role: ' '", 3, "role is blank: write it, or take the line away"),
        # one word of the board may be a slip
        (
            "title: Tidy up",
            "title: Tidy up\nstate: pending",
            3,
            "a request: field 'state' is not known: did you mean title?",
        ),
        ("requested_on: 2026-03-04\n", "", 1, "a request: requested_on is missing: add it"),
        (
            "due: 2026-03-06 12:00",
            "due: -1d",
            6,
            "due -1d counts from a checkpoint, and tidy has none: write when it is due",
        ),
        (
            "due: 2026-03-06 12:00",
            "due: 2026-03-01",
            6,
            "due 2026-03-01 lies before its initiative starts: correct one",
        ),
        ("id: tidy", "id: roll_up", 1, "task roll_up is there twice, first in workflow/plan.yaml, line 22: rename one"),
        (
            "id: tidy",
            "id: weekly",
            1,
            "initiative weekly is there twice, first in workflow/plan.yaml, line 2: rename one",
        ),
    ],
)
def test_each_fault_of_a_request_is_told(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    found = refused(tmp_path, WEEKLY, tidy=changed(old, new, REQUEST))
    assert f"tasks/pending/tidy.yaml, line {line}: {said}" in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", f"{PLAN}, line 1: the file must hold lines like `field: value`: write them, or take it away"),
        ("- a\n- b\n", f"{PLAN}, line 1: the file must hold lines like `field: value`: write them, or take it away"),
        ("risks: []\n", f"{PLAN}, line 1: a plan is a list under `initiatives:`; add it"),
        ("initiatives: text\n", f"{PLAN}, line 1: initiatives must be a list: correct it"),
        (
            "initiatives:\n  - text\n",
            f"{PLAN}, line 2: each of initiatives must be lines like `field: value`: correct it",
        ),
        ("initiatives:\n  - id: [a\n", f"{PLAN}, line 3: not YAML"),
        ("a: 1\n---\nb: 2\n", f"{PLAN}, line 2: not YAML"),
        ("initiatives: &a [*a]\n", f"{PLAN}, line 1: each of initiatives must be lines"),
        ("[" * 5000, f"{PLAN} is nested too deeply: write it plainly"),
        ("? [a]\n: b\n", f"{PLAN}, line 1: a plan is a list under `initiatives:`; add it"),
        ("initiatives:\n  - !!python/object/apply:os.system [id]\n", f"{PLAN}, line 2: each of initiatives must be"),
    ],
)
def test_what_is_no_plan_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    assert any(line.startswith(said) for line in refused(tmp_path, text))


def test_a_plan_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "workflow").mkdir()
    (tmp_path / "workflow" / "plan.yaml").write_bytes(b"initiatives: \xff\n")
    assert refused(tmp_path, None) == [f"{PLAN} is not UTF-8 text: save it as UTF-8"]


MONTHLY = WEEKLY.replace("recurs: week", "recurs: month\n    lead_days: 1").replace("Tue 15:00", "first Tue 15:00")


@pytest.mark.parametrize(
    ("plan", "line", "said"),
    [
        (
            MONTHLY.replace("Mon 10:00", "-2d"),
            22,
            "due -2d lies before work on weekly begins: set its lead_days to 2 or more",
        ),
        (MONTHLY.replace("-1d 17:00", "Mon 10:00"), 31, "due 'Mon 10:00' is not a day of the month such as"),
        (WEEKLY.replace("recurs: week", "recurs: once"), 2, "an initiative: starts is missing: add it"),
        (
            WEEKLY.replace("recurs: week", "recurs: once\n    starts: 2026-03-04").replace("Tue 15:00", "2026-03-01"),
            10,
            "when 2026-03-01 lies before its initiative starts: correct one",
        ),
    ],
)
def test_each_recurrence_has_its_dates(tmp_path: Path, plan: str, line: int, said: str) -> None:
    assert any(found.startswith(f"{PLAN}, line {line}: {said}") for found in refused(tmp_path, plan))
