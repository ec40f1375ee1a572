"""What is read from the form of a text about the columns that tell where rows came from, a parser finds too."""

import pytest
import sqlglot
from sqlglot import expressions as exp

from sales_pipeline import sql
from sales_pipeline.provenance import PROVENANCE, hands_on, reads

TEXTS = {name: table.text for name, table in {**sql.tables(), **sql.backtests()}.items() if not table.function}
MENTIONED = {name: text for name, text in TEXTS.items() if any(column in text for column in PROVENANCE)}


def mentions(text: str) -> list[exp.Column]:
    return [
        column for column in sqlglot.parse_one(text, read="duckdb").find_all(exp.Column) if column.name in PROVENANCE
    ]


def is_shown(column: exp.Column) -> bool:
    """Whether a column is an item of a select list, alone or the first of several there is, under its own name."""
    item: exp.Expr | None = column
    while isinstance(item, (exp.Column, exp.Coalesce, exp.Alias)) and not isinstance(item.parent, exp.Select):
        item = item.parent
    return (
        isinstance(item, (exp.Column, exp.Coalesce, exp.Alias))
        and item.arg_key == "expressions"
        and item.alias_or_name == column.name
        and not (item.parent and item.parent.args.get("distinct"))
    )


def merged(text: str) -> list[str]:
    """Columns of selects that a union makes one of where they are alike."""
    tree = sqlglot.parse_one(text, read="duckdb")
    unions = [union for union in tree.find_all(exp.SetOperation) if union.args.get("distinct")]
    return [name for union in unions for select in union.find_all(exp.Select) for name in select.named_selects]


@pytest.mark.parametrize("name", sorted(MENTIONED))
def test_a_text_that_hands_on_origins_shows_them_and_nothing_else(name: str) -> None:
    found = mentions(MENTIONED[name])
    assert hands_on(MENTIONED[name]) == all(is_shown(column) for column in found)
    assert not PROVENANCE & set(merged(MENTIONED[name]))


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_text_reads_the_origin_of_what_it_names_there(name: str) -> None:
    tree = sqlglot.parse_one(TEXTS[name], read="duckdb")
    of = {table.alias_or_name: table.name for table in tree.find_all(exp.Table)}
    read = {of[column.table] for column in mentions(TEXTS[name])}
    views = {needed.view for needed in sql.tables()[name].inputs} if name in sql.tables() else set()
    assert read & views <= {view for view in views if reads(TEXTS[name], view)}


@pytest.mark.parametrize(
    ("text", "read", "handed_on"),
    [
        ("select a.amount\nfrom a", False, True),
        ("select\n    a.amount, -- a.source_file\n    'a.source_line' as word\nfrom a", False, True),
        ("select\n    a.source_file,\n    a.source_line as source_line\nfrom a", True, True),
        ("select\n    coalesce(a.source_file, b.source_file) as source_file\nfrom a", True, True),
        ("select\n    b.source_file\nfrom b\njoin a\n    on a.id = b.id", False, True),
        ("select\n    b.source_file\nfrom a as b", True, True),
        ("select\n    source_file\nfrom a", True, True),
        ("select\n    a.source_file as origin\nfrom a", True, False),
        ("select distinct\n    a.source_file\nfrom a", True, False),
        ("select\n    a.id\nfrom a\norder by\n    a.source_file", True, False),
        ("select\n    a.id\nfrom a\ngroup by\n    a.id,\n    a.source_file", True, False),
        ("select\n    a.id\nfrom a\nwhere\n    a.source_line > 1", True, False),
        ("select\n    case when a.source_line = 1 then 1 end as source_line\nfrom a", True, False),
    ],
)
def test_what_a_text_does_with_origins(text: str, read: bool, handed_on: bool) -> None:
    assert (reads(text, "a"), hands_on(text)) == (read, handed_on)
