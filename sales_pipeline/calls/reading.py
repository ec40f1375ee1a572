"""What a person sent, as cells: a filled template, a workbook or a CSV whose header is that of a submission.

Cells keep their places, so that whatever is wrong is said of the cell in which it stands. Nothing is judged here.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl

from sales_pipeline.calls.template import WEEK_MARK
from sales_pipeline.calls.words import TYPED, columns
from sales_pipeline.render.text import one_line

LARGEST_FILE, LARGEST_UNPACKED = 20 * 2**20, 200 * 2**20
_SEARCHED_ROWS, MOST_ROWS = 30, 20_000
_MARKS = {"submitter_id", "node_id", "category"}


class UnreadableError(Exception):
    """A file that holds no call at all; the message says what to do."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, and what to do about it."""

    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}; {self.remedy}"


@dataclass(frozen=True)
class Row:
    """One row: its values as text by column, and where each stands."""

    sheet: str
    number: int
    values: dict[str, str]
    places: dict[str, str]

    def place(self, column: str) -> str:
        return self.places.get(column, f"{self.sheet}, row {self.number}")

    def get(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass
class Sent:
    """A file as it was sent: rows on which something was said, the week of the template, cells without a value."""

    name: str
    rows: list[Row] = field(default_factory=list)
    week: date | None = None
    problems: list[Problem] = field(default_factory=list)


def read(name: str, content: bytes) -> Sent:
    """The rows of a file; UnreadableError where it can't hold any."""
    if len(content) > LARGEST_FILE:
        raise UnreadableError(f"{name} is larger than {LARGEST_FILE // 2**20} MB: a call is a page; send the template")
    ending = name.rsplit(".", 1)[-1].casefold()
    if ending == "csv":
        return _read_csv(name, content)
    if ending == "xlsx":
        return _read_xlsx(name, content)
    raise UnreadableError(f"{name} is neither .xlsx nor .csv: fill in the template, or save the file as one of them")


def _read_csv(name: str, content: bytes) -> Sent:
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{name} is not UTF-8: save it as CSV UTF-8") from error
    except csv.Error as error:
        raise UnreadableError(f"{name} is no CSV with commas ({error}): save it again, quotes closed") from error
    sent, header = Sent(name), [cell.strip() for cell in lines[0]] if lines else []
    _refuse_header(name, header)
    for number, line in enumerate(lines[1:], 2):
        places = {column: f"{name}, row {number}, column {column}" for column in header}
        values = {column: value.strip() for column, value in zip(header, line, strict=False)}
        if any(values.values()):
            sent.rows.append(Row(name, number, values, places))
        if len(line) > len(header):
            what = f"{len(line)} values for {len(header)} columns"
            sent.problems.append(Problem(f"{name}, row {number}", what, "put values with commas in quotes"))
    return sent


def _refuse_header(name: str, header: list[str]) -> None:
    strange = [column for column in header if column not in columns()]
    lacking = sorted(_MARKS - set(header))
    twice = sorted({column for column in header if header.count(column) > 1})
    if strange or lacking or twice:
        said = [f"{_listed(strange)} is no column of a submission"] if strange else []
        said += [f"{_listed(lacking)} is missing"] if lacking else []
        said += [f"{_listed(twice)} stands twice"] if twice else []
        raise UnreadableError(f"{name}, row 1: {'; '.join(said)}: the columns are {', '.join(columns())}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(one_line(name, 60)) for name in names)


def _read_xlsx(name: str, content: bytes) -> Sent:
    computed, written = _open(name, content, values=True), _open(name, content, values=False)
    sent = Sent(name)
    found = [sheet for sheet in computed.worksheets if _take_sheet(sent, sheet, written[sheet.title])]
    if not found:
        raise UnreadableError(
            f"{name} is no template of a call: make one with `sales-pipeline submit --template` and fill that in"
        )
    return sent


def _open(name: str, content: bytes, values: bool) -> Any:
    """The workbook; whatever a broken one makes of its reader, it is one thing to the person who sent it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise UnreadableError(f"{name} unpacks to more than {LARGEST_UNPACKED // 2**20} MB: send the template")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(content), data_only=values)
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError(f"{name} can't be read as a workbook: save it as .xlsx without a password") from error


def _take_sheet(sent: Sent, sheet: Any, written: Any) -> bool:
    """Add the rows of a sheet that has the columns of a submission; whether it has."""
    if sheet.max_row > MOST_ROWS:
        raise UnreadableError(
            f"{sent.name}, sheet {sheet.title!r} goes down to row {sheet.max_row:,}: send the template"
        )
    top = min(sheet.max_row, _SEARCHED_ROWS)
    for row in sheet.iter_rows(min_row=1, max_row=top):
        header = {cell.value: cell.column for cell in row if cell.value in columns()}
        if set(header) >= _MARKS:
            sent.week = sent.week or _week(row[0].value)
            places = {
                column: openpyxl.utils.get_column_letter(at)
                for column, at in sorted(header.items(), key=lambda i: i[1])
            }
            for number in range(row[0].row + 1, sheet.max_row + 1):
                _take_row(sent, sheet, written, number, places)
            return True
    return False


def _week(mark: object) -> date | None:
    text = str(mark or "")
    try:
        return date.fromisoformat(text.removeprefix(WEEK_MARK)) if text.startswith(WEEK_MARK) else None
    except ValueError:
        return None


def _take_row(sent: Sent, sheet: Any, written: Any, number: int, letters: dict[str, str]) -> None:
    """A row on which a person typed something, or that is no row of a template; what can't be read is a problem."""
    places = {column: f"{sheet.title}!{letter}{number}" for column, letter in letters.items()}
    values: dict[str, str] = {}
    faults: list[Problem] = []
    for column, letter in letters.items():
        cell, formula = sheet[f"{letter}{number}"], written[f"{letter}{number}"]
        values[column] = _text(cell.value)
        faults.extend(_unreadable(places[column], cell, formula))
    is_template = sent.week is not None
    if any(values[column] for column in (TYPED if is_template else columns()) if column in values) or faults:
        sent.problems.extend(faults)
        sent.rows.append(Row(sheet.title, number, values, places))


def _unreadable(place: str, cell: Any, formula: Any) -> Iterator[Problem]:
    if formula.data_type == "f" and cell.value is None:
        yield Problem(place, "holds a formula without a value", "type the value, or save the workbook in Excel first")
    elif cell.data_type == "e":
        yield Problem(place, f"holds the error {cell.value}", "type the value")


def _text(value: object) -> str:
    """A cell as it would stand in a CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"
    return str(value).strip()
