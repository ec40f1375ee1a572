"""Which run this is: a hash of what was visible at the week, the settings and the version; never of a clock."""

import hashlib
from datetime import UTC, date
from importlib.metadata import version

from sales_pipeline import sql
from sales_pipeline.calendar import instant, period_at
from sales_pipeline.company import Company, SettingsError
from sales_pipeline.render.run import Run
from sales_pipeline.weeks import Weeks

# the same facts from other files are the same run
NOT_FACTS = frozenset({"source_files", "rejected_rows"})


def package_version() -> str:
    return version("sales-pipeline")


def run_id(weeks: Weeks, week: date) -> str:
    """The first 12 hexadecimal digits of a hash of the rows visible at the week, the settings and the version."""
    digest = hashlib.sha256(f"{package_version()}|{weeks.company.digest}|{week}".encode())
    for name in facts():
        digest.update(f"{name}={weeks.undated.seen(name, week).facts}".encode())
    if template := deck_template(weeks):
        digest.update(template[1])
    return digest.hexdigest()[:12]


def facts() -> list[str]:
    """The undated tables that a forecast is made from: those that its tables and gates read. Who can do the work, when,
    and what is planned is not: a task dropped in the week, or an absence, leaves the forecast what it is."""
    tables = [table.inputs for table in sql.tables().values() if table.domain != "execution"]
    gates = [gate.inputs for gate in sql.gates_of("gate_results")]
    read = {needed.name for inputs in (*tables, *gates) for needed in inputs}
    return [name for name in sql.undated() if name in read - NOT_FACTS]


def deck_template(weeks: Weeks) -> tuple[str, bytes] | None:
    """Name and bytes of the company's own template, where company.yaml names one; SettingsError when it isn't there."""
    name = weeks.company.deck_template
    if not name:
        return None
    path = weeks.home.root / name
    if not path.is_file():
        raise SettingsError(
            f"company.yaml: deck_template is {name}, which is not in the home: put it there, or leave the setting out"
        )
    return name, path.read_bytes()


def run_of(weeks: Weeks, week: date, status: str = "draft", notes: tuple[str, ...] = ()) -> Run:
    """What documents print of the run of a week."""
    company: Company = weeks.company
    period = period_at(company, week)
    return Run(
        company=company.name,
        week=week.isoformat(),
        as_of=instant(week, company.zone).replace(tzinfo=UTC).astimezone(company.zone),
        period_label=period.label,
        weeks_left=period.weeks_left(week),
        currency=company.currency,
        amount_kind=company.amount_kind,
        run_id=run_id(weeks, week),
        settings_hash=company.digest[:12],
        version=package_version(),
        status=status,
        notes=notes,
        stale_days=company.gates.stale_days,
        deck_template=deck_template(weeks),
    )
