"""The catalogue of documents: every module of <domain>/documents that has FILE, drawn from a week's tables.

Drawn files wait beside the lake until the week is published; each carries the fingerprint of what it shows and of its
own bytes. What a document says stands in its own module, whether it says so truly in document_checks.py.
"""

import hashlib
import importlib
import pkgutil
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

from sales_pipeline import contract, files
from sales_pipeline.code_digest import code_digest
from sales_pipeline.forecast.documents.facts import FACT_TABLES, build_facts
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.run import Run, SignOff
from sales_pipeline.run_identity import run_of
from sales_pipeline.weeks import GATE_RESULTS, Weeks

DRAFT = "draft"


@dataclass(frozen=True)
class Document:
    """A document: asset key (its module's name), file name, tables it reads, what it is."""

    name: str
    domain: str
    file: str
    tables: tuple[str, ...]
    description: str
    module: ModuleType

    def facts(self, frames: Frames, facts: Facts, run: Run) -> Facts:
        """The facts its sentences say: those of the week, unless its module has `own_facts`."""
        own = getattr(self.module, "own_facts", None)
        found: Facts = facts if own is None else own(frames, facts, run)
        return found

    @property
    def kind(self) -> str:
        return Path(self.file).suffix.removeprefix(".")


@cache
def documents() -> dict[str, Document]:
    """Every document by asset key."""
    found = {}
    for domain in contract.DOMAINS:
        package = importlib.import_module(f"sales_pipeline.{domain}")
        folder = Path(str(package.__file__)).parent / "documents"
        for item in sorted(pkgutil.iter_modules([str(folder)]), key=lambda m: m.name):
            module = importlib.import_module(f"sales_pipeline.{domain}.documents.{item.name}")
            if hasattr(module, "FILE"):
                words = " ".join((module.__doc__ or "").split("\n\n")[0].split())
                tables = tuple(dict.fromkeys((*module.TABLES, *FACT_TABLES)))
                found[item.name] = Document(item.name, domain, module.FILE, tables, words, module)
    return found


class Drawer:
    """Draws the documents of a home and keeps them until they are published, or are final."""

    def __init__(self, weeks: Weeks, status: str = DRAFT, approvals: tuple[SignOff, ...] = ()) -> None:
        self.weeks, self.status, self.approvals = weeks, status, approvals
        # what document_checks found in files of this process, by what they show and their bytes
        self.judged: dict[str, dict[str, tuple[str, ...]]] = {}
        self._runs: dict[date, Run] = {}

    def path(self, name: str, week: date) -> Path:
        return self._folder(week) / documents()[name].file

    def _folder(self, week: date) -> Path:
        drawn = self.weeks.home.drawn(week)
        return drawn if self.status == DRAFT else drawn / self.status

    def ensure(self, name: str, week: date) -> Path:
        """The drawn file of a document, drawn anew unless it shows what the tables now say."""
        path, wanted = self.path(name, week), self.fingerprint(name, week)
        if not path.exists() or self._marked(name, week)[:1] != [wanted]:
            self.discard(name, week)
            drawn = self.draw(name, week)
            files.put(path, drawn)
            files.put(self._mark(name, week), f"{wanted}\n{digest(drawn)}\n".encode("ascii"))
        return path

    def is_as_drawn(self, name: str, week: date, blob: bytes) -> bool:
        """Whether bytes are those that were drawn: nobody wrote into the file since."""
        return self._marked(name, week)[1:] == [digest(blob)]

    def discard(self, name: str, week: date) -> None:
        """Let a document be drawn anew when it is asked for next."""
        files.remove(self._mark(name, week))

    def draw(self, name: str, week: date) -> bytes:
        """The bytes of a document: the same for the same rows visible, settings and version."""
        document = documents()[name]
        needed = dict.fromkeys((*document.tables, GATE_RESULTS))
        frames = Frames(self.weeks.frames(needed, week))
        run = replace(self.run(week), notes=waived(frames))
        made = document.module.render(frames, build_facts(frames, run), run)
        assert isinstance(made, bytes)
        return made

    def run(self, week: date) -> Run:
        """What documents print of the run of a week."""
        if week not in self._runs:
            self._runs[week] = replace(run_of(self.weeks, week), status=self.status, approvals=self.approvals)
        return self._runs[week]

    def _mark(self, name: str, week: date) -> Path:
        return self._folder(week) / f".{name}.fingerprint"

    def _marked(self, name: str, week: date) -> list[str]:
        """What the mark beside a drawn file says: the fingerprint of what it shows, the digest of its bytes."""
        mark = self._mark(name, week)
        return mark.read_text(encoding="ascii").split() if mark.exists() else []

    def fingerprint(self, name: str, week: date) -> str:
        """What a document of a week shows, in digits: tables, settings, version and the code that draws."""
        run = self.run(week)
        document = documents()[name]
        parts = [self.weeks.expected(t, week) for t in (*document.tables, GATE_RESULTS)]
        code = code_digest("render", f"{document.domain}/documents", "documents.py", "run_identity.py")
        parts += [] if run.status == DRAFT else [run.status, repr(run.approvals)]
        return hashlib.sha256("|".join([run.run_id, run.version, code, *parts]).encode()).hexdigest()


def digest(blob: bytes) -> str:
    return hashlib.sha256(blob).hexdigest()


def waived(frames: Frames) -> tuple[str, ...]:
    """A line per gate that a person let pass, for covers."""
    return tuple(
        f"Gate waived: {row['promise']} (by {row['waived_by']}: {row['waiver_reason']})"
        for row in frames.rows(GATE_RESULTS, state="waived")
    )
