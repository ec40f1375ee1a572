"""The SQL that casts the chunks of one file for one job: good rows to the staged table, the others to the rejected."""

from sales_pipeline.intake import cast, shapes
from sales_pipeline.intake.job import Job
from sales_pipeline.intake.mapping import ColumnRule
from sales_pipeline.intake.sql_text import literal
from sales_pipeline.intake.staging import SCHEMA, SHOWN_CHARACTERS, Staging, staged
from sales_pipeline.intake.text_rows import Chunk, TextFile

CHUNK = "intake_chunk"


class CastPlan:
    """Made once a file and job; `take` once a chunk, which is registered as CHUNK."""

    def __init__(self, staging: Staging, job: Job, text: TextFile, file_no: int) -> None:
        job.refuse_lacking(text)
        self.staging, self.job, self.file_no = staging, job, file_no
        self.counts = staging.counts[file_no, job.table]
        self.columns = job.found(text.header)
        self.only_if = job.source.only_if
        wanted = [name for _, names in self.columns.values() for name in names]
        wanted += [self.only_if] if self.only_if else []
        self.places = {text.header.index(name) for name in wanted}
        self._build(text)

    def _build(self, text: TextFile) -> None:
        """Four layers, so that no expression is written out twice: as given, as meant, as typed, and what is wrong."""
        job, company = self.job, self.staging.company
        given, meant, value, self.faults = [], [], [], []
        wrong = []
        for number, (name, (rule, read)) in enumerate(self.columns.items()):
            item = shapes.field(job.source.table, name)
            given.append(f"{self._given(name, rule, read, text)} AS g{number}")
            meant.append(f"{cast.mapped(f'g{number}', rule)} AS m{number}")
            value.append(f"{cast.typed(item, f'm{number}', rule, job.formats, company)} AS v{number}")
            fault = cast.fault(item, f"m{number}", f"v{number}", rule, job.formats)
            if fault:
                wrong.append(f"{fault} AS f{number}")
                self.faults.append((f"f{number}", read[0] if read else name, f"g{number}"))
        self.rows = f"{CHUNK}{self._where(text)}"
        self.query = (
            f"(SELECT *, {', '.join(wrong)} FROM (SELECT *, {', '.join(value)} FROM (SELECT *, {', '.join(meant)} "
            f"FROM (SELECT source_line, {', '.join(given)} FROM {self.rows}))))"
        )
        self.is_bad = f"coalesce({', '.join(f for f, _, _ in self.faults)}, NULL) IS NOT NULL"

    def _given(self, name: str, rule: ColumnRule, read: tuple[str, ...], text: TextFile) -> str:
        """What the file gives for a column; of a log, in the rows about its field."""
        origin = self._origin(rule, read, text)
        about = self.columns["field"][1] if name in self.job.logged else ()
        if not about:
            return origin
        return f"CASE WHEN {self.job.logged[name].is_one_of(self._raw(about[0], text))} THEN {origin} END"

    def _origin(self, rule: ColumnRule, read: tuple[str, ...], text: TextFile) -> str:
        if not read:
            return f"{literal(text.name + ':')} || source_line" if rule.line else literal(rule.value or "")
        each = ", ".join(self._raw(column, text) for column in read)
        if rule.several == "joined":
            return f"nullif(concat_ws(' ', {each}), '')"
        return f"coalesce({each})" if len(read) > 1 else each

    def _raw(self, column: str, text: TextFile) -> str:
        return cast.raw(f"c{text.header.index(column)}", self.job.formats)

    def _where(self, text: TextFile) -> str:
        if not self.only_if:
            return ""
        return f" WHERE {self._raw(self.only_if, text)} IS NOT NULL"

    def take(self, chunk: Chunk) -> None:
        """Cast the registered chunk."""
        taken = self.staging.rows(f"SELECT count(*) FROM {self.rows}")[0][0]
        accepted = self._insert()
        if accepted < taken:
            self._reject()
        if chunk.faults:
            self.staging.reject(self.file_no, self.job.table, chunk.faults)
        self.counts.read += taken + len(chunk.faults)
        self.counts.accepted += accepted
        self.counts.rejected += taken - accepted + len(chunk.faults)

    def _insert(self) -> int:
        target = f"{staged(self.job.source.table)} ({', '.join(self.columns)}, source_key, file_no, source_line)"
        values = ", ".join(f"v{number}" for number in range(len(self.columns)))
        return int(
            self.staging.rows(f"""
            INSERT INTO {target} SELECT {values}, {literal(self.job.key)}, {self.file_no}, source_line
            FROM {self.query} WHERE NOT ({self.is_bad})""")[0][0]
        )

    def _reject(self) -> None:
        """A rejected row for every value at fault."""
        key = shapes.fields(self.job.source.table)[0].name
        row_id, known_at = self._cell("g", key), self._cell("v", shapes.stamp(self.job.source.table))
        self.staging.run(f"CREATE OR REPLACE TABLE {SCHEMA}.bad AS SELECT * FROM {self.query} WHERE {self.is_bad}")
        for fault, column, given in self.faults:
            self.staging.run(f"""
                INSERT INTO {SCHEMA}.rejected
                SELECT {self.file_no}, source_line, {literal(self.job.table)}, {literal(column)},
                    left({given}, {SHOWN_CHARACTERS}), {fault}, left({row_id}, {SHOWN_CHARACTERS}), {known_at}
                FROM {SCHEMA}.bad WHERE {fault} IS NOT NULL""")

    def _cell(self, layer: str, name: str | None) -> str:
        return f"{layer}{list(self.columns).index(name)}" if name in self.columns else "NULL"
