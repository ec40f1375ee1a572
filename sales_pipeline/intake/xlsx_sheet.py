"""A workbook and the rows of its sheets as they stand in the file: numbered, in order, formulas without a value told.

openpyxl's own rows fill every gap, so that one numbered a billion has no end, and pass over rows out of order.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.files import unreadable

_OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")
LARGE, USUAL_RATIO = 2**28, 200


class Formula(str):
    """What stands in a cell whose value was never computed."""


class _Cells(WorkSheetParser):  # type: ignore[misc]
    """Cells of rows; an empty text is a value that was computed."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.get("t") != "str" and element.find(FORMULA_TAG) is not None:
            cell["value"] = Formula(f"={element.findtext(FORMULA_TAG) or ''}")
        return cell


def open_book(path: Path, name: str) -> Any:
    """The workbook; InputError for what only looks like one, and for one made to fill the memory."""
    try:
        with path.open("rb") as stream:
            start = stream.read(len(_OLD_OR_LOCKED))
    except OSError as error:
        raise unreadable(name, error) from error
    if start == _OLD_OR_LOCKED:
        raise InputError(
            f"{name} is protected by a password, or of the old kind (.xls): save it as .xlsx without a password"
        )
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            if part.file_size > max(LARGE, USUAL_RATIO * part.compress_size):
                raise InputError(
                    f"{name} unpacks to {part.file_size / 2**30:,.1f} GiB, {USUAL_RATIO} times and more what it takes "
                    "packed: save the sheet again without its empty cells"
                )
    reader = ExcelReader(path, read_only=True, data_only=True)
    try:
        reader.read()
    except BaseException:
        # openpyxl leaves a part that it can't read open, and with it the file
        reader.archive.fp.close()
        raise
    return reader.wb


def rows(sheet: Any) -> Iterator[tuple[int, dict[int, ReadOnlyCell]]]:
    """Numbers of rows and their cells by place, from 0; ValueError where one stands twice or out of order."""
    book, last = sheet.parent, 0
    with sheet._get_source() as source:
        parser = _Cells(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, cells in parser.parse():
            by_place = {cell["column"] - 1: ReadOnlyCell(sheet, **cell) for cell in cells}
            if number <= last or len(by_place) < len(cells):
                raise ValueError(f"row {number} or a cell of it stands twice or out of order")
            last = number
            yield number, by_place
