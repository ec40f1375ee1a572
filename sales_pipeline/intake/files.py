"""Which files a home holds, in a fixed order, and what they hash to."""

import hashlib
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from sales_pipeline.home import RECEIVED, TEMPLATES, Home
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.mapping import Source

# a pattern for .csv means these as well; some of them only to be refused in words
OTHER_KINDS = (".parquet", ".xlsx", ".xlsm", ".jsonl", ".ndjson", ".xls", ".xlsb", ".ods")
# a file of the board begins so
VIEW = b"made_by: sales-pipeline"
# what a spreadsheet program puts beside a workbook that is open begins with ~$
_HIDDEN = (".", "~$")
_PACKAGE = Path(__file__).parent


def below(folder: Path) -> list[Path]:
    """Every file below a folder, sorted by name; hidden ones are not input."""
    found = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    shown = [p for p in found if not any(part.startswith(_HIDDEN) for part in p.relative_to(folder).parts)]
    return sorted(shown, key=lambda path: path.relative_to(folder).as_posix())


def calls(home: Home) -> list[Path]:
    """Every file below submissions/ but the templates made there and what people sent, as it came."""
    aside = [(TEMPLATES,), (RECEIVED,)]
    return [path for path in below(home.submissions) if path.relative_to(home.submissions).parts[1:2] not in aside]


def requests(home: Home) -> list[Path]:
    """Every file dropped into tasks/pending/; what the board shows there says what is known already."""
    return [path for path in below(home.requests) if not _is_view(path)]


def _is_view(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(VIEW)) == VIEW
    except OSError as error:
        raise unreadable(path.name, error) from error


def inputs(home: Home) -> list[Path]:
    """Every file a build reads or names, sorted."""
    single = [path for path in (home.company_file,) if path.is_file()]
    work = [*below(home.workflow), *requests(home)]
    return sorted([*single, *below(home.crm), *below(home.reference), *calls(home), *work])


def input_digest(home: Home) -> str:
    """Hash of all inputs and of the code and presets that read them: equal digests make equal tables."""
    whole = hashlib.sha256(_version().encode())
    for path in inputs(home):
        whole.update(f"{home.relative(path)}\0{digest(path)}\0".encode())
    return whole.hexdigest()


def digest(path: Path) -> str:
    """sha256 of a file's bytes; InputError when it can't be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path.name, error) from error


def unreadable(name: str, error: OSError) -> InputError:
    """What to say of a file that the system doesn't let us read."""
    return InputError(f"{name} can't be read ({error.strerror}): check that it is there and may be opened")


def claims(source: Source, name: str) -> bool:
    """Whether a source reads the file of this name (relative to crm/), of whatever kind."""
    names = {name.casefold()}
    if Path(name).suffix.casefold() in OTHER_KINDS:
        names.add(Path(name).with_suffix(".csv").as_posix().casefold())
    return any(fnmatchcase(each, pattern.casefold()) for pattern in source.files for each in names)


@cache
def _version() -> str:
    """Hash of the package's own text, so that a change of it makes every home's tables anew."""
    whole = hashlib.sha256()
    parts = ("*.py", "contracts/*.py", "plan/*.py", "plan/*.yaml", "presets/*.yaml")
    for path in sorted(path for part in parts for path in _PACKAGE.glob(part)):
        whole.update(f"{path.relative_to(_PACKAGE).as_posix()}\0".encode() + path.read_bytes())
    return whole.hexdigest()
