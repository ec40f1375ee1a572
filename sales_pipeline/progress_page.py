"""outputs/<week>/checkpoints/progress_dashboard.html: how the work of a week stands, drawn anew as it goes on."""

from datetime import date

from sales_pipeline import files, sql
from sales_pipeline.execution.board.standing import TABLES, Standing
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
    page = draw(Standing(run_of(weeks, week), weeks.company.zone, clock["as_of_at"], rows))
    path = weeks.home.outputs(week) / FOLDER / FILE
    if not path.is_file() or path.read_bytes() != page:
        files.put(path, page)
