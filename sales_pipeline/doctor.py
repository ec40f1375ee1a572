"""What `doctor` looks at: versions, settings, what a home lacks for a run, and gaps a kill left. It changes nothing."""

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

import duckdb

from sales_pipeline import company, event_log
from sales_pipeline.home import Home, HomeError
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.plan.build import read as read_plan
from sales_pipeline.outputs import published_run
from sales_pipeline.render.phrases import n_of
from sales_pipeline.render.pptx_template import TemplateError, from_template
from sales_pipeline.task_files import edited
from sales_pipeline.undated import names

PACKAGES = (
    "sales-pipeline",
    "dagster",
    "duckdb",
    "pandas",
    "pyarrow",
    "pandera",
    "sqlglot",
    "python-pptx",
    "xlsxwriter",
)
REFERENCE = {
    "stages": "every stage must be mapped here, or in crm/mapping.yaml",
    "people": "owners are then known by their ids only",
    "organisation_nodes": "there is then one level: the company",
    "quotas": "there is then no attainment, gap or coverage",
    "plans": "there is then nothing to compare with the plan",
    "exchange_rates": "needed for any currency but the company's",
}


@dataclass(frozen=True)
class Finding:
    """One line: a fact, something missing, or what stops a run, with what to do."""

    mark: str
    text: str

    @property
    def stops(self) -> bool:
        return self.mark == "stop"

    def __str__(self) -> str:
        return f"{self.mark:<5} {self.text}"


def examine(home: Home) -> list[Finding]:
    """Everything worth knowing of a home, in reading order."""
    found = [Finding("ok", f"Python {platform.python_version()}, " + ", ".join(f"{p} {version(p)}" for p in PACKAGES))]
    try:
        settings = company.load(home.require().company_file)
    except (HomeError, company.SettingsError) as error:
        return [*found, Finding("stop", str(error))]
    found.append(Finding("ok", f"{home.root}: {settings.name}, {settings.currency}, weeks from {settings.first_week}"))
    return [*found, *_input(home), *_plan(home), *_events(home), *_template(home, settings), *_published(home)]


def _input(home: Home) -> Iterator[Finding]:
    exports = [path for path in home.crm.glob("*") if path.is_file() and path != home.mapping_file]
    if not exports:
        yield Finding("stop", f"{home.crm} holds no export: copy the CRM's files there, or use `sales-pipeline import`")
    else:
        yield Finding("ok", f"crm/ holds {n_of(len(exports), 'file')}")
    if not home.mapping_file.is_file():
        yield Finding(
            "stop", "crm/mapping.yaml is missing: write `preset: NAME` into it, or use `sales-pipeline import`"
        )
    for name, consequence in REFERENCE.items():
        if not any((home.reference / f"{name}{kind}").is_file() for kind in (".csv", ".xlsx")):
            yield Finding("note", f"reference/{name}.csv is not there: {consequence}")
    calls = sorted(path.name for path in home.submissions.glob("????-??-??"))
    words = (
        f"calls for {n_of(len(calls), 'week')}, the newest {calls[-1]}"
        if calls
        else "no calls: the CRM's closed + commit stands"
    )
    yield Finding("ok" if calls else "note", f"submissions/ holds {words}")


def _plan(home: Home) -> Iterator[Finding]:
    """The plan of work and tasks dropped as files; whether stages and persons are known is for the run to say."""
    try:
        tasks = read_plan(home, names(), None).rows["plan_tasks"]
    except InputError as error:
        yield from (Finding("stop", line) for line in str(error).splitlines())
        return
    told = home.relative(home.plan_file)
    if home.plan_file.is_file():
        dropped = sum(row["source_file"] != told for row in tasks)
        more = f", tasks/pending/ {n_of(dropped, 'more')}" if dropped else ""
        yield Finding("ok", f"{told} holds {n_of(len(tasks) - dropped, 'task')}{more}")
    else:
        yield Finding("note", f"{told} is not there: the weekly forecast's tasks that come with the package stand in")


def _events(home: Home) -> Iterator[Finding]:
    """The log of events, record by record, and files of the board that were changed by hand."""
    found = event_log.faults(home)
    harm = [fault for fault in found if event_log.CLOCK_SET_BACK not in fault]
    yield from (Finding("stop" if fault in harm else "note", fault) for fault in found)
    count = 0 if harm else sum(1 for _ in event_log.read(home))
    if count:
        yield Finding("ok", f"events/ holds {n_of(count, 'event')}, each with the hash of the one before")
    for name in edited(home):
        yield Finding(
            "note", f"{name} was changed by hand: the next run puts it back; say it with `sales-pipeline task`"
        )


def _template(home: Home, settings: company.Company) -> Iterator[Finding]:
    name = settings.deck_template
    if not name:
        return
    path = home.root / name
    if not path.is_file():
        yield Finding("stop", f"deck_template is {name} in company.yaml, which is not in the home")
        return
    try:
        from_template(name, path.read_bytes())
    except TemplateError as error:
        yield Finding("stop", str(error))
    else:
        yield Finding("ok", f"{name} holds all that the deck needs")


def _published(home: Home) -> Iterator[Finding]:
    if not home.database.exists():
        yield Finding("note", "analytics.duckdb is not there yet: `sales-pipeline run` makes it")
        return
    try:
        with duckdb.connect(str(home.database), read_only=True) as connection:
            runs = connection.execute("SELECT week, run_id FROM publications ORDER BY week").fetchall()
    except duckdb.Error as error:
        line = str(error).splitlines()[0]
        yield Finding(
            "stop", f"analytics.duckdb can't be read ({line}): `sales-pipeline publish` makes it anew from the lake"
        )
        return
    yield Finding("ok", f"analytics.duckdb holds {n_of(len(runs), 'week')}, the newest {runs[-1][0]}")
    for week, run_id in runs:
        shown = published_run(home, week)
        if shown != run_id:
            what = f"are of run {shown}" if shown else "are not there"
            yield Finding(
                "note", f"outputs/{week}: the documents {what}, the database is of run {run_id}: run the week again"
            )
