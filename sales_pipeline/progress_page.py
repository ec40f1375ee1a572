"""outputs/<week>/checkpoints/progress_dashboard.html: how the work of a week stands, drawn anew as it goes on."""

import hashlib
from datetime import date

from sales_pipeline import files, sql
from sales_pipeline.execution.board.standing import TABLES, Standing
from sales_pipeline.home import Home
from sales_pipeline.meetings import FOLDER
from sales_pipeline.run_identity import run_of
from sales_pipeline.weeks import Weeks

FILE = "progress_dashboard.html"


def write(weeks: Weeks, week: date) -> None:
    """Write the page of a week, where it says something else than the one that is there."""
    # Altair takes half a second to import, which starts that draw nothing should not wait for
    from sales_pipeline.execution.board.drawing import draw

    known = [name for name in TABLES if name in sql.tables()]
    rows = {name: table.to_pylist() for name, table in weeks.frames(known, week).items()}
    [clock] = weeks.work.tables(week)["work_clock"].to_pylist()
    page = draw(Standing(run_of(weeks, week), weeks.company.zone, clock["as_of_at"], rows), _code(weeks.home))
    path = weeks.home.outputs(week) / FOLDER / FILE
    if not path.is_file() or path.read_bytes() != page:
        files.put(path, page)


def _code(home: Home) -> str:
    """The script that draws charts, kept in a file: to bundle it takes longer than all else of an hour's work.

    The file is named by what is in it, so one of another edition, cut short or changed by hand is not taken.
    """
    from sales_pipeline.render import vega_code

    for path in sorted(home.page_code.glob(f"{vega_code.edition()}.*.js")):
        content = path.read_bytes()
        if path.stem == _stem(vega_code.edition(), content):
            return content.decode()
    made = vega_code.code()
    files.put(home.page_code / f"{_stem(vega_code.edition(), made.encode())}.js", made.encode())
    return made


def _stem(edition: str, content: bytes) -> str:
    return f"{edition}.{hashlib.sha256(content).hexdigest()}"
