"""A sheet of a workbook as text: cells that are dates, numbers or shares written as a CSV export would.

Its lines are the sheet's rows. Values of formulas are those the workbook was saved with; a row whose formula has
none is set aside, for what it should say isn't known.
"""

import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from sales_pipeline.intake.errors import InputError, remedy
from sales_pipeline.intake.formats import Formats
from sales_pipeline.intake.text_rows import (
    CHUNK_ROWS,
    Chunk,
    Fault,
    checked_header,
    flag_text,
    is_blank,
    number_text,
)
from sales_pipeline.intake.xlsx_sheet import Formula, open_book, rows

BATCH = 1_000
NO_VALUE = "has no value: open the workbook where formulas are computed, and save it"


class XlsxText:
    """One sheet. `header` is read at once; `chunks` once."""

    def __init__(self, path: Path, name: str, formats: Formats) -> None:
        self.path, self.name, self.formats = path, name, formats
        self._book = self._guard(lambda: open_book(path, name))
        self._sheet = self._guard(self._find_sheet)
        self._rows = self._filled(self._sheet)
        found = next(self._rows, (0, []))[1]
        while found and not found[-1].strip():
            found.pop()
        if any(isinstance(column, Formula) for column in found):
            raise InputError(f"{name}, line 1: a formula in the header {NO_VALUE}")
        self.header = checked_header(found, name)

    def _find_sheet(self) -> Any:
        """The sheet that is named, else the only one that shows and on which something stands."""
        every = {sheet.title: sheet for sheet in self._book.worksheets}
        if self.formats.sheet:
            if self.formats.sheet not in every:
                raise InputError(
                    f"{self.name} has no sheet {self.formats.sheet!r}; it has {', '.join(every)}: correct sheet in "
                    "crm/mapping.yaml"
                )
            return every[self.formats.sheet]
        filled = [title for title, sheet in every.items() if next(self._filled(sheet), None)]
        shown = [title for title in filled if every[title].sheet_state == "visible"]
        if not filled:
            raise InputError(f"{self.name} is empty: export it again, or take it away")
        if len(shown) == 1:
            return every[shown[0]]
        what = f"{len(shown)} filled sheets" if shown else "nothing on the sheets that show, only on hidden ones"
        named = shown or filled
        fix = remedy(
            self.name,
            f"name one in crm/mapping.yaml (formats: sheet: {named[0]})",
            "hide all but the one to be read" if shown else "show the one to be read",
        )
        raise InputError(f"{self.name} has {what} ({', '.join(named)}): {fix}")

    def chunks(self) -> Iterator[Chunk]:
        """Every row after the header."""
        chunk, width = Chunk(), len(self.header)
        for line, row in self._rows:
            beyond = [value for value in row[width:] if value.strip()]
            formula = next((value for value in row if isinstance(value, Formula)), None)
            if formula is not None:
                chunk.faults.append(Fault(line, formula, f"is a formula that {NO_VALUE}"))
            elif beyond:
                chunk.faults.append(Fault(line, beyond[0], "has a value beyond the last column of the header"))
            elif any("\0" in value for value in row):
                chunk.faults.append(Fault(line, next(value for value in row if "\0" in value), "holds a NUL byte"))
            else:
                chunk.lines.append(line)
                chunk.rows.append([*row[:width], *[""] * (width - len(row))])
            if chunk.count >= CHUNK_ROWS:
                yield chunk
                chunk = Chunk()
        if chunk.count:
            yield chunk
        self._book.close()

    def _filled(self, sheet: Any) -> Iterator[tuple[int, list[str]]]:
        """Rows on which something stands, with their numbers."""
        found = rows(sheet)
        while True:
            batch = self._guard(lambda: [(number, self._texts(cells)) for number, cells in islice(found, BATCH)])
            if not batch:
                return
            yield from ((number, row) for number, row in batch if not is_blank(row))

    def _texts(self, cells: dict[int, Any]) -> list[str]:
        row = [""] * (max(cells, default=-1) + 1)
        for place, cell in cells.items():
            row[place] = self._text(cell)
        return row

    def _guard(self, read: Callable[[], Any]) -> Any:
        """Whatever a broken workbook makes of its reader, it is one thing to the person who sent it."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return read()
        except InputError:
            raise
        except Exception as error:
            raise InputError(f"{self.name} can't be read as a workbook: save it as .xlsx again") from error

    def _text(self, cell: Any) -> str:
        value = cell.value
        if value is None or isinstance(value, str):
            return value or ""
        if isinstance(value, bool):
            return flag_text(value, self.formats)
        if isinstance(value, datetime):
            return value.isoformat(" ") if "h" in cell.number_format.lower() else value.date().isoformat()
        if isinstance(value, date | time | timedelta):
            return str(value)
        return number_text(self._number(value, cell.number_format), self.formats)

    def _number(self, value: int | float, shown_as: str) -> str:
        number = Decimal(repr(value))
        if "%" in shown_as and number.is_finite():
            return f"{number * 100:f}%"
        return f"{number:.0f}" if number == number.to_integral_value() and abs(number) < 10**15 else repr(value)
