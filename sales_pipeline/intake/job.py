"""One file as one source reads it: which of its columns fill what, and what it lacks."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from sales_pipeline.intake import shapes
from sales_pipeline.intake.errors import InputError, remedy
from sales_pipeline.intake.formats import Formats, name_pattern
from sales_pipeline.intake.mapping import ColumnRule, Source
from sales_pipeline.intake.text_file import as_read, dates_as_read
from sales_pipeline.intake.text_rows import TextFile

Found = dict[str, tuple[ColumnRule, tuple[str, ...]]]


@dataclass(frozen=True)
class Job:
    """A source with everything settled that is needed to read a file for it."""

    key: str
    source: Source
    formats: Formats
    columns: dict[str, ColumnRule]
    where: str
    "Where the columns are set, for messages: `crm/mapping.yaml under sources.accounts.columns`."
    must_exist: frozenset[str] = frozenset()
    allows_no_rows: bool = False
    logged: dict[str, ColumnRule] = field(default_factory=dict)
    "Of columns that only rows about a field fill: the rule that names the field."

    @property
    def table(self) -> str:
        """The table under which its rows are counted."""
        return shapes.TABLE_OF.get(self.source.table, self.source.table)

    def as_read(self, path: Path) -> "Job":
        """The same for one file, whose kind may write dates in ways of its own."""
        columns = {
            name: rule.model_copy(update={"dates": dates_as_read(rule.dates, path)}) if rule.dates else rule
            for name, rule in self.columns.items()
        }
        return replace(self, formats=as_read(self.formats, path), columns=columns)

    def found(self, header: list[str]) -> Found:
        """Target column -> rule and the columns of the file it reads, where the file has them."""
        found: Found = {}
        for name, rule in self.columns.items():
            there = tuple(column for column in rule.column if column in header)
            if there or not rule.column:
                found[name] = (rule, there[:1] if rule.several == "first" else there)
        return found

    def lacks(self, header: list[str]) -> list[str]:
        """Target columns that a file of this header can't fill and must."""
        found = self.found(header)
        required = {f.name for f in shapes.fields(self.source.table) if f.required} | self.must_exist
        required |= {name for name, rule in self.columns.items() if rule.must}
        lacking = [name for name in self.columns if name in required and name not in found]
        if self.source.only_if and self.source.only_if not in header:
            lacking.append(self.source.only_if)
        return lacking

    def passes_over(self, header: list[str]) -> bool:
        """Whether an optional source leaves a file of this header alone."""
        return self.source.optional and bool(self.lacks(header))

    def refuse_lacking(self, text: TextFile) -> None:
        """InputError naming the first column a file needs and hasn't."""
        lacking = self.lacks(text.header)
        if not lacking:
            return
        name = lacking[0]
        wanted = " or ".join(repr(c) for c in self.columns[name].column) if name in self.columns else repr(name)
        other = next((d for d in ";\t|," if len(text.header) == 1 and d in text.header[0]), None)
        if other:
            mark = "tab" if other == "\t" else repr(other)
            fix = remedy(
                text.name,
                f"set it in crm/mapping.yaml (formats: delimiter: {mark})",
                "save the file with commas, or as .xlsx",
            )
            raise InputError(
                f"{text.name}, line 1: its columns seem to be separated by {mark}, not {text.formats.delimiter!r}; "
                f"{fix}"
            )
        raise InputError(
            f"{text.name}, line 1: column {wanted} is missing, which {name} is read from; export it too, "
            f"or name the right column in {self.where}"
        )

    def extracted_on(self, path: Path) -> date | None:
        """The day at whose start the file was made, by its name or the mapping."""
        patterns = self.source.file_date
        for pattern in patterns:
            found = name_pattern(pattern)
            day = found.search(path.name) if found else None
            with suppress(ValueError):
                if day:
                    return datetime.strptime(day.group(), pattern).date()
        if patterns:
            raise InputError(
                f"{path.name} is not named like {' or '.join(patterns)}, from which the day of the extract is read; "
                f"rename it, or correct sources.{self.key}.file_date in crm/mapping.yaml"
            )
        return self.source.extracted_on
