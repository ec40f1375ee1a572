"""Who may know whom: read from the imports of every module, those inside functions too."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sales_pipeline import contract

PACKAGE = Path(contract.__file__).parent
EVERYTHING = frozenset({"*"})
DOMAIN = frozenset({"calendar", "company", "contract", "home", "plain_yaml", "render"})
# module or folder -> what of this package it may import besides itself; a dotted name is the only door to a folder
MAY_IMPORT = {
    "render": frozenset(),
    "action_rules": frozenset(),
    "risk_drivers": frozenset(),
    "notification_rules": frozenset(),
    "work_rules": frozenset(),
    "plain_yaml": frozenset(),
    "company": frozenset({"action_rules", "notification_rules", "plain_yaml", "risk_drivers", "work_rules"}),
    "contract": frozenset(),
    "home": frozenset(),
    "clock": frozenset({"home"}),
    "calendar": frozenset({"company"}),
    "code_digest": frozenset(),
    "intake": DOMAIN,
    "forecast": DOMAIN,
    "execution": DOMAIN | {"notification_rules"},
    "sample": DOMAIN | {"event_log", "work_rules"},
    "files": frozenset(),
    "lake": frozenset({"contract", "files"}),
    "lock": frozenset({"files", "home"}),
    "event_log": frozenset({"files", "home"}),
    "refusals": frozenset({"home"}),
    "sql": frozenset({"code_digest", "contract"}),
    "week_tables": frozenset({"calendar", "company"}),
    "engines": frozenset({"contract", "lake", "sql"}),
    "provenance": frozenset(),
    "visible_chain": frozenset({"calendar", "contract", "engines", "provenance"}),
    "visible": frozenset({"calendar", "contract", "engines", "lake", "visible_chain"}),
    "undated": frozenset({
        "code_digest", "company", "contract", "engines", "home", "intake.build", "lake", "sql", "visible",
        "visible_chain",
    }),
    "work_facts": frozenset({"calendar", "clock", "company", "event_log", "home"}),
    "fingerprints": frozenset({"code_digest", "company", "contract", "provenance", "sql", "undated", "work_facts"}),
    "gates": frozenset({"company", "engines", "sql"}),
    "sessions": frozenset({"company", "engines", "lake", "sql", "week_tables"}),
    "weeks": frozenset({
        "calendar", "company", "contract", "engines", "fingerprints", "gates", "home", "lake", "sessions", "sql",
        "undated", "week_tables", "work_facts",
    }),
    "backtest": frozenset({"calendar", "company", "engines", "home", "sql", "week_tables", "weeks"}),
    "run_identity": frozenset({"calendar", "company", "render", "sql", "weeks"}),
    "documents": frozenset({
        "code_digest", "contract", "files", "forecast.documents", "render", "run_identity", "weeks",
    }),
    "document_checks": frozenset({"documents", "forecast.documents", "forecast.proof", "render", "weeks"}),
    "report": frozenset({"approvals", "clock", "documents", "forecast.documents", "render", "run_identity", "weeks"}),
    "outputs": frozenset({"files", "home", "versions"}),
    "versions": frozenset({"render"}),
    "publish": frozenset({"contract", "files", "home", "lake", "render", "sql", "weeks"}),
    "release": frozenset({
        "approvals", "clock", "content", "document_checks", "documents", "event_log", "files", "home", "lake",
        "outputs", "publish", "render", "weeks",
    }),
    "telling": frozenset({
        "calendar", "clock", "company", "documents", "event_log", "execution.quiet_hours", "files", "home",
        "notification_rules", "outputs", "render", "sql", "weeks",
    }),
    "task_view": frozenset({"render"}),
    "task_files": frozenset({"files", "home", "intake.files", "task_view", "weeks"}),
    "meant": frozenset({"lake"}),
    "work_now": frozenset({"company", "home", "lake", "meant", "weeks"}),
    "work_say": frozenset({"event_log", "home", "render", "work_now"}),
    "meetings": frozenset({"calendar", "execution.meetings", "files", "home", "week_tables", "weeks"}),
    "progress_page": frozenset({
        "execution.board", "files", "home", "meetings", "render.vega_code", "run_identity", "sql", "weeks",
    }),
    "checkpoint_say": frozenset({
        "company", "event_log", "execution.action_items", "execution.contracts", "files", "home", "intake.plan.build",
        "lake", "meant", "render", "undated", "weeks",
    }),
    "content": frozenset({"documents", "home", "lake", "sql", "weeks"}),
    "approvals": frozenset({
        "calendar", "company", "content", "document_checks", "documents", "event_log", "execution.approving", "files",
        "home", "lake", "render", "run_identity", "weeks",
    }),
    "earlier_weeks": frozenset({
        "calendar", "content", "event_log", "home", "noted", "outputs", "telling.log", "weeks",
    }),
    "work": frozenset({
        "approvals", "clock", "earlier_weeks", "feedback", "meetings", "noted", "progress_page", "publish",
        "task_files", "telling.tell", "weeks",
    }),
    "noted": frozenset({"clock", "event_log", "weeks"}),
    "screen": frozenset({"contract"}),
    "starting": frozenset(),
    "bench": EVERYTHING,
    "explain": frozenset({"home", "render", "sql"}),
    "doctor": frozenset({
        "approvals", "clock", "company", "event_log", "home", "intake.errors", "intake.plan.build", "outputs", "render",
        "task_files", "undated",
    }),
    "calls": frozenset({"calendar", "company", "contract", "files", "home", "lake", "render", "week_tables", "weeks"}),
    "feedback": frozenset({"company", "documents", "event_log", "files", "home", "meant", "weeks"}),
    "cli": EVERYTHING,
    "__main__": frozenset({"cli"}),
    "components": EVERYTHING,
    "defs": EVERYTHING,
    "definitions": EVERYTHING,
}  # fmt: skip
KNOW_DAGSTER = {"components", "defs", "definitions"}
READ_THE_ENVIRONMENT, SET_THE_ENVIRONMENT = {"home.py"}, {"defs/instance.py"}
# now is asked for in one place
READ_THE_CLOCK = {"clock.py"}
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def tree_of(module: str) -> ast.Module:
    return ast.parse((PACKAGE / module).read_text(encoding="utf-8"))


def area(module: str) -> str:
    return module.split("/")[0].removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[str]:
    """Full names of everything imported in a tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_the_top(tree: ast.Module) -> Iterator[str]:
    """What is imported when the module is, not when a function runs."""
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    later = {name for function in functions for name in imported(function)}
    return (name for name in imported(tree) if name not in later)


def strangers(module: str, tree: ast.AST) -> list[str]:
    """Imports of this package that a module is not allowed."""
    own = area(module)
    allowed = MAY_IMPORT[own]
    found = []
    for name in imported(tree):
        head, *rest = name.split(".")
        # `from sales_pipeline import sql` and `from sales_pipeline.sql import Input` alike
        if head != "sales_pipeline" or not rest or rest[0] == own or allowed == EVERYTHING:
            continue
        path = ".".join(rest)
        if not any(path == door or path.startswith(door + ".") for door in allowed):
            found.append(name)
    return found


def test_every_module_has_its_place_in_the_table() -> None:
    assert {area(module) for module in MODULES} - {"__init__"} == set(MAY_IMPORT)


@pytest.mark.parametrize("module", [module for module in MODULES if module != "__init__.py"])
def test_a_module_imports_what_its_place_allows(module: str) -> None:
    assert strangers(module, tree_of(module)) == []


def test_only_the_graph_imports_dagster() -> None:
    found = {
        area(module)
        for module in MODULES
        for name in imported(tree_of(module))
        if name.split(".")[0].startswith("dagster")
    }
    assert found == KNOW_DAGSTER


def test_the_command_reaches_the_graph_only_when_a_run_is_asked_for() -> None:
    graph = tuple(f"sales_pipeline.{place}" for place in KNOW_DAGSTER)
    outside = [module for module in MODULES if area(module) not in KNOW_DAGSTER]
    assert [
        (module, name) for module in outside for name in at_the_top(tree_of(module)) if name.startswith(graph)
    ] == []
    reached = {(module, name) for module in outside for name in imported(tree_of(module)) if name.startswith(graph)}
    assert reached == {
        ("cli/approve.py", "sales_pipeline.defs.approving.run_finalise"),
        ("cli/approve.py", "sales_pipeline.defs.approving.show_approval"),
        ("cli/run.py", "sales_pipeline.defs.run.run_week"),
        ("cli/serve.py", "sales_pipeline.defs.serve.serve"),
    }


def test_help_and_everything_below_the_graph_load_without_dagster() -> None:
    code = (
        "import sys, sales_pipeline.cli, sales_pipeline.report, sales_pipeline.publish, sales_pipeline.outputs\n"
        "print([name for name in sys.modules if name.startswith('dagster')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def environment_uses(tree: ast.AST) -> tuple[int, int]:
    """How often a module reads the environment, and how often it sets a variable of it."""
    uses = sum(isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") for node in ast.walk(tree))
    uses += sum(name in ("os.environ", "os.getenv") for name in imported(tree))
    sets = sum(
        isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "os.environ"
        for node in ast.walk(tree)
    )
    return uses - sets, sets


def test_the_environment_is_read_in_one_place() -> None:
    uses = {module: environment_uses(tree_of(module)) for module in MODULES}
    assert {module for module, (reads, _) in uses.items() if reads} == READ_THE_ENVIRONMENT
    assert {module for module, (_, sets) in uses.items() if sets} == SET_THE_ENVIRONMENT


CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now", "datetime.date.today",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "Timestamp.now", "pd.Timestamp.now",
}  # fmt: skip


def reads_clock(tree: ast.AST) -> bool:
    names = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return bool(names & CLOCKS) or bool(CLOCKS & set(imported(tree)))


def test_no_week_depends_on_the_clock() -> None:
    assert {module for module in MODULES if reads_clock(tree_of(module))} == READ_THE_CLOCK


def test_nothing_is_left_to_chance() -> None:
    """Only the sample draws, by a seed; the run history's own ids are in nothing that a run makes."""
    chance = ("random", "secrets", "numpy.random", "uuid.uuid1", "uuid.uuid4", "os.urandom")
    found = set()
    for module in MODULES:
        tree = tree_of(module)
        used = {*imported(tree), *(ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute))}
        found |= {module for name in used if name in chance or name.startswith(tuple(f"{each}." for each in chance))}
    assert found == {"defs/run.py", "sample/draws.py"}


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("render/theme.py", "from sales_pipeline import company"),
        ("forecast/documents/deck.py", "from sales_pipeline.intake.cast import number"),
        ("forecast/documents/deck.py", "def render():\n    from sales_pipeline import lake"),
        ("intake/build.py", "import sales_pipeline.forecast.contracts"),
        ("engines/duckdb.py", "from sales_pipeline.forecast import contracts"),
        ("weeks.py", "from sales_pipeline.intake import history"),
        ("company.py", "from sales_pipeline import calendar"),
    ],
)
def test_an_import_out_of_place_is_seen(module: str, text: str) -> None:
    assert len(strangers(module, ast.parse(text))) == 1


def test_a_look_at_clock_or_environment_is_seen() -> None:
    assert reads_clock(ast.parse("from datetime import datetime\nx = datetime.now(zone)"))
    assert not reads_clock(ast.parse("x = datetime.min.time()"))
    assert environment_uses(ast.parse("import os\nos.environ['A'] = 'b'")) == (0, 1)
    assert environment_uses(ast.parse("import os\nos.environ.get('A')\nx = os.environ['A']")) == (2, 0)
    assert environment_uses(ast.parse("from os import environ")) == (1, 0)
