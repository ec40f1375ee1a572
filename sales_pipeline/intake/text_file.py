"""Which reader opens a file: by the end of its name, CSV for any that isn't known."""

from collections.abc import Callable
from pathlib import Path

from sales_pipeline.intake.csv_text import CsvText
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.formats import Formats
from sales_pipeline.intake.json_text import JsonText
from sales_pipeline.intake.parquet_text import ParquetText
from sales_pipeline.intake.text_rows import TextFile
from sales_pipeline.intake.xlsx_text import XlsxText


def _refuse(path: Path, name: str, formats: Formats) -> TextFile:
    raise InputError(f"{name} is a workbook of a kind that isn't read ({path.suffix}): save it as .xlsx")


READERS: dict[str, Callable[[Path, str, Formats], TextFile]] = {
    ".parquet": ParquetText, ".xlsx": XlsxText, ".xlsm": XlsxText, ".jsonl": JsonText, ".ndjson": JsonText,
    ".json": JsonText, ".xls": _refuse, ".xlsb": _refuse, ".ods": _refuse,
}  # fmt: skip


def open_text(path: Path, name: str, formats: Formats) -> TextFile:
    """The file as text; InputError when it can't be read at all."""
    return READERS.get(path.suffix.casefold(), CsvText)(path, name, formats)


def as_read(formats: Formats, path: Path) -> Formats:
    """Formats for one file: what its own kind of cell writes comes before what the source's texts say."""
    return formats.model_copy(update={"dates": dates_as_read(formats.dates, path)})


def dates_as_read(dates: tuple[str, ...], path: Path) -> tuple[str, ...]:
    """Typed dates arrive as ISO, and a workbook may hold the bare number of a day."""
    suffix = path.suffix.casefold()
    if suffix not in READERS:
        return dates
    numbered = ("excel",) if READERS[suffix] is XlsxText else ()
    return tuple(dict.fromkeys(("iso", *dates, *numbered)))
