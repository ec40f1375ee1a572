"""Whatever a file holds: no crash, and rows read = accepted + rejected, each rejected row with its reason."""

import csv
import io
import json
import tempfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sales_pipeline.company import load
from sales_pipeline.intake.build import InputError, build, tables
from sales_pipeline_tests.intake.homes import DEALS, STAGES, Built, scratch, write_home

STAGE_NAMES = [line.split(",")[0] for line in STAGES.splitlines()[1:]]
WEIRD = [
    "", " ", "=1+1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "<script>", "\u202eevil\u202c", "שלום", "a\0b", "\ufeff",
    "NaN", "1e400", "-0", "2026-02-30", "0000-00-00", "9999-12-31", "24:00", "x" * 40_000, "'; DROP TABLE people; --",
    "{}", "\\N", "\t", "\u00a0", "🧨", "İ", "ß", "\x1b[31m", "\x85", "\u2028",
]  # fmt: skip
TEXT = st.one_of(st.sampled_from(WEIRD), st.text(max_size=12))
ROW = st.tuples(
    st.one_of(st.sampled_from("123"), TEXT), TEXT, TEXT, st.sampled_from([*STAGE_NAMES, ""]),
    st.one_of(st.decimals(places=2, allow_nan=False).map(str), TEXT),
    st.one_of(st.dates().map(str), TEXT), st.one_of(st.datetimes().map(str), TEXT),
    st.one_of(st.datetimes().map(str), TEXT),
)  # fmt: skip
KNOWN = "2026-03-02T10:00:00Z"


def totals(content: bytes, name: str = "crm/Opportunity.csv") -> tuple[int, int, int, int]:
    """Rows read, accepted and rejected, and the lines of rejected rows; a refusal counts as nothing read."""
    connection = scratch()
    with tempfile.TemporaryDirectory() as folder:
        home = write_home(Path(folder), {name: content})
        try:
            build(connection, home, load(home.company_file))
        except InputError:
            return 0, 0, 0, 0
        read, accepted, rejected = connection.execute(
            "SELECT row_count, accepted_count, rejected_count FROM source_files WHERE source_file = ?", [name]
        ).fetchall()[0]
        lines = connection.execute(
            "SELECT count(DISTINCT source_line) FROM rejected_rows WHERE reason <> ''"
        ).fetchall()
        shown = connection.execute("SELECT max(length(value)) FROM rejected_rows").fetchall()
        assert (shown[0][0] or 0) <= 200
        for table in tables():
            connection.execute(f"SELECT * FROM {table}").fetchall()
        return read, accepted, rejected, lines[0][0]


def written(rows: list[tuple[str, ...]]) -> bytes:
    """Rows as a proper file, so that the number of rows is known without our reader."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        with path.open("w", encoding="utf-8", newline="", errors="ignore") as stream:
            writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
            writer.writerow(DEALS.split(","))
            writer.writerow(["sure", "Sure", "ann", "Open", "1", "2026-03-31", KNOWN, KNOWN])
            writer.writerows(rows)
        return path.read_bytes()


@settings(max_examples=40)
@given(st.lists(ROW, max_size=8))
@example([(word,) * 3 + ("Open", "1", "2026-01-01", KNOWN, KNOWN) for word in WEIRD])
@example([(str(n), "x", "y", "Open", word, word, word, word) for n, word in enumerate(WEIRD)])
def test_values_of_any_kind(rows: list[tuple[str, ...]]) -> None:
    read, accepted, rejected, lines = totals(written(rows))
    blank = sum(not any(value.strip() for value in row) for row in rows)
    assert read == len(rows) - blank + 1
    assert read == accepted + rejected
    assert rejected == lines


LINE = st.lists(
    st.sampled_from(['"', ",", "1", "Open", "\n", "\r", "\r\n", '""', "x", " ", "\0", KNOWN]), max_size=60
).map("".join)


@settings(max_examples=60)
@given(LINE)
@example('"' * 7)
@example('1,"a\n2,b\n"3,c"d\n')
@example("1\n" * 5 + '"')
def test_broken_lines(text: str) -> None:
    read, accepted, rejected, lines = totals(written([]) + text.encode())
    assert read == accepted + rejected
    assert rejected == lines
    # nothing is swallowed: every line with something on it is a row, part of one, or rejected
    assert read >= 1


@settings(max_examples=40)
@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"Id\n1")
def test_bytes_of_any_kind(content: bytes) -> None:
    read, accepted, rejected, _ = totals(content)
    assert read == accepted + rejected


def whole(name: str) -> bytes:
    """A good file of a kind, to be broken."""
    columns = {column: ["1", "2", "3"] for column in DEALS.split(",")} | {
        "StageName": ["Open"] * 3, "CloseDate": ["2026-03-31"] * 3, "CreatedDate": [KNOWN] * 3,
        "LastModifiedDate": [KNOWN] * 3,
    }  # fmt: skip
    if name.endswith("parquet"):
        sink = pa.BufferOutputStream()
        pq.write_table(pa.table(columns), sink)
        return bytes(sink.getvalue())
    if name.endswith("jsonl"):
        return "".join(f"{json.dumps({key: cells[n] for key, cells in columns.items()})}\n" for n in range(3)).encode()
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in [list(columns), *zip(*columns.values(), strict=True)]:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


WHOLE = {name: whole(name) for name in ("crm/Opportunity.parquet", "crm/Opportunity.xlsx", "crm/Opportunity.jsonl")}


@settings(max_examples=40)
@given(st.sampled_from(sorted(WHOLE)), st.floats(0, 1), st.binary(max_size=3), st.booleans())
@example("crm/Opportunity.parquet", 1.0, b"", False)
@example("crm/Opportunity.xlsx", 1.0, b"", False)
@example("crm/Opportunity.jsonl", 1.0, b"", False)
def test_broken_files_of_other_kinds(name: str, share: float, wrong: bytes, is_cut: bool) -> None:
    content = WHOLE[name]
    place = int(share * len(content))
    content = content[:place] + wrong + (b"" if is_cut else content[place + len(wrong) :])
    read, accepted, rejected, lines = totals(content, name)
    assert read == accepted + rejected
    assert rejected == lines
    assert (read, rejected) == (3, 0) or content != WHOLE[name]


VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(TEXT, inner, max_size=2)),
    max_leaves=4,
)


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.one_of(st.sampled_from(DEALS.split(",")), TEXT), VALUE, max_size=4), max_size=6))
@example([{"Id": word, "Amount": word, "CreatedDate": word, "StageName": "Open"} for word in WEIRD])
def test_objects_of_any_kind(objects: list[dict[str, object]]) -> None:
    first = {"Id": "sure", "StageName": "Open", "CreatedDate": KNOWN, "LastModifiedDate": KNOWN}
    text = "".join(f"{json.dumps(each)}\n" for each in [first, *objects])
    read, accepted, rejected, lines = totals(text.encode(), "crm/Opportunity.jsonl")
    assert read == accepted + rejected
    assert rejected == lines
    assert read <= len(objects) + 1


def test_words_of_any_kind_come_through_as_they_are() -> None:
    words = [word.strip(" \t\u00a0\ufeff") for word in WEIRD if "\0" not in word]
    kept = [word for word in words if word]
    rows = [(f"id {n}", word, word, "Open", "1", "2026-03-31", KNOWN, KNOWN) for n, word in enumerate(kept)]
    with tempfile.TemporaryDirectory() as folder:
        home = Built(write_home(Path(folder), {"crm/Opportunity.csv": written(rows)}))
    found = home.rows(
        "SELECT opportunity_name, owner_id FROM opportunities JOIN opportunity_history USING (opportunity_id)"
    )
    assert {row for row in found if row != ("Sure", "ann")} == {(word, word) for word in kept}
