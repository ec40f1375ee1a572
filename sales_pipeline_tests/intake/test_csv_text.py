"""CSV as text: true lines, broken rows set aside one by one, nothing lost and nothing guessed."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sales_pipeline.intake.csv_text import CsvText
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.mapping import Formats


def read(
    path: Path, content: str | bytes, **formats: str
) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str, str]]]:
    """Rows with their lines, and faults."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    rows, faults = [], []
    for chunk in CsvText(path, "crm/x.csv", Formats.model_validate(formats)).chunks():
        rows += list(zip(chunk.lines, chunk.rows, strict=True))
        faults += [(f.line, f.value, f.reason) for f in chunk.faults]
    return rows, faults


def refused(path: Path, content: str | bytes, **formats: str) -> str:
    with pytest.raises(InputError) as error:
        read(path, content, **formats)
    return str(error.value)


# the cases of csv-spectrum, and how they must be read
SPECTRUM = {
    "comma_in_quotes": ('a,b\n1,"x, y"\n', [["1", "x, y"]]),
    "empty": ('a,b,c\n1,"",""\n2,3,4\n', [["1", "", ""], ["2", "3", "4"]]),
    "empty_crlf": ('a,b,c\r\n1,"",""\r\n2,3,4\r\n', [["1", "", ""], ["2", "3", "4"]]),
    "escaped_quotes": ('a,b\n1,"ha ""ha"" ha"\n3,4\n', [["1", 'ha "ha" ha'], ["3", "4"]]),
    "json": (
        'key,val\n1,"{""type"": ""Point"", ""at"": [1.0, 2.0]}"\n',
        [["1", '{"type": "Point", "at": [1.0, 2.0]}']],
    ),
    "newlines": ('a,b,c\n1,2,3\n"Once upon \na time",5,6\n', [["1", "2", "3"], ["Once upon \na time", "5", "6"]]),
    "newlines_crlf": ('a,b\r\n"Once upon \r\na time",5\r\n', [["Once upon \r\na time", "5"]]),
    "quotes_and_newlines": ('a,b\n1,"ha \n""ha"" \nha"\n3,4\n', [["1", 'ha \n"ha" \nha'], ["3", "4"]]),
    "simple_cr": ("a,b\r1,2\r3,4\r", [["1", "2"], ["3", "4"]]),
    "no_end_of_line": ("a,b\n1,2", [["1", "2"]]),
    "utf8": ("a,b\n1,ʤ\n", [["1", "ʤ"]]),
}


@pytest.mark.parametrize(("content", "expected"), SPECTRUM.values(), ids=SPECTRUM.keys())
def test_csv_spectrum(tmp_path: Path, content: str, expected: list[list[str]]) -> None:
    rows, faults = read(tmp_path / "x.csv", content)
    assert [row for _, row in rows] == expected
    assert faults == []


def test_a_row_is_named_by_the_line_it_starts_at(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "x.csv", 'a,b\n1,"x\ny\nz"\n\n  , \n2,3\n')
    assert [line for line, _ in rows] == [2, 7]


def test_short_and_long_rows_are_set_aside(tmp_path: Path) -> None:
    rows, faults = read(tmp_path / "x.csv", "a,b\n1\n1,2\n1,2,3\n")
    assert rows == [(3, ["1", "2"])]
    assert faults == [
        (2, "1", "has 1 columns where the header has 2"),
        (4, "1,2,3", "has 3 columns where the header has 2"),
    ]


def test_an_open_quote_costs_one_row(tmp_path: Path) -> None:
    rows, faults = read(tmp_path / "x.csv", 'a,b\n1,"open\n2,3\n4,5\n')
    assert rows == [(3, ["2", "3"]), (4, ["4", "5"])]
    assert faults == [(2, '1,"open', "a quote is opened and never closed")]


def test_an_open_quote_closed_by_a_later_one_costs_one_row(tmp_path: Path) -> None:
    rows, faults = read(tmp_path / "x.csv", 'a,b\n1,"open\n2,3\n4,"five"\n6,7\n')
    assert rows == [(3, ["2", "3"]), (4, ["4", "five"]), (5, ["6", "7"])]
    assert faults == [(2, '1,"open', "a quote stands where none may stand")]


def test_a_row_over_several_lines_of_the_wrong_width_gives_the_others_back(tmp_path: Path) -> None:
    rows, faults = read(tmp_path / "x.csv", 'a,b\n1,"open\n2",3\n4,5\n')
    assert rows == [(3, ['2"', "3"]), (4, ["4", "5"])]
    assert faults == [(2, '1,"open', "has 3 columns where the header has 2")]


def test_an_open_quote_in_a_long_file_is_found_without_reading_it_all(tmp_path: Path) -> None:
    content = 'a,b\n1,"open\n' + "2,3\n" * 50_000
    rows, faults = read(tmp_path / "x.csv", content)
    assert len(rows) == 50_000
    assert faults == [
        (2, '1,"open', "a value is longer than 131,072 characters, as after a quote that is never closed")
    ]


def test_a_nul_byte_costs_its_row(tmp_path: Path) -> None:
    rows, faults = read(tmp_path / "x.csv", "a,b\n1,x\0y\n2,3\n")
    assert rows == [(3, ["2", "3"])]
    assert faults == [(2, "x\0y", "holds a NUL byte")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_mark_at_the_start_tells_the_encoding(tmp_path: Path, encoding: str) -> None:
    mark = "" if encoding in ("utf-8-sig", "utf-16") else "\ufeff"
    rows, _ = read(tmp_path / "x.csv", f"{mark}a,b\n1,Zürich\n".encode(encoding))
    assert rows == [(2, ["1", "Zürich"])]


def test_a_declared_encoding_and_delimiter_are_used(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "x.csv", "a;b\n1;Zürich, €\n".encode("cp1252"), encoding="cp1252", delimiter=";")
    assert rows == [(2, ["1", "Zürich, €"])]


def test_header_names_are_trimmed_and_blank_lines_before_it_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n a ,  b\n1,2\n")
    text = CsvText(path, "crm/x.csv", Formats())
    assert text.header == ["a", "b"]
    assert [chunk.rows for chunk in text.chunks()] == [[["1", "2"]]]


def test_what_cannot_be_read_at_all_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    assert refused(path, "") == "crm/x.csv is empty: export it again, or take it away"
    assert refused(path, "\n , \n") == "crm/x.csv is empty: export it again, or take it away"
    assert refused(path, "a,b,a\n1,2,3\n") == (
        "crm/x.csv, line 1: column 'a' stands in the header twice; rename or remove one"
    )
    assert refused(path, "a,b\n1,2\n3,Z\xfcrich\n".encode("cp1252")) == (
        "crm/x.csv, line 3: not utf-8 text; save the file as UTF-8, or name its encoding in crm/mapping.yaml "
        "(formats: encoding: cp1252)"
    )
    assert refused(path, 'a,"b\n1,2\n') == (
        "crm/x.csv, line 1: the header is broken (unexpected end of data); export the file again"
    )


def test_a_value_of_forty_thousand_characters_goes_through(tmp_path: Path) -> None:
    rows, faults = read(tmp_path / "x.csv", "a,b\n1," + "x" * 40_000 + "\n")
    assert len(rows[0][1][1]) == 40_000
    assert faults == []


PIECES = ['"', ",", "1", "\n", "\r", "\r\n", '""', "x", " ", "\0", "ü"]


@given(st.lists(st.sampled_from(PIECES), max_size=80).map("".join))
@example('1,"a\n2,b\n"3,c"d\n')
@example('"\n' * 9)
def test_no_line_is_swallowed(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("x") / "x.csv"
    rows, faults = read(path, "a,b\n" + text)
    with path.open(newline="", encoding="utf-8") as stream:
        filled = {number for number, line in enumerate(stream, 1) if line.strip(' \r\n,"')} - {1}
    starts = [line for line, _ in rows] + [line for line, _, _ in faults]
    assert len(starts) == len(set(starts))
    assert all(len(row) == 2 for _, row in rows)
    # a line with something on it starts a row, is set aside, or belongs to the row that starts before it
    for line in filled - set(starts):
        before = max(start for start in starts if start < line)
        held = next(row for start, row in rows if start == before)
        assert sum(value.count("\n") + value.count("\r") for value in held) >= line - before
