"""What documents cost: all of a week, and one by one at the week's own size and that of a large company."""

import io
import re
import shutil
import zipfile
from typing import Any

import pyarrow.parquet as parquet

from sales_pipeline.bench.stage import Stage
from sales_pipeline.weeks import GATE_RESULTS

_SLIDE = re.compile(rb"ppt/slides/slide\d+\.xml")


def documents(stage: Stage) -> dict[str, Any]:
    from sales_pipeline.documents import Drawer
    from sales_pipeline.documents import documents as catalogue

    shutil.rmtree(stage.home.drawn(stage.week), ignore_errors=True)
    drawer = Drawer(stage.weeks)
    drawer.weeks.take_in()
    stage.start()
    for name in catalogue():
        drawer.ensure(name, stage.week)
    return {}


def enlarged(stage: Stage) -> dict[str, Any]:
    """The week's tables as they are and those of a large company, as files; a document of either starts from them."""
    from sales_pipeline.bench import large
    from sales_pipeline.documents import documents as catalogue

    names = dict.fromkeys(name for each in catalogue().values() for name in (*each.tables, GATE_RESULTS))
    tables, rows = stage.weeks.frames(names, stage.week), {}
    stage.start()
    for name, table in large.enlarge(tables):
        rows[name] = table.num_rows
        for size, kept in (("usual", tables[name]), ("large", table)):
            path = stage.scratch / size / f"{name}.parquet"
            path.parent.mkdir(exist_ok=True)
            parquet.write_table(kept, path)
    return {"rows": rows}


def document(stage: Stage, name: str, size: str) -> dict[str, Any]:
    """One document drawn, from tables as files to a file."""
    told = _Told(stage, name, size)
    stage.start()
    frames = told.frames()
    facts = told.facts(frames)
    blob = told.document.module.render(frames, facts, told.run)
    told.path.write_bytes(blob)
    return {"bytes": len(blob), "slides": len(_SLIDE.findall(b"\n".join(_members(blob)))) if blob[:2] == b"PK" else 0}


def _members(blob: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(blob)) as file:
        return [name.encode() for name in file.namelist()]


def judged(stage: Stage, name: str, size: str) -> dict[str, Any]:
    """What blocks a publication, of the same file: its figures compared with the tables, and whether it reads well."""
    from sales_pipeline.render import lint

    told = _Told(stage, name, size)
    blob = told.path.read_bytes()
    stage.start()
    found, outside = told.differences(blob)
    return {"findings": [*found, *lint.problems(told.document.file, blob, outside)]}


class _Told:
    """A document of a size: its tables, its facts, its file."""

    def __init__(self, stage: Stage, name: str, size: str) -> None:
        from sales_pipeline.documents import Drawer
        from sales_pipeline.documents import documents as catalogue

        self.document, self.folder = catalogue()[name], stage.scratch / size
        self.run = Drawer(stage.weeks).run(stage.week)
        self.path = self.folder / self.document.file

    def frames(self) -> Any:
        from sales_pipeline.forecast.documents.frames import Frames

        names = dict.fromkeys((*self.document.tables, GATE_RESULTS))
        return Frames({name: parquet.read_table(self.folder / f"{name}.parquet") for name in names})

    def facts(self, frames: Any) -> Any:
        from sales_pipeline.forecast.documents.facts import build_facts

        return build_facts(frames, self.run)

    def differences(self, blob: bytes) -> tuple[list[str], tuple[str, ...]]:
        """What its bytes say and the tables do not, and the texts from outside that may look like leftovers."""
        from sales_pipeline.forecast import proof

        frames = self.frames()
        outside, facts = proof.outside(frames), self.document.facts(frames, self.facts(frames), self.run)
        return proof.differences(self.document.file, blob, frames, facts, outside, self.others()), outside

    def others(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir() if path.suffix == ".md"}
