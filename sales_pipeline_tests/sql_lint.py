"""The rules under which a .sql file gives the same result every time, on every engine, and reads alike everywhere.

`lint` names each rule a text breaks. Rules of form look at the text as it is written, rules of numbers at the types
that follow from the contracts.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa
import sqlglot
from sqlglot import expressions as exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from sales_pipeline import contract, sql
from sales_pipeline.company import Company
from sales_pipeline.week_tables import week_tables
from sales_pipeline.work_facts import CLOCK, LOG

Tree = exp.Expr
Types = exp.DataType.Type
# what depends on ties, on the engine, on the clock or on chance
FORBIDDEN = frozenset({
    "any_value", "approx_count_distinct", "approx_quantile", "approx_top_k", "arg_max", "arg_min", "array_agg", "corr",
    "date_part", "date_trunc", "datetrunc", "dayofyear", "epoch", "first", "gen_random_uuid", "get_current_timestamp",
    "hash", "isodow", "kurtosis", "last", "list", "list_value", "localtime", "localtimestamp", "mad", "max_by",
    "median", "min_by", "mode", "now", "product", "quantile", "quantile_cont", "quantile_disc", "random", "setseed",
    "skewness", "struct_pack", "today", "unnest", "uuid", "weekofyear",
})  # fmt: skip
FORBIDDEN_NODES: dict[type[Tree], str] = {
    exp.AnyValue: "any_value", exp.ApproxDistinct: "approx_count_distinct", exp.ArgMax: "arg_max",
    exp.ArgMin: "arg_min", exp.Array: "a list", exp.ArrayAgg: "array_agg", exp.CurrentDate: "current_date",
    exp.Struct: "a struct", exp.CurrentTimestamp: "current_timestamp", exp.DateTrunc: "date_trunc",
    exp.TimestampTrunc: "date_trunc", exp.DayOfWeek: "dayofweek", exp.DayOfWeekIso: "isodow", exp.Extract: "extract",
    exp.First: "first", exp.Last: "last", exp.Median: "median", exp.Mode: "mode", exp.PercentileCont: "quantile",
    exp.PercentileDisc: "quantile", exp.Quantile: "quantile", exp.Rand: "random", exp.Stddev: "stddev",
    exp.TableSample: "a sample", exp.TimeToStr: "strftime", exp.StrToTime: "strptime", exp.Unnest: "unnest",
    exp.Uuid: "uuid", exp.Variance: "variance", exp.Year: "year", exp.Month: "month", exp.Day: "day",
    exp.Week: "week", exp.Quarter: "quarter",
}  # fmt: skip
ORDERED = (
    exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue,
)  # fmt: skip
FLOATS = frozenset({Types.DOUBLE, Types.FLOAT})
INSTANTS = frozenset({Types.TIMESTAMP, Types.TIMESTAMPNTZ, Types.TIMESTAMPTZ})
INTEGERS = frozenset({Types.BIGINT, Types.INT, Types.SMALLINT, Types.TINYINT, Types.INT128})


def lint(text: str) -> list[str]:
    """`rule: what breaks it` for everything in a text, in the order of the rules."""
    trees = [tree for tree in sqlglot.parse(text, read="duckdb") if tree is not None]
    found = [f"heading: {said}" for said in _heading(text)]
    if len(trees) != 1 or not isinstance(trees[0], exp.Query) or text.rstrip().endswith(";"):
        return [*found, "one_select: a file is one SELECT, without a semicolon"]
    if "\n-- on: " in text and not trees[0].args.get("order"):
        found.append("gate_ordered: a gate lists what breaks it, the most important first")
    found += [f"{name}: {said}" for name, rule in FORM.items() for said in rule(trees[0])]
    typed = annotate(trees[0])
    return found + [f"{name}: {said}" for name, rule in NUMBERS.items() for said in rule(typed)]


def annotate(tree: Tree) -> Tree:
    """The tree with every column traced to its contract and every expression typed."""
    full = qualify(tree.copy(), schema=_mapped(), dialect="duckdb", quote_identifiers=False)
    return annotate_types(full, schema=_mapped(), dialect="duckdb")


@cache
def _mapped() -> MappingSchema:
    """The schema as sqlglot looks into it: parsing the types of two hundred tables takes longer than a lint."""
    return MappingSchema({**schema()}, dialect="duckdb")


@cache
def schema() -> dict[str, dict[str, str]]:
    """Columns and types of everything a file may read."""
    tables = {name: contract.arrow_schema(model) for name, model in contract.catalogue().items()}
    weekly = {f"{name}_{form}": tables[name] for name in sql.tables() for form in sql.EARLIER}
    company = Company(name="Any", currency="USD", first_week=date(2026, 1, 5))
    calendar = {name: table.schema for name, table in week_tables(company, date(2026, 3, 2)).items()}
    found = {
        name: {field.name: _sql_type(field.type) for field in fields}
        for name, fields in {**tables, **weekly, **calendar, "work_clock": CLOCK, "event_log": LOG}.items()
    }
    for name, model in contract.catalogue().items():
        if contract.reaching_back(model):
            found[name][contract.STARTS_ON] = "DATE"
    return found


def _sql_type(kind: pa.DataType) -> str:
    return contract.SQL_TYPES[kind]


def _said(node: Tree) -> str:
    return node.sql(dialect="duckdb")[:90]


def _heading(text: str) -> Iterator[str]:
    first = text.splitlines()[0] if text else ""
    if not first.startswith("-- ") or ": " in first[:10]:
        yield "the first line is a comment that says what a row, or the promise, is"


def _stars(tree: Tree) -> Iterator[str]:
    for star in tree.find_all(exp.Star):
        if not isinstance(star.parent, exp.Count):
            yield f"name the columns instead of {_said(star.parent or star)}"


def _recursion(tree: Tree) -> Iterator[str]:
    if any(with_.args.get("recursive") for with_ in tree.find_all(exp.With)):
        yield "a closure table instead of a recursive CTE"


def _forbidden(tree: Tree) -> Iterator[str]:
    for node in tree.walk():
        if type(node) in FORBIDDEN_NODES and not isinstance(node.parent, exp.Window):
            yield f"{FORBIDDEN_NODES[type(node)]} in {_said(node)}"
        elif isinstance(node, exp.Anonymous) and node.name.lower() in FORBIDDEN:
            yield f"{node.name.lower()} in {_said(node)}"
        elif isinstance(node, exp.Join) and (node.args.get("method") or "").upper() == "ASOF":
            yield "an ASOF join"
        elif isinstance(node, exp.Distinct) and node.args.get("on"):
            yield "distinct on: use row_number with a total order"


def _date_arithmetic(tree: Tree) -> Iterator[str]:
    for node in tree.find_all(exp.Interval, exp.DateAdd, exp.DateSub, exp.TsOrDsAdd, exp.AddMonths):
        yield f"calendar facts come from tables, not from {_said(node.parent or node)}"
    for node in tree.find_all(exp.DateDiff):
        if str(node.args.get("unit") or "day").strip("'").lower() != "day":
            yield f"only days are counted: {_said(node)}"


def _qualified(tree: Tree) -> Iterator[str]:
    for column in tree.find_all(exp.Column):
        select = column.find_ancestor(exp.Select, exp.SetOperation)
        own = set(select.named_selects) if select else set()
        if not column.table and column.name not in own:
            yield f"say which table {column.name} is of"


def _aliased(tree: Tree) -> Iterator[str]:
    for select in tree.find_all(exp.Select):
        if isinstance(select.parent, exp.Exists):
            continue
        for item in select.selects:
            if not isinstance(item, (exp.Column, exp.Alias, exp.Star)) and not _is_membership(select):
                yield f"name {_said(item)}"


def _is_membership(select: Tree) -> bool:
    return isinstance(select.parent, exp.Subquery) and isinstance(select.parent.parent, exp.In)


def _directions(tree: Tree) -> Iterator[str]:
    for ordered in tree.find_all(exp.Ordered):
        if ordered.args.get("desc") is None:
            yield f"write asc or desc after {_said(ordered.this)}"


def _windows(tree: Tree) -> Iterator[str]:
    for window in tree.find_all(exp.Window):
        function, order = _function(window), window.args.get("order")
        if isinstance(function, ORDERED) and not order:
            yield f"give {_said(function)} an order"
        if order and all(isinstance(item.this, (exp.Literal, exp.Null)) for item in order.expressions):
            yield f"order {_said(function)} by a column"


def _function(window: exp.Window) -> Tree:
    inner = window.this
    found: Tree = inner.this if isinstance(inner, (exp.IgnoreNulls, exp.RespectNulls)) else inner
    return found


def _limits(tree: Tree) -> Iterator[str]:
    for limit in tree.find_all(exp.Limit, exp.Offset):
        if limit.parent is None or not limit.parent.args.get("order"):
            yield "a limit without an order takes any rows"


def _texts(tree: Tree) -> Iterator[str]:
    for joined in tree.find_all(exp.GroupConcat):
        if not joined.find(exp.Order):
            yield f"order the parts of {_said(joined)}"


def _ties_broken(tree: Tree) -> Iterator[str]:
    """As far as names can tell: the last column of an order is part of some table's key."""
    for order in tree.find_all(exp.Order):
        window = order.parent
        if isinstance(window, exp.Window) and not isinstance(_function(window), ORDERED):
            continue
        last = order.expressions[-1]
        if not {column.name for column in last.find_all(exp.Column)} & _keys():
            yield f"break the ties of {_said(order)}: end it with a column of the key"


@cache
def _keys() -> frozenset[str]:
    made = [*sql.tables(), *sql.undated(), *sql.RESULTS]
    return frozenset({key for name in made for key in sql.grain(name)} | {"period_order", "stage_order"})


def _sums_cast(tree: Tree) -> Iterator[str]:
    for total in tree.find_all(exp.Sum):
        inside = total.find_ancestor(exp.Cast, exp.Select)
        if not isinstance(inside, exp.Cast):
            yield f"cast {_said(total)} to the type it stays in"


def _sums_exact(tree: Tree) -> Iterator[str]:
    for total in tree.find_all(exp.Sum, exp.Avg):
        kind = _kind(total.this)
        if kind in FLOATS or _has_float(total.this):
            yield f"{_said(total)} adds DOUBLE: round to DECIMAL first"
        elif isinstance(total, exp.Avg) and kind not in INTEGERS:
            yield f"{_said(total)}: sum and divide once instead"


def _has_float(node: Tree) -> bool:
    """A number such as 1e6 outside every cast makes the whole a DOUBLE, whatever sqlglot thinks of it."""
    inside = list(node.walk(prune=lambda each: isinstance(each, exp.Cast)))
    return any(isinstance(each, exp.Literal) and not each.is_string and "e" in each.name.lower() for each in inside)


def _divisions(tree: Tree) -> Iterator[str]:
    for division in tree.find_all(exp.Div, exp.IntDiv):
        below = division.expression.unnest()
        if not isinstance(below, (exp.Literal, exp.Nullif)):
            yield f"{_said(division)}: divide by nullif(…, 0.0e0)"
        elif division.this.type and division.this.type.this not in FLOATS:
            yield f"{_said(division)}: divide DOUBLE, so that every engine keeps the same places"


def _double_rounding(tree: Tree) -> Iterator[str]:
    for rounded in tree.find_all(exp.Round):
        if _kind(rounded.this) in FLOATS:
            yield f"{_said(rounded)} rounds a DOUBLE: use floor(x * 1e6 + 0.5) / 1e6"
    for cast in tree.find_all(exp.Cast):
        target, source = cast.to.this, _kind(cast.this)
        frozen = any(isinstance(node, exp.Floor) for node in cast.this.walk())
        if target in INTEGERS and source in {*FLOATS, Types.DECIMAL} and not frozen and not _whole(cast.this):
            yield f"{_said(cast)} drops a fraction: floor it first"
        if target == Types.DECIMAL and source in FLOATS and not frozen:
            yield f"{_said(cast)} rounds a DOUBLE: use floor(x * 1e6 + 0.5) / 1e6"


def _whole(node: Tree) -> bool:
    """A sum of counts: DuckDB types it as a HUGEINT, sqlglot as a DECIMAL without places."""
    return isinstance(node.unnest(), (exp.Sum, exp.Coalesce, exp.Filter)) and not node.find(exp.Mul, exp.Div)


def _products_rounded(tree: Tree) -> Iterator[str]:
    for product in tree.find_all(exp.Mul):
        sides = (product.this.unnest(), product.expression.unnest())
        if any(isinstance(side, (exp.Literal, exp.Neg)) for side in sides):
            continue
        if all(_kind(side) == Types.DECIMAL for side in sides) and not product.find_ancestor(exp.Round):
            yield f"{_said(product)}: round a product of money and rate at once"


def _products_have_room(tree: Tree) -> Iterator[str]:
    """DuckDB gives a product of two DECIMALs of 18 digits 18 digits: ten thousand million times a rate is too much."""
    for product in tree.find_all(exp.Mul):
        sides = [side.unnest() for side in (product.this, product.expression)]
        sizes = [_digits(side) for side in sides if _kind(side) == Types.DECIMAL]
        if len(sizes) == 2 and (18, 2) in sizes and max(sizes)[0] <= 18:
            yield f"{_said(product)}: cast the money to decimal(19, 2), which gives the product room"


def _digits(node: Tree) -> tuple[int, int]:
    """Precision and scale of a DECIMAL, as far as they are known."""
    found = [int(parameter.name) for parameter in node.type.expressions] if node.type else []
    return (found[0], found[1]) if len(found) == 2 else (0, 0)


def _date_sums(tree: Tree) -> Iterator[str]:
    for node in tree.find_all(exp.Add, exp.Sub):
        sides = [_kind(node.this), _kind(node.expression)]
        # whole days may be added to a day: DATE + BIGINT means the same everywhere
        if INSTANTS & set(sides) or sides == [Types.DATE, Types.DATE]:
            yield f"count days with date_diff, take instants from tables, not {_said(node)}"


def _kind(node: Tree) -> Any:
    node = node.unnest()
    # rounding keeps a DECIMAL exact
    return _kind(node.this) if isinstance(node, exp.Round) else node.type.this if node.type else Types.UNKNOWN


FORM: dict[str, Callable[[Tree], Iterator[str]]] = {
    "no_star": _stars,
    "no_recursion": _recursion,
    "forbidden": _forbidden,
    "calendar_from_tables": _date_arithmetic,
    "qualified": _qualified,
    "aliased": _aliased,
    "directions_written": _directions,
    "windows_ordered": _windows,
    "limits_ordered": _limits,
    "texts_ordered": _texts,
    "ties_broken": _ties_broken,
}
NUMBERS: dict[str, Callable[[Tree], Iterator[str]]] = {
    "sums_cast": _sums_cast,
    "sums_exact": _sums_exact,
    "divisions_guarded": _divisions,
    "no_double_rounding": _double_rounding,
    "products_rounded": _products_rounded,
    "products_have_room": _products_have_room,
    "no_date_arithmetic": _date_sums,
}
