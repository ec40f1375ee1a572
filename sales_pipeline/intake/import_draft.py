"""The files an import writes beside the exports, each drafted from what the exports hold.

company.yaml, crm/mapping.yaml and reference/stages.csv are proposals; every choice taken is told in a line.
"""

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sales_pipeline.home import Home
from sales_pipeline.intake import field_changes, files, mapping_file, proposals, shapes, sources, stage_proposals
from sales_pipeline.intake.encoding import likely_delimiter, likely_encoding
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.mapping import Mapping, Source
from sales_pipeline.intake.staging import Staging
from sales_pipeline.intake.text_file import READERS, open_text

MAPPING = "crm/mapping.yaml"
ENOUGH = 3
_STAGE_COLUMNS = [
    "stage_name", "stage_order", "forecast_category", "stated_probability", "is_closed", "is_won", "is_confirmed",
]  # fmt: skip


@dataclass
class Draft:
    """A home in the making: its mapping as YAML will hold it, and what has been proposed so far."""

    home: Home
    raw: dict[str, Any]
    told: list[str] = field(default_factory=list)

    def before_reading(self) -> Mapping:
        """Write the mapping as far as names and first lines of the files tell it."""
        self._files()
        self._formats()
        return self._write_mapping()

    def after_reading(self, staging: Staging, mapping: Mapping, wanted: dict[str, str]) -> None:
        """Write stages, settings and the rest of the mapping from the staged rows."""
        self._stages(staging, mapping)
        self._product_names(staging, mapping)
        unused = [f"{name} ({number:,})" for name, number in field_changes.unused(staging, mapping)]
        if unused:
            more = f" and {len(unused) - 8} more" if len(unused) > 8 else ""
            self.told.append(f"{MAPPING}: logged fields that fill nothing: {', '.join(unused[:8])}{more}")
        self._company(staging, mapping, wanted)
        self._write_mapping()

    def _formats(self) -> None:
        """What is seen of the text files that are read: for all where they agree, else source by source."""
        mapping = mapping_file.read(self.raw, self.home.mapping_file, MAPPING)
        seen: dict[str, dict[str, str]] = {}
        for path in files.below(self.home.crm):
            jobs = sources.crm_jobs(mapping, path.name)
            if path.suffix.casefold() in READERS or not jobs:
                continue
            formats = self._seen(path)
            seen |= {job.key: {**seen.get(job.key, {}), **formats} for job in jobs}
        alike = {tuple(formats.items()) for formats in seen.values()}
        if len(alike) == 1:
            self._lay_under(self.raw, dict(alike.pop()))
        else:
            for key in [key for key, formats in seen.items() if formats]:
                self._lay_under(self._of(key), seen[key])

    def _seen(self, path: Path) -> dict[str, str]:
        """What a text file's own bytes say of it, beyond what holds anyway."""
        encoding = likely_encoding(path)
        delimiter = likely_delimiter(path, encoding)
        declared = self.raw.get("formats", {})
        if encoding == "cp1252" and "encoding" not in declared:
            self.told.append(f"{MAPPING}: {path.name} is not UTF-8 and is read as {encoding}")
        if delimiter != "," and "delimiter" not in declared:
            self.told.append(f"{MAPPING}: columns of {path.name} are separated by {delimiter!r}")
        return ({"encoding": encoding} if encoding == "cp1252" else {}) | (
            {"delimiter": delimiter} if delimiter != "," else {}
        )

    def _lay_under(self, part: dict[str, Any], formats: dict[str, str]) -> None:
        """Add formats to a part of the mapping, under what it says itself and the whole mapping says."""
        new = {name: value for name, value in formats.items() if name not in self.raw.get("formats", {})}
        if new:
            part["formats"] = {**new, **part.get("formats", {})}

    def _files(self) -> None:
        """A file that no pattern claims goes to the sources of deals whose columns it has and that have no file yet.

        Other lists look too much alike: a list of leads has all that a list of people has.
        """
        mapping = mapping_file.read(self.raw, self.home.mapping_file, MAPPING)
        names = [path.name for path in files.below(self.home.crm)]
        claimed = {key for key, source in mapping.sources.items() if any(files.claims(source, name) for name in names)}
        for name in names:
            if any(files.claims(source, name) for source in mapping.sources.values()):
                continue
            deals = [key for key, source in mapping.sources.items() if source.table in shapes.DEALS]
            fitting = [key for key in deals if key not in claimed and self._has_columns(mapping, key, name)]
            for key in fitting:
                self._of(key)["files"] = [*mapping.sources[key].files, name]
                self.told.append(f"{MAPPING}: {name} is read as {key}, whose columns it has")
            claimed |= set(fitting)

    def _has_columns(self, mapping: Mapping, key: str, name: str) -> bool:
        """Whether a file has the columns a source must have, and enough of the others to be no chance."""
        job, path = sources.job(mapping, key), self.home.crm / name
        try:
            # a workbook says nothing of this kind, and passes over it
            encoding = likely_encoding(path)
            seen = {"encoding": encoding, "delimiter": likely_delimiter(path, encoding)}
            header = open_text(path, name, job.formats.model_copy(update=seen)).header
        except InputError:
            return False
        return not job.lacks(header) and len(job.found(header)) >= min(ENOUGH, len(job.columns))

    def _of(self, key: str) -> dict[str, Any]:
        """The part of the mapping that is about one source."""
        found: dict[str, Any] = self.raw.setdefault("sources", {}).setdefault(key, {})
        return found

    def _write_mapping(self) -> Mapping:
        text = yaml.safe_dump(self.raw, sort_keys=False, allow_unicode=True, width=120)
        self.home.mapping_file.write_text(text, encoding="utf-8", newline="\n")
        return mapping_file.load(self.home)

    def _stages(self, staging: Staging, mapping: Mapping) -> None:
        proposed = [stage for stage in stage_proposals.stages(staging) if stage.name not in mapping.stages]
        with (self.home.reference / "stages.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(_STAGE_COLUMNS)
            for order, stage in enumerate(proposed, len(mapping.stages) + 1):
                writer.writerow(stage.cells(order))
                self.told.append(f"reference/stages.csv: {stage}")
        closed = [stage.name for stage in proposed if stage.is_closed]
        closed += [name for name, rule in mapping.stages.items() if rule.is_closed]
        for key, day in proposals.extract_dates(staging, mapping, closed).items():
            self._of(key)["extracted_on"] = day
            self.told.append(f"{MAPPING}: {key} is taken as extracted on {day}, the newest day in it")

    def _product_names(self, staging: Staging, mapping: Mapping) -> None:
        header = self._headers(mapping)
        for written, (meant, number) in proposals.product_names(staging).items():
            for key, source in mapping.sources.items():
                if source.table == "opportunities" and "product_id" in source.columns:
                    self._map_product(key, source, header, {written: meant})
            self.told.append(f"{MAPPING}: product {written} of {number:,} deals is read as {meant}")

    def _map_product(self, key: str, source: Source, header: set[str], values: dict[str, str]) -> None:
        columns = self._of(key).setdefault("columns", {})
        for name in proposals.columns_like(source, "product_id"):
            rule = source.columns[name]
            origin = next(column for column in rule.column if column in header)
            own: dict[str, Any] = columns[name] if isinstance(columns.get(name), dict) else {"column": origin}
            columns[name] = {**own, "values": {**rule.values, **own.get("values", {}), **values}}

    def _company(self, staging: Staging, mapping: Mapping, wanted: dict[str, str]) -> None:
        days = proposals.span(staging)
        currency = wanted.get("currency") or proposals.currency(staging) or self._sign(mapping)
        kind = wanted.get("amount_kind") or mapping.amount_is or proposals.amount_kind(mapping, self._headers(mapping))
        period = wanted.get("period") or proposals.period(days)
        settings: dict[str, str | date] = {
            "name": wanted["name"],
            "currency": currency or "USD",
            "amount_kind": kind,
            "time_zone": wanted["time_zone"],
            "first_week": proposals.first_week(days),
        }
        text = yaml.safe_dump({**settings, "fiscal": {"period": period}}, sort_keys=False, allow_unicode=True)
        self.home.company_file.write_text(text, encoding="utf-8", newline="\n")
        assumed = "" if currency else " (the files name none)"
        shown = ", ".join(f"{key} {value}{assumed if key == 'currency' else ''}" for key, value in settings.items())
        self.told.insert(0, f"company.yaml: {shown}, fiscal period {period}, from January")

    def _sign(self, mapping: Mapping) -> str | None:
        """The currency that signs and codes beside the amounts of deals mean."""
        found: Counter[str] = Counter()
        for path in files.below(self.home.crm):
            for job in sources.crm_jobs(mapping, path.name) if path != self.home.mapping_file else []:
                if job.source.table in ("opportunities", "opportunity_history"):
                    found += proposals.signs(open_text(path, path.name, job.as_read(path).formats), job)
        return max(sorted(found), key=found.__getitem__) if found else None

    def _headers(self, mapping: Mapping) -> set[str]:
        """Every column of the files that the mapping claims."""
        found: set[str] = set()
        for path in files.below(self.home.crm):
            for job in sources.crm_jobs(mapping, path.name) if path != self.home.mapping_file else []:
                found |= set(open_text(path, path.name, job.formats).header)
        return found
