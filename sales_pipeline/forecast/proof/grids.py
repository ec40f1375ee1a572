"""Tables compared with the week's: every cell by the row it names and the header it stands under."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.proof import values
from sales_pipeline.forecast.proof.rules import FREE, Column, Rule, Said
from sales_pipeline.render.reading.said import Grid, Shown

Line = tuple[Shown, ...]
# stands in for the rule of a table that none knows, which is said once
UNKNOWN = Rule("a table", (), (), lambda frames, grid: [{}], lambda frames, grid: dict.fromkeys(grid.header, FREE))
_MORE = re.compile(r"\d+ more\b")


def named(grid: Grid, first: str = "") -> Grid:
    """A table with plain headers: units left out, the second of two equal ones numbered."""
    found: list[str] = []
    for at, header in enumerate(grid.header):
        name = (values.without_unit(header) or first) if at or not first else first
        same = sum(each.split(" #")[0] == name for each in found)
        found.append(f"{name} #{same + 1}" if same else name)
    return replace(grid, header=tuple(found))


def rule_for(grid: Grid, rules: Sequence[Rule]) -> Rule | None:
    """The first rule that fits a table."""
    return next((rule for rule in rules if rule.fits(named(grid, rule.first))), None)


def differences(grid: Grid, rules: Sequence[Rule], frames: Frames) -> Iterator[str]:
    """Every cell of a table on a page that the week's tables do not bear out."""
    rule = rule_for(grid, rules)
    if rule is None:
        if any(values.has_figure(cell) for line in grid.rows for cell in line):
            yield f"{grid.place}: nothing says what the table {' | '.join(grid.header)!r} must hold"
        return
    judge = Judge(rule, grid, frames, lambda at, column: f"{grid.place}, {at}, {grid.header[column]}")
    for line in grid.rows:
        yield from judge.line(line, str(line[0]))
    yield from judge.end()


class Judge:
    """Judges the lines of one table as they are read."""

    def __init__(self, rule: Rule, grid: Grid, frames: Frames, place: Callable[[str, int], str]) -> None:
        self.rule, self.frames, self.place = rule, frames, place
        self.grid = named(grid, rule.first)
        self.columns = rule.columns(frames, self.grid) if callable(rule.columns) else rule.columns
        at = {header: position for position, header in enumerate(self.grid.header)}
        self._key = [(at[name], self.columns[name]) for name in rule.key if name in at]
        self._scales = _scales(grid)
        named_by = {place for place, _ in self._key}
        self._cells = [(at[h], self.columns.get(h)) for h in self.grid.header if at[h] not in named_by]
        self._rows = self._indexed()
        self._seen: list[Row] = []

    def line(self, line: Line, at: str) -> Iterator[str]:
        """What is wrong with a line."""
        if all(cell in (None, "") for cell in line[1:]):
            return
        if _MORE.match(str(line[0])):
            yield from self._rest(line, at)
            return
        found = self._candidates(line)
        if not found:
            shown = ", ".join(str(line[position]) for position, _ in self._key)
            yield f"{self.place(at, 0)}: no row of the week is {shown[:80]!r}"
            return
        judged = [list(self._wrong(line, row, at)) for row in found]
        best = min(range(len(found)), key=lambda i: len(judged[i]))
        self._seen.append(found[best])
        yield from judged[best]

    def end(self) -> Iterator[str]:
        """What is missing when all lines are read."""
        if self.rule.whole is not None:
            seen, wanted = {id(row) for row in self._seen}, self.rule.whole
            missing = [row for rows in self._rows.values() for row in rows if wanted(row) and id(row) not in seen]
            for row in missing[:3]:
                named = ", ".join(str(column.of(row).value) for _, column in self._key)
                yield f"{self.grid.place}: {self.rule.name} lacks the row {named[:80]!r}"
            if len(missing) > 3:
                yield f"{self.grid.place}: {self.rule.name} lacks {len(missing) - 3} more rows"

    def _name(self, cell: Shown) -> str:
        return _shown(values.without_unit(cell) if self.rule.units_in_names and isinstance(cell, str) else cell)

    def _indexed(self) -> dict[tuple[str, ...], list[Row]]:
        rows: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in self.rule.rows(self.frames, self.grid):
            rows[tuple(_key(column, row) for _, column in self._key)].append(row)
        return rows

    def _candidates(self, line: Line) -> list[Row]:
        """The rows that a line may be about; a name that was cut may be that of several."""
        shown = tuple(self._name(line[position]) for position, _ in self._key)
        if found := self._rows.get(shown):
            return found
        if not any(values.is_cut(text) for text in shown):
            return []
        return [row for key, rows in self._rows.items() if all(map(_starts, key, shown)) for row in rows]

    def _wrong(self, line: Line, row: Row, at: str) -> Iterator[str]:
        scale = values.power(str(line[0])) if self.rule.units_in_names else None
        for position, column in self._cells:
            cell = line[position]
            if column is None:
                if values.has_figure(cell):
                    yield f"{self.place(at, position)}: nothing says what {cell!r} must be"
                continue
            kind, get = column.kind, column.get
            value = row.get(get) if isinstance(get, str) else get(row)
            if isinstance(value, Said):
                kind, value = value
            if not values.same(cell, kind, value, self._scales[position] if scale is None else scale):
                yield f"{self.place(at, position)}: {cell} is not {_written(value)}"

    def _rest(self, line: Line, at: str) -> Iterator[str]:
        """A line that sums what has no room: amounts add up what is not shown."""
        if self.rule.rest is None:
            for position, cell in enumerate(line[1:], 1):
                if values.has_figure(cell):
                    yield f"{self.place(at, position)}: nothing says what {cell!r} must be"
            return
        rows = list(self.rule.rest(self.frames, self._seen))
        for position, column in self._cells:
            if column is not None and column.kind == "money" and line[position] not in (None, ""):
                amounts = [column.of(row).value for row in rows]
                total = sum((each for each in amounts if isinstance(each, Decimal)), Decimal(0))
                if not values.same(line[position], "money", total, self._scales[position]):
                    yield f"{self.place(at, position)}: {line[position]} is not {total}, the sum of {len(rows)} rows"


def _scales(grid: Grid) -> list[int]:
    """The unit of each column: its own header's, else the first header's, any header's, what stands above."""
    own = [values.power(header) for header in grid.header]
    usual = next((power for power in own if power is not None), None)
    usual = values.power(grid.unit) if usual is None else usual
    return [(usual or 0) if power is None else power for power in own]


def _key(column: Column, row: Row) -> str:
    value = column.of(row).value
    return _shown(value)  # type: ignore[arg-type]


def _shown(value: Shown | Decimal) -> str:
    return values.words(f"{value:g}" if isinstance(value, (float, int, Decimal)) else value)


def _starts(key: str, shown: str) -> bool:
    return key == shown or (values.is_cut(shown) and key.startswith(shown[:-1].rstrip()))


def _written(value: object) -> str:
    return "what it must be" if callable(value) else "blank" if value is None else str(value)[:120]
