"""`sales-pipeline import`: makes a home out of exports, unattended.

The files are copied, never changed. The home is made aside and renamed, so that it is there whole or not at
all; where a run will need more than the exports hold, such as rates, the home is made and says so.
"""

import re
import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pydantic import ValidationError

from sales_pipeline import company
from sales_pipeline.calendar import monday_at_or_after, period_at
from sales_pipeline.company import Company
from sales_pipeline.home import Home
from sales_pipeline.intake import build, field_changes, import_report, mapping_file, plain, sources, yaml_text
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.import_draft import Draft
from sales_pipeline.intake.import_report import ImportReport
from sales_pipeline.intake.staging import Staging

__all__ = ["ImportReport", "import_home"]


def import_home(
    preset: str,
    home: Path,
    files: Sequence[Path],
    *,
    name: str | None = None,
    currency: str | None = None,
    time_zone: str = "UTC",
    amount_kind: str | None = None,
    period: str | None = None,
) -> ImportReport:
    """Make `home` from exports; `preset` is a preset's name or a mapping file. What isn't given is proposed."""
    _refuse_unusable(home, files)
    given = {"currency": currency, "amount_kind": amount_kind, "period": period, "time_zone": time_zone}
    wanted = {key: value for key, value in given.items() if value}
    wanted["name"] = name or re.sub(r"[\W_]+", " ", home.resolve().name).strip().title() or "Company"
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent, prefix=f".{home.name}.") as folder:
            aside = Home(Path(folder).resolve() / "home")
            report = _make(aside, preset, files, wanted)
            if home.is_dir():
                home.rmdir()
            aside.root.rename(home)
    except InputError as error:
        # the home that would hold the mapping is not made: what can be corrected is what was given
        own = f"a mapping file (`preset: {preset}` and what differs, given as --preset)"
        given_as = preset if Path(preset).is_file() else own
        raise InputError(str(error).replace("crm/mapping.yaml", given_as)) from error
    except OSError as error:
        raise InputError(f"{home} can't be made ({error.strerror}): name a folder that may be written") from error
    report.home = home
    return report


def _refuse_unusable(home: Path, given: Sequence[Path]) -> None:
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise InputError(f"{home} is there already: name a new folder with --home")
    if not given:
        raise InputError("No file to import: name the exports after the options")
    for path in given:
        if not path.is_file():
            raise InputError(f"{path} is no file: check the name")
    names = [path.name.casefold() for path in given]
    for path in given:
        if names.count(path.name.casefold()) > 1:
            raise InputError(f"Two of the files are called {path.name}: rename one")


def _make(home: Home, preset: str, given: Sequence[Path], wanted: dict[str, str]) -> ImportReport:
    home.crm.mkdir(parents=True)
    home.reference.mkdir()
    for path in given:
        shutil.copyfile(path, home.crm / path.name)
    draft = Draft(home, _own_mapping(preset))
    mapping = draft.before_reading()
    report = ImportReport(home.root, proposed=draft.told)
    with duckdb.connect() as connection:
        staging = Staging(connection, _provisional(wanted))
        reading = sources.read_all(staging, home, mapping)
        plain.look_up(staging, mapping)
        field_changes.merge(staging, mapping)
        draft.after_reading(staging, mapping, wanted)
        build.create_tables(staging)
        build.account_for_rows(staging, home, reading)
        _tell(report, connection)
    _verify(report, home)
    return report


def _provisional(wanted: dict[str, str]) -> Company:
    """Settings under which to read for the first time: what a currency or a first week would change is not read yet."""
    settings: dict[str, Any] = {"currency": "USD", "first_week": date(2000, 1, 3), **wanted}
    if "period" in settings:
        settings["fiscal"] = {"period": settings.pop("period")}
    try:
        return Company.model_validate(settings)
    except ValidationError as error:
        wrong = error.errors()[0]
        raise InputError(f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg'].removeprefix('Value error, ')}") from error


def _own_mapping(preset: str) -> dict[str, Any]:
    if preset in mapping_file.presets() or not Path(preset).is_file():
        return {"preset": preset}
    return dict(yaml_text.read(Path(preset), Path(preset).name) or {})


def _verify(report: ImportReport, home: Home) -> None:
    """Read the new home as a run would, and tell what came of it."""
    settings = company.load(home.company_file)
    with duckdb.connect() as connection:
        try:
            build.build(connection, home, settings)
        except InputError as error:
            report.before_a_run.append(str(error))
            return
        _tell(report, connection)
        report.lacks = import_report.lacks(connection, _last_week(connection, settings))


def _tell(report: ImportReport, connection: duckdb.DuckDBPyConnection) -> None:
    report.read = import_report.read(connection)
    report.rejected = import_report.rejected(connection)


def _last_week(connection: duckdb.DuckDBPyConnection, settings: Company) -> pa.Table:
    """What history_quality.sql reads of the calendar, for the first Monday after the last change."""
    newest = connection.execute("SELECT max(CAST(valid_from AS DATE)) FROM opportunity_history").fetchall()[0][0]
    week = monday_at_or_after(newest) if newest else settings.first_week
    return pa.Table.from_pylist([{"week": week, "period_start_date": period_at(settings, week).start}])
