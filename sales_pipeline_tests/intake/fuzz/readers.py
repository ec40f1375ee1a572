"""A target for atheris: whatever bytes a file holds, a reader refuses it in words or counts every row of it.

    uv run --with atheris python -m sales_pipeline_tests.intake.fuzz.readers FOLDER -max_total_time=600 -timeout=20

The first byte says which kind of file the others are. A workbook is a zip, whose check sums hide nearly every change
of a byte: half of those are made of the bytes as the sheet inside instead. FOLDER keeps what led somewhere new.
"""

import io
import sys
import tempfile
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["sales_pipeline.intake", "openpyxl.worksheet", "openpyxl.cell"]):
    import duckdb

    from sales_pipeline.intake import mapping_file, sources
    from sales_pipeline.intake.errors import InputError
    from sales_pipeline.intake.load import load
    from sales_pipeline.intake.staging import SCHEMA, Staging
    from sales_pipeline.intake.text_file import open_text
    from sales_pipeline_tests.intake.homes import ACME
    from sales_pipeline_tests.intake.test_rows_are_counted import WHOLE, written

KINDS = ("csv", "jsonl", "xlsx", "sheet", "parquet")
STAGED_ONE_IN = 16
SHEET = "xl/worksheets/sheet1.xml"
FOLDER = Path(tempfile.mkdtemp())
MAPPING = mapping_file.read({"preset": "salesforce"}, FOLDER, "crm/mapping.yaml")
JOBS = sources.crm_jobs(MAPPING, "Opportunity.csv")


def file_of(data: bytes) -> tuple[str, bytes]:
    """The name and the content that some bytes stand for."""
    kind, rest = KINDS[data[0] % len(KINDS)], data[1:]
    if kind != "sheet":
        return f"Opportunity.{kind}", rest
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE["crm/Opportunity.xlsx"])) as good, zipfile.ZipFile(made, "w") as book:
        for name in good.namelist():
            book.writestr(name, rest if name == SHEET else good.read(name))
    return "Opportunity.xlsx", made.getvalue()


def seeds() -> list[bytes]:
    """A good file of each kind, as bytes for `try_one`."""
    with zipfile.ZipFile(io.BytesIO(WHOLE["crm/Opportunity.xlsx"])) as book:
        sheet = book.read(SHEET)
    others = [WHOLE[f"crm/Opportunity.{kind}"] for kind in ("jsonl", "xlsx")]
    good = [written([]), *others, sheet, WHOLE["crm/Opportunity.parquet"]]
    return [bytes([number]) + content for number, content in enumerate(good)]


def try_one(data: bytes) -> None:
    """Read one file, and stage one in sixteen."""
    if not data:
        return
    name, content = file_of(data)
    path = FOLDER / name
    path.write_bytes(content)
    with suppress(InputError):
        _read(path)
        if zlib.crc32(data) % STAGED_ONE_IN == 0:
            _stage(path)


def _read(path: Path) -> None:
    """Every row and every fault starts at a line of its own."""
    text = open_text(path, f"crm/{path.name}", JOBS[0].as_read(path).formats)
    starts: list[int] = []
    for chunk in text.chunks():
        starts += [*chunk.lines, *(fault.line for fault in chunk.faults)]
        chunk.table(list(range(len(text.header))))
    assert len(set(starts)) == len(starts), starts


def _stage(path: Path) -> None:
    """Every row is accepted or rejected, and every rejected line says why."""
    with duckdb.connect(config={"threads": 1}) as connection:
        staging = Staging(connection, ACME)
        load(staging, path, f"crm/{path.name}", JOBS)
        for (number, table), counts in staging.counts.items():
            assert counts.read == counts.accepted + counts.rejected, counts
            staged = staging.rows(f"SELECT count(*) FROM {SCHEMA}.staged_{table}")[0][0]
            told = f"SELECT count(DISTINCT source_line) FROM {SCHEMA}.rejected WHERE file_no = {number}"
            assert (staged, staging.rows(told)[0][0]) == (counts.accepted, counts.rejected), counts


def main() -> None:
    corpus = Path(next(word for word in sys.argv[1:] if not word.startswith("-")))
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()):
        (corpus / f"seed{number}").write_bytes(seed)
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
