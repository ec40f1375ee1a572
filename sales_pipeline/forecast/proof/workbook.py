"""A workbook compared with the week: sentences by the facts, tables by their rows, formulas by an engine of their own,
what charts remember by the cells they point at. A number that stands in no known table is a finding."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.proof import grids, rules_comparison, rules_figures, rules_sheets, rules_sheets_learned
from sales_pipeline.forecast.proof.formulas import recalculated
from sales_pipeline.forecast.proof.grids import Judge
from sales_pipeline.forecast.proof.prose import Prose
from sales_pipeline.forecast.proof.remembered import remembered
from sales_pipeline.render.reading import sheets
from sales_pipeline.render.reading.said import Grid, Shown

RULES = (*rules_figures.RULES, *rules_comparison.RULES, *rules_sheets.RULES, *rules_sheets_learned.RULES)


def differences(blob: bytes, frames: Frames, prose: Prose) -> list[str]:
    """Every figure of a workbook that the week's tables do not bear out."""
    book = sheets.book(blob)
    rules_figures.ask(frames, prose.facts)
    # first, while no rows of the week are held: the engine takes as much memory as they do
    found = list(recalculated(blob, book))
    for sheet in book:
        found += _Reader(sheet, frames, prose).differences()
        found += remembered(sheet)
        found += rules_figures.pointers(sheet)
    return found


@dataclass
class _Block:
    """A table that is being read: who judges it, where it starts, its last row if that is known, its formulas."""

    judge: Judge
    first_column: int
    last_column: int
    last_row: int | None
    calculated: frozenset[int] = field(default=frozenset())


class _Reader:
    """Reads a sheet from top to bottom, a row at a time."""

    def __init__(self, sheet: sheets.Sheet, frames: Frames, prose: Prose) -> None:
        self.sheet, self.frames, self.prose = sheet, frames, prose
        self.tables = {table.first_row: table for table in sheet.tables}
        self.block: _Block | None = None
        self.title, self.titled, self.last = "", 0, 0

    def differences(self) -> Iterator[str]:
        for row in self.sheet.rows():
            if self.block and self._is_over(row.number):
                yield from self._close()
            self.last = row.number
            if row.number in self.tables or self._starts(row):
                yield from self._close()
                yield from self._open(row)
            elif self.block:
                yield from self._line(row)
            else:
                yield from self._loose(row)
        yield from self._close()

    def _is_over(self, number: int) -> bool:
        block = self.block
        assert block is not None
        return number > block.last_row if block.last_row is not None else number > self.last + 1

    def _close(self) -> Iterator[str]:
        if self.block:
            yield from self.block.judge.end()
        self.block = None

    def _grid(self, header: tuple[str, ...], name: str) -> Grid:
        return Grid(self.sheet.name, name, header, title=self.title)

    def _starts(self, row: sheets.Row) -> bool:
        """Whether a row heads a table that is no Excel table: all texts, in which a rule knows its headers."""
        if self.block and self.block.last_row is not None:
            return False
        header = _header(row)
        return len(header) > 1 and grids.rule_for(self._grid(header, ""), RULES) is not None

    def _open(self, row: sheets.Row) -> Iterator[str]:
        table = self.tables.get(row.number)
        header = table.header if table else _header(row)
        grid = self._grid(header, table.name if table else "")
        rule = grids.rule_for(grid, RULES)
        if rule is None:
            yield f"{self.sheet.name}: nothing says what the table {grid.name} must hold ({' | '.join(header)})"
            rule = grids.UNKNOWN
        first = table.first_column if table else row.cells[0].column
        last = table.last_column if table else row.cells[-1].column
        calculated = frozenset(first + header.index(name) for name in table.calculated) if table else frozenset()
        name = self.sheet.name
        judge = Judge(rule, grid, self.frames, lambda at, column: sheets.place(name, int(at), first + column))
        self.block = _Block(judge, first, last, table.last_row if table else None, calculated)

    def _line(self, row: sheets.Row) -> Iterator[str]:
        block = self.block
        assert block is not None
        values: list[Shown] = [None] * (block.last_column - block.first_column + 1)
        for cell in row.cells:
            if block.first_column <= cell.column <= block.last_column:
                values[cell.column - block.first_column] = cell.value
                if cell.column in block.calculated and cell.formula is None:
                    place = sheets.place(self.sheet.name, row.number, cell.column)
                    yield f"{place}: {cell.value} stands where a formula belongs"
            else:
                yield from self._text(row.number, cell)
        yield from block.judge.line(tuple(values), str(row.number))

    def _loose(self, row: sheets.Row) -> Iterator[str]:
        """Cells outside any table: sentences, and no number."""
        for cell in row.cells:
            yield from self._text(row.number, cell)
        # a sentence right below a title stands between it and its table
        if len(row.cells) == 1 and isinstance(row.cells[0].value, str):
            self.title = f"{self.title}\n{row.cells[0].value}" if row.number == self.titled + 1 else row.cells[0].value
            self.titled = row.number

    def _text(self, number: int, cell: sheets.Cell) -> Iterator[str]:
        place = sheets.place(self.sheet.name, number, cell.column)
        if isinstance(cell.value, str):
            yield from self.prose.differences(place, (cell.value,))
        elif isinstance(cell.value, float):
            yield f"{place}: nothing says what {cell.value} must be"


def _header(row: sheets.Row) -> tuple[str, ...]:
    """A row's texts; nothing where it holds anything else."""
    if any(not isinstance(cell.value, str) or cell.formula is not None for cell in row.cells):
        return ()
    return tuple(str(cell.value) for cell in row.cells)
