"""`sales-pipeline import`: makes a home out of exports, unattended.

The files are copied, never changed. company.yaml, crm/mapping.yaml and reference/stages.csv are proposals a
person may correct. The home is made aside and renamed, so that it is there whole or not at all.
"""

import codecs
import csv
import re
import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

from sales_pipeline.calendar import monday_at_or_after, period_at
from sales_pipeline.company import Company
from sales_pipeline.home import Home
from sales_pipeline.intake import build, files, import_report, mapping_file, proposals, sources, yaml_text
from sales_pipeline.intake.csv_text import CsvText
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.import_report import ImportReport
from sales_pipeline.intake.mapping import Mapping
from sales_pipeline.intake.staging import Staging

__all__ = ["ImportReport", "import_home"]

_STAGE_COLUMNS = [
    "stage_name", "stage_order", "forecast_category", "stated_probability", "is_closed", "is_won", "is_confirmed",
]  # fmt: skip


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
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=f".{home.name}.") as folder:
        aside = Home(Path(folder).resolve() / "home")
        given = {
            "name": name or re.sub(r"[\W_]+", " ", home.resolve().name).strip().title(),
            "currency": currency,
            "amount_kind": amount_kind,
            "period": period,
        }
        report = _Import(aside, preset, files, given, time_zone).make()
        if home.is_dir():
            home.rmdir()
        aside.root.rename(home)
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


class _Import:
    """One import, step by step; `aside` is where the home grows."""

    def __init__(
        self, aside: Home, preset: str, given: Sequence[Path], wanted: dict[str, str | None], zone: str
    ) -> None:
        self.home, self.wanted, self.zone = aside, wanted, zone
        self.report = ImportReport(aside.root)
        aside.crm.mkdir(parents=True)
        aside.reference.mkdir()
        for path in given:
            shutil.copyfile(path, aside.crm / path.name)
        self.raw: dict[str, Any] = {"preset": preset}
        if preset not in mapping_file.presets() and Path(preset).is_file():
            self.raw = dict(yaml_text.read(Path(preset), Path(preset).name) or {})

    def make(self) -> ImportReport:
        self._propose_formats()
        self._propose_files()
        mapping = self._write_mapping()
        with duckdb.connect() as connection:
            staging = Staging(connection, self._company("USD", date(2000, 1, 3)))
            reading = sources.read_all(staging, self.home, mapping)
            self._propose(staging, mapping)
            build.create_tables(staging)
            build.account_for_rows(staging, self.home, reading)
            self._tell(connection)
        self._verify()
        return self.report

    def _company(self, currency: str, first_week: date, **more: Any) -> Company:
        return Company(
            name=self.wanted["name"] or "Company", currency=currency, time_zone=self.zone, first_week=first_week, **more
        )

    def _propose_formats(self) -> None:
        """An encoding or delimiter that the first lines give away."""
        formats: dict[str, str] = {}
        for path in files.below(self.home.crm):
            if not _is_utf8(path):
                formats["encoding"] = "cp1252"
                self.report.proposed.append(f"crm/mapping.yaml: {path.name} is not UTF-8 and is read as cp1252")
            delimiter = _delimiter(path, formats.get("encoding", "utf-8"))
            if delimiter != ",":
                formats["delimiter"] = delimiter
                self.report.proposed.append(f"crm/mapping.yaml: columns of {path.name} are separated by {delimiter!r}")
        if formats:
            self.raw["formats"] = {**formats, **self.raw.get("formats", {})}

    def _propose_files(self) -> None:
        """A file that no pattern claims goes to the sources whose columns it has and that have no file yet."""
        mapping = mapping_file.read(self.raw, self.home.mapping_file, "crm/mapping.yaml")
        names = [path.name for path in files.below(self.home.crm)]
        claimed = {key for key, source in mapping.sources.items() if any(files.claims(source, name) for name in names)}
        for name in names:
            if any(files.claims(source, name) for source in mapping.sources.values()):
                continue
            for key, source in mapping.sources.items():
                if key not in claimed and self._has_columns(mapping, key, name):
                    self._set(key, "files", [*source.files, name])
                    self.report.proposed.append(f"crm/mapping.yaml: {name} is read as {key}, whose columns it has")

    def _has_columns(self, mapping: Mapping, key: str, name: str) -> bool:
        job = sources.job(mapping, key)
        try:
            return not job.lacks(CsvText(self.home.crm / name, name, job.formats).header)
        except InputError:
            return False

    def _set(self, key: str, setting: str, value: Any) -> None:
        self.raw.setdefault("sources", {}).setdefault(key, {})[setting] = value

    def _write_mapping(self) -> Mapping:
        text = yaml.safe_dump(self.raw, sort_keys=False, allow_unicode=True, width=120)
        self.home.mapping_file.write_text(text, encoding="utf-8", newline="\n")
        return mapping_file.load(self.home)

    def _propose(self, staging: Staging, mapping: Mapping) -> None:
        self._propose_stages(staging, mapping)
        self._propose_product_names(staging, mapping)
        self._write_mapping()
        self._propose_company(staging, mapping)

    def _propose_stages(self, staging: Staging, mapping: Mapping) -> None:
        proposed = [stage for stage in proposals.stages(staging) if stage.name not in mapping.stages]
        path = self.home.reference / "stages.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(_STAGE_COLUMNS)
            for order, stage in enumerate(proposed, len(mapping.stages) + 1):
                flags = [str(flag).lower() for flag in (stage.is_closed, stage.is_won, stage.is_confirmed)]
                writer.writerow([stage.name, order, stage.category, stage.probability, *flags])
                chance = "no chance stated" if stage.probability is None else f"chance {stage.probability:.0%}"
                sure = "" if stage.is_confirmed else "; unsure, warns until is_confirmed is true"
                self.report.proposed.append(f"reference/stages.csv: {stage.name}: {stage.category}, {chance}{sure}")
        closed = [stage.name for stage in proposed if stage.is_closed]
        closed += [name for name, rule in mapping.stages.items() if rule.is_closed]
        for key, day in proposals.extract_dates(staging, mapping, closed).items():
            self._set(key, "extracted_on", day)
            self.report.proposed.append(f"crm/mapping.yaml: {key} is taken as extracted on {day}, the newest day in it")

    def _propose_product_names(self, staging: Staging, mapping: Mapping) -> None:
        for written, (meant, number) in proposals.product_names(staging).items():
            for key, source in mapping.sources.items():
                if source.table == "opportunities" and "product_id" in source.columns:
                    for column in proposals.columns_like(source, "product_id"):
                        columns = self.raw.setdefault("sources", {}).setdefault(key, {}).setdefault("columns", {})
                        rule = columns.setdefault(column, {"column": list(source.columns[column].column)})
                        rule.setdefault("values", dict(source.columns[column].values))[written] = meant
            self.report.proposed.append(f"crm/mapping.yaml: product {written} of {number:,} deals is read as {meant}")

    def _propose_company(self, staging: Staging, mapping: Mapping) -> None:
        days = proposals.span(staging)
        found = proposals.currency(staging)
        header = {column for path in files.below(self.home.crm) for column in self._header(mapping, path)}
        period = self.wanted["period"] or proposals.period(days)
        settings: dict[str, Any] = {
            "name": self.wanted["name"] or "Company",
            "currency": self.wanted["currency"] or found or "USD",
            "amount_kind": self.wanted["amount_kind"] or mapping.amount_is or proposals.amount_kind(mapping, header),
            "time_zone": self.zone,
            "first_week": proposals.first_week(days),
            "fiscal": {"start_month": 1, "period": period},
        }
        text = yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)
        self.home.company_file.write_text(text, encoding="utf-8", newline="\n")
        told = {**settings, "fiscal": f"{period}s from January"}
        assumed = "" if self.wanted["currency"] or found else " (the files name no currency)"
        shown = ", ".join(f"{key} {value}{assumed if key == 'currency' else ''}" for key, value in told.items())
        self.report.proposed.insert(0, f"company.yaml: {shown}")

    def _header(self, mapping: Mapping, path: Path) -> list[str]:
        jobs = [] if path == self.home.mapping_file else sources.crm_jobs(mapping, path.name)
        return CsvText(path, path.name, jobs[0].formats).header if jobs else []

    def _verify(self) -> None:
        """Read the new home as a run would, and tell what came of it."""
        settings = Company.model_validate(yaml.safe_load(self.home.company_file.read_text(encoding="utf-8")))
        with duckdb.connect() as connection:
            try:
                build.build(connection, self.home, settings)
            except InputError as error:
                self.report.before_a_run.append(str(error))
            else:
                self._tell(connection)
                self.report.lacks = import_report.lacks(connection, self._last_week(connection, settings))

    def _tell(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.report.read = import_report.read(connection)
        self.report.rejected = import_report.rejected(connection)

    def _last_week(self, connection: duckdb.DuckDBPyConnection, settings: Company) -> pa.Table:
        """What history_quality.sql reads of the calendar, for the first Monday after the last change."""
        newest = connection.execute("SELECT max(CAST(valid_from AS DATE)) FROM opportunity_history").fetchall()[0][0]
        week = monday_at_or_after(newest) if newest else settings.first_week
        return pa.Table.from_pylist([{"week": week, "period_start_date": period_at(settings, week).start}])


def _is_utf8(path: Path) -> bool:
    with path.open("rb") as stream:
        if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return True
        stream.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """The character that parts the header most often; a comma where none does."""
    with path.open(encoding=encoding, errors="replace") as stream:
        header = stream.readline()
    return max(",;\t|", key=lambda mark: (header.count(mark), mark == ","))
